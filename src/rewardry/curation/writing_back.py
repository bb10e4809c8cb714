"""Rows again, with what is known of their questions in front."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any, ClassVar

from rewardry.curation.difficulty import Curriculum, Difficulty
from rewardry.curation.filters.pass_rate import pass_rate
from rewardry.curation.kept_rows import KeptRow
from rewardry.curation.work import Part
from rewardry.rows import dump

COLUMNS = ("pass_rate", "difficulty", "curriculum")
ROWS = "rows"


class WritingBack:
    """The work of `rewardry stats --write`.

    Args:
        difficulty: the fields of `Difficulty`.
        questions: how many have so many decided and so many right completions, as lists of these three.
        stages: of the `Curriculum`.
        joined: whether the inputs come from another file, and are written beside the results.
    """

    name: ClassVar[str] = "columns"

    def __init__(
        self, difficulty: Mapping[str, Any], questions: Sequence[Sequence[int]], stages: int, joined: bool
    ) -> None:
        self._difficulty = Difficulty(**difficulty)
        self._curriculum = Curriculum({(n, c): count for n, c, count in questions}, stages)
        self._questions, self._stages, self._joined = questions, stages, joined

    @property
    def settings(self) -> Mapping[str, Any]:
        """What it is called with."""
        return {
            "difficulty": asdict(self._difficulty),
            "questions": self._questions,
            "stages": self._stages,
            "joined": self._joined,
        }

    def do(self, groups: Iterable[Sequence[KeptRow]], part: Part) -> None:
        """Make the lines of groups."""
        lines = part.lines[ROWS] = []
        for group in groups:
            lines += self._lines(group)

    def _lines(self, group: Sequence[KeptRow]) -> Iterator[bytes]:
        rate = pass_rate(group)
        found = dict(zip(COLUMNS, (rate, self._difficulty.of(rate), self._curriculum.of(rate)), strict=True))
        front = json.dumps(found).encode()[:-1] + b", "
        for row in group:
            if self._joined or any(name in row.data for name in COLUMNS):
                own = {key: value for key, value in row.data.items() if key not in COLUMNS}
                yield dump({**found, **own, **({"input": row.input} if self._joined else {})})[:-1]
            else:
                yield front + row.line.strip()[1:]
