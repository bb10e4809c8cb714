"""Intervals of rates cover the truth as often as they say, and are those of statsmodels."""

import numpy as np
import pytest
from statsmodels.stats.proportion import proportion_confint

from rewardry.statistics.intervals import Interval, wilson


@pytest.mark.parametrize("n", [1, 2, 10, 88, 1000, 10**6])
@pytest.mark.parametrize("rate", [0.0, 0.01, 0.3, 0.5, 0.97, 1.0])
@pytest.mark.parametrize("confidence", [0.9, 0.95, 0.99])
def test_wilson_is_that_of_statsmodels(n, rate, confidence):
    successes = round(rate * n)
    assert wilson(successes, n, confidence) == pytest.approx(
        proportion_confint(successes, n, 1 - confidence, "wilson"), abs=1e-12
    )


def test_of_no_trials_everything_is_possible():
    assert wilson(0, 0) == Interval(0.0, 1.0)


@pytest.mark.parametrize(("n", "rate"), [(30, 0.5), (100, 0.9), (400, 0.05)])
def test_wilson_covers_the_truth_as_often_as_it_says(n, rate):
    drawn = np.random.default_rng(0).binomial(n, rate, 4000)
    covered = np.mean([rate in wilson(int(successes), n) for successes in drawn])
    assert 0.93 <= covered <= 0.97
