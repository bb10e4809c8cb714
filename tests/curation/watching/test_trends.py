"""Rank tests against scipy's, and their rates of false alarms."""

import random

import pytest

from rewardry.curation.watching.trends import cusum, trend


def test_the_slope_is_scipys():
    stats = pytest.importorskip("scipy.stats")
    chance = random.Random(0)
    xs = list(range(15))
    ys = [0.02 * x + chance.gauss(0, 0.1) for x in xs]
    found = trend(xs, ys)
    theirs = stats.theilslopes(ys, xs)
    assert found.rise == pytest.approx(theirs.slope * 14)
    assert found.low <= found.rise <= found.high


def test_its_interval_holds_that_of_scipy_and_is_hardly_wider():
    stats = pytest.importorskip("scipy.stats")
    chance = random.Random(2)
    for n in (6, 15, 30):
        xs = list(range(n))
        ys = [0.01 * x + chance.gauss(0, 0.1) * (-1) ** x for x in xs]  # neighbours differ: nothing inflates
        found, theirs = trend(xs, ys), stats.theilslopes(ys, xs, 0.95)
        wide, narrow = found.high - found.low, (theirs.high_slope - theirs.low_slope) * (n - 1)
        assert found.low <= theirs.low_slope * (n - 1) <= theirs.high_slope * (n - 1) <= found.high
        assert wide <= 1.3 * narrow


@pytest.mark.parametrize("n", [6, 7, 20])
@pytest.mark.parametrize("steps", [1000, 2], ids=["apart", "with ties"])
@pytest.mark.parametrize("slope", [0.0, 0.02, 0.1, -0.1, 0.5])
def test_the_p_values_are_those_of_scipy_paid_for_twice(n, steps, slope):
    stats = pytest.importorskip("scipy.stats")
    chance = random.Random(n)
    signs = [(-1) ** x for x in range(n)]  # neighbours differ, so that nothing inflates the variance
    ys = [round(steps * (slope * x + signs[x] * chance.uniform(0.4, 1))) / steps for x in range(n)]
    found = trend(list(range(n)), ys)
    score = sum((b > a) - (b < a) for i, a in enumerate(ys) for b in ys[i + 1 :])
    ties = [ys.count(value) for value in set(ys)]
    variance = (n * (n - 1) * (2 * n + 5) - sum(t * (t - 1) * (2 * t + 5) for t in ties)) / 18
    for p, side, sign in ((found.p_up, "greater", 1), (found.p_down, "less", -1)):
        jump = stats.mannwhitneyu(ys[(n + 1) // 2 :], ys[: n // 2], alternative=side, method="asymptotic").pvalue
        steady = stats.norm.sf(max(abs(score) - 1, 0) * (1 if sign * score > 0 else -1) / variance**0.5)
        assert p == pytest.approx(min(1, 2 * min(jump, steady)), abs=1e-9)


def test_rises_and_falls_are_told_apart():
    up = trend(list(range(12)), [float(x) for x in range(12)])
    down = trend(list(range(12)), [-float(x) for x in range(12)])
    assert up.p_up < 0.001 < 0.5 < up.p_down
    assert down.p_down < 0.001 < 0.5 < down.p_up
    assert trend([1, 2, 3], [1.0, 2.0, 3.0]) is None


def test_a_flat_series_is_neither():
    found = trend(list(range(10)), [0.5] * 10)
    assert (found.rise, found.p_up, found.p_down, found.noise) == (0.0, 1.0, 1.0, 0.0)


@pytest.mark.parametrize("correlation", [0.0, 0.5])
def test_noise_looks_like_a_rise_about_as_often_as_the_level_says(correlation):
    chance, hits = random.Random(1), 0
    for _ in range(400):
        value, ys = 0.0, []
        for _ in range(20):
            value = correlation * value + chance.gauss(0, 1)
            ys.append(value)
        hits += trend(list(range(20)), ys).p_up < 0.05
    assert hits <= (28 if correlation == 0 else 80)


def test_a_cumulative_sum_forgets_what_is_below_the_mean():
    assert cusum([0, 0, 0], 1.0, 1.0, 0.5) == 0.0
    assert cusum([5, 5], 1.0, 1.0, 0.5) == 7.0
