"""Rows of kind ``list``: several answers, of which one or some are right (RewardBench 2)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from ..metrics.rewardbench import Question, best_of, spread, ties_counts, ties_rating
from ..sets import LabelledRow
from .kind import Asking, Kind, Outcome, Told, asked_of, meta_of, texts, undecided, value_of
from .protocol import Figure, Protocol, bootstrapped, rate

TIES = "ties"
_TIED = re.compile(r"(ref|tied):(\d{1,9})\Z")


class ListKind(Kind):
    """RewardBench 2's protocol (arXiv:2506.01937): the best of four, and the rating of its subset Ties."""

    name: ClassVar[str] = "list"
    wants: ClassVar[str] = (
        "`completion`, a list of texts, and `label`, the position of the right one, or a list of those of all right"
    )
    askings: ClassVar[frozenset[Asking]] = frozenset({"values"})
    whom: ClassVar[str] = "rewards that rate one answer, and verifiers"

    def problem(self, data: Mapping[str, Any]) -> str | None:
        """What is wrong with a row."""
        if not texts(data.get("completion")) or len(data["completion"]) < 2:
            return "`completion` is no list of two texts or more"
        right = right_of(data)
        if right is None:
            return f"`label` is {data.get('label')!r}, neither the position of an answer nor a list of such"
        if not 0 < sum(right) < len(right):
            return "`label` names no right answer, or no wrong one"
        if _is_tie(data) and _question_of_ties(data) is None:
            return "a row of Ties needs an id (or `meta.original_id`) that ends in `ref:NUMBER` or `tied:NUMBER`"
        return None

    def unrolled(self, row: LabelledRow, asking: Asking, against: str | None) -> Iterator[dict[str, Any]]:
        """Each answer by itself."""
        for i, text in enumerate(row.data["completion"]):
            yield asked_of(row, str(i), text)

    def told(self, row: LabelledRow, outcomes: Sequence[Outcome], asking: Asking) -> Told:
        """Right where right answers have the largest value alone; of Ties, where all of them are above the others."""
        values = [value_of(outcome) for outcome in outcomes]
        right = right_of(row.data)
        assert right is not None
        if None in values:
            return Told(undecided([o for o, v in zip(outcomes, values, strict=True) if v is None]), {"values": values})
        known = [float(value) for value in values if value is not None]
        won = float(spread(known, right).accurate) if _is_tie(row.data) else best_of(known, right)
        return Told("correct" if won == 1 else "incorrect", {"values": values, "won": won})

    def protocol(self, rows: Sequence[LabelledRow], told: Sequence[Told], asking: Asking, seed: int) -> Protocol:
        """The share of rows whose best answer is right, by subset, the rating of Ties, and the mean over subsets."""
        subsets = [str(meta_of(row.data, "subset") or "(none)") for row in rows]
        plain = [i for i, row in enumerate(rows) if not _is_tie(row.data)]
        tied = [i for i, row in enumerate(rows) if _is_tie(row.data)]
        figures, parts = {}, {}
        if plain:
            figures.update(_best([rows[i] for i in plain], [told[i] for i in plain]))
        for subset in sorted({subsets[i] for i in plain}):
            where = [i for i in plain if subsets[i] == subset]
            parts[subset] = len(where), _best([rows[i] for i in where], [told[i] for i in where])
        if tied:
            found = {"ties_rating": _rating([rows[i] for i in tied], [told[i] for i in tied], seed)}
            figures |= found
            parts[subsets[tied[0]]] = len(tied), found
        several = len(parts) > 1
        if several:
            figures["average_over_subsets"] = _average(rows, told, subsets, plain, tied, seed)
        headline = "average_over_subsets" if several else next(iter(figures))
        return Protocol("rewardbench-2", headline, figures, {"subset": parts})


def right_of(data: Mapping[str, Any]) -> list[int] | None:
    """For each answer of a row whether it is right; None where the label does not say it."""
    label, number = data.get("label"), len(data["completion"])
    places = label if isinstance(label, list) else [label]
    if not all(isinstance(one, int) and not isinstance(one, bool) and 0 <= one < number for one in places):
        return None
    return [int(i in places) for i in range(number)]


