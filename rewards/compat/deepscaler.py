"""Accuracy of DeepScaleR (agentica-project/deepscaler, deepscaler/rewards/math_reward.py), which L1 and others use."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from pydantic import FiniteFloat

from rewardry.testing.case import Case
from rewardry.types import Batch, Sample, Score, Verdict

from ..outcome import OpenOutcome, OutcomeReward
from .l1 import answer_of

if TYPE_CHECKING:
    from rewardry.engine.runtime import Runtime

_NO_ANSWER = Verdict("incorrect", reason="no-answer")
_NO_REFERENCE = Verdict("abstain", reason="no-reference")


class Accuracy(OutcomeReward):
    r"""DeepScaleR's `RewardMathFn`: the last ``\boxed{}`` between the first and the second ``</think>`` is the answer.

    A completion without ``</think>``, or without a box there, is wrong. Whether the answer equals the reference is
    asked of a verifier here; the original normalises both and asks SymPy, whose parser executes text.

    Attributes:
        verifier: who compares the two.
        correct, incorrect: the values of a right and a wrong answer.
    """

    source: ClassVar[str | None] = "github.com/agentica-project/deepscaler; github.com/cmu-l3/l1 at 93dd330"

    correct: FiniteFloat = 1.0
    incorrect: FiniteFloat = -1.0

    def value_bounds(self) -> tuple[float, float]:
        """The smaller and the larger of the two values."""
        return min(self.correct, self.incorrect), max(self.correct, self.incorrect)

    def open(self, runtime: Runtime) -> OpenAccuracy:
        """Open the verifier."""
        return OpenAccuracy(self, runtime.open(self.verifier))

    def of(self, sample: Sample, verdict: Verdict) -> float:
        """The value of a verdict."""
        return self.correct if verdict.status == "correct" else self.incorrect

    def examples(self) -> list[Case]:
        """A right answer, and one within the reasoning."""
        return [
            Case("<think>a</think>\\boxed{4}", self.correct, "What is 2 + 2?", "4"),
            Case("<think>\\boxed{4}</think> none", self.incorrect, "What is 2 + 2?", "4"),
        ]


class OpenAccuracy(OpenOutcome):
    """The open form of `Accuracy`, which gives the verifier the answer that the original reads, and nothing else."""

    def score(self, batch: Batch) -> list[Score]:
        """One score a sample, with its verdict."""
        answers = [answer_of(sample.text) for sample in batch.samples]
        asked = [i for i, answer in enumerate(answers) if answer is not None]
        cut = [replace(batch.samples[i], completion=f"<think></think><answer>{answers[i]}</answer>") for i in asked]
        found = dict(zip(asked, self.verifier.verify(cut), strict=True))
        return [
            self._of(sample, found.get(i, _NO_REFERENCE if sample.reference is None else _NO_ANSWER))
            for i, sample in enumerate(batch.samples)
        ]
