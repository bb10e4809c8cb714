"""Paired tests against scipy, statsmodels and scikit-learn."""

import numpy as np
import pytest
from scipy.stats import binomtest
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats.multitest import multipletests

from rewardry.benchmarks.metrics.paired import compare, detectable, holm, kappa, mcnemar


@pytest.mark.parametrize(
    ("a", "b"),
    [(0, 0), (1, 0), (0, 7), (5, 5), (3, 12), (40, 61), (499, 500), (500, 500), (480, 521), (1200, 1300), (3000, 1)],
)
def test_mcnemar_is_the_binomial_test(a, b):
    expected = binomtest(a, a + b).pvalue if a + b else 1.0
    assert mcnemar(a, b) == pytest.approx(expected, rel=1e-10, abs=1e-300)
    assert mcnemar(a, b) == mcnemar(b, a)


def test_holm_is_that_of_statsmodels():
    p_values = {"a": 0.01, "b": 0.04, "c": 0.03, "d": 0.005, "e": 0.9}
    expected = multipletests(list(p_values.values()), method="holm")[1]
    assert list(holm(p_values).values()) == pytest.approx(expected.tolist(), abs=1e-12)
    assert holm({}) == {}


def test_kappa_is_cohens():
    random = np.random.default_rng(0)
    first, second = (random.choice(["correct", "incorrect", "abstain"], 200).tolist() for _ in range(2))
    assert kappa(first, second) == pytest.approx(cohen_kappa_score(first, second), abs=1e-12)
    assert kappa(first, first) == pytest.approx(1.0)
    assert kappa([], []) is None
    assert kappa(["a", "a"], ["a", "a"]) is None
    with pytest.raises(ValueError, match="2 and 1 verdicts"):
        kappa(["a", "a"], ["a"])


def test_a_difference_that_is_detectable_is_detected_as_often_as_it_says():
    n, discordant = 500, 0.2
    difference = detectable(n, discordant)
    random = np.random.default_rng(0)
    shares = [(discordant + difference) / 2, (discordant - difference) / 2, 1 - discordant]
    found = np.mean([mcnemar(a, b) < 0.05 for a, b, _ in random.multinomial(n, shares, size=2000)])
    assert 0.74 <= found <= 0.84  # the exact test is a little less powerful than its approximation


def test_few_rows_detect_nothing():
    assert detectable(5, 0.2) is None
    assert detectable(0, 0.2) is None
    assert detectable(100, 0.0) is None


def test_a_comparison():
    first = [True] * 60 + [True] * 25 + [False] * 5 + [False] * 10
    second = [True] * 60 + [False] * 25 + [True] * 5 + [False] * 10
    found = compare(first, second, list(range(100)))
    assert (found.n, found.both, found.only_first, found.only_second, found.neither) == (100, 60, 25, 5, 10)
    assert found.difference == 0.2
    assert found.interval.low < 0.2 < found.interval.high
    assert found.interval.low > 0
    assert found.p == pytest.approx(binomtest(5, 30).pvalue)
    assert found.kappa == pytest.approx(cohen_kappa_score(first, second))


def test_a_comparison_of_nothing_says_nothing():
    found = compare([], [], [])
    assert (found.n, found.difference, found.interval, found.p) == (0, None, None, 1.0)
