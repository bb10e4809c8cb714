"""L1's bell around a target length."""

from __future__ import annotations

import math
from typing import ClassVar

from pydantic import Field

from rewardry.testing.case import Case

from .outcome import TargetLength


class GaussianTarget(TargetLength):
    """A right answer earns the height of a bell around the length that was asked for; a wrong one earns nothing.

    L1's `get_delta_score` (cmu-l3/l1, 93dd330): ``max(floor, exp(-((n - n_target) / sigma)**2 / 2))``. By itself that
    pays `floor` to any text at all, so here it is paid to right answers alone.

    Attributes:
        verifier: who decides whether the answer is right.
        sigma: the width of the bell, in `unit`.
        floor: the least that a right answer earns.
        unit: what lengths are counted in; without token ids ``tokens`` abstains.
        column: the column that holds the target; else the prompt says it ("Think for 1000 tokens.").
    """

    value_range: ClassVar[tuple[float, float] | None] = (0.0, 1.0)

    sigma: float = Field(500.0, gt=0, allow_inf_nan=False)
    floor: float = Field(0.1, ge=0, le=1)

    def around(self, length: int, target: int, correct: bool = True) -> float:
        """The value at a length, in [0, 1]."""
        return gaussian_target(length, target, self.sigma, self.floor) if correct else 0.0

    def examples(self) -> list[Case]:
        """500 tokens too many, in a right answer, and a wrong one as long as was asked for."""
        if self.unit != "tokens":
            return []
        text = "<think>Two and two make four.</think>\n<answer>4</answer>"
        asked = "Think for 1000 tokens. What is 2 + 2?"
        return [
            Case(text, self.around(1500, 1000), asked, "4", completion_ids=range(1500)),
            Case(text, 0.0, asked, "5", completion_ids=range(1000)),
        ]


def gaussian_target(length: int, target: int, sigma: float, floor: float) -> float:
    """``max(floor, exp(-((length - target) / sigma)**2 / 2))``."""
    away = (length - target) / sigma
    return max(floor, math.exp(-away * away / 2))  # a product, for a power that no float can hold would raise