def _is_tie(data: Mapping[str, Any]) -> bool:
    return str(meta_of(data, "subset")).lower() == TIES


def _question_of_ties(data: Mapping[str, Any]) -> tuple[str, int] | None:
    """Whether a row of Ties has one right answer (``ref``) or many (``tied``), and its question's number."""
    found = (_TIED.search(str(name)) for name in (meta_of(data, "original_id"), data.get("id")))
    match = next((one for one in found if one is not None), None)
    return None if match is None else (match[1], int(match[2]))


def _best(rows: Sequence[LabelledRow], told: Sequence[Told]) -> dict[str, Figure]:
    questions, ones = [row.question for row in rows], [1.0] * len(rows)
    most = max(len(row.data["completion"]) for row in rows)
    return {
        "best_of_n_accuracy": rate(
            [one.details.get("won", 0.0) for one in told],
            ones,
            questions,
            f"rows whose right answer has the largest value of up to {most}, of all rows (micro average); a largest "
            "value that k answers share counts 1/k, an undecided row 0",
        ),
        "coverage": rate([float("won" in one.details) for one in told], ones, questions, "rows that were decided"),
    }


def _questions_of_ties(rows: Sequence[LabelledRow], told: Sequence[Told]) -> list[Question]:
    """Both rows of each question; an undecided row is rated as one that has it all wrong."""
    found: dict[int, dict[str, Any]] = {}
    for row, one in zip(rows, told, strict=True):
        kind, number = _question_of_ties(row.data) or ("tied", -1)
        right = right_of(row.data) or []
        values = one.details["values"] if "won" in one.details else [float(not label) for label in right]
        found.setdefault(number, {})[kind] = spread(values, right)
    return [(both.get("tied"), both.get("ref")) for _, both in sorted(found.items())]


_RATING = (
    "0.3 accuracy with many right answers + 0.3 accuracy with one + 0.2 and 0.2 the shares of questions that differ "
    "less among right answers than from wrong ones (alone, and beside the question with one) + 0.01 the mean margin; "
    "not a rate"
)


def _rating(rows: Sequence[LabelledRow], told: Sequence[Told], seed: int) -> Figure:
    questions = _questions_of_ties(rows, told)
    counts = ties_counts(questions)
    return bootstrapped(counts, list(range(len(questions))), ties_rating, _RATING, len(rows), seed)


def _average(
    rows: Sequence[LabelledRow],
    told: Sequence[Told],
    subsets: Sequence[str],
    plain: Sequence[int],
    tied: Sequence[int],
    seed: int,
) -> Figure:
    """The unweighted mean over subsets, Ties by its rating."""
    names = sorted({subsets[i] for i in plain})
    ties = ties_counts(_questions_of_ties([rows[i] for i in tied], [told[i] for i in tied]))
    counts = np.zeros((len(plain) + len(ties), 2 * len(names) + 8))
    for row, i in enumerate(plain):
        at = 2 * names.index(subsets[i])
        counts[row, at : at + 2] = told[i].details.get("won", 0.0), 1
    counts[len(plain) :, 2 * len(names) :] = ties
    questions = [rows[i].question for i in plain] + [f"ties {i}" for i in range(len(ties))]

    def statistic(sums: NDArray[np.float64]) -> NDArray[np.float64]:
        total: NDArray[np.float64] = (sums[:, 0 : 2 * len(names) : 2] / sums[:, 1 : 2 * len(names) : 2]).sum(1)
        if len(ties):
            total = total + ties_rating(sums[:, 2 * len(names) :])
        mean: NDArray[np.float64] = total / (len(names) + bool(len(ties)))
        return mean

    what = "the unweighted mean of the subsets' best-of-n accuracies" + (" and the rating of Ties" if tied else "")
    return bootstrapped(counts, questions, statistic, what, len(rows), seed)
