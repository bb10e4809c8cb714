"""Right or wrong against a label: five outcomes kept apart, and what follows from the four that are decided.

An undecided row (abstain, timeout, error) is no verdict. What it counts for is a policy that is said beside every
figure, and coverage, the share of decided rows, stands beside it too.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from rewardry.statistics.intervals import Interval
from rewardry.types import VerdictStatus

from .intervals import clustered, wilson_of_clusters

Outcome: TypeAlias = VerdictStatus
AbstainPolicy: TypeAlias = Literal["incorrect", "wrong", "exclude"]
OUTCOMES: tuple[Outcome, ...] = ("correct", "incorrect", "abstain", "timeout", "error")
DECIDED = ("correct", "incorrect")


@dataclass(frozen=True)
class Confusion:
    """The four cells: a right completion that was accepted is a true positive.

    Attributes:
        tp, fp, tn, fn: how many.
    """

    tp: float = 0
    fp: float = 0
    tn: float = 0
    fn: float = 0

    @property
    def n(self) -> float:
        """All rows."""
        return self.tp + self.fp + self.tn + self.fn

    def metric(self, name: str) -> float | None:
        """A metric of `METRICS`, or None where it is not defined, as precision is where nothing was accepted."""
        value = float(METRICS[name](np.array([[self.tp, self.fp, self.tn, self.fn]], dtype=float))[0])
        return value if math.isfinite(value) else None


Cells: TypeAlias = NDArray[np.float64]


def _share(part: Cells, whole: Cells) -> Cells:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(whole > 0, part / whole, np.nan)


def accuracy(cells: Cells) -> Cells:
    """``(tp + tn) / n``."""
    tp, _, tn, _ = cells.T
    return _share(tp + tn, cells.sum(1))


def precision(cells: Cells) -> Cells:
    """``tp / (tp + fp)``: of what is paid, how much is right."""
    tp, fp, _, _ = cells.T
    return _share(tp, tp + fp)


def recall(cells: Cells) -> Cells:
    """``tp / (tp + fn)``: of what is right, how much is paid."""
    tp, _, _, fn = cells.T
    return _share(tp, tp + fn)


def specificity(cells: Cells) -> Cells:
    """``tn / (tn + fp)``: of what is wrong, how much is refused."""
    _, fp, tn, _ = cells.T
    return _share(tn, tn + fp)


def false_positive_rate(cells: Cells) -> Cells:
    """``fp / (tn + fp)``: of what is wrong, how much is paid."""
    _, fp, tn, _ = cells.T
    return _share(fp, tn + fp)


def false_negative_rate(cells: Cells) -> Cells:
    """``fn / (tp + fn)``: of what is right, how much is refused."""
    tp, _, _, fn = cells.T
    return _share(fn, tp + fn)


def f1(cells: Cells) -> Cells:
    """``2 tp / (2 tp + fp + fn)``."""
    tp, fp, _, fn = cells.T
    return _share(2 * tp, 2 * tp + fp + fn)


def f1_negative(cells: Cells) -> Cells:
    """F1 of refusing what is wrong: ``2 tn / (2 tn + fp + fn)``."""
    _, fp, tn, fn = cells.T
    return _share(2 * tn, 2 * tn + fp + fn)


def balanced_accuracy(cells: Cells) -> Cells:
    """The mean of recall and specificity: 0.5 for every constant answer, whatever the share of right rows."""
    return (recall(cells) + specificity(cells)) / 2


def youden_j(cells: Cells) -> Cells:
    """``recall + specificity - 1`` (Youden 1950): what is left of the signal a group's rewards carry."""
    return recall(cells) + specificity(cells) - 1


def mcc(cells: Cells) -> Cells:
    """Matthews' correlation of verdict and label (Matthews 1975), in [-1, 1]; 0 for a constant answer.

    ``(tp tn - fp fn) / sqrt((tp + fp)(tp + fn)(tn + fp)(tn + fn))``; where a factor is 0 the correlation is 0, as in
    scikit-learn.
    """
    tp, fp, tn, fn = cells.T
    below = np.sqrt((tp + fp) * (tp + fn)) * np.sqrt((tn + fp) * (tn + fn))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(cells.sum(1) > 0, np.where(below > 0, (tp * tn - fp * fn) / below, 0.0), np.nan)


