"""Rows on which verifiers and label do not all say the same: counted by kind, and as many as fit to be looked at."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..metrics.binary import DECIDED
from ..runs import Verdicts
from .texts import as_text, clipped, size_of

LONGEST_REASON = 80
BUDGET_BYTES = 1_200_000


@dataclass(frozen=True)
class Pattern:
    """A way to disagree.

    Attributes:
        label: what the rows are: 1 right, 0 wrong; None where a verdict says itself whether a row is right.
        statuses: what each verifier said.
        places: the rows, by their place in the set.
    """

    label: int | None
    statuses: tuple[str, ...]
    places: list[int]

    def to_json(self) -> dict[str, Any]:
        """The pattern as JSON."""
        return {"label": self.label, "statuses": list(self.statuses), "rows": len(self.places)}


def find_patterns(verdicts: Sequence[Verdicts], points: bool = True) -> list[Pattern]:
    """The ways in which verifiers disagree with the label or one another, the most frequent first.

    Args:
        verdicts: of each verifier, on the same rows.
        points: the rows are completions with a label; else ``correct`` says that a row was got right.
    """
    if not verdicts:
        return []
    places: dict[tuple[int | None, tuple[str, ...]], list[int]] = {}
    statuses = zip(*([found["status"] for found in each.outcomes] for each in verdicts), strict=True)
    for place, (row, said) in enumerate(zip(verdicts[0].rows, statuses, strict=True)):
        label = int(row.label or 0) if points else None
        wanted = DECIDED[1] if label == 0 else DECIDED[0]
        if any(status != wanted for status in said):
            places.setdefault((label, said), []).append(place)
    ordered = sorted(places.items(), key=lambda item: (-len(item[1]), str(item[0])))
    return [Pattern(label, said, where) for (label, said), where in ordered]


class Browser:
    """The rows that a page shows, and the texts that they share.

    Args:
        seed: of the sample where not all rows fit.
        budget: bytes that the rows may take.
    """

    def __init__(self, seed: int = 0, budget: int = BUDGET_BYTES) -> None:
        self._random = random.Random(seed)
        self._budget = budget
        self._texts: dict[str, int] = {}
        self._sets: list[dict[str, Any]] = []
        self._waiting: list[Iterator[tuple[dict[str, Any], dict[str, Any]]]] = []

    def add(self, verdicts: Sequence[Verdicts], patterns: Sequence[Pattern], points: bool = True) -> None:
        """Let the rows of a set take part."""
        if not verdicts:
            return
        entry = {
            "name": verdicts[0].set,
            "points": points,
            "verifiers": [each.verifier for each in verdicts],
            "total": sum(len(pattern.places) for pattern in patterns),
            "rows": [],
        }
        self._sets.append(entry)
        for pattern in patterns:
            self._waiting.append(self._rows(entry, verdicts, pattern))

    def content(self) -> dict[str, Any]:
        """The rows of all sets, and the texts to which they point.

        Kinds of disagreement take turns until the budget is spent, so that the rare ones are seen too.
        """
        spent = 0
        waiting = list(self._waiting)
        while waiting and spent < self._budget:
            for each in list(waiting):
                found = next(each, None)
                if found is None:
                    waiting.remove(each)
                    continue
                entry, row = found
                size = size_of(row) + self._size_of_new_texts(row)
                if spent + size > self._budget:
                    waiting.clear()
                    break
                spent += size
                entry["rows"].append(self._kept(row))
        for entry in self._sets:
            entry["rows"].sort(key=lambda row: row["place"])
        return {"texts": list(self._texts), "sets": self._sets}

    def _rows(
        self, entry: dict[str, Any], verdicts: Sequence[Verdicts], pattern: Pattern
    ) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
        places = list(pattern.places)
        self._random.shuffle(places)
        for place in places:
            yield entry, _row(place, verdicts, pattern.label)

    def _size_of_new_texts(self, row: Mapping[str, Any]) -> int:
        return sum(size_of(text) for text in _shared(row) if text not in self._texts)

    def _kept(self, row: dict[str, Any]) -> dict[str, Any]:
        for name in ("prompt", "reference"):
            row[name]["parts"] = [self._texts.setdefault(part, len(self._texts)) for part in row[name]["parts"]]
        return row


def _shared(row: Mapping[str, Any]) -> list[str]:
    return [part for name in ("prompt", "reference") for part in row[name]["parts"]]


def _row(place: int, verdicts: Sequence[Verdicts], label: int | None) -> dict[str, Any]:
    row = verdicts[0].rows[place]
    return {
        "place": place,
        "id": str(row.id)[:80],
        "label": label,
        **{name: clipped(as_text(row.data.get(name)), name) for name in ("prompt", "reference", "completion")},
        "said": [_said(each.outcomes[place]) for each in verdicts],
    }


def _said(found: Mapping[str, Any]) -> list[Any]:
    extracted = found.get("extracted")
    shown = None if extracted is None else clipped(as_text(extracted), "extracted")
    reason = str(found.get("reason") or "")[:LONGEST_REASON]
    return [found["status"], reason, shown, found.get("seconds"), found.get("score")]
