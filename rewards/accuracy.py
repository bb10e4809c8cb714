"""The accuracy reward: what a verifier's verdict is worth."""

from __future__ import annotations

from typing import ClassVar

from pydantic import FiniteFloat

from rewardry.testing.case import Case
from rewardry.types import Sample, Verdict

from .outcome import OutcomeReward


class Accuracy(OutcomeReward):
    """`correct` for a right answer, `wrong` for a wrong one, undecided where the verifier is.

    The accuracy reward of DeepSeek-R1 (arXiv:2501.12948, section 2.2.2) with its usual scale {1, 0}; DAPO and
    DeepScaleR use {1, -1}. A reference that is missing or cannot be read makes no number: the score abstains.

    Attributes:
        verifier: who decides.
        correct: the value of a right answer.
        wrong: the value of a wrong answer.
        partial: give a wrong answer with partial credit its share of the way from `wrong` to `correct`.
    """

    source: ClassVar[str | None] = "arXiv:2501.12948"

    correct: FiniteFloat = 1.0
    wrong: FiniteFloat = 0.0
    partial: bool = False

    def value_bounds(self) -> tuple[float, float]:
        """From the smaller to the larger of the two values."""
        return min(self.correct, self.wrong), max(self.correct, self.wrong)

    def examples(self) -> list[Case]:
        """A right answer and a wrong one."""
        text = "<think>Two and two make four.</think>\n<answer>4</answer>"
        return [Case(text, self.correct, "What is 2 + 2?", "4"), Case(text, self.wrong, "What is 2 + 3?", "5")]

    def of(self, sample: Sample, verdict: Verdict) -> float:
        """What a decided verdict is worth, whatever the sample says."""
        if verdict.status == "correct":
            return self.correct
        share = (verdict.score or 0.0) if self.partial else 0.0
        return self.wrong + share * (self.correct - self.wrong)
