"""Entrants that give numbers, on rows with a label: what the numbers say, and where they are cut."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .kinds.kind import value_of
from .metrics.binary import Confusion
from .metrics.intervals import clustered
from .metrics.scores import (
    at_precision,
    auroc,
    average_precision,
    brier,
    calibration_error,
    cross_validated,
    reliability,
    sweep,
)
from .sets import LabelledRow

PRECISIONS = (0.9, 0.95, 0.99)
_LONGEST_SWEEP = 101
# The area under the curve has no fast bootstrap, for which a quarter of the usual resamples must do.
_RESAMPLES = 500


def decided_by_threshold(
    rows: Sequence[LabelledRow], outcomes: Sequence[dict[str, Any]]
) -> tuple[list[dict[str, Any]], dict[str, Any] | None]:
    """Outcomes whose values have become verdicts, at a threshold that each row had no part in.

    Args:
        rows: the labelled rows.
        outcomes: of each; those with the status ``ok`` have a value and no verdict.

    Returns:
        The outcomes, and how the threshold was chosen; None where no value had to be cut.
    """
    places = [i for i, outcome in enumerate(outcomes) if outcome["status"] == "ok"]
    if not places:
        return list(outcomes), None
    values = [float(outcomes[i]["value"]) for i in places]
    labels = [rows[i].label or 0 for i in places]
    found = cross_validated(labels, values, [rows[i].question for i in places])
    at = 0.5 if found.at is None else found.at
    accepted = found.accepted if found.at is not None else [value >= at for value in values]
    decided = list(outcomes)
    for i, yes in zip(places, accepted, strict=True):
        decided[i] = {**outcomes[i], "status": "correct" if yes else "incorrect"}
    how = (
        "0.5, since the rows have labels of one kind" if found.at is None else "Youden's J, cross-validated by question"
    )
    return decided, {"how": how, "at": at}


def scores_of(rows: Sequence[LabelledRow], outcomes: Sequence[dict[str, Any]], seed: int) -> dict[str, Any] | None:
    """What an entrant's numbers say: ranking, calibration, thresholds; None where it gives but two."""
    given = [
        (row, value) for row, outcome in zip(rows, outcomes, strict=True) if (value := number_of(outcome)) is not None
    ]
    values = [value for _, value in given]
    if len(set(values)) < 3 and not any("value" in outcome for outcome in outcomes):
        return None
    labels = [row.label or 0 for row, _ in given]
    if not 0 < sum(labels) < len(labels):
        return None
    questions = [row.question for row, _ in given]
    probable = all(0 <= value <= 1 for value in values)
    best = cross_validated(labels, values, questions)
    return {
        "n": len(values),
        "auroc": {"value": auroc(labels, values), "interval": _auroc_interval(labels, values, questions, seed)},
        "auprc": {"value": average_precision(labels, values)},
        "brier": {"value": brier(labels, values)} if probable else None,
        "ece": {"value": calibration_error(labels, values)} if probable else None,
        "reliability": [one._asdict() for one in reliability(labels, values)] if probable else None,
        "best_threshold": {
            "at": best.at,
            "youden_j": best.youden_j,
            "cross_validated_youden_j": best.held_out_youden_j,
        },
        "at_precision": [_at(labels, values, wanted) for wanted in PRECISIONS],
        "sweep": _thinned(labels, values),
    }


def number_of(outcome: dict[str, Any]) -> float | None:
    """A probability of being correct where a judge gives one, else what an entrant made of the row."""
    likely = (outcome.get("details") or {}).get("probability")
    if "value" not in outcome and isinstance(likely, (int, float)) and 0 <= likely <= 1:
        return float(likely)
    return value_of(outcome)


def _at(labels: Sequence[int], values: Sequence[float], wanted: float) -> dict[str, Any]:
    found = at_precision(labels, values, wanted)
    recall = None if found is None else found.confusion.metric("recall")
    return {"precision": wanted, "at": None if found is None else found.at, "recall": recall}


def _thinned(labels: Sequence[int], values: Sequence[float]) -> list[dict[str, Any]]:
    """The sweep, of which at most so many thresholds are kept, the first and the last among them."""
    found = sweep(labels, values)
    kept = sorted({round(i) for i in np.linspace(0, len(found) - 1, min(len(found), _LONGEST_SWEEP))})
    return [_point(found[i].at, found[i].confusion) for i in kept]


def _point(at: float, confusion: Confusion) -> dict[str, Any]:
    names = {"tpr": "recall", "fpr": "fpr", "precision": "precision"}
    return {"at": at, **{name: confusion.metric(metric) for name, metric in names.items()}}


def _auroc_interval(
    labels: Sequence[int], values: Sequence[float], questions: Sequence[object], seed: int
) -> list[float] | None:
    """Bootstrapped over questions, from how many right and wrong rows stand at each value."""
    distinct, place = np.unique(np.asarray(values, dtype=float), return_inverse=True)
    if len(distinct) > _LONGEST_SWEEP:  # of so many values a hundredth of the ranks is fine enough for an interval
        cuts = np.quantile(np.asarray(values, dtype=float), np.linspace(0, 1, _LONGEST_SWEEP)[1:-1])
        place = np.searchsorted(cuts, values, side="right")
    levels = int(place.max()) + 1
    counts = np.zeros((len(labels), 2 * levels))
    counts[np.arange(len(labels)), place + levels * (1 - np.asarray(labels))] = 1

    def area(sums: NDArray[np.float64]) -> NDArray[np.float64]:
        right, wrong = sums[:, :levels], sums[:, levels:]
        below = np.cumsum(wrong, axis=1) - wrong / 2
        with np.errstate(divide="ignore", invalid="ignore"):
            found: NDArray[np.float64] = (right * below).sum(1) / (right.sum(1) * wrong.sum(1))
        return found

    interval = clustered(counts, questions, area, resamples=_RESAMPLES, seed=seed)
    return None if interval is None else [interval.low, interval.high]
