"""L1's length-controlled rewards: as long as was asked for, or no longer than that."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from rewardry.component import Needs, Reward
from rewardry.testing.case import Case
from rewardry.types import Batch, Sample, Score

from .outcome import TargetLength
from .target import COLUMN, NO_TARGET, target_needs, target_of
from .unit import NO_TOKENS, Unit, length_of

_EXAMPLE = "<think>Two and two make four.</think>\n<answer>4</answer>"


class LcpoExact(Reward):
    """A penalty that grows with the distance from the length that was asked for.

    LCPO-Exact of L1 (arXiv:2503.04697, equation 1): ``-alpha * |n_target - n|``, to be added to an accuracy reward;
    here never below ``-most``, so that no length is worth more than a right answer. The target is a column of the row,
    or what the prompt asks for ("Think for 1000 tokens."); without one the score abstains.

    Attributes:
        alpha: the penalty for each unit of distance; L1's is 0.0003.
        most: the largest penalty.
        unit: what lengths are counted in; without token ids ``tokens`` abstains.
        column: the column that holds the target.
    """

    alpha: float = Field(0.0003, gt=0, allow_inf_nan=False)
    most: float = Field(1.0, ge=0, allow_inf_nan=False)
    unit: Unit = "tokens"
    column: str = COLUMN

    def value_bounds(self) -> tuple[float, float]:
        """From the largest penalty to none."""
        return -self.most, 0.0

    def needs(self) -> Needs:
        """The length, and the target's column or prompt."""
        return target_needs(self.unit, self.column)

    def value(self, length: int, target: int) -> float:
        """The penalty, in [-most, 0]."""
        return 0.0 + max(-self.most, lcpo_exact(length, target, self.alpha))  # 0.0 in the place of -0.0

    def score(self, batch: Batch) -> list[Score]:
        """One score a sample."""
        return [self._of(sample) for sample in batch.samples]

    def _of(self, sample: Sample) -> Score:
        length, target = length_of(sample, self.unit), target_of(sample, self.column)
        if length is None:
            return NO_TOKENS
        if target is None:
            return NO_TARGET
        return Score(self.value(length, target), details={"length": length, "target": target})

    def examples(self) -> list[Case]:
        """500 tokens too many."""
        if self.unit != "tokens":
            return []
        return [Case(_EXAMPLE, self.value(1500, 1000), "Think for 1000 tokens.", completion_ids=range(1500))]


def lcpo_exact(length: int, target: int, alpha: float) -> float:
    """``-alpha * |target - length|``, without a bound."""
    return -alpha * abs(target - length)


class LcpoMax(TargetLength):
    """A right answer earns more the more of its budget it leaves; a wrong one earns nothing.

    LCPO-Max of L1 (arXiv:2503.04697, equation 2): ``correct * clip(alpha * (n_budget - n) + delta, 0, 1)``. The budget
    is a column of the row, or what the prompt asks for ("Think for at most 1000 tokens."); without one it abstains.

    Attributes:
        verifier: who decides whether the answer is right.
        alpha: what a unit that is left is worth; L1's is 0.0003. Its released code halves it.
        delta: the value of a right answer that uses its budget exactly.
        unit: what lengths are counted in; without token ids ``tokens`` abstains.
        column: the column that holds the budget.
    """

    value_range: ClassVar[tuple[float, float] | None] = (0.0, 1.0)

    alpha: float = Field(0.0003, gt=0, allow_inf_nan=False)
    delta: float = Field(0.5, ge=0, le=1)

    def around(self, length: int, target: int, correct: bool = True) -> float:
        """The value at a length under a budget, in [0, 1]."""
        return lcpo_max(length, target, self.alpha, self.delta) if correct else 0.0

    def examples(self) -> list[Case]:
        """Half of the budget used, by a right answer and by a wrong one."""
        if self.unit != "tokens":
            return []
        asked = "Think for at most 1000 tokens. What is 2 + 2?"
        return [
            Case(_EXAMPLE, self.around(500, 1000), asked, "4", completion_ids=range(500)),
            Case(_EXAMPLE, 0.0, asked, "5", completion_ids=range(500)),
        ]


def lcpo_max(length: int, budget: int, alpha: float, delta: float = 0.5) -> float:
    """``clip(alpha * (budget - length) + delta, 0, 1)``."""
    return min(1.0, max(0.0, alpha * (budget - length) + delta))
