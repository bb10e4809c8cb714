"""Paired tests against sums of binomial coefficients, and Holm's steps by hand."""

import math
from fractions import Fraction
from statistics import NormalDist

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewardry.benchmarks.metrics.paired import compare, detectable, holm, kappa, mcnemar


def two_sided(a, b):
    """Twice the lower tail of a fair coin thrown a + b times, at most 1."""
    n, fewer = a + b, min(a, b)
    return min(Fraction(1), 2 * Fraction(sum(math.comb(n, i) for i in range(fewer + 1)), 2**n))


@settings(max_examples=40)
@given(st.integers(0, 60), st.integers(0, 60))
def test_mcnemar_is_twice_the_lower_tail(a, b):
    assert mcnemar(a, b) == pytest.approx(float(two_sided(a, b)), rel=1e-12, abs=0)


@pytest.mark.parametrize(("a", "b"), [(450, 549), (450, 550), (499, 501), (0, 1000), (1, 1200), (900, 1000)])
def test_the_sum_of_large_numbers_is_the_same(a, b):
    """From 1,000 rows on the tail is summed in floats: on both sides of the line it is the exact sum."""
    assert mcnemar(a, b) == pytest.approx(float(two_sided(a, b)), rel=1e-9, abs=0)


@pytest.mark.parametrize(
    ("p_values", "adjusted"),
    [
        # Sorted, the smallest of three is multiplied by 3, the next by 2, the last by 1; none falls below one before.
        ({"a": 0.01, "b": 0.02, "c": 0.03}, {"a": 0.03, "b": 0.04, "c": 0.04}),
        ({"a": 0.5, "b": 0.01}, {"a": 0.5, "b": 0.02}),
        ({"a": 0.9, "b": 0.8}, {"a": 1.0, "b": 1.0}),
        ({"a": 0.04}, {"a": 0.04}),
    ],
)
def test_holm_by_hand(p_values, adjusted):
    found = holm(p_values)
    assert found == pytest.approx(adjusted)
    assert list(found) == list(p_values)


@settings(max_examples=40)
@given(st.dictionaries(st.integers(), st.floats(0, 1), max_size=12))
def test_holm_never_lowers_a_p_value_and_keeps_their_order(p_values):
    found = holm(p_values)
    assert all(p <= found[name] <= 1 for name, p in p_values.items())
    ranked = sorted(p_values, key=p_values.get)
    assert [found[name] for name in ranked] == sorted(found.values())


@pytest.mark.parametrize(("n", "discordant"), [(200, 0.1), (1000, 0.05), (1000, 1.0), (50, 0.6)])
def test_the_detectable_difference_solves_connors_equation(n, discordant):
    found = detectable(n, discordant)
    a, b = NormalDist().inv_cdf(0.975), NormalDist().inv_cdf(0.8)
    needed = (a * math.sqrt(discordant) + b * math.sqrt(discordant - found**2)) ** 2 / found**2
    assert needed == pytest.approx(n, rel=1e-9)
    assert 0 < found <= discordant


def test_more_rows_find_smaller_differences_and_more_power_wants_larger_ones():
    assert detectable(2_000, 0.2) < detectable(500, 0.2) < detectable(500, 0.2, power=0.95)
    assert detectable(500, 0.2) < detectable(500, 0.2, level=0.01)


def test_as_many_rows_as_the_largest_difference_needs_are_enough():
    """All rows that tell go one way: ((1.96 sqrt(0.1) + 0.842 sqrt(0.1 - 0.01)) / 0.1)^2 = 76.1 rows are wanted."""
    assert detectable(76, 0.1) is None
    assert detectable(77, 0.1) == pytest.approx(0.1, abs=0.001)


def test_kappa_by_hand():
    """Of ten, seven alike; by chance (6 * 5 + 4 * 5) / 100 = 0.5 would be: (0.7 - 0.5) / 0.5 = 0.4."""
    first, second = "yyyyyynnnn", "yyyynnynnn"
    assert kappa(first, second) == pytest.approx(0.4)
    assert kappa("ab", "ba") == -1.0


@settings(max_examples=30)
@given(st.lists(st.tuples(st.booleans(), st.booleans(), st.integers(0, 5)), max_size=30))
def test_a_comparison_the_other_way_round_has_the_other_sign(rows):
    first, second, questions = ([row[i] for row in rows] for i in range(3))
    there, back = compare(first, second, questions), compare(second, first, questions)
    assert (there.only_first, there.only_second) == (back.only_second, back.only_first)
    assert (there.n, there.both, there.neither, there.p) == (back.n, back.both, back.neither, back.p)
    assert there.detectable == back.detectable
    assert there.n == there.both + there.only_first + there.only_second + there.neither
    if rows:
        assert there.difference == -back.difference
        assert there.difference == pytest.approx((sum(first) - sum(second)) / len(rows))


def test_kappa_of_a_comparison_is_of_what_was_said():
    """Both are right on the same rows, though one says it by leaving open what the other refuses."""
    found = compare([True, False], [True, False], [0, 1], (["correct", "abstain"], ["correct", "incorrect"]))
    assert compare([True, False], [True, False], [0, 1]).kappa == 1.0
    assert found.kappa == pytest.approx((0.5 - 0.25) / 0.75)


@pytest.mark.parametrize("lengths", [(2, 1, 2), (2, 2, 1)])
def test_rows_that_do_not_go_together_are_refused(lengths):
    first, second, questions = ([True] * n for n in lengths)
    with pytest.raises((ValueError, IndexError)):
        compare(first, second, questions)
