"""The cosine length reward of "Demystifying Long Chain-of-Thought Reasoning"."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from pydantic import Field, FiniteFloat

from rewardry.component import Needs, Reward
from rewardry.parameters import DEFAULT_VERIFIER, VerifierField
from rewardry.types import Batch, Sample, Score, Verdict

from .unit import NO_TOKENS, Unit, length_needs, length_of

if TYPE_CHECKING:
    from rewardry.engine.opened import OpenVerifier
    from rewardry.engine.runtime import Runtime


class CosineSchedule(Reward):
    """What the cosine rewards of all projects share: a verdict and a length make a value.

    Attributes:
        verifier: who decides whether the answer is right.
    """

    required: ClassVar[bool] = True
    gives_verdict: ClassVar[bool] = True

    verifier: VerifierField = DEFAULT_VERIFIER

    def counted_in(self) -> Unit:
        """What lengths are counted in."""
        return "tokens"

    def value(self, length: int, correct: bool) -> float:
        """The value at a length."""
        raise NotImplementedError(f"{type(self).__name__} does not define value")

    def undecided(self, verdict: Verdict, length: int) -> Score:
        """The score of a verdict that decides nothing."""
        return Score.undecided(verdict)

    def needs(self) -> Needs:
        """What the verifier reads, and what the length is counted in."""
        verifier = self.verifier.needs()
        return replace(verifier | length_needs(self.counted_in()), reference=verifier.reference)

    def open(self, runtime: Runtime) -> OpenCosine:
        """Open the verifier."""
        return OpenCosine(self, runtime.open(self.verifier))


class OpenCosine:
    """The open form of a cosine reward."""

    def __init__(self, settings: CosineSchedule, verifier: OpenVerifier) -> None:
        self._settings = settings
        self._verifier = verifier

    def score(self, batch: Batch) -> list[Score]:
        """One score a sample, with its verdict."""
        return [self._of(*pair) for pair in zip(batch.samples, batch.verdicts(self._verifier), strict=True)]

    def _of(self, sample: Sample, verdict: Verdict) -> Score:
        length = length_of(sample, self._settings.counted_in())
        if length is None:
            return NO_TOKENS
        if not verdict.decided:
            return self._settings.undecided(verdict, length)
        value = self._settings.value(length, verdict.status == "correct")
        return Score(value, "ok", {"length": length}, verdict.seconds, verdict)


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

    def counted_in(self) -> Unit:
        """The parameter `unit`."""
        return self.unit

    def value(self, length: int, correct: bool) -> float:
        """The value at a length, constant from `max_length` on."""
        return cosine(min(length / self.max_length, 1.0), *(self.correct if correct else self.wrong))


def cosine(progress: float, at_start: float, at_end: float) -> float:
    """Half a cosine from `at_start` at progress 0 to `at_end` at 1; it swings back beyond (arXiv:2502.03373, C.1)."""
    return at_end + 0.5 * (at_start - at_end) * (1.0 + math.cos(progress * math.pi))
