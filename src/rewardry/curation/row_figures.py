"""What a file of scored rows says: figures of questions, lengths, components, by any column."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rewardry.curation.distribution import Correlations, Distribution
from rewardry.curation.kept_rows import KeptRow
from rewardry.curation.question_figures import QuestionFigures
from rewardry.text.units import count_units

VALUES = 100
OTHERS = "(others)"
NONE = "(none)"
# Beside the names of components in correlations.
_LENGTH, _TOTAL = "(characters)", "(total)"
_WHICH = {None: "undecided", True: "right", False: "wrong"}


class RowFigures:
    """All figures, added up group by group in constant memory.

    Args:
        ks: see `QuestionFigures`.
        by: columns by whose values the figures of questions are given, too.
        values: a column has figures for so many values; rows of further ones are counted together. None for all, of a
            part that is merged.
    """

    def __init__(self, ks: Sequence[int] | None = None, by: Sequence[str] = (), values: int | None = VALUES) -> None:
        self._ks = ks
        self._values = values
        self.rows = 0
        self.questions = QuestionFigures(ks)
        self.by: dict[str, dict[str, QuestionFigures]] = {column: {} for column in by}
        self._lengths: defaultdict[tuple[str, str], Distribution] = defaultdict(Distribution)
        self.totals = Distribution()
        self.components: defaultdict[str, Distribution] = defaultdict(Distribution)
        self.statuses: Counter[tuple[str, str]] = Counter()
        self.correlations = Correlations()

    def add(self, groups: Iterable[Sequence[KeptRow]]) -> None:
        """Take in groups. What is counted of their rows is kept until the last one: a few numbers a row."""
        numbers: dict[tuple[str, ...], list[list[Any]]] = {}
        statuses: dict[tuple[str, ...], list[list[Any]]] = {}
        lengths: defaultdict[tuple[str, str], list[float]] = defaultdict(list)
        try:
            for group in groups:
                self._add_questions(group)
                for row in group:
                    components = row.components
                    found, text, names = components.values(), row.text, tuple(components)
                    known = [*[one.get("value") for one in found], row.total, None if text is None else len(text)]
                    numbers.setdefault(names, []).append(known)
                    statuses.setdefault(names, []).append([one.get("status") for one in found])
                    if text is not None:
                        self._measure(row, text, lengths)
        finally:
            self._add_numbers(numbers, statuses)
            for key, values in lengths.items():
                self._lengths[key].add(values)

    def _add_questions(self, group: Sequence[KeptRow]) -> None:
        self.rows += len(group)
        self.questions.add(group)
        for column, parts in self.by.items():
            values: dict[str, list[KeptRow]] = {}
            for row in group:
                found = row.column(column)
                values.setdefault(NONE if found is None else str(found), []).append(row)
            for value, rows in values.items():
                self._part(parts, value).add(rows)

    def _part(self, parts: dict[str, QuestionFigures], value: str) -> QuestionFigures:
        name = value if value in parts or self._values is None or len(parts) < self._values else OTHERS
        return parts.setdefault(name, QuestionFigures(self._ks))

    @staticmethod
    def _measure(row: KeptRow, text: str, lengths: Mapping[tuple[str, str], list[float]]) -> None:
        which = _WHICH[row.correct]
        lengths["characters", which].append(len(text))
        lengths["words", which].append(count_units(text))
        ids = row.field("completion_ids")
        if isinstance(ids, list):
            lengths["tokens", which].append(len(ids))

    def _add_numbers(
        self, numbers: Mapping[tuple[str, ...], list[list[Any]]], statuses: Mapping[tuple[str, ...], list[list[Any]]]
    ) -> None:
        """Take in the numbers and the statuses of rows that have the same components."""
        for names, rows in numbers.items():
            columns = dict(zip((*names, _TOTAL, _LENGTH), zip(*rows, strict=True), strict=True))
            self.correlations.add(columns)
            for name in names:
                self.components[name].add(_known(columns[name]))
            self.totals.add(_known(columns[_TOTAL]))
            for name, column in zip(names, zip(*statuses[names], strict=True), strict=False):
                for status, count in Counter(column).items():
                    self.statuses[name, NONE if status is None else status] += count

    def to_json(self) -> dict[str, Any]:
        """All that is known, for `merge`."""
        return {
            "rows": self.rows,
            "questions": self.questions.to_json(),
            "by": {
                column: [[value, found.to_json()] for value, found in parts.items()]
                for column, parts in self.by.items()
            },
            "lengths": [[*key, found.to_json()] for key, found in self._lengths.items()],
            "totals": self.totals.to_json(),
            "components": [[name, found.to_json()] for name, found in self.components.items()],
            "statuses": [[*key, count] for key, count in self.statuses.items()],
            "correlations": self.correlations.to_json(),
        }

    def merge(self, told: Mapping[str, Any]) -> None:
        """Take in what `to_json` of the figures of further rows gave."""
        self.rows += told["rows"]
        self.questions.merge(told["questions"])
        for column, parts in told["by"].items():
            for value, found in parts:
                self._part(self.by[column], value).merge(found)
        for unit, which, found in told["lengths"]:
            self._lengths[unit, which].merge(found)
        self.totals.merge(told["totals"])
        for name, found in told["components"]:
            self.components[name].merge(found)
        for name, status, count in told["statuses"]:
            self.statuses[name, status] += count
        self.correlations.merge(told["correlations"])

    @property
    def lengths(self) -> dict[str, dict[str, Distribution]]:
        """The lengths of completions by unit, and of all, right, wrong and undecided ones."""
        found: dict[str, dict[str, Distribution]] = {}
        for (unit, which), distribution in sorted(self._lengths.items()):
            parts = found.setdefault(unit, {"all": Distribution()})
            parts[which] = distribution
            parts["all"] = parts["all"].merged(distribution)
        return found

    def summary(self) -> dict[str, Any]:
        """All figures, as JSON."""
        return {
            "rows": self.rows,
            **self.questions.summary(),
            "by": {
                column: {value: figures.summary() for value, figures in sorted(parts.items())}
                for column, parts in self.by.items()
            },
            "total": self.totals.summary(),
            "components": {
                name: {**self.components[name].summary(), "statuses": self._statuses_of(name)}
                for name in dict.fromkeys(name for name, _ in self.statuses)
            },
            "correlations": self.correlations.summary(),
            "lengths": {
                unit: {which: found.summary() for which, found in parts.items()} for unit, parts in self.lengths.items()
            },
        }

    def _statuses_of(self, name: str) -> dict[str, int]:
        return {status: count for (other, status), count in sorted(self.statuses.items()) if other == name}


def _known(values: Sequence[float | None]) -> Sequence[float]:
    return [value for value in values if value is not None] if None in values else values  # type: ignore[return-value]
