"""The cosine length reward of "Demystifying Long Chain-of-Thought Reasoning"."""

from __future__ import annotations

import math
from typing import ClassVar

from pydantic import Field, FiniteFloat

from rewardry.testing.case import Case
from rewardry.types import Sample, Score, Verdict

from .outcome import LengthOutcome
from .unit import NO_TOKENS, Unit, length_of


class CosineSchedule(LengthOutcome):
    """What the cosine rewards of all projects share: a verdict and a length make a value.

    Attributes:
        verifier: who decides whether the answer is right.
    """

    def undecided_at(self, verdict: Verdict, length: int) -> Score:
        """The score of a verdict that decides nothing, at a length."""
        return Score.undecided(verdict)

    def undecided(self, sample: Sample, verdict: Verdict) -> Score:
        """The score of a verdict that decides nothing."""
        length = length_of(sample, self.counted_in())
        return NO_TOKENS if length is None else self.undecided_at(verdict, length)


class Cosine(CosineSchedule):
    """A right answer earns more when it is short; a wrong one loses less when it is long.

    Appendix C.1 of Yeo et al. (arXiv:2502.03373): between a value at length 0 and one at `max_length` the reward runs
    along half a cosine. Beyond `max_length` it keeps its last value: a cosine that runs on would climb back, and pay a
    completion of twice the length like an empty one. An undecided verdict leaves the score undecided.

    Attributes:
        verifier: who decides whether the answer is right.
        max_length: the length from which the reward is constant, in `unit`.
        correct: the values of a right answer at length 0 and at `max_length`.
        wrong: the values of a wrong answer at length 0 and at `max_length`.
        unit: what lengths are counted in; without token ids ``tokens`` abstains.
    """

    source: ClassVar[str | None] = "arXiv:2502.03373"
    max_length: int = Field(20480, gt=0)
    correct: tuple[FiniteFloat, FiniteFloat] = (1.0, 0.5)
    wrong: tuple[FiniteFloat, FiniteFloat] = (-1.0, -0.5)
    unit: Unit = "tokens"

    def value_bounds(self) -> tuple[float, float]:
        """From the worst to the best of the four values."""
        return min(*self.correct, *self.wrong), max(*self.correct, *self.wrong)

    def examples(self) -> list[Case]:
        """A right answer of half the longest length, and a wrong one."""
        text, half = "<think>Two and two make four.</think>\n<answer>4</answer>", range(self.max_length // 2)
        if self.unit != "tokens" or self.max_length % 2:
            return []
        return [
            Case(text, sum(self.correct) / 2, "What is 2 + 2?", "4", completion_ids=half),
            Case(text, sum(self.wrong) / 2, "What is 2 + 3?", "5", completion_ids=half),
        ]

    def counted_in(self) -> Unit:
        """The parameter `unit`."""
        return self.unit

    def value(self, length: int, correct: bool) -> float:
        """The value at a length, constant from `max_length` on."""
        return cosine(min(length / self.max_length, 1.0), *(self.correct if correct else self.wrong))


def cosine(progress: float, at_start: float, at_end: float) -> float:
    """Half a cosine from `at_start` at progress 0 to `at_end` at 1; it swings back beyond (arXiv:2502.03373, C.1)."""
    return at_end + 0.5 * (at_start - at_end) * (1.0 + math.cos(progress * math.pi))
