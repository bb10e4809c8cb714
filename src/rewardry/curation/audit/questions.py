"""The questions of a data set, with their references and what solutions of them are given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rewardry.curation.correctness import Correctness
from rewardry.curation.groups import Grouped
from rewardry.curation.kept_rows import KeptRow
from rewardry.rows import read_objects
from rewardry.types import Sample

_LABEL = Correctness("label")
KINDS = {
    "no-reference": "the row has no reference",
    "unreadable": "a verifier cannot read the reference",
    "rejects-solution": "most verifiers find a solution wrong that is given as right",
    "accepts-wrong": "most verifiers find a completion right that is labelled wrong",
    "outvoted": "most solutions agree on another answer",
    "conflict": "the same question stands further up with another reference",
    "duplicate": "the same question stands further up",
    "leaked": "the question stands in a held-out set",
    "tests-in-prompt": "every test of the program stands in the prompt",
}

# What says more about a verifier than about the set: told, and no reason for an exit code.
NOTES = {
    "timed-out": "a verifier took too long for a solution, and has no vote on it",
    "failed": "a verifier failed on a solution, and has no vote on it",
}


@dataclass(frozen=True)
class Finding:
    """Something wrong with a row.

    Attributes:
        kind: one of `KINDS`, or of `NOTES`.
        row: which.
        detail: what exactly.
    """

    kind: str
    row: KeptRow
    detail: str

    def to_row(self) -> dict[str, Any]:
        """The finding as it stands in an output file."""
        return {"id": self.row.id, "place": self.row.place, "kind": self.kind, "detail": self.detail}


@dataclass(frozen=True)
class Solution:
    """A solution that is given.

    Attributes:
        sample: the solution as a completion, with its question and reference.
        row: where it is given.
        right: whether it is given as right; None where the set does not say.
    """

    sample: Sample
    row: KeptRow
    right: bool | None


@dataclass(frozen=True)
class Question:
    """A question of the set.

    Attributes:
        rows: the rows of it; the first has its reference.
        solutions: all solutions of it.
    """

    rows: Sequence[KeptRow]
    solutions: Sequence[Solution]

    @property
    def row(self) -> KeptRow:
        """The row that has its reference."""
        return self.rows[0]

    @property
    def reference(self) -> Any:
        """What a right answer is."""
        return self.row.field("reference")

    def sample(self, completion: str = "") -> Sample:
        """A completion as an answer to it."""
        return sample_of(self.row, completion)


def sample_of(row: KeptRow, completion: Any) -> Sample:
    """A completion of a row's question."""
    return Sample(
        completion=completion,
        prompt=row.field("prompt") or "",
        reference=row.field("reference"),
        meta={key: value for key, value in row.input.items() if key not in ("prompt", "completion", "reference")},
    )


@dataclass(frozen=True)
class AuditedSet:
    """A data set that is audited.

    A row's `solutions` (a list of texts, or one text) are given as right. A `completion` is given as right where its
    label is 1, as wrong where it is 0; without a label it has a vote.

    Attributes:
        files: its files.
        columns: the column that holds a field, where it has another name.
    """

    files: Sequence[str]
    columns: Mapping[str, str]

    def questions(self, grouped: Grouped) -> Iterator[Question]:
        """The questions, read as they are asked for.

        Raises:
            DataError: a line is no JSON object.
        """
        for rows in grouped.of(self._rows()):
            yield Question(rows, [solution for row in rows for solution in self._solutions(row)])

    def _rows(self) -> Iterator[KeptRow]:
        for position, (data, place, line) in enumerate(read_objects(self.files)):
            row = data if data.get("id") is not None else {**data, "id": position}
            yield KeptRow(row, row, place, line, _LABEL.of(row, row, place), columns=self.columns)

    @staticmethod
    def _solutions(row: KeptRow) -> Iterator[Solution]:
        given = row.field("solutions")
        for text in [given] if isinstance(given, str) else given if isinstance(given, list) else []:
            if isinstance(text, str):
                yield Solution(sample_of(row, text), row, True)
        if row.text is not None:
            yield Solution(sample_of(row, row.field("completion")), row, row.correct)
