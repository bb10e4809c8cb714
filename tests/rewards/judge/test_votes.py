"""Several votes made one: a word by the majority of those that could be read, a number by their mean."""

import math
from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewardry.rewards.judge.votes import majority, mean

WORDS = st.lists(st.sampled_from(["correct", "incorrect", "tie"]), max_size=9)


@given(WORDS, st.integers(0, 9))
def test_a_word_wins_with_more_than_half_of_more_than_half(votes, unreadable):
    asked = len(votes) + unreadable
    winners = [word for word, count in Counter(votes).items() if 2 * count > len(votes)]
    wanted = winners[0] if winners and 2 * len(votes) > asked else None
    assert majority(votes, asked) == wanted


@given(WORDS, st.randoms())
def test_the_order_of_votes_does_not_count(votes, chance):
    mixed = list(votes)
    chance.shuffle(mixed)
    assert majority(mixed, len(votes)) == majority(votes, len(votes))


@pytest.mark.parametrize(
    ("votes", "asked", "word"),
    [
        (["a"], 1, "a"),
        (["a"], 2, None),
        (["a", "a"], 3, "a"),
        (["a", "b"], 3, None),
        (["a", "a", "b", "b"], 4, None),
        (["a", "a", "b", "c"], 4, None),  # the most, but no majority
        (["a", "a", "a", "b", "c"], 5, "a"),
        ([], 1, None),
        ([], 0, None),
    ],
)
def test_majorities(votes, asked, word):
    assert majority(votes, asked) == word


@given(st.lists(st.integers(0, 80).map(lambda n: n / 8), max_size=9), st.integers(0, 9))
def test_a_number_is_the_mean_of_more_than_half(votes, unreadable):
    asked = len(votes) + unreadable
    found = mean(votes, asked)
    if 2 * len(votes) > asked:
        assert found == pytest.approx(float(sum(map(Fraction, votes)) / len(votes)))
        assert math.isfinite(found)
    else:
        assert found is None
