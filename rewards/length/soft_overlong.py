"""DAPO's soft overlong punishment."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field, model_validator

from rewardry.testing.case import Case

from .unit import LengthReward


class SoftOverlong(LengthReward):
    """0 for a completion that leaves the buffer free, falling to -1 at the longest length, and -1 beyond it.

    Equation 13 of DAPO (arXiv:2503.14476), with L = `max_length` and C = `buffer`::

        0                   n <= L - C
        (L - C - n) / C     L - C < n <= L
        -1                  L < n

    A penalty only: it is added to an accuracy reward.

    Attributes:
        max_length: the longest length L, in `unit`; DAPO's is 20480.
        buffer: the width C of the slope, in `unit`; DAPO's is 4096; 0 makes it a step.
        unit: what lengths are counted in.
    """

    source: ClassVar[str | None] = "arXiv:2503.14476"
    value_range: ClassVar[tuple[float, float] | None] = (-1.0, 0.0)

    max_length: int = Field(20480, gt=0)
    buffer: int = Field(4096, ge=0)

    @model_validator(mode="after")
    def _fits(self) -> SoftOverlong:
        if self.buffer > self.max_length:
            raise ValueError(f"buffer {self.buffer} is larger than max_length {self.max_length}")
        return self

    def examples(self) -> list[Case]:
        """A completion halfway up the slope."""
        if self.unit != "tokens" or not self.buffer or self.buffer % 2:
            return []
        return [Case("<answer>4</answer>", -0.5, completion_ids=range(self.max_length - self.buffer // 2))]

    def value(self, length: int) -> float:
        """The penalty at a length, in [-1, 0]."""
        return soft_overlong(length, self.max_length, self.buffer)


def soft_overlong(length: int, max_length: int, buffer: int) -> float:
    """Equation 13 of DAPO (arXiv:2503.14476), in [-1, 0].

    Args:
        length: the completion's length n.
        max_length: L.
        buffer: C; 0 makes it a step.
    """
    free = max_length - buffer
    if length <= free:
        return 0.0
    return (free - length) / buffer if length <= max_length else -1.0
