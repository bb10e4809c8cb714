"""best-of-n and weighted majority, beside all draws written out."""

import itertools
import random
from fractions import Fraction

import pytest

from rewardry.statistics.best_of_n import MOST_SUBSETS, best_of_n, weighted_majority
from rewardry.statistics.pass_at_k import maj_at_k, pass_at_k


def written_out(values, rights, n):
    """Every draw, its best completions, and the share of right ones among them."""
    known = [float("-inf") if value is None else value for value in values]
    shares = []
    for draw in itertools.combinations(range(len(values)), n):
        most = max(known[i] for i in draw)
        best = [rights[i] for i in draw if known[i] == most]
        shares.append(Fraction(sum(best), len(best)))
    return float(sum(shares) / len(shares))


@pytest.mark.parametrize("seed", range(12))
def test_best_of_n_is_the_mean_over_all_draws(seed):
    chance = random.Random(seed)
    size = chance.randint(1, 9)
    values = [chance.choice([None, 0.0, 0.25, 0.5, 1.0, -2.0]) for _ in range(size)]
    rights = [chance.random() < 0.4 for _ in range(size)]
    for n in range(1, size + 1):
        assert best_of_n(values, rights, n) == pytest.approx(written_out(values, rights, n), abs=1e-12)


def test_values_that_know_the_label_reach_pass_at_n_and_constant_ones_the_mean():
    rights = [True, False, False, True, False, False, False, False]
    for n in range(1, 9):
        assert best_of_n([float(right) for right in rights], rights, n) == pytest.approx(pass_at_k(8, 2, n))
        assert best_of_n([0.5] * 8, rights, n) == pytest.approx(0.25)
        assert best_of_n([None] * 8, rights, n) == pytest.approx(0.25)


def test_a_completion_without_a_value_is_chosen_last():
    assert best_of_n([None, -5.0], [True, False], 2) == 0.0
    assert best_of_n([None, None, 1.0], [True, True, False], 2) == pytest.approx(1 / 3)


def test_thousands_of_completions_are_counted_exactly():
    rights = [i < 3 for i in range(4000)]
    values = [float(right) for right in rights]
    assert best_of_n(values, rights, 1000) == pytest.approx(pass_at_k(4000, 3, 1000))


def test_equal_weights_are_a_plain_majority():
    answers = ["4", "4", "5", "5", "5", "6", None]
    rights = [True, True, False, False, False, False, False]
    for k in range(1, 8):
        assert weighted_majority(answers, rights, [1.0] * 7, k).value == pytest.approx(maj_at_k(2, [3, 1], k, 1).value)


def test_weights_decide_and_ties_are_shared():
    answers, rights = ["4", "5", "5"], [True, False, False]
    assert weighted_majority(answers, rights, [0.9, 0.2, 0.3], 3) == (1.0, True)
    assert weighted_majority(answers, rights, [0.1 + 0.2, 0.1, 0.2], 3).value == 0.5
    assert weighted_majority(answers, rights, [None, None, None], 3).value == 0.5
    assert weighted_majority([None, None], [True, False], [1.0, 1.0], 2).value == 0.0


def test_too_many_draws_are_sampled_and_the_same_every_time():
    answers = ["a"] * 20 + ["b"] * 20
    rights = [True] * 20 + [False] * 20
    values = [0.6] * 20 + [0.4] * 20
    first = weighted_majority(answers, rights, values, 16)
    assert not first.exact
    assert first == weighted_majority(answers, rights, values, 16)
    assert 0.6 < first.value <= 1.0
    assert MOST_SUBSETS < 10**6


@pytest.mark.parametrize("function", [best_of_n, lambda v, r, n: weighted_majority(["a"] * len(v), r, v, n)])
def test_what_cannot_be_is_refused(function):
    with pytest.raises(ValueError, match="-3 of 2 values and 2 labels"):
        function([1.0, 2.0], [True, False], 3)
    with pytest.raises(ValueError, match="not a finite number"):
        function([float("nan"), 2.0], [True, False], 1)
