"""The metrics of one confusion by hand, what follows from each other, and which interval each has."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewardry.benchmarks.metrics.binary import METRICS, OUTCOMES, Confusion, Judged, constants, estimate
from rewardry.statistics.intervals import wilson

COUNTS = st.integers(0, 50)
CELLS = st.builds(Confusion, COUNTS, COUNTS, COUNTS, COUNTS)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("accuracy", 14 / 20),
        ("precision", 6 / 8),
        ("recall", 6 / 10),
        ("specificity", 8 / 10),
        ("fpr", 2 / 10),
        ("fnr", 4 / 10),
        ("f1", 12 / 18),
        ("f1_negative", 16 / 22),
        ("balanced_accuracy", 0.7),
        ("youden_j", 0.4),
        ("mcc", (6 * 8 - 2 * 4) / math.sqrt(8 * 10 * 10 * 12)),
    ],
)
def test_the_metrics_of_six_two_eight_and_four(name, value):
    assert Confusion(tp=6, fp=2, tn=8, fn=4).metric(name) == pytest.approx(value, abs=1e-15)


@settings(max_examples=40)
@given(CELLS)
def test_turning_verdicts_and_labels_round_turns_the_metrics(cells):
    turned = Confusion(tp=cells.tn, fp=cells.fn, tn=cells.tp, fn=cells.fp)
    for name, other in [("recall", "specificity"), ("f1", "f1_negative"), ("fpr", "fnr"), ("mcc", "mcc")]:
        assert cells.metric(name) == pytest.approx(turned.metric(other))
    assert cells.n == turned.n == cells.tp + cells.fp + cells.tn + cells.fn


@settings(max_examples=40)
@given(CELLS)
def test_a_verifier_that_says_the_contrary_has_the_other_sign(cells):
    contrary = Confusion(tp=cells.fn, fp=cells.tn, tn=cells.fp, fn=cells.tp)
    for name, sign in (("youden_j", -1), ("mcc", -1)):
        value = cells.metric(name)
        assert contrary.metric(name) == (None if value is None else pytest.approx(sign * value, abs=1e-12))


def row(label, outcome):
    return Judged([label], [outcome], ["q"])


@pytest.mark.parametrize(
    ("label", "outcome", "cells"),
    [
        # under the policies: incorrect, wrong, exclude
        (1, "correct", ("tp", "tp", "tp")),
        (0, "correct", ("fp", "fp", "fp")),
        (1, "incorrect", ("fn", "fn", "fn")),
        (0, "incorrect", ("tn", "tn", "tn")),
        *[(1, undecided, ("fn", "fn", None)) for undecided in OUTCOMES[2:]],
        *[(0, undecided, ("tn", "fp", None)) for undecided in OUTCOMES[2:]],
    ],
)
def test_the_cell_of_a_row_under_each_policy(label, outcome, cells):
    for policy, cell in zip(("incorrect", "wrong", "exclude"), cells, strict=True):
        expected = Confusion() if cell is None else Confusion(**{cell: 1})
        assert row(label, outcome).confusion(policy) == expected


@pytest.mark.parametrize(
    ("name", "successes", "n"),
    [
        ("accuracy", 14, 20),
        ("precision", 6, 8),
        ("recall", 6, 10),
        ("specificity", 8, 10),
        ("fpr", 2, 10),
        ("fnr", 4, 10),
    ],
)
def test_a_rates_interval_is_wilsons_of_its_own_rows(name, successes, n):
    pairs = [(1, "correct")] * 6 + [(0, "correct")] * 2 + [(0, "incorrect")] * 8 + [(1, "incorrect")] * 4
    labels, outcomes = zip(*pairs, strict=True)
    found = estimate(Judged(labels, outcomes, range(20)), name)
    assert (found.value, found.interval) == (successes / n, wilson(successes, n))


def test_under_exclude_the_interval_is_of_the_decided_rows():
    labels, outcomes = [1] * 10, ["correct"] * 6 + ["incorrect"] * 2 + ["timeout", "error"]
    found = estimate(Judged(labels, outcomes, range(10)), "recall", "exclude")
    assert (found.value, found.interval) == (0.75, wilson(6, 8))


def test_no_decided_row_is_no_figure():
    found = estimate(Judged([1, 0], ["abstain", "timeout"], "ab"), "accuracy", "exclude")
    assert (found.value, found.interval) == (None, None)


@settings(max_examples=20)
@given(st.lists(st.tuples(st.integers(0, 1), st.sampled_from(OUTCOMES)), min_size=1, max_size=30), st.randoms())
def test_the_order_of_rows_does_not_matter(pairs, chance):
    def figures(rows):
        labels, outcomes = zip(*[pair for _, pair in rows], strict=True)
        judged = Judged(labels, outcomes, [name // 2 for name, _ in rows])
        return [estimate(judged, name, seed=3) for name in METRICS] + [judged.counts(), judged.coverage()]

    rows = list(enumerate(pairs))
    mixed = list(rows)
    chance.shuffle(mixed)
    assert figures(mixed) == figures(rows)


def test_the_seed_is_the_bootstraps():
    pairs = [(i % 2, OUTCOMES[i % 3 > 0]) for i in range(40)]
    judged = Judged(*zip(*pairs, strict=True), range(40))
    one, again, other = (estimate(judged, "mcc", seed=seed) for seed in (1, 1, 2))
    assert one == again
    assert one.interval != other.interval


def test_the_constants_of_a_set_with_one_kind_of_label():
    found = constants([1, 1, 1])
    assert (found["always correct"]["accuracy"], found["always incorrect"]["accuracy"]) == (1.0, 0.0)
    assert found["always correct"]["fpr"] is None
    assert constants([])["always correct"]["accuracy"] is None


def test_rows_of_different_lengths_are_refused():
    with pytest.raises(ValueError, match="zip"):
        Judged([1, 0], ["correct"], ["q"]).confusion()