METRICS: Mapping[str, Callable[[Cells], Cells]] = {
    "accuracy": accuracy,
    "precision": precision,
    "recall": recall,
    "specificity": specificity,
    "fpr": false_positive_rate,
    "fnr": false_negative_rate,
    "f1": f1,
    "f1_negative": f1_negative,
    "balanced_accuracy": balanced_accuracy,
    "youden_j": youden_j,
    "mcc": mcc,
}
# The rates: which cells (tp, fp, tn, fn) are successes, and which are trials. Their intervals are Wilson's.
_RATES: Mapping[str, tuple[Sequence[int], Sequence[int]]] = {
    "accuracy": ((1, 0, 1, 0), (1, 1, 1, 1)),
    "precision": ((1, 0, 0, 0), (1, 1, 0, 0)),
    "recall": ((1, 0, 0, 0), (1, 0, 0, 1)),
    "specificity": ((0, 0, 1, 0), (0, 1, 1, 0)),
    "fpr": ((0, 1, 0, 0), (0, 1, 1, 0)),
    "fnr": ((0, 0, 0, 1), (1, 0, 0, 1)),
}


@dataclass(frozen=True)
class Judged:
    """What a verifier said of labelled rows.

    Attributes:
        labels: 1 for a right completion, 0 for a wrong one.
        outcomes: what the verifier said of each.
        questions: which question each row belongs to.
    """

    labels: Sequence[int]
    outcomes: Sequence[Outcome]
    questions: Sequence[object]

    def counts(self) -> dict[Outcome, int]:
        """How many rows had each outcome."""
        found = Counter(self.outcomes)
        return {outcome: found[outcome] for outcome in OUTCOMES}

    def coverage(self) -> float | None:
        """The share of decided rows; None where there are no rows."""
        return sum(outcome in DECIDED for outcome in self.outcomes) / len(self.outcomes) if self.outcomes else None

    def cells(self, policy: AbstainPolicy) -> tuple[Cells, list[object]]:
        """The cell of each row ``[rows, 4]`` (tp, fp, tn, fn) and its question, under a policy for undecided rows.

        ``incorrect``: nothing was paid, as in a training run that maps it to 0. ``wrong``: counted against the
        verifier whatever the label, as projects do that cannot tell. ``exclude``: left out.
        """
        kept = [
            (_cell(label, outcome, policy), question)
            for label, outcome, question in zip(self.labels, self.outcomes, self.questions, strict=True)
            if policy != "exclude" or outcome in DECIDED
        ]
        cells = np.zeros((len(kept), 4))
        cells[np.arange(len(kept)), [cell for cell, _ in kept]] = 1
        return cells, [question for _, question in kept]

    def confusion(self, policy: AbstainPolicy = "incorrect") -> Confusion:
        """The four cells under a policy."""
        cells, _ = self.cells(policy)
        return Confusion(*(float(part) for part in cells.sum(0)))


_TP, _FP, _TN, _FN = range(4)


def _cell(label: int, outcome: Outcome, policy: AbstainPolicy) -> int:
    if outcome == "correct":
        return _TP if label else _FP
    if outcome == "incorrect" or policy == "incorrect":
        return _FN if label else _TN
    return _FN if label else _FP


@dataclass(frozen=True)
class Estimate:
    """A figure with its interval; both None where it is not defined."""

    value: float | None
    interval: Interval | None


def estimate(judged: Judged, name: str, policy: AbstainPolicy = "incorrect", seed: int = 0) -> Estimate:
    """A metric of `METRICS` with its 95 % interval over questions: Wilson's for a rate, else the bootstrap.

    Args:
        judged: the rows.
        name: the metric.
        policy: what undecided rows count for.
        seed: of the bootstrap.
    """
    cells, questions = judged.cells(policy)
    confusion = Confusion(*(float(part) for part in cells.sum(0)))
    value = confusion.metric(name)
    if value is None:
        return Estimate(None, None)
    if name in _RATES:
        part, whole = (cells @ np.array(chosen, dtype=float) for chosen in _RATES[name])
        return Estimate(value, wilson_of_clusters(part, whole, questions))
    return Estimate(value, clustered(cells, questions, METRICS[name], seed=seed))


def constants(labels: Iterable[int]) -> dict[str, dict[str, float | None]]:
    """What the two constant answers score: the baselines that stand beside every figure."""
    right = list(labels)
    yes, no = sum(right), len(right) - sum(right)
    always = {"always correct": Confusion(tp=yes, fp=no), "always incorrect": Confusion(tn=no, fn=yes)}
    return {name: {metric: confusion.metric(metric) for metric in METRICS} for name, confusion in always.items()}
