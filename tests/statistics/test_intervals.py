"""Intervals of rates cover the truth as often as they say, and are those of statsmodels."""

import numpy as np
import pytest
import statsmodels.api as sm
from statsmodels.stats.proportion import proportion_confint

from rewardry.statistics.intervals import Interval, wilson, wilson_of_mean, wilson_of_ratio


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


@pytest.mark.parametrize(("successes", "n"), [(0.5, 1.5), (7.25, 31.5), (30.999, 31)])
def test_wilson_takes_trials_that_are_worth_a_fraction(successes, n):
    assert wilson(successes, n) == pytest.approx(proportion_confint(successes, n, method="wilson"), abs=1e-12)


@pytest.mark.parametrize(("successes", "n"), [(2, 1), (-1, 5), (1, 0), (float("nan"), 3)])
def test_what_cannot_be_is_refused(successes, n):
    with pytest.raises(ValueError, match="0 <= successes <= trials is wanted"):
        wilson(successes, n)


@pytest.mark.parametrize("confidence", [0.9, 0.95])
def test_a_ratio_has_the_cluster_robust_variance_of_statsmodels(confidence):
    chance = np.random.default_rng(3)
    sizes = chance.integers(1, 9, 60)
    clusters = np.repeat(np.arange(60), sizes)
    trials = (chance.random(len(clusters)) < chance.beta(2, 1, 60)[clusters]).astype(float)
    fit = sm.OLS(trials, np.ones_like(trials)).fit(cov_type="cluster", cov_kwds={"groups": clusters})
    rate, worth = trials.mean(), trials.mean() * (1 - trials.mean()) / fit.bse[0] ** 2
    assert worth < len(trials)
    found = wilson_of_ratio(np.bincount(clusters, trials).tolist(), sizes.tolist(), confidence)
    assert found == pytest.approx(proportion_confint(rate * worth, worth, 1 - confidence, "wilson"), abs=1e-9)


def test_a_ratio_of_single_trials_is_wilsons():
    assert wilson_of_ratio([1, 0, 1, 1], [1, 1, 1, 1]) == wilson(3, 4)
    assert wilson_of_ratio([], []) == Interval(0.0, 1.0)


@pytest.mark.parametrize("right", [0, 1])
def test_where_all_went_the_same_way_a_cluster_is_worth_one_trial(right):
    assert wilson_of_ratio([4 * right, 9 * right], [4, 9]) == wilson(2 * right, 2)
    assert wilson_of_ratio([5 * right], [5]) == wilson(right, 1)
    assert wilson_of_mean(float(right), 0.0, 3, 30) == wilson(3 * right, 3)


def test_one_cluster_with_both_outcomes_is_never_worth_more_than_its_trials():
    assert wilson_of_ratio([3], [4]) == wilson(0.75, 1)


def test_a_mean_of_zeros_and_ones_is_a_rate():
    shares = np.array([0.0, 1.0, 1.0, 0.0, 1.0])
    assert wilson_of_mean(shares.mean(), shares.var(), 5, 40) == pytest.approx(wilson(3, 5), abs=1e-12)
