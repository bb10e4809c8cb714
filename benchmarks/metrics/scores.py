"""Scores against a label: do they rank, do they mean what they say, and where should the threshold be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .binary import METRICS, Confusion

BINS = 10
FOLDS = 5


def auroc(labels: Sequence[int], scores: Sequence[float]) -> float | None:
    """The chance that a right row scores above a wrong one, ties half (Mann and Whitney 1947).

    Returns:
        None where all labels are the same.
    """
    y, s = np.asarray(labels, dtype=bool), np.asarray(scores, dtype=float)
    right, wrong = int(y.sum()), int((~y).sum())
    if not right or not wrong:
        return None
    _, inverse, counts = np.unique(s, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[inverse]
    return float((ranks[y].sum() - right * (right + 1) / 2) / (right * wrong))


def average_precision(labels: Sequence[int], scores: Sequence[float]) -> float | None:
    """``sum_k (R_k - R_(k-1)) P_k`` over the thresholds, as in scikit-learn; None where no row is right."""
    y, s = np.asarray(labels, dtype=float), np.asarray(scores, dtype=float)
    if not y.sum():
        return None
    order = np.argsort(-s, kind="stable")
    hits, taken = np.cumsum(y[order]), np.arange(1, len(y) + 1)
    last = np.append(s[order][1:] != s[order][:-1], True)
    precision, recall = hits[last] / taken[last], hits[last] / y.sum()
    return float((np.diff(recall, prepend=0.0) * precision).sum())


def brier(labels: Sequence[int], scores: Sequence[float]) -> float | None:
    """The mean squared distance of a probability from what came (Brier 1950), 0 at best; None of no rows."""
    y, s = np.asarray(labels, dtype=float), np.asarray(scores, dtype=float)
    return float(((s - y) ** 2).mean()) if len(y) else None


class Bin(NamedTuple):
    """A bin of the reliability curve: its rows' number, mean score and share of right ones."""

    n: int
    score: float
    right: float


def reliability(labels: Sequence[int], scores: Sequence[float], bins: int = BINS) -> list[Bin]:
    """The share of right rows by score, in `bins` of equal width over [0, 1]; bins without rows are left out."""
    y, s = np.asarray(labels, dtype=float), np.asarray(scores, dtype=float)
    place = np.clip((s * bins).astype(int), 0, bins - 1)
    return [
        Bin(int(inside.sum()), float(s[inside].mean()), float(y[inside].mean()))
        for inside in (place == i for i in range(bins))
        if inside.any()
    ]


def calibration_error(labels: Sequence[int], scores: Sequence[float], bins: int = BINS) -> float | None:
    """Expected calibration error (Naeini et al. 2015): the mean gap of the reliability curve; None of no rows."""
    found = reliability(labels, scores, bins)
    n = sum(each.n for each in found)
    return sum(each.n * abs(each.score - each.right) for each in found) / n if n else None


class Threshold(NamedTuple):
    """What accepting every score of at least `at` does."""

    at: float
    confusion: Confusion


def sweep(labels: Sequence[int], scores: Sequence[float]) -> list[Threshold]:
    """The confusion at every threshold that makes a difference, from the highest down."""
    at, cells = _swept(labels, scores)
    return [_threshold(at, cells, place) for place in range(len(at))]


def _swept(labels: Sequence[int], scores: Sequence[float]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The thresholds, and for each its tp, fp, tn and fn."""
    y, s = np.asarray(labels, dtype=float), np.asarray(scores, dtype=float)
    order = np.argsort(-s, kind="stable")
    y, s = y[order], s[order]
    hits, taken = np.cumsum(y), np.arange(1, len(y) + 1)
    last: NDArray[np.bool_] = np.append(s[1:] != s[:-1], True) if len(s) else np.array([], dtype=bool)
    tp, n, right = hits[last], taken[last], y.sum()
    wrong = len(y) - right
    return s[last], np.stack([tp, n - tp, wrong - (n - tp), right - tp], axis=1)


def _threshold(at: NDArray[np.float64], cells: NDArray[np.float64], place: int) -> Threshold:
    return Threshold(float(at[place]), Confusion(*(float(cell) for cell in cells[place])))


def best_threshold(labels: Sequence[int], scores: Sequence[float]) -> Threshold | None:
    """The threshold with the largest Youden J, the highest of several; None where J is not defined.

    It is the best of these rows; on others it is a little worse.
    """
    at, cells = _swept(labels, scores)
    tp, fp, tn, fn = cells.T
    if not len(at) or not (tp + fn)[0] or not (fp + tn)[0]:
        return None
    # J times the right and the wrong rows: whole numbers, of which equal ones are equal to the last bit.
    j = tp * (fp + tn) - fp * (tp + fn)
    return _threshold(at, cells, int(j.argmax()))


def at_precision(labels: Sequence[int], scores: Sequence[float], wanted: float) -> Threshold | None:
    """The threshold of the largest recall whose precision is at least `wanted`; None where there is none."""
    at, cells = _swept(labels, scores)
    reached = np.flatnonzero(METRICS["precision"](cells) >= wanted)
    return _threshold(at, cells, int(reached[cells[reached, 0].argmax()])) if len(reached) else None


class CrossValidated(NamedTuple):
    """The best threshold, and how good such a threshold is on rows that it was not chosen by.

    Attributes:
        at: the best of all rows; None where J is not defined.
        youden_j: its J on all rows, which flatters it.
        held_out_youden_j: J of the held-out decisions; None where it is not defined.
        accepted: for each row whether its score is at least the best threshold of the other folds' rows; where that is
            not defined, of all rows.
    """

    at: float | None
    youden_j: float | None
    held_out_youden_j: float | None
    accepted: tuple[bool, ...]


def cross_validated(
    labels: Sequence[int], scores: Sequence[float], questions: Sequence[object], folds: int = FOLDS
) -> CrossValidated:
    """The best threshold by Youden's J, cross-validated over questions: the rows of one are never parted.

    Args:
        labels: 1 for a right row, 0 for a wrong one.
        scores: one a row.
        questions: which question each row belongs to; they go to the folds in turn, as they first appear.
        folds: how many.
    """
    best = best_threshold(labels, scores)
    if best is None:
        return CrossValidated(None, None, None, (False,) * len(scores))
    order: dict[object, int] = {}
    fold = np.array([order.setdefault(question, len(order)) % folds for question in questions])
    y, s = np.asarray(labels), np.asarray(scores, dtype=float)
    accepted = np.zeros(len(s), dtype=bool)
    for held in range(folds):
        out = fold == held
        chosen = best_threshold(y[~out].tolist(), s[~out].tolist()) or best
        accepted[out] = s[out] >= chosen.at
    cells = Confusion(
        float((accepted & (y == 1)).sum()),
        float((accepted & (y == 0)).sum()),
        float((~accepted & (y == 0)).sum()),
        float((~accepted & (y == 1)).sum()),
    )
    return CrossValidated(
        best.at, best.confusion.metric("youden_j"), cells.metric("youden_j"), tuple(accepted.tolist())
    )
