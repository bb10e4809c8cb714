"""Rewriting step by step: the order of the rules, the leftmost place, the end, and the empty string."""

import pytest

from rewardry.puzzle import UnreadableReferenceError
from rewardry.verifiers.logic.string_rewriting import StringRewriting, StringRewritingInstance, rewrite


@pytest.mark.parametrize(
    ("text", "rules", "trace"),
    [
        ("ab", [("c", "d")], ["ab"]),
        ("aaa", [("aa", "b")], ["aaa", "ba"]),
        ("abab", [("ab", "")], ["abab", "ab", ""]),
        ("ab", [("b", "c"), ("a", "d")], ["ab", "ac", "dc"]),
        ("ab", [("a", "d"), ("b", "c")], ["ab", "db", "dc"]),
        ("ba", [("ba", "ab"), ("ab", "c")], ["ba", "ab", "c"]),
        ("aA", [("a", "b")], ["aA", "bA"]),
        ("a", [("a", "b"), ("b", "c"), ("c", "d")], ["a", "b", "c", "d"]),
    ],
    ids=["no-rule", "leftmost", "to-nothing", "first-rule", "other-order", "new-place", "case", "chain"],
)
def test_the_first_rule_is_applied_to_its_leftmost_place(text, rules, trace):
    assert rewrite(text, rules) == trace


@pytest.mark.parametrize(
    ("text", "rules"), [("a", [("a", "a")]), ("ab", [("ab", "ba"), ("ba", "ab")]), ("a", [("a", "ab" * 251)])]
)
def test_what_does_not_end_or_grows_too_long_has_no_trace(text, rules):
    assert rewrite(text, rules) is None


def test_five_hundred_steps_are_enough_and_one_more_is_not():
    unary = [("a", "")]
    assert len(rewrite("a" * 500, unary)) == 501
    assert rewrite("a" * 501, unary) is None


@pytest.mark.parametrize("answer", ["empty", "Empty", "(empty)", "ε", "λ", '""', "''", "``", "∅", "the empty string"])
def test_nothing_is_written_in_several_ways(answer, is_right):
    gone = StringRewritingInstance(text="ab", rules=(("ab", ""),))
    left = StringRewritingInstance(text="ab", rules=(("b", ""),))
    assert is_right(StringRewriting(), gone, answer)
    assert not is_right(StringRewriting(), left, answer)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("cb", "valid"),
        ("c, b", "valid"),
        (" `cb` ", "valid"),
        ("ｃｂ", "valid"),
        ("CB", "unreadable"),
        ("cb.", "unreadable"),
        ("c.b", "unreadable"),
        ("cbx", "unreadable"),
        ("cby", "wrong-value"),
        ("c", "wrong-value"),
        ("bc", "wrong-value"),
        ("aab", "incomplete"),
        ("empty", "wrong-value"),
        ("cb cb", "unreadable"),
        ("aab -> cb", "unreadable"),
    ],
)
def test_the_reason_says_what_is_wrong(answer, reason, verdict_of):
    instance = StringRewritingInstance(text="aab", rules=(("aa", "c"), ("x", "y")))
    assert verdict_of(StringRewriting(), instance, answer).reason == reason


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"text": ""}, "at least 1"),
        ({"text": "a" * 61}, "at most 60"),
        ({"text": "a b"}, "text"),
        ({"text": "a1"}, "text"),
        ({"rules": []}, "at least 1"),
        ({"rules": [["a", "b"]] * 21}, "at most 20"),
        ({"rules": [["", "b"]]}, "the left side of a rule is empty"),
        ({"rules": [["a"]]}, "rules.0"),
        ({"rules": [["a", "b", "c"]]}, "rules.0"),
        ({"rules": [["a", "b"], ["b", "a"]]}, "do not end within 500 steps"),
    ],
)
def test_what_is_no_task_is_refused(change, why):
    with pytest.raises(UnreadableReferenceError, match=why):
        StringRewriting().instance({"puzzle": "string_rewriting", "text": "ab", "rules": [["a", "c"]], **change})


def test_the_prompt_shows_a_rule_to_nothing_and_the_hardness_counts_steps():
    instance = StringRewritingInstance(text="abab", rules=(("ab", ""), ("ba", "c")))
    assert "ab -> (nothing), ba -> c" in StringRewriting().prompt(instance)
    assert StringRewriting().hardness(instance) == 2
    assert StringRewriting().solution(instance) == "empty"


@pytest.mark.parametrize(
    ("text", "rules"), [("a", (("b", "c"),)), ("a", (("a", ""),)), ("ab", (("ab", "ba"),)), ("aaa", (("aa", "b"),))]
)
def test_forms_are_right_and_near_misses_wrong_whatever_is_left(text, rules, is_right):
    puzzle, instance = StringRewriting(), StringRewritingInstance(text=text, rules=rules)
    assert all(is_right(puzzle, instance, form) for form in puzzle.surface_forms(instance))
    assert not any(is_right(puzzle, instance, miss) for miss in puzzle.near_misses(instance))
