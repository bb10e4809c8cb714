"""GRPO-LEAD's weight of a prompt by how hard it is."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import AliasChoices, Field, FiniteFloat

from rewardry.testing.case import Case
from rewardry.types import Sample, Score, Verdict

from ..outcome import GroupOutcomeReward
from ..sigmoid import sigmoid


class DifficultyWeight(GroupOutcomeReward):
    """The value of a verdict times a weight that grows with the difficulty of its prompt.

    GRPO-LEAD (arXiv:2504.09696) weights advantages by ``A + (B - A) / (1 + exp(k * (p - x0)))``: p is the pass rate of
    the group for a right answer, and one minus it for a wrong one, so that a rare success and a rare failure weigh
    most. A trainer that divides by a group's deviation takes the weight away again: use it where it does not (Dr. GRPO,
    ``scale_rewards="none"``). Undecided completions do not count.

    Attributes:
        verifier: who decides whether the answer is right.
        low: A, the weight of what every completion gets right (also written `A`).
        high: B, the weight of what none gets right (also written `B`).
        middle: x0, the pass rate at which the weight lies halfway (also written `x0`).
        steepness: k (also written `k`).
        correct: the value that is weighted for a right answer.
        wrong: the value that is weighted for a wrong answer.
    """

    low: FiniteFloat = Field(0.4, validation_alias=AliasChoices("low", "A"))
    high: FiniteFloat = Field(1.5, validation_alias=AliasChoices("high", "B"))
    middle: FiniteFloat = Field(0.75, validation_alias=AliasChoices("middle", "x0"))
    steepness: float = Field(10.0, ge=-100, le=100, validation_alias=AliasChoices("steepness", "k"))
    correct: FiniteFloat = 1.0
    wrong: FiniteFloat = 0.0

    def value_bounds(self) -> tuple[float, float]:
        """From the smallest to the largest product of a value and a weight."""
        products = [value * self.weight(rate) for value in (self.correct, self.wrong) for rate in (0.0, 1.0)]
        return min(products), max(products)

    def of_group(self, samples: Sequence[Sample], verdicts: Sequence[Verdict]) -> list[Score]:
        """The values of a group."""
        decided = [verdict.status == "correct" for verdict in verdicts if verdict.decided]
        rate = sum(decided) / len(decided) if decided else 0.0
        right, wrong = self.correct * self.weight(rate), self.wrong * self.weight(1.0 - rate)
        details = {"pass_rate": round(rate, 6)}
        return [Score(right if verdict.status == "correct" else wrong, details=details) for verdict in verdicts]

    def weight(self, pass_rate: float) -> float:
        """The weight at a pass rate in [0, 1]."""
        return self.low + (self.high - self.low) * sigmoid(self.steepness * (self.middle - pass_rate))

    def examples(self) -> list[Case]:
        """A right answer alone in its group, and a wrong one."""
        text = "<think>Two and two make four.</think>\n<answer>4</answer>"
        return [
            Case(text, self.correct * self.weight(1.0), "What is 2 + 2?", "4", group="a"),
            Case(text, self.wrong * self.weight(1.0), "What is 2 + 3?", "5", group="b"),
        ]
