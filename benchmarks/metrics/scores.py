"""Scores against a label: do they rank, do they mean what they say, and where should the threshold be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .binary import Confusion

BINS = 10


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
    y, s = np.asarray(labels, dtype=float), np.asarray(scores, dtype=float)
    order = np.argsort(-s, kind="stable")
    y, s = y[order], s[order]
    hits, taken = np.cumsum(y), np.arange(1, len(y) + 1)
    last: NDArray[np.bool_] = np.append(s[1:] != s[:-1], True) if len(s) else np.array([], dtype=bool)
    right, wrong = y.sum(), len(y) - y.sum()
    return [
        Threshold(float(at), Confusion(float(tp), float(n - tp), float(wrong - (n - tp)), float(right - tp)))
        for at, tp, n in zip(s[last], hits[last], taken[last], strict=True)
    ]


def best_threshold(labels: Sequence[int], scores: Sequence[float]) -> Threshold | None:
    """The threshold with the largest Youden J, the highest of several; None where J is not defined.

    It is the best of these rows; on others it is a little worse.
    """
    found = [(each.confusion.metric("youden_j"), each) for each in sweep(labels, scores)]
    defined = [(j, each) for j, each in found if j is not None]
    return max(defined, key=lambda pair: pair[0])[1] if defined else None


def at_precision(labels: Sequence[int], scores: Sequence[float], wanted: float) -> Threshold | None:
    """The threshold of the largest recall whose precision is at least `wanted`; None where there is none."""
    fitting = [each for each in sweep(labels, scores) if (each.confusion.metric("precision") or 0) >= wanted]
    return max(fitting, key=lambda each: each.confusion.tp) if fitting else None
