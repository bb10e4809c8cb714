"""Length scores of L1 (cmu-l3/l1, commit 93dd330, deepscaler/rewards/math_reward.py), as its released code has them."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from rewardry.testing.case import Case
from rewardry.text.boxed import find_boxes

from ..length.lcpo import LcpoMax
from ..sigmoid import sigmoid as logistic


def linear_both(used: int, budget: int, alpha: float) -> float:
    """``(clip(alpha * (budget - used), -1, 1) + 1) / 2``: half the slope of the paper's equation 2."""
    return (max(-1.0, min(1.0, alpha * (budget - used))) + 1.0) / 2.0


def sigmoid(used: int, budget: int, alpha: float) -> float:
    """The sigmoid of what is left of the budget, with 0.1 on top while something is, in [0, 1]."""
    bonus = 0.1 if used <= budget else 0.0
    return max(0.0, min(1.0, logistic(alpha * (budget - used)) + bonus))


def sigmoid_exact(used: int, target: int, alpha: float) -> float:
    """The sigmoid of the distance from the target: 0.5 on it, and more beside it, for its sign is wrong."""
    return logistic(alpha * abs(target - used))


def answer_of(text: str) -> str | None:
    """The last box between the first and the second ``</think>``, where L1 reads the answer; None without one."""
    parts = text.split("</think>")
    if len(parts) < 2:
        return None
    boxes = [box for box in find_boxes(parts[1]) if not box.depth]
    return boxes[-1].inner.of(parts[1]) if boxes else None


class Max(LcpoMax):
    """L1's `multiplier_reward` with the linear score: ``correct * linear_both``, half the slope of the paper's.

    Attributes:
        verifier: who decides whether the answer is right.
        alpha: what a unit that is left is worth, before it is halved.
        delta: has no effect here: a budget that is used exactly is worth a half.
        unit: what lengths are counted in; without token ids ``tokens`` abstains.
        column: the column that holds the budget.
    """

    source: ClassVar[str | None] = "github.com/cmu-l3/l1 at 93dd330"

    alpha: float = Field(0.0005, gt=0, allow_inf_nan=False)

    def around(self, length: int, target: int, correct: bool = True) -> float:
        """The value at a length under a budget, in [0, 1]."""
        return linear_both(length, target, self.alpha) if correct else 0.0

    def examples(self) -> list[Case]:
        """Half of the budget used, by a right answer and by a wrong one."""
        asked, text = "Think for at most 1000 tokens. What is 2 + 2?", "<think>Two and two.</think>\n<answer>4</answer>"
        return [
            Case(text, 0.625, asked, "4", completion_ids=range(500)),
            Case(text, 0.0, asked, "5", completion_ids=range(500)),
        ]
