"""Ranking, calibration and thresholds against what counting every pair, bin and threshold gives."""

import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewardry.benchmarks.metrics import scores as ours
from rewardry.benchmarks.metrics.binary import Confusion

ROWS = st.lists(
    st.tuples(st.integers(0, 1), st.sampled_from([0.0, 0.05, 0.1, 0.3, 0.35, 0.6, 0.7, 0.95, 1.0])),
    min_size=1,
    max_size=30,
)


def both(rows):
    return [label for label, _ in rows], [score for _, score in rows]


def confusion(labels, scores, at):
    said = [score >= at for score in scores]
    pairs = list(zip(said, labels, strict=True))
    return Confusion(*(pairs.count(cell) for cell in ((True, 1), (True, 0), (False, 0), (False, 1))))


@settings(max_examples=40)
@given(ROWS)
def test_auroc_is_the_share_of_pairs_in_order(rows):
    labels, scores = both(rows)
    right = [score for label, score in rows if label]
    wrong = [score for label, score in rows if not label]
    won = sum((a > b) + (a == b) / 2 for a in right for b in wrong)
    found = ours.auroc(labels, scores)
    assert found is None if not right or not wrong else found == pytest.approx(won / (len(right) * len(wrong)))


@settings(max_examples=40)
@given(ROWS, st.floats(0.1, 10), st.floats(-5, 5))
def test_ranking_takes_no_notice_of_the_scale(rows, size, shift):
    labels, scores = both(rows)
    ranks = {score: rank * size + shift for rank, score in enumerate(sorted(set(scores)))}
    stretched = [ranks[score] for score in scores]
    assert ours.auroc(labels, stretched) == ours.auroc(labels, scores)
    assert ours.average_precision(labels, stretched) == ours.average_precision(labels, scores)


@settings(max_examples=40)
@given(ROWS)
def test_the_reliability_curve_has_every_row_in_its_bin(rows):
    labels, scores = both(rows)
    found = ours.reliability(labels, scores, 10)
    bins = {}
    for label, score in rows:
        bins.setdefault(min(9, math.floor(round(score * 10, 6))), []).append((label, score))
    expected = [
        (len(rows), sum(s for _, s in rows) / len(rows), sum(y for y, _ in rows) / len(rows))
        for _, rows in sorted(bins.items())
    ]
    assert [tuple(one) for one in found] == [pytest.approx(one) for one in expected]
    gap = sum(n * abs(score - right) for n, score, right in expected) / len(labels)
    assert ours.calibration_error(labels, scores) == pytest.approx(gap)


def test_a_score_on_the_line_of_two_bins_is_in_the_upper_one():
    assert ours.reliability([1, 0, 1], [0.1, 0.0999, 1.0], 10) == [(1, 0.0999, 0.0), (1, 0.1, 1.0), (1, 1.0, 1.0)]


@settings(max_examples=40)
@given(ROWS)
def test_the_best_threshold_is_the_highest_of_the_best(rows):
    labels, scores = both(rows)
    js = {at: confusion(labels, scores, at).metric("youden_j") for at in scores}
    found = ours.best_threshold(labels, scores)
    if len(set(labels)) < 2:
        assert found is None
        return
    best = max(js.values())
    assert found.at == max(at for at, j in js.items() if j == pytest.approx(best, abs=1e-12))
    assert found.confusion == confusion(labels, scores, found.at)


@settings(max_examples=40)
@given(ROWS, st.sampled_from([0.0, 0.5, 0.75, 1.0]))
def test_the_threshold_at_a_precision_is_that_of_the_largest_recall(rows, wanted):
    labels, scores = both(rows)
    cells = {at: confusion(labels, scores, at) for at in scores}
    able = {at: cell for at, cell in cells.items() if cell.metric("precision") >= wanted}
    found = ours.at_precision(labels, scores, wanted)
    if not able:
        assert found is None
        return
    assert found.confusion == cells[found.at]
    assert found.confusion.tp == max(cell.tp for cell in able.values())
    assert found.at == max(at for at, cell in able.items() if cell.tp == found.confusion.tp)


def test_of_thresholds_that_are_as_good_the_highest_is_taken():
    """One of five right rows and none of five wrong ones is as good as two and one, but for the last bit of floats."""
    labels = [1, 0, 1, 0, 0, 0, 0, 1, 1, 1]
    scores = [0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.0]
    assert 1 / 5 + 5 / 5 - 1 < 2 / 5 + 4 / 5 - 1
    assert ours.best_threshold(labels, scores).at == 0.9


def test_the_sweep_has_each_score_once_from_the_highest_down():
    found = ours.sweep([1, 0, 1, 0], [0.5, 0.9, 0.5, 0.1])
    assert [(at, cells.tp, cells.fp, cells.tn, cells.fn) for at, cells in found] == [
        (0.9, 0, 1, 1, 2),
        (0.5, 2, 1, 1, 0),
        (0.1, 2, 2, 0, 0),
    ]
    assert ours.sweep([], []) == []


def folds_by_hand(labels, scores, questions, folds):
    """Whether each row is accepted at the best threshold of the rows of the other folds, or of all."""
    names = list(dict.fromkeys(questions))
    accepted = []
    for score, question in zip(scores, questions, strict=True):
        held = names.index(question) % folds
        others = [i for i, name in enumerate(questions) if names.index(name) % folds != held]
        chosen = ours.best_threshold([labels[i] for i in others], [scores[i] for i in others])
        accepted.append(score >= (chosen or ours.best_threshold(labels, scores)).at)
    return accepted


@settings(max_examples=40)
@given(ROWS, st.integers(2, 6), st.integers(0, 10**6))
def test_a_row_is_cut_where_the_other_folds_say(rows, folds, seed):
    labels, scores = both(rows)
    chance = random.Random(seed)
    questions = [f"q{chance.randrange(8)}" for _ in rows]
    found = ours.cross_validated(labels, scores, questions, folds)
    if len(set(labels)) < 2:
        assert found == (None, None, None, (False,) * len(rows))
        return
    accepted = folds_by_hand(labels, scores, questions, folds)
    assert list(found.accepted) == accepted
    best = ours.best_threshold(labels, scores)
    assert (found.at, found.youden_j) == (best.at, best.confusion.metric("youden_j"))
    held_out = confusion(labels, [float(yes) for yes in accepted], 1.0)
    assert found.held_out_youden_j == held_out.metric("youden_j")


def test_one_question_is_in_one_fold_and_has_no_other_rows_to_be_cut_by():
    """All rows lie in the held fold, so that the threshold of all of them must do."""
    found = ours.cross_validated([1, 0, 1], [0.9, 0.1, 0.8], ["q"] * 3)
    assert (found.at, found.accepted, found.held_out_youden_j) == (0.8, (True, False, True), 1.0)
