"""Backward and forward correction (arXiv:2510.00915): what a verdict is worth if the verifier's error rates are known.

The verifier pays a wrong completion at the rate r0 and refuses a right one at the rate r1. Rates are measured by
``rewardry bench``, which prints the line to paste.
"""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field, model_validator

from rewardry.testing.case import Case
from rewardry.types import Sample, Verdict

from ..outcome import OutcomeReward

_TEXT = "<think>Two and two make four.</think>\n<answer>4</answer>"


class Corrected(OutcomeReward):
    """Two values, for a verdict of ``correct`` and of ``incorrect``; an undecided verdict stays undecided."""

    source: ClassVar[str | None] = "arXiv:2510.00915"

    def values(self) -> tuple[float, float]:
        """What ``correct`` and ``incorrect`` are worth."""
        raise NotImplementedError(f"{type(self).__name__} does not define values")

    def value_bounds(self) -> tuple[float, float]:
        """The value of ``incorrect``, and that of ``correct``."""
        correct, incorrect = self.values()
        return incorrect, correct

    def of(self, sample: Sample, verdict: Verdict) -> float:
        """The value of a decided verdict."""
        correct, incorrect = self.values()
        return correct if verdict.status == "correct" else incorrect

    def examples(self) -> list[Case]:
        """A right answer and a wrong one."""
        correct, incorrect = self.values()
        return [Case(_TEXT, correct, "What is 2 + 2?", "4"), Case(_TEXT, incorrect, "What is 2 + 3?", "5")]


class Backward(Corrected):
    """``(r - r0) / (1 - r0 - r1)`` for a verdict of r = 1 or 0: its mean is the true pass rate.

    The backward correction of arXiv:2510.00915: r0 is the rate of wrong completions that are paid, r1 that of right
    ones that are not. An affine change of the reward: a trainer that takes the group's mean off and divides by its
    deviation (GRPO as published) gives the same advantages without it. It tells where rewards keep their scale: without
    that division, without a baseline, or where prompts go to verifiers of different rates or to a sum of rewards.

    Attributes:
        verifier: who decides whether the answer is right.
        false_positive_rate: r0, the share of wrong completions that it pays.
        false_negative_rate: r1, the share of right completions that it refuses; both together below 1.
    """

    false_positive_rate: float = Field(0.0, ge=0.0, lt=1.0)
    false_negative_rate: float = Field(0.0, ge=0.0, lt=1.0)

    @model_validator(mode="after")
    def _tells_something(self) -> Backward:
        if self.false_positive_rate + self.false_negative_rate >= 1:
            raise ValueError(
                f"error rates of {self.false_positive_rate} and {self.false_negative_rate} leave nothing to correct: "
                "their sum must be below 1; this verifier is no better than chance"
            )
        return self

    def values(self) -> tuple[float, float]:
        """``(1 - r0) / (1 - r0 - r1)`` and ``-r0 / (1 - r0 - r1)``."""
        kept = 1 - self.false_positive_rate - self.false_negative_rate
        return (1 - self.false_positive_rate) / kept, 0.0 - self.false_positive_rate / kept


class Forward(Corrected):
    """r1 for a verdict of ``correct`` and r1 - 1 for ``incorrect``: the weights of the forward correction.

    The forward correction of arXiv:2510.00915 weighs the gradient of a completion's log-probability so: a right
    completion then weighs nothing on average, for ``(1 - r1) r1 + r1 (r1 - 1) = 0``, and a wrong one
    ``-(1 - r0 - r1)``, which is the exact gradient's direction for any r0. It needs r1 alone. The weights are meant as
    they are: a trainer that takes the group's mean off the rewards takes the correction with it.

    Attributes:
        verifier: who decides whether the answer is right.
        false_negative_rate: r1, the share of right completions that it refuses.
    """

    false_negative_rate: float = Field(0.0, ge=0.0, lt=1.0)

    def values(self) -> tuple[float, float]:
        """r1, and r1 - 1."""
        return self.false_negative_rate, self.false_negative_rate - 1
