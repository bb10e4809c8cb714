"""Selecting rows: filters over groups, what stays, what is rejected and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, NamedTuple

from rewardry.curation.filters.contract import Filter
from rewardry.curation.kept_rows import KeptRow


class Reason(NamedTuple):
    """Why a row was rejected.

    Attributes:
        name: the filter's reason.
        detail: what it found.
    """

    name: str
    detail: str


class Judged(NamedTuple):
    """A group that has been through the filters.

    Attributes:
        rows: its rows.
        reasons: for each row why it is rejected; empty where it stays.
    """

    rows: Sequence[KeptRow]
    reasons: Sequence[Sequence[Reason]]

    def kept(self) -> list[KeptRow]:
        """The rows that stay."""
        return [row for row, reasons in zip(self.rows, self.reasons, strict=True) if not reasons]


@dataclass
class Counts:
    """What became of the rows.

    Attributes:
        rows, kept: how many were read, and stay.
        groups, groups_kept: questions, and those of which a row stays.
        reasons: rejected rows by reason; a row that several filters reject counts under each.
        first: rejected rows by the first reason alone, which add up to all that are rejected.
    """

    rows: int = 0
    kept: int = 0
    groups: int = 0
    groups_kept: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    first: Counter[str] = field(default_factory=Counter)

    def add(self, judged: Judged) -> None:
        """Count a group."""
        kept = sum(not reasons for reasons in judged.reasons)
        self.rows += len(judged.rows)
        self.kept += kept
        self.groups += 1
        self.groups_kept += bool(kept)
        for reasons in judged.reasons:
            self.reasons.update(reason.name for reason in reasons)
            if reasons:
                self.first[reasons[0].name] += 1

    def add_all(self, other: Mapping[str, Any]) -> None:
        """Add counts that `to_json` gave."""
        for name, count in other.items():
            mine = getattr(self, name)
            if isinstance(mine, Counter):
                mine.update(count)
            else:
                setattr(self, name, mine + count)

    def to_json(self) -> dict[str, Any]:
        """All counts by name."""
        return {
            each.name: dict(value) if isinstance(value := getattr(self, each.name), Counter) else value
            for each in fields(self)
        }


class Selection:
    """Filters, in order.

    Args:
        each: filters that all judge every row, so that a row may be rejected for several reasons.
        among_kept: filters that judge, one after the other, only what the others have left of a group: the best of it,
            and what is no duplicate.
    """

    def __init__(self, each: Sequence[Filter], among_kept: Sequence[Filter] = ()) -> None:
        self._each = each
        self._among_kept = among_kept
        self.counts = Counts()

    @property
    def reasons(self) -> list[str]:
        """The reasons of all filters, in their order."""
        return [each.reason for each in (*self._each, *self._among_kept)]

    def judge(self, groups: Iterable[Sequence[KeptRow]]) -> Iterator[Judged]:
        """The groups with the reasons against their rows; they are counted."""
        for group in groups:
            judged = Judged(group, self._reasons(group))
            self.counts.add(judged)
            yield judged

    def _reasons(self, group: Sequence[KeptRow]) -> list[list[Reason]]:
        reasons: list[list[Reason]] = [[] for _ in group]
        for each in self._each:
            for place, why in enumerate(each.reject(group)):
                if why is not None:
                    reasons[place].append(Reason(each.reason, why))
        for each in self._among_kept:
            left = [i for i, against in enumerate(reasons) if not against]
            for place, why in zip(left, each.reject([group[i] for i in left]), strict=True):
                if why is not None:
                    reasons[place].append(Reason(each.reason, why))
        return reasons
