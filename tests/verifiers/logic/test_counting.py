"""Counts: how they are written, what is refused, and the questions that are none."""

import pytest

from rewardry.puzzle import UnreadableReferenceError
from rewardry.verifiers.logic.counting import Counting, CountingInstance, right_count

LETTER = CountingInstance(op="letter", text="strawberry", letter="r")
WORDS = CountingInstance(op="words", text="to be or not to be")
ABOVE = CountingInstance(op="above", numbers=(7, 3, 9, 7), threshold=3)
ONE = CountingInstance(op="letter", text="b a", letter="a")
NONE = CountingInstance(op="letter", text="moon", letter="x")
TWENTY = CountingInstance(op="letter", text="a" * 20, letter="a")
TWENTY_ONE = CountingInstance(op="letter", text="a" * 21, letter="a")
MANY = CountingInstance(op="letter", text="a" * 2000, letter="a")


@pytest.mark.parametrize(
    ("instance", "answer"),
    [
        (LETTER, "there are three r's"),
        (LETTER, "There are three (3) r's."),
        (LETTER, "there are exactly 3 'r's"),
        (LETTER, 'There are 3 "r"s'),
        (LETTER, "3 rs"),
        (LETTER, "3 letters"),
        (LETTER, "3 times"),
        (LETTER, "３"),
        (LETTER, "03"),
        (WORDS, "6 words"),
        (WORDS, "Six"),
        (WORDS, "exactly six words."),
        (ABOVE, "3 numbers"),
        (ABOVE, "three (three) numbers"),
        (ONE, "1 time"),
        (ONE, "There is one (1) a."),
        (ONE, "1 letter"),
        (NONE, "zero"),
        (NONE, "0 times"),
        (TWENTY, "Twenty"),
        (TWENTY_ONE, "21"),
        (MANY, "2000"),
    ],
)
def test_a_count_is_read_in_digits_and_words_with_what_is_counted(instance, answer, is_right):
    assert is_right(Counting(), instance, answer)


@pytest.mark.parametrize(
    ("instance", "answer", "reason"),
    [
        (LETTER, "2", "wrong-value"),
        (LETTER, "4 r's", "wrong-value"),
        (LETTER, "three (4) r's", "ambiguous"),
        (LETTER, "3 (four)", "ambiguous"),
        (LETTER, "3 s's", "unreadable"),
        (LETTER, "3 r's and 2 s's", "unreadable"),
        (LETTER, "-3", "unreadable"),
        (LETTER, "+3", "unreadable"),
        (LETTER, "3.0", "unreadable"),
        (LETTER, "3e0", "unreadable"),
        (LETTER, "6/2", "unreadable"),
        (LETTER, "3 3", "unreadable"),
        (LETTER, "about 3", "unreadable"),
        (LETTER, "there are not 3", "unreadable"),
        (LETTER, "r", "unreadable"),
        (LETTER, "3" * 10, "unreadable"),
        (LETTER, "0x3", "unreadable"),
        (LETTER, "III", "unreadable"),
        (WORDS, "6 b", "unreadable"),
        (ABOVE, "3 r's", "unreadable"),
        (ABOVE, "4", "wrong-value"),
        (TWENTY_ONE, "twenty", "wrong-value"),
        (TWENTY_ONE, "twenty-one", "unreadable"),
        (NONE, "-0", "unreadable"),
    ],
)
def test_what_is_no_count_is_refused_with_its_reason(instance, answer, reason, verdict_of):
    verdict = verdict_of(Counting(), instance, answer)
    assert (verdict.status, verdict.reason) == ("incorrect", reason)


@pytest.mark.parametrize(
    ("instance", "count"),
    [
        (CountingInstance(op="above", numbers=(3, 3, 3), threshold=3), 0),
        (CountingInstance(op="above", numbers=(-1, -2, -3), threshold=-2), 1),
        (CountingInstance(op="above", numbers=(10**9,), threshold=-(10**9)), 1),
        (CountingInstance(op="words", text="  a   b  "), 2),
        (CountingInstance(op="words", text="   "), 0),
        (CountingInstance(op="letter", text="aaa", letter="a"), 3),
    ],
)
def test_counts_at_their_edges(instance, count):
    assert right_count(instance) == count
    assert Counting().solution(instance) == str(count)


@pytest.mark.parametrize(
    ("reference", "why"),
    [
        ({"op": "letter", "text": "abc"}, "nothing to count for 'letter'"),
        ({"op": "letter", "letter": "a"}, "nothing to count for 'letter'"),
        ({"op": "words"}, "nothing to count for 'words'"),
        ({"op": "above", "text": "abc"}, "nothing to count for 'above'"),
        ({"op": "letter", "text": "abc", "letter": "ab"}, "letter"),
        ({"op": "letter", "text": "Abc", "letter": "a"}, "text"),
        ({"op": "letter", "text": "abc\n", "letter": "a"}, "text"),
        ({"op": "letter", "text": "a" * 2001, "letter": "a"}, "at most 2000"),
        ({"op": "above", "numbers": [0] * 501}, "at most 500"),
        ({"op": "above", "numbers": [10**9 + 1]}, "less than or equal to 1000000000"),
        ({"op": "above", "numbers": [1.5]}, "numbers.0"),
        ({"op": "vowels", "text": "abc"}, "op"),
    ],
)
def test_what_cannot_be_counted_is_no_question(reference, why):
    with pytest.raises(UnreadableReferenceError, match=why):
        Counting().instance({"puzzle": "counting", **reference})


def test_the_prompt_shows_what_is_counted():
    assert 'the letter "r" occur in "strawberry"?' in Counting().prompt(LETTER)
    assert 'How many words does "to be or not to be" have?' in Counting().prompt(WORDS)
    assert "numbers of [7, 3, 9, 7] are greater than 3?" in Counting().prompt(ABOVE)


@pytest.mark.parametrize(("instance", "looked_at"), [(LETTER, 10), (WORDS, 18), (ABOVE, 4)])
def test_the_hardness_is_how_much_is_looked_at(instance, looked_at):
    assert Counting().hardness(instance) == looked_at
