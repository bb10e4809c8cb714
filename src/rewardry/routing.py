"""Routing: one reward of a recipe that is another component for other rows, picked by a column."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from rewardry.component import Needs, Reward
from rewardry.parameters import RewardField
from rewardry.types import Batch, Sample, Score

if TYPE_CHECKING:
    from rewardry.engine.opened import OpenReward
    from rewardry.engine.runtime import Runtime


class Route(Reward):
    """Scores each row with the component that a column of the row picks.

    Attributes:
        column: the column.
        by_value: the component for each value of the column, compared as text.
        other: the component for all other values; without one such a row abstains.

    Raises:
        ValueError: a case is a group component, whose groups routing could tear apart.
    """

    column: str
    by_value: dict[str, RewardField]
    other: RewardField | None = None

    def model_post_init(self, _context: object) -> None:
        """Refuse group components."""
        for case in self.components():
            if case.per_group:
                raise ValueError(f"{type(case).__name__} scores whole groups and cannot be picked by a column")

    def components(self) -> list[Reward]:
        """The components it picks from."""
        return [*self.by_value.values(), *([self.other] if self.other else [])]

    def pick(self, sample: Sample) -> Reward | None:
        """The component for a sample, or None where no case fits."""
        return self.by_value.get(value_of(sample, self.column), self.other)

    def refusal(self, sample: Sample) -> str | None:
        """What the picked component has against the sample."""
        picked = self.pick(sample)
        return None if picked is None else picked.refusal(sample)

    def needs(self) -> Needs:
        """The column and what the cases read."""
        needed = Needs(frozenset({"completion", self.column}))
        for case in self.components():
            needed |= case.needs()
        return needed

    def open(self, runtime: Runtime) -> OpenRoute:
        """Open every case."""
        opened = {value: runtime.open(case) for value, case in self.by_value.items()}
        return OpenRoute(self.column, opened, runtime.open(self.other) if self.other else None)


# Columns of a row that are fields of a sample.
_FIELDS = ("finish_reason", "group", "prompt", "reference")


def value_of(sample: Sample, column: str) -> str:
    """What stands in a column of a sample's row, as text; ``null`` where nothing does."""
    return as_text(getattr(sample, column) if column in _FIELDS else sample.meta.get(column))


def as_text(value: Any) -> str:
    """A value of a column, or the name of a case, as they are compared: a text as it is, all else as JSON."""
    try:
        return value if isinstance(value, str) else json.dumps(value)
    except (TypeError, ValueError):
        plain = getattr(value, "tolist", None)  # of numpy and torch: what the same value is in Python
        return as_text(plain()) if plain is not None else str(value)


def behind(reward: Reward) -> list[Reward]:
    """The components that a reward of a recipe may turn out to be: the cases of a route, or itself."""
    return reward.components() if isinstance(reward, Route) else [reward]


class OpenRoute:
    """The open form of `Route`."""

    def __init__(self, column: str, cases: dict[str, OpenReward], other: OpenReward | None) -> None:
        self._column = column
        self._cases = cases
        self._other = other

    def score(self, batch: Batch) -> list[Score]:
        """One score a sample, each by the component that its column picks."""
        picked: dict[int, tuple[OpenReward, list[int]]] = {}
        scores: dict[int, Score] = {}
        for i, sample in enumerate(batch.samples):
            value = value_of(sample, self._column)
            opened = self._cases.get(value, self._other)
            if opened is None:
                scores[i] = Score(None, "abstain", {"reason": "no-route", "column": self._column, "value": value})
            else:
                picked.setdefault(id(opened), (opened, []))[1].append(i)
        for opened, positions in picked.values():
            scores.update(zip(positions, opened.score(batch.take(positions)), strict=True))
        return [scores[i] for i in range(len(batch))]
