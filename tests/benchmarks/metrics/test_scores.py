"""Ranking and calibration against scikit-learn."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics as sk

from rewardry.benchmarks.metrics import scores as ours

ROWS = st.lists(
    st.tuples(st.integers(0, 1), st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.5001, 0.9, 1.0])), min_size=2, max_size=50
)


def both(rows):
    return [label for label, _ in rows], [score for _, score in rows]


@given(ROWS)
def test_ranking_is_that_of_scikit_learn(rows):
    labels, values = both(rows)
    if len(set(labels)) < 2:
        assert ours.auroc(labels, values) is None
    else:
        assert ours.auroc(labels, values) == pytest.approx(sk.roc_auc_score(labels, values), abs=1e-12)
    if sum(labels):
        assert ours.average_precision(labels, values) == pytest.approx(
            sk.average_precision_score(labels, values), abs=1e-12
        )
    else:
        assert ours.average_precision(labels, values) is None
    assert ours.brier(labels, values) == pytest.approx(sum((v - y) ** 2 for y, v in rows) / len(rows), abs=1e-12)


@given(ROWS)
def test_a_threshold_says_what_it_does(rows):
    labels, values = both(rows)
    for at, confusion in ours.sweep(labels, values):
        said = [value >= at for value in values]
        tn, fp, fn, tp = sk.confusion_matrix(labels, said, labels=[0, 1]).ravel()
        assert (confusion.tp, confusion.fp, confusion.tn, confusion.fn) == (tp, fp, tn, fn)


def test_the_best_threshold_separates():
    found = ours.best_threshold([0, 0, 1, 1], [0.1, 0.4, 0.6, 0.9])
    assert (found.at, found.confusion.metric("youden_j")) == (0.6, 1.0)
    assert ours.best_threshold([1, 1], [0.3, 0.4]) is None


def test_the_threshold_at_a_precision_recalls_most():
    labels, values = [1, 0, 1, 1, 0], [0.9, 0.8, 0.7, 0.6, 0.5]
    assert ours.at_precision(labels, values, 0.75).at == 0.6
    assert ours.at_precision([0, 1], [0.9, 0.1], 0.9) is None


def test_calibration():
    labels, values = [1, 0, 1, 1], [0.75, 0.75, 0.75, 0.75]
    assert ours.calibration_error(labels, values) == 0.0
    assert ours.reliability(labels, values) == [(4, 0.75, 0.75)]
    assert ours.calibration_error([0, 0], [0.95, 0.95]) == pytest.approx(0.95)
    assert ours.calibration_error([1], [1.0]) == 0.0
    assert ours.calibration_error([], []) is None
    assert ours.brier([], []) is None
