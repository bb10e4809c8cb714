"""Metrics of right and wrong against scikit-learn, and the policies for undecided rows."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics as sk

from rewardry.benchmarks.metrics.binary import METRICS, OUTCOMES, Confusion, Judged, constants, estimate
from rewardry.statistics.intervals import wilson

ROWS = st.lists(st.tuples(st.integers(0, 1), st.integers(0, 1)), min_size=1, max_size=60)


def judged(pairs, questions=None):
    labels, said = zip(*pairs, strict=True)
    outcomes = ["correct" if yes else "incorrect" for yes in said]
    return Judged(labels, outcomes, questions or list(range(len(pairs))))


@given(ROWS)
def test_metrics_are_those_of_scikit_learn(pairs):
    labels, said = (list(part) for part in zip(*pairs, strict=True))
    found = {name: judged(pairs).confusion().metric(name) for name in METRICS}
    two_labels, two_verdicts = len(set(labels)) == 2, len(set(said)) == 2
    expected = {"accuracy": sk.accuracy_score(labels, said)}
    if sum(said):
        expected["precision"] = sk.precision_score(labels, said)
    if sum(labels):
        expected["recall"] = sk.recall_score(labels, said)
    if sum(labels) + sum(said):
        expected["f1"] = sk.f1_score(labels, said)
    if 2 * len(labels) - sum(labels) - sum(said):
        expected["f1_negative"] = sk.f1_score(labels, said, pos_label=0)
    if two_labels:
        expected["balanced_accuracy"] = sk.balanced_accuracy_score(labels, said)
        expected["mcc"] = sk.matthews_corrcoef(labels, said) if two_verdicts else 0.0
        expected["youden_j"] = 2 * expected["balanced_accuracy"] - 1
    for name, value in expected.items():
        assert found[name] == pytest.approx(value, abs=1e-12), name


def test_a_metric_that_is_not_defined_is_none():
    assert Confusion(tn=5).metric("precision") is None
    assert Confusion(tn=5).metric("recall") is None
    assert Confusion(tn=5).metric("balanced_accuracy") is None
    assert Confusion().metric("accuracy") is None
    assert Confusion(tn=5).metric("specificity") == 1.0


UNDECIDED = Judged(
    [1, 1, 1, 0, 0, 0], ["correct", "abstain", "error", "incorrect", "timeout", "correct"], list("abcdef")
)


def test_the_five_outcomes_are_kept_apart():
    assert UNDECIDED.counts() == {"correct": 2, "incorrect": 1, "abstain": 1, "timeout": 1, "error": 1}
    assert tuple(UNDECIDED.counts()) == OUTCOMES
    assert UNDECIDED.coverage() == 0.5
    assert Judged([], [], []).coverage() is None


@pytest.mark.parametrize(
    ("policy", "cells"),
    [
        ("incorrect", Confusion(tp=1, fp=1, tn=2, fn=2)),
        ("wrong", Confusion(tp=1, fp=2, tn=1, fn=2)),
        ("exclude", Confusion(tp=1, fp=1, tn=1, fn=0)),
    ],
)
def test_undecided_rows_count_by_the_policy(policy, cells):
    assert UNDECIDED.confusion(policy) == cells


def test_the_interval_of_a_rate_is_wilsons_where_questions_have_one_row():
    found = estimate(judged([(1, 1)] * 30 + [(1, 0)] * 10), "recall")
    assert (found.value, found.interval) == (0.75, wilson(30, 40))


def test_the_interval_is_wider_where_rows_share_questions():
    pairs = ([(1, 1)] * 5 + [(1, 0)] * 5) * 20
    alone = estimate(judged(pairs), "recall").interval
    shared = estimate(judged(pairs, [i // 5 for i in range(200)]), "recall").interval
    assert shared.high - shared.low > 1.5 * (alone.high - alone.low)


@pytest.mark.parametrize("name", METRICS)
def test_every_metric_lies_in_its_interval(name):
    random = np.random.default_rng(0)
    pairs = [(int(random.random() < 0.5), int(random.random() < 0.6)) for _ in range(400)]
    found = estimate(judged(pairs, [i // 2 for i in range(400)]), name)
    assert found.interval.low <= found.value <= found.interval.high


def test_an_undefined_metric_has_no_interval():
    assert estimate(judged([(0, 0)] * 5), "precision") == (estimate(judged([(0, 0)] * 9), "precision"))
    assert estimate(judged([(0, 0)] * 5), "precision").value is None


def test_constant_answers_show_what_accuracy_hides():
    found = constants([1] * 291 + [0] * 709)
    assert found["always incorrect"]["accuracy"] == 0.709
    assert found["always incorrect"]["balanced_accuracy"] == 0.5
    assert found["always correct"]["mcc"] == 0.0
    assert math.isclose(found["always correct"]["precision"], 0.291)
