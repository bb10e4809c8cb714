"""The stop gate: a completion that was cut has no answer."""

from __future__ import annotations

from pydantic import FiniteFloat

from rewardry.combine import stop_gate
from rewardry.component import Needs, needs
from rewardry.testing.case import Case
from rewardry.types import Sample, Score, Verdict

from ..outcome import OutcomeReward

_UNKNOWN = Score(None, "abstain", {"reason": "no-finish-reason"})


class StopGate(OutcomeReward):
    """The value of a verdict if the model ended by itself, `truncated` if it was cut.

    Open-Reasoner-Zero (3fdd9a0, playground/orz_7b_ppo.py) and Oat-Zero give 0 to a completion that reached its longest
    length, whatever it says: ``correct * [finish_reason == "stop"]``. Where the reason is not known it abstains.

    Attributes:
        verifier: who decides whether the answer is right.
        correct: the value of a right answer that ended by itself.
        wrong: the value of a wrong answer that ended by itself.
        truncated: the value of a completion that was cut.
    """

    correct: FiniteFloat = 1.0
    wrong: FiniteFloat = 0.0
    truncated: FiniteFloat = 0.0

    def value_bounds(self) -> tuple[float, float]:
        """From the smallest to the largest of the three values."""
        return min(self.correct, self.wrong, self.truncated), max(self.correct, self.wrong, self.truncated)

    def reads(self) -> Needs:
        """How the completion ended."""
        return needs("finish_reason")

    def of(self, sample: Sample, verdict: Verdict) -> Score:
        """The value of a sample."""
        value = self.value(sample.finish_reason, verdict.status == "correct")
        return _UNKNOWN if value is None else Score(value)

    def value(self, finish_reason: str | None, correct: bool) -> float | None:
        """The value of a verdict and a reason to end."""
        return stop_gate(finish_reason, correct, self.correct, self.wrong, self.truncated)

    def examples(self) -> list[Case]:
        """A right answer that ended, one that was cut, and a wrong one."""
        text = "<think>Two and two make four.</think>\n<answer>4</answer>"
        return [
            Case(text, self.correct, "What is 2 + 2?", "4", finish_reason="stop"),
            Case(text, self.truncated, "What is 2 + 2?", "4", finish_reason="length"),
            Case(text, self.wrong, "What is 2 + 3?", "5", finish_reason="stop"),
        ]
