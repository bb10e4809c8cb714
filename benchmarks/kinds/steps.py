"""Rows of kind ``steps``: the steps of a solution, of which `label` names the first wrong one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from rewardry.finite import is_finite

from ..metrics.binary import f1, f1_negative
from ..metrics.processbench import NO_ERROR, first_error
from ..sets import LabelledRow
from .kind import Asking, Kind, Outcome, Told, asked_of, meta_of, texts, undecided
from .protocol import Figure, Figures, Protocol, bootstrapped, rate

THRESHOLD = 0.5
THRESHOLDS = tuple(i / 20 for i in range(1, 20))
COLUMN = "steps"
# The column that names all wrong steps of a row, the first one of which is 1.
_WRONG_STEPS = "error_steps_1based"


class StepsKind(Kind):
    """ProcessBench's protocol (arXiv:2412.06559), and PRMBench's (arXiv:2501.03124) where rows name all wrong steps."""

    name: ClassVar[str] = "steps"
    wants: ClassVar[str] = (
        "`completion`, a list of texts, and `label`, the position of the first wrong one from 0, or -1 where none is"
    )
    askings: ClassVar[frozenset[Asking]] = frozenset({"steps"})
    whom: ClassVar[str] = "rewards that score every step (`details.step_scores`), as prm does"

    def problem(self, data: Mapping[str, Any]) -> str | None:
        """What is wrong with a row."""
        if not texts(data.get("completion")):
            return "`completion` is no list of texts"
        label = data.get("label")
        if isinstance(label, bool) or not isinstance(label, int) or not -1 <= label < len(data["completion"]):
            return f"`label` is {label!r}; a position from 0 to {len(data['completion']) - 1}, or -1, is wanted"
        named = meta_of(data, _WRONG_STEPS)
        if isinstance(named, list) and not all(map(_is_position, named)):
            return f"`{_WRONG_STEPS}` is {named!r}; positions from 1 on are wanted"
        return None

    def unrolled(self, row: LabelledRow, asking: Asking, against: str | None) -> Iterator[dict[str, Any]]:
        """The solution as one text, with its steps in a column of their own."""
        steps = row.data["completion"]
        yield asked_of(row, "0", "\n\n".join(steps), **{COLUMN: steps})

    def told(self, row: LabelledRow, outcomes: Sequence[Outcome], asking: Asking) -> Told:
        """Right where the first step below the threshold is the first wrong one."""
        scores = step_scores(outcomes[0])
        if scores is None or len(scores) != len(row.data["completion"]):
            return Told(undecided(outcomes), {"step_scores": scores, "found": None})
        found = first_error(scores, THRESHOLD)
        return Told("correct" if found == row.data["label"] else "incorrect", {"step_scores": scores, "found": found})

    def protocol(self, rows: Sequence[LabelledRow], told: Sequence[Told], asking: Asking, seed: int) -> Protocol:
        """The figures of both benchmarks, as far as the rows say what they need; and how they go with the threshold."""
        splits = [str(meta_of(row.data, "split") or "all") for row in rows]
        figures = dict(_first_errors(rows, told, splits, seed))
        parts: dict[str, dict[str, tuple[int, Figures]]] = {}
        if len(set(splits)) > 1:
            parts["split"] = {
                split: (
                    len(where),
                    _first_errors([rows[i] for i in where], [told[i] for i in where], ["all"] * len(where), seed),
                )
                for split in sorted(set(splits))
                for where in [[i for i, one in enumerate(splits) if one == split]]
            }
        curve = _curve(rows, told, splits)
        every = [_wrong_steps(row) for row in rows]
        if any(wrong is None for wrong in every):
            return Protocol("processbench", "f1_macro" if parts else "f1_pooled", figures, parts, {"curve": curve})
        classes = [str(meta_of(row.data, "classification") or "all") for row in rows]
        parts["classification"] = {
            one: (len(where), _all_steps([rows[i] for i in where], [told[i] for i in where], seed))
            for one in sorted(set(classes))
            for where in [[i for i, found in enumerate(classes) if found == one]]
        }
        return Protocol("prmbench", "prm_score", {**_all_steps(rows, told, seed), **figures}, parts, {"curve": curve})


def step_scores(outcome: Outcome) -> list[float] | None:
    """The scores of the steps in an outcome's details, or None."""
    scores = (outcome.get("details") or {}).get("step_scores")
    if outcome["status"] not in ("ok", "correct", "incorrect") or not isinstance(scores, list):
        return None
    return [float(score) for score in scores] if all(map(_is_score, scores)) else None


def _is_position(value: Any) -> bool:
    """Whether a value counts a step; PRMBench's own rows name some beyond the last one, which count for nothing."""
    return isinstance(value, int) and not isinstance(value, bool) and value >= 1


