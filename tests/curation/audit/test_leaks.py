"""Tests of programs that stand in their prompt are told from numbers that only look like them."""

import pytest

from rewardry.curation.audit import leaks
from rewardry.curation.filters.contamination import HeldOut

PRINTED = "Add two numbers. For 3 4 print 7; for -1 2 print 1."


def details(question):
    return [finding.detail for finding in leaks.tests_in_prompt(question)]


@pytest.mark.parametrize(
    ("inputs", "outputs", "printed"),
    [
        (["3 4\n"], ["7\n"], True),
        (["3 4\n", "-1 2\n"], ["7\n", "1\n"], True),
        (["3 4\n", "5 5\n"], ["7\n", "10\n"], False),  # one of two is not there
        ([[3, 4]], [7], True),  # arguments, each by itself
        ([[3, [4, -1]]], [7], True),
        ([[3, 5]], [7], False),
        (["3  4"], ["7"], True),  # white space is no difference
        ([""], ["7"], True),  # nothing is read from an empty input
        (["1 2"], ["1"], False),  # of -1 2 it is a part
        (["3"], ["4"], True),
    ],
)
def test_every_test_must_stand_in_the_prompt_by_itself(asked, inputs, outputs, printed):
    question = asked(PRINTED, {"tests": {"inputs": inputs, "outputs": outputs}})
    assert details(question) == [f"all {len(outputs)} tests stand in the prompt"] * printed


@pytest.mark.parametrize(
    ("prompt", "printed"),
    [
        ("The sum is 7.", True),
        ("The sum is 7, not 8.", True),
        ("The sum (7) is odd.", True),
        ("The sum is 7.5", False),
        ("The sum is 17", False),
        ("The sum is 0.7", False),
        ("The sum is -7", False),
        ("The sum is 7th", False),
        ("Version 7.x", True),
    ],
)
def test_a_number_stands_alone_where_no_longer_one_holds_it(asked, prompt, printed):
    assert bool(details(asked(prompt, {"tests": {"inputs": [""], "outputs": ["7"]}}))) == printed


@pytest.mark.parametrize(
    "reference",
    [
        "7",
        7,
        {"tests": ["7"]},
        {"tests": {"inputs": ["3 4"]}},
        {"tests": {"inputs": [], "outputs": []}},
        {"tests": {"inputs": ["3 4", "-1 2"], "outputs": ["7"]}},
        {"tests": {"inputs": "3 4", "outputs": "7"}},
    ],
)
def test_what_has_no_tests_with_input_and_output_gives_none_away(asked, reference):
    assert details(asked(PRINTED, reference)) == []


def test_patterns_in_tests_are_texts(asked):
    tests = {"inputs": ["a.c"], "outputs": ["(x)"]}
    assert details(asked("For abc print x", {"tests": tests})) == []
    assert details(asked("For a.c print (x)", {"tests": tests})) == ["all 1 tests stand in the prompt"]


def test_a_question_of_a_held_out_set_is_named_with_the_line_it_stands_in(asked, write, tmp_path):
    write("test.jsonl", {"prompt": "one two three"}, {"prompt": "How many apples does Ann have left?"})
    held_out = HeldOut([str(tmp_path / "test.jsonl")], words=4)
    [finding] = leaks.leaked(asked("Tell me how many apples does Ann have in total"), held_out)
    assert (finding.kind, finding.detail) == ("leaked", f"shares 4 words with {tmp_path}/test.jsonl:2")
    assert list(leaks.leaked(asked("Tell me how many pears does Ann have"), held_out)) == []
    assert list(leaks.leaked(asked("How many apples does Ann have left?"), None)) == []
