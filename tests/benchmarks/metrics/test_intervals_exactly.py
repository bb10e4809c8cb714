"""The bootstrap and Wilson's interval of clusters against all draws written out, and against their equations."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewardry.benchmarks.metrics.intervals import clustered, wilson_of_clusters
from rewardry.statistics.intervals import Interval

# Right rows and all rows of four questions.
SUMS = [(1, 2), (0, 1), (3, 3), (1, 4)]


def rows_of(sums):
    """The rows behind some sums: right or not, and which question they belong to."""
    counts = [(float(i < right), 1.0) for right, all_ in sums for i in range(all_)]
    return np.array(counts), [name for name, (_, all_) in enumerate(sums) for _ in range(all_)]


def share(sums):
    return sums[:, 0] / sums[:, 1]


@pytest.mark.parametrize("confidence", [0.5, 0.8, 0.9, 0.95])
def test_the_ends_of_the_bootstrap_are_those_of_all_draws(confidence):
    """Four questions drawn four times are 256 draws, each as likely: their quantiles are what resampling estimates."""
    every = [np.sum([SUMS[i] for i in draw], axis=0) for draw in itertools.product(range(4), repeat=4)]
    exact = share(np.array(every, dtype=float))
    counts, questions = rows_of(SUMS)
    found = clustered(counts, questions, share, resamples=40_000, confidence=confidence)
    tail = (1 - confidence) / 2
    # The statistic takes few values: an end is right if so much lies below it, give or take what chance makes of it.
    assert (exact < found.low - 1e-9).mean() <= tail + 0.01
    assert (exact <= found.low + 1e-9).mean() >= tail - 0.01
    assert (exact > found.high + 1e-9).mean() <= tail + 0.01
    assert (exact >= found.high - 1e-9).mean() >= tail - 0.01


def test_more_confidence_is_a_wider_interval():
    counts, questions = rows_of(SUMS)
    narrow, wide = (clustered(counts, questions, share, confidence=c) for c in (0.5, 0.95))
    assert wide.low < narrow.low < narrow.high < wide.high


@settings(max_examples=40)
@given(st.permutations(range(10)))
def test_the_order_of_rows_and_the_names_of_questions_do_not_matter(order):
    counts, questions = rows_of(SUMS)
    mixed = clustered(counts[order], [f"question {questions[i]}" for i in order], share, resamples=200)
    assert mixed == clustered(counts, questions, share, resamples=200)


def test_two_questions_have_an_interval():
    """Both draws of one question are as likely as not to come first: nothing and all are both within 95 %."""
    assert clustered(np.array([[1.0, 1.0], [0.0, 1.0]]), "ab", share) == Interval(0.0, 1.0)


@pytest.mark.parametrize(("defined", "is_one"), [(4, False), (5, True), (6, True)])
def test_a_statistic_must_be_defined_for_half_of_the_resamples(defined, is_one):
    counts, questions = rows_of(SUMS)
    found = clustered(
        counts, questions, lambda sums: np.where(np.arange(len(sums)) < defined, 0.25, np.nan), resamples=10
    )
    assert found == (Interval(0.25, 0.25) if is_one else None)


def test_what_is_not_defined_is_left_out_of_the_ends():
    counts, questions = rows_of(SUMS)
    values = np.array([np.nan, np.inf, 0.1, 0.2, 0.3, 0.4, -np.inf, 0.5])
    assert clustered(counts, questions, lambda sums: values, resamples=8, confidence=0.999999).high < 0.5
    found = clustered(counts, questions, lambda sums: values, resamples=8, confidence=0.5)
    assert found == pytest.approx((0.2, 0.4))


def test_wilson_of_clusters_is_korn_and_graubards():
    """Equations by hand: the variance of a ratio over clusters (Cochran 1977), what it is worth, and Wilson's.

    Of (1, 2), (0, 1), (3, 3), (1, 4) the rate is 5 / 10. Residuals are 1 - 1 = 0, 0 - 0.5, 3 - 1.5 and 1 - 2, whose
    squares sum to 3.5; the variance is 3.5 / 100 * 4 / 3, which 0.25 / variance = 5.357 trials have.
    """
    counts, questions = rows_of(SUMS)
    worth = 0.25 / (3.5 / 100 * 4 / 3)
    assert worth == pytest.approx(5.357, abs=0.001)
    z = 1.959963984540054
    half = z / (1 + z * z / worth) * math.sqrt(0.25 / worth + z * z / (4 * worth * worth))
    found = wilson_of_clusters(counts[:, 0], counts[:, 1], questions)
    assert found == pytest.approx((0.5 - half, 0.5 + half), abs=1e-12)


def test_questions_without_trials_say_nothing_of_a_rate():
    part, whole = np.array([1.0, 0, 1, 0, 0]), np.array([1.0, 1, 1, 0, 0])
    assert wilson_of_clusters(part, whole, "aabcd") == wilson_of_clusters(part[:3], whole[:3], "aab")
