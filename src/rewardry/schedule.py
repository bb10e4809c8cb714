"""Weights that change over a training: ``weight: {schedule: linear, from: 1.0, to: 0.0, start: 0.2, end: 0.8}``."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, get_args

from rewardry.errors import nearest
from rewardry.finite import is_finite

Shape: TypeAlias = Literal["linear", "step", "cosine"]
_FIELDS = {
    "linear": ("from", "to", "start", "end"),
    "cosine": ("from", "to", "start", "end"),
    "step": ("from", "to", "at"),
}


@dataclass(frozen=True, slots=True)
class Schedule:
    """A weight as a function of the progress of a training, which goes from 0 to 1.

    Attributes:
        shape: ``linear``; ``cosine``, half a wave, which leaves and arrives slowly; ``step``, which jumps at `start`.
        first: the weight up to `start`.
        last: the weight from `end` on.
        start, end: the progress between which it changes, in [0, 1].
    """

    shape: Shape
    first: float
    last: float
    start: float = 0.0
    end: float = 1.0

    def at(self, progress: float | None) -> float:
        """The weight at a progress in [0, 1]; `first` outside of a training, where there is none.

        >>> Schedule("linear", 1.0, 0.0).at(0.25), Schedule("step", 0.0, 1.0, 0.5, 0.5).at(0.5)
        (0.75, 1.0)
        """
        if progress is None or progress < self.start:
            return self.first
        if progress >= self.end:
            return self.last
        share = (progress - self.start) / (self.end - self.start)
        if self.shape == "cosine":
            share = 0.5 - 0.5 * math.cos(math.pi * share)
        return self.first + share * (self.last - self.first)

    def to_row(self) -> dict[str, Any]:
        """The schedule as a recipe has it."""
        ends = {"at": self.start} if self.shape == "step" else {"start": self.start, "end": self.end}
        return {"schedule": self.shape, "from": self.first, "to": self.last, **ends}

    def __str__(self) -> str:
        when = f"at {self.start:g}" if self.shape == "step" else f"over {self.start:g} to {self.end:g}"
        return f"{self.shape} {self.first:g} to {self.last:g} {when}"


def parse_schedule(data: Mapping[Any, Any]) -> Schedule:
    """Read a schedule.

    Args:
        data: ``schedule``, a shape; ``from`` and ``to``, finite weights; ``start`` and ``end`` (default 0 and 1), or
            for ``step`` ``at``, as a progress in [0, 1].

    Raises:
        ValueError: it is none; says which field, and what is wanted.
    """
    shape = data.get("schedule")
    if not isinstance(shape, str) or shape not in get_args(Shape):
        raise ValueError(f"schedule: {shape!r} is no shape of a schedule. {nearest(str(shape), get_args(Shape))}")
    fields = _FIELDS[shape]
    for key in data:
        if key not in ("schedule", *fields):
            raise ValueError(f"{key}: a {shape} schedule has no such field. {nearest(str(key), fields)}")
    first, last = (_number(data, key, None) for key in ("from", "to"))
    if shape == "step":
        start = end = _progress(data, "at", None)
    else:
        start, end = _progress(data, "start", 0.0), _progress(data, "end", 1.0)
        if start >= end:
            raise ValueError(f"end: {end:g} does not lie after the start, {start:g}")
    return Schedule(shape, first, last, start, end)  # type: ignore[arg-type]


def _number(data: Mapping[Any, Any], key: str, default: float | None) -> float:
    value = data.get(key, default)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not is_finite(value):
        raise ValueError(f"{key}: a finite number is wanted, not {value!r}")
    return float(value)


def _progress(data: Mapping[Any, Any], key: str, default: float | None) -> float:
    value = _number(data, key, default)
    if not 0 <= value <= 1:
        raise ValueError(f"{key}: {value:g} is no progress; it goes from 0 to 1")
    return value
