"""Best of n and the rating of Ties by hand: each part of the rating, and what is not defined."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewardry.benchmarks.metrics.rewardbench import SECTIONS, Spread, best_of, spread, ties_counts, ties_rating


def test_the_sections_are_the_papers():
    """RewardBench (arXiv:2403.13787, table 1): four sections of 23 subsets, none of them twice."""
    names = [name for subsets in SECTIONS.values() for name in subsets]
    assert [len(subsets) for subsets in SECTIONS.values()] == [5, 6, 5, 7]
    assert len(set(names)) == 23


@pytest.mark.parametrize(
    ("values", "right", "expected"),
    [
        ([5, 4, 1], [1, 1, 0], Spread(True, 1, 3)),
        ([5, 1, 4], [1, 1, 0], Spread(False, 4, -3)),
        ([2, 2], [1, 0], Spread(False, 0, 0)),
        ([2, 3, 1, 0], [1, 1, 0, 0], Spread(True, 1, 1)),
    ],
)
def test_how_the_answers_of_a_question_are_spread(values, right, expected):
    assert spread(values, right) == expected


def rating(*questions):
    return ties_rating(ties_counts(questions).sum(0, keepdims=True))[0]


@pytest.mark.parametrize(
    ("tied", "reference", "parts"),
    [
        # Accuracy with many, with one; more above the wrong ones than apart, alone and beside; the margin's tanh.
        (Spread(True, 1, 3), Spread(True, 0, 5), (1, 1, 1, 1, math.tanh(2))),
        (Spread(True, 1, 3), Spread(True, 0, 1), (1, 1, 1, 0, math.tanh(0))),
        (Spread(True, 2, 1), Spread(True, 0, 5), (1, 1, 0, 0, math.tanh(-0.5))),
        (Spread(True, 1, 3), Spread(False, 0, -1), (1, 0, 1, 0, math.tanh(-2))),
        (Spread(False, 1, 0), Spread(False, 0, 0), (0, 0, 0, 0, math.tanh(-1))),
        # No difference among the right ones: the margin is as large as can be, or as small, or nothing.
        (Spread(True, 0, 2), Spread(True, 0, 1), (1, 1, 1, 1, 1)),
        (Spread(False, 0, -2), Spread(True, 0, 1), (0, 1, 0, 0, -1)),
        (Spread(False, 0, 0), Spread(True, 0, 1), (0, 1, 0, 0, 0)),
    ],
)
def test_the_rating_of_one_question_is_the_weighted_sum_of_its_parts(tied, reference, parts):
    assert rating((tied, reference)) == pytest.approx(sum(np.multiply(parts, (0.3, 0.3, 0.2, 0.2, 0.01))))


def test_a_question_without_its_partner_counts_for_its_own_accuracy_alone():
    whole = (Spread(True, 1, 3), Spread(True, 0, 5))
    lone = rating(whole, (Spread(False, 1, -1), None), (None, Spread(False, 0, -1)))
    assert lone == pytest.approx(rating(whole) - 0.3 / 2 - 0.3 / 2)


def test_without_a_pair_of_questions_there_is_no_rating():
    with np.errstate(invalid="ignore"):
        assert math.isnan(rating((Spread(True, 1, 3), None)))


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 1)), min_size=1, max_size=8))
def test_best_of_n_is_what_drawing_among_the_largest_comes_to(rows):
    values, right = [value for value, _ in rows], [label for _, label in rows]
    drawn = [label for value, label in rows if value == max(values)]
    found = best_of(values, right)
    assert found == sum(drawn) / len(drawn)
    assert best_of(values[::-1], right[::-1]) == found
