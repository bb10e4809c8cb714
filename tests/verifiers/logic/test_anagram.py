"""Anagrams at their edges: repeated letters, single ones, words listed twice, and questions that are none."""

import pytest

from rewardry.puzzle import UnreadableReferenceError
from rewardry.verifiers.logic.anagram import Anagram, AnagramInstance

LISTED = AnagramInstance(letters="aelst", words=("least", "slate", "steal", "state", "stale", "late", "least"))


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("least", "valid"),
        ("STALE", "valid"),
        ("“slate”", "valid"),
        ("ｓｔｅａｌ", "valid"),
        ("`least`.", "valid"),
        ("state", "wrong-value"),
        ("late", "wrong-value"),
        ("tales", "broken-rule"),
        ("leas t", "unreadable"),
        ("least, slate", "unreadable"),
        ("least/slate", "unreadable"),
        ("l-e-a-s-t", "unreadable"),
        ("least1", "unreadable"),
        ("leаst", "broken-rule"),  # a Cyrillic letter
        ("the word is least", "unreadable"),
    ],
)
def test_the_reason_says_what_is_wrong(answer, reason, verdict_of):
    assert verdict_of(Anagram(), LISTED, answer).reason == reason


def test_each_letter_counts_as_often_as_it_is_given(is_right):
    instance = AnagramInstance(letters="aab", words=("aab", "aba", "abb", "ab", "aabb"))
    assert [word for word in instance.words if is_right(Anagram(), instance, word)] == ["aab", "aba"]


@pytest.mark.parametrize(
    ("words", "count"), [(("ab",), 1), (("ba", "ab"), 2), (("ba", "ba"), 1), (("abc", "a"), 0), (("ab", "ba", "x"), 2)]
)
def test_words_that_fit_are_counted_once_each_up_to_the_limit(words, count):
    instance = AnagramInstance(letters="ab", words=words)
    assert Anagram().count_solutions(instance, 5) == count
    assert Anagram().count_solutions(instance, 1) == min(count, 1)
    assert (Anagram().solution(instance) is None) == (count == 0)


@pytest.mark.parametrize(
    ("letters", "words"), [("a", ("a",)), ("ab", ("ba", "bas", "b")), ("ab", ("ab", "ba")), ("aa", ("aa", "aas", "a"))]
)
def test_forms_are_right_and_near_misses_wrong(letters, words, is_right):
    instance = AnagramInstance(letters=letters, words=words)
    assert all(is_right(Anagram(), instance, form) for form in Anagram().surface_forms(instance))
    assert not any(is_right(Anagram(), instance, miss) for miss in Anagram().near_misses(instance))


@pytest.mark.parametrize("difficulty", range(11))
def test_what_is_made_lists_every_answer_and_says_whether_it_is_the_only_one(difficulty):
    for seed in range(6):
        instance = Anagram().generate(seed, difficulty)
        fitting = {word for word in instance.words if sorted(word) == sorted(instance.letters)}
        assert instance.unique == (len(fitting) == 1)
        assert fitting
        assert instance.letters not in fitting
        assert len(set(instance.words)) == len(instance.words)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"letters": ""}, "letters"),
        ({"letters": "Ab"}, "letters"),
        ({"letters": "a" * 31}, "at most 30"),
        ({"words": []}, "at least 1"),
        ({"words": ["a b"]}, "words.0"),
        ({"words": ["a"] * 2001}, "at most 2000"),
        ({"words": "ab"}, "words"),
    ],
)
def test_what_is_no_task_is_refused(change, why):
    with pytest.raises(UnreadableReferenceError, match=why):
        Anagram().instance({"puzzle": "anagram", "letters": "ab", "words": ["ba"], **change})
