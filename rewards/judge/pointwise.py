"""`judge.pointwise`: what a judge's verdict beside a reference is worth."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import Field, FiniteFloat

from rewardry.component import Needs, Reward, needs
from rewardry.testing.case import Case
from rewardry.types import Batch, Sample, Score, Verdict

from .settings import JudgeSettings, shared_settings
from .verifier import Judge, OpenVerdictJudge

if TYPE_CHECKING:
    from rewardry.engine.runtime import Runtime


class Pointwise(JudgeSettings, Reward):
    """The first of `values` where a judge says that the answer agrees with the reference, else the second.

    The generative reward of DeepSeek-R1 (arXiv:2501.12948, section 2.3.1): reference and prediction are given to a
    model. What it decides, and when it is undecided, is what the verifier `judge` does.

    Attributes:
        values: what a right and a wrong answer are worth.
        threshold: the probability of ``correct`` from which on it is that, where the model says probabilities.
    """

    source: ClassVar[str | None] = "arXiv:2501.12948"
    model_based: ClassVar[bool] = True
    required: ClassVar[bool] = True
    gives_verdict: ClassVar[bool] = True

    values: tuple[FiniteFloat, FiniteFloat] = (1.0, 0.0)
    threshold: float = Field(0.5, ge=0.0, le=1.0)

    def value_bounds(self) -> tuple[float, float]:
        """The smaller and the larger of `values`."""
        return min(self.values), max(self.values)

    def needs(self) -> Needs:
        """The completion, the prompt and the reference."""
        return needs("prompt", "reference")

    def judge(self) -> Judge:
        """The verifier behind it."""
        return Judge(**shared_settings(self), threshold=self.threshold)

    def examples(self) -> list[Case]:
        """Those of the verifier."""
        worth = {"correct": self.values[0], "incorrect": self.values[1]}
        return [
            Case(case.completion, worth[str(case.expected)], case.prompt, case.reference)
            for case in self.judge().examples()
        ]

    def open(self, runtime: Runtime) -> OpenPointwise:
        """The verifier, open."""
        return OpenPointwise(self, runtime)


class OpenPointwise:
    """The open form of `Pointwise`."""

    def __init__(self, settings: Pointwise, runtime: Runtime) -> None:
        self._values = settings.values
        self._judge = OpenVerdictJudge(settings.judge(), runtime)
        self.figures: Any = self._judge.figures

    async def score(self, batch: Batch) -> list[Score]:
        """One score a sample, with its verdict."""
        samples: Sequence[Sample] = batch.samples
        return [self._of(verdict) for verdict in await self._judge.verify(samples)]

    def _of(self, verdict: Verdict) -> Score:
        if not verdict.decided:
            return Score.undecided(verdict)
        return Score(self._values[verdict.status != "correct"], verdict=verdict)
