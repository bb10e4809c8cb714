"""What a file of scored rows says: figures of questions, lengths, components, by any column."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from rewardry.curation.distribution import Correlations, Distribution
from rewardry.curation.kept_rows import KeptRow
from rewardry.curation.question_figures import QuestionFigures

# A column has figures for so many values; rows of further ones are counted together.
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
    """

    def __init__(self, ks: Sequence[int] | None = None, by: Sequence[str] = ()) -> None:
        self._ks = ks
        self.rows = 0
        self.questions = QuestionFigures(ks)
        self.by: dict[str, dict[str, QuestionFigures]] = {column: {} for column in by}
        self._lengths: defaultdict[tuple[str, str], Distribution] = defaultdict(Distribution)
        self.totals = Distribution()
        self.components: defaultdict[str, Distribution] = defaultdict(Distribution)
        self.statuses: Counter[tuple[str, str]] = Counter()
        self.correlations = Correlations()

    def add(self, groups: Iterable[Sequence[KeptRow]]) -> None:
        """Take in groups."""
        for group in groups:
            self.add_group(group)

    def add_group(self, group: Sequence[KeptRow]) -> None:
        """Take in the completions of a question."""
        self.rows += len(group)
        self.questions.add(group)
        for column, parts in self.by.items():
            self._add_by(column, parts, group)
        for row in group:
            self._add_row(row)

    def _add_by(self, column: str, parts: dict[str, QuestionFigures], group: Sequence[KeptRow]) -> None:
        values: dict[str, list[KeptRow]] = {}
        for row in group:
            found = row.column(column)
            values.setdefault(NONE if found is None else str(found), []).append(row)
        for value, rows in values.items():
            name = value if value in parts or len(parts) < VALUES else OTHERS
            parts.setdefault(name, QuestionFigures(self._ks)).add(rows)

    def _add_row(self, row: KeptRow) -> None:
        numbers: dict[str, float | None] = {}
        for name, found in row.components.items():
            value = found.get("value")
            self.statuses[name, found.get("status")] += 1
            if value is not None:
                self.components[name].add(value)
            numbers[name] = value
        total = row.total
        if total is not None:
            self.totals.add(total)
        numbers[_TOTAL] = total
        text = row.text
        if text is not None:
            self._add_lengths(row, text)
            numbers[_LENGTH] = float(len(text))
        self.correlations.add(numbers)

    def _add_lengths(self, row: KeptRow, text: str) -> None:
        which = _WHICH[row.correct]
        self._lengths["characters", which].add(len(text))
        self._lengths["words", which].add(len(row.words))
        ids = row.field("completion_ids")
        if isinstance(ids, list):
            self._lengths["tokens", which].add(len(ids))

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