def _is_score(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and is_finite(value)


def _wrong_steps(row: LabelledRow) -> frozenset[int] | None:
    """All wrong steps of a row, from 0; None where the row names the first one only."""
    named = meta_of(row.data, _WRONG_STEPS)
    return None if not isinstance(named, list) else frozenset(step - 1 for step in named)


def _found(one: Told, threshold: float) -> int | None:
    """The first wrong step that was found at a threshold; None where nothing was decided."""
    if one.details["found"] is None:
        return None
    return first_error(one.details["step_scores"], threshold)


def _hits(rows: Sequence[LabelledRow], told: Sequence[Told], threshold: float) -> NDArray[np.float64]:
    """What each row adds to hits among erroneous solutions, their number, hits among correct ones, and theirs."""
    counts = np.zeros((len(rows), 4))
    for count, row, one in zip(counts, rows, told, strict=True):
        at = 2 if row.data["label"] == NO_ERROR else 0
        count[at : at + 2] = _found(one, threshold) == row.data["label"], 1
    return counts


def _harmonic(sums: NDArray[np.float64]) -> NDArray[np.float64]:
    """ProcessBench's F1 of sums ``[n, 4]``: the harmonic mean of the two accuracies; 0 where both are 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        error, correct = sums[:, 0] / sums[:, 1], sums[:, 2] / sums[:, 3]
        both: NDArray[np.float64] = np.where(error + correct == 0, 0.0, 2 * error * correct / (error + correct))
    return both


def _over_splits(hits: NDArray[np.float64], splits: Sequence[str]) -> tuple[NDArray[np.float64], Any]:
    """The counts of each split in columns of its own, and the unweighted mean of their F1s."""
    names = sorted(set(splits))
    counts = np.zeros((len(hits), 4 * len(names)))
    for row, (hit, split) in enumerate(zip(hits, splits, strict=True)):
        at = 4 * names.index(split)
        counts[row, at : at + 4] = hit

    def macro(sums: NDArray[np.float64]) -> NDArray[np.float64]:
        mean: NDArray[np.float64] = np.mean([_harmonic(sums[:, 4 * k : 4 * k + 4]) for k in range(len(names))], axis=0)
        return mean

    return counts, macro


def _first_errors(
    rows: Sequence[LabelledRow], told: Sequence[Told], splits: Sequence[str], seed: int
) -> dict[str, Figure]:
    questions = [row.question for row in rows]
    hits = _hits(rows, told, THRESHOLD)
    at = f"a step is wrong if its score is below {THRESHOLD}; an undecided row is not right"
    found = {
        "error_accuracy": rate(
            hits[:, 0].tolist(),
            hits[:, 1].tolist(),
            questions,
            f"erroneous solutions whose first wrong step is found, over all rows; {at}",
        ),
        "correct_accuracy": rate(
            hits[:, 2].tolist(), hits[:, 3].tolist(), questions, f"correct solutions without a wrong step found; {at}"
        ),
        "f1_pooled": bootstrapped(
            hits, questions, _harmonic, "the harmonic mean of the two accuracies over all rows", len(rows), seed
        ),
        "coverage": rate(
            [float(one.details["found"] is not None) for one in told],
            [1.0] * len(rows),
            questions,
            "solutions whose every step was scored",
        ),
    }
    names = set(splits)
    if len(names) > 1:
        counts, macro = _over_splits(hits, splits)
        found["f1_macro"] = bootstrapped(
            counts,
            questions,
            macro,
            f"ProcessBench's average: the unweighted mean over {len(names)} parts of the harmonic mean of the "
            "accuracies on erroneous and on correct solutions",
            len(rows),
            seed,
        )
    return found


def _cells(rows: Sequence[LabelledRow], told: Sequence[Told], threshold: float) -> NDArray[np.float64]:
    """What each row adds to tp, fp, tn, fn over its steps: a valid step that is taken as one is a true positive."""
    counts = np.zeros((len(rows), 4))
    for count, row, one in zip(counts, rows, told, strict=True):
        if one.details["found"] is None:
            continue
        wrong = _wrong_steps(row) or frozenset()
        for step, score in enumerate(one.details["step_scores"]):
            valid = score >= threshold
            count[(1 if valid else 2) if step in wrong else (0 if valid else 3)] += 1
    return counts


def _prm_score(sums: NDArray[np.float64]) -> NDArray[np.float64]:
    return 0.5 * f1(sums) + 0.5 * f1_negative(sums)


def _all_steps(rows: Sequence[LabelledRow], told: Sequence[Told], seed: int) -> dict[str, Figure]:
    questions = [row.question for row in rows]
    cells = _cells(rows, told, THRESHOLD)
    steps = int(cells.sum())
    # Without a wrong step there is nothing to find, and F1 of finding it would be 0 or nothing.
    wrong = any(_wrong_steps(row) for row in rows)
    left_out = "solutions that were not decided are left out, and coverage says how many remain"
    negative = "F1 of taking wrong steps as wrong, over all steps"
    return {
        "prm_score": bootstrapped(
            cells,
            questions,
            _prm_score,
            f"0.5 F1 + 0.5 negative F1 over all steps of all rows; {left_out}",
            steps,
            seed,
        )
        if wrong
        else Figure(None, "0.5 F1 + 0.5 negative F1; not defined without a wrong step", steps),
        "f1": bootstrapped(cells, questions, f1, "F1 of taking valid steps as valid, over all steps", steps, seed),
        "f1_negative": bootstrapped(cells, questions, f1_negative, negative, steps, seed)
        if wrong
        else Figure(None, f"{negative}; not defined without a wrong step", steps),
        "step_accuracy": rate(
            (cells[:, 0] + cells[:, 2]).tolist(),
            cells.sum(1).tolist(),
            questions,
            "steps that are taken for what they are",
        ),
    }


def _curve(rows: Sequence[LabelledRow], told: Sequence[Told], splits: Sequence[str]) -> list[dict[str, float | None]]:
    """The figures at other thresholds."""
    curve = []
    for threshold in THRESHOLDS:
        hits = _hits(rows, told, threshold)
        counts, macro = _over_splits(hits, splits)
        with np.errstate(divide="ignore", invalid="ignore"):
            sums = hits.sum(0)
            point = {
                "threshold": threshold,
                "error_accuracy": float(sums[0] / sums[1]),
                "correct_accuracy": float(sums[2] / sums[3]),
                "f1": float(macro(counts.sum(0, keepdims=True))[0]),
            }
            if all(_wrong_steps(row) is not None for row in rows):
                point["prm_score"] = float(_prm_score(_cells(rows, told, threshold).sum(0, keepdims=True))[0])
        curve.append({name: value if np.isfinite(value) else None for name, value in point.items()})
    return curve
