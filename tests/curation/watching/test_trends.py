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
