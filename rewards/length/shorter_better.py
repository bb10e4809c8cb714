"""ShorterBetter's sample optimal length."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from pydantic import Field

from rewardry.testing.case import Case

from .outcome import GroupLength


class ShorterBetter(GroupLength):
    """A right answer earns `alpha`; every answer loses with its distance from the shortest right one of its group.

    ShorterBetter (arXiv:2504.21370): ``alpha * correct - beta * |n - SOL|``, where SOL, the sample optimal length, is
    that of the shortest right answer to the prompt, and the mean length where none is right. The penalty is bounded by
    `most`, so that a right answer is worth more than a wrong one of the best length. The paper's constants are not
    confirmed by code; the defaults are ours.

    Attributes:
        verifier: who decides whether the answer is right.
        unit: what lengths are counted in; without token ids of the whole group ``tokens`` abstains.
        alpha: the value of a right answer.
        beta: the penalty for each unit of distance.
        most: the largest penalty.
    """

    alpha: float = Field(2.0, ge=0, allow_inf_nan=False)
    beta: float = Field(0.001, ge=0, allow_inf_nan=False)
    most: float = Field(1.0, ge=0, allow_inf_nan=False)

    def value_bounds(self) -> tuple[float, float]:
        """From a wrong answer of the worst length to a right one of the best."""
        return -self.most, self.alpha

    def values(self, lengths: Sequence[int], correct: Sequence[bool]) -> list[float]:
        """One value a completion, in [-most, alpha]."""
        if not lengths:
            return []
        right = [length for length, is_right in zip(lengths, correct, strict=True) if is_right]
        optimal = float(min(right)) if right else statistics.fmean(lengths)
        return [
            self.alpha * is_right - min(self.most, self.beta * abs(length - optimal))
            for length, is_right in zip(lengths, correct, strict=True)
        ]

    def examples(self) -> list[Case]:
        """The only right answer of its group is the shortest; a wrong one alone lies at the mean."""
        text = "<think>Two and two make four.</think>\n<answer>4</answer>"
        return [
            Case(text, self.alpha, "What is 2 + 2?", "4", completion_ids=range(20), group="a"),
            Case(text, 0.0, "What is 2 + 3?", "5", completion_ids=range(20), group="b"),
        ]
