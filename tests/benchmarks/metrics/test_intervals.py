"""Intervals against statsmodels and by simulation."""

import numpy as np

from rewardry.benchmarks.metrics.intervals import clustered, wilson_of_clusters
from rewardry.statistics.intervals import Interval, wilson


def test_wilson_of_clusters_covers_the_truth_where_rows_of_a_question_are_alike():
    random = np.random.default_rng(1)
    covered, runs = 0, 1000
    questions = np.repeat(np.arange(120), 5).tolist()
    for _ in range(runs):
        rows = (random.random((120, 5)) < random.beta(18, 2, size=120)[:, None]).astype(float).ravel()
        covered += 0.9 in wilson_of_clusters(rows, np.ones_like(rows), questions)
    assert 0.93 <= covered / runs <= 0.97


def test_wilson_of_clusters_is_wilsons_where_each_is_alone():
    part, whole = np.array([1.0, 0, 1, 1, 0]), np.array([1.0, 1, 1, 1, 0])
    assert wilson_of_clusters(part, whole, "abcde") == wilson(3, 4)


def test_a_rate_without_spread_is_worth_its_clusters():
    assert wilson_of_clusters(np.ones(100), np.ones(100), [i // 5 for i in range(100)]) == wilson(20, 20)
    assert wilson_of_clusters(np.zeros(0), np.zeros(0), []) == Interval(0.0, 1.0)


def mean(sums):
    return sums[:, 0] / sums[:, 1]


def test_the_bootstrap_covers_the_truth_where_rows_of_a_question_are_alike():
    random = np.random.default_rng(1)
    covered = rows_apart = 0
    runs = 300
    for run in range(runs):
        of_question = random.beta(2, 2, size=120)
        rows = (random.random((120, 5)) < of_question[:, None]).astype(float).ravel()
        counts = np.stack([rows, np.ones_like(rows)], axis=1)
        covered += 0.5 in clustered(counts, np.repeat(np.arange(120), 5).tolist(), mean, resamples=500, seed=run)
        rows_apart += 0.5 in clustered(counts, list(range(600)), mean, resamples=500, seed=run)
    assert 0.92 <= covered / runs <= 0.98
    assert rows_apart / runs < 0.9  # what is wrong with rows that are taken for independent


def test_the_bootstrap_is_the_same_for_the_same_seed():
    counts = np.array([[1.0, 1.0], [0.0, 1.0], [1.0, 1.0], [1.0, 1.0]])
    intervals = [clustered(counts, "abca", mean, seed=seed) for seed in (3, 3, 4)]
    assert intervals[0] == intervals[1]
    assert intervals[0].low <= 0.75 <= intervals[0].high


def test_one_question_has_no_interval():
    assert clustered(np.ones((3, 2)), "aaa", mean) is None


def test_a_statistic_that_is_mostly_undefined_has_no_interval():
    counts = np.zeros((5, 2))
    with np.errstate(invalid="ignore"):
        assert clustered(counts, "abcde", mean) is None
