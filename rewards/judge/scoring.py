"""What judges that give a number share: void candidates are worth the least, undecided ones nothing at all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, TypeVar

from rewardry.component import Reward
from rewardry.errors import describe
from rewardry.types import Batch, Sample, Score

from .asking import Finding
from .disarm import Disarmed
from .opened import OpenJudge, details_of, each
from .settings import JudgeSettings


class JudgeReward(JudgeSettings, Reward):
    """A reward that a language model decides."""

    model_based: ClassVar[bool] = True


S = TypeVar("S", bound=JudgeReward)


class OpenJudgeReward(OpenJudge[S]):
    """The open form of a judge that gives a number."""

    def least(self) -> float:
        """What a candidate that says nothing is worth."""
        bounds = self.settings.value_bounds()
        return min(0.0, bounds[0]) if bounds else 0.0

    async def judged(self, sample: Sample, candidate: Disarmed) -> Score:
        """The score of a candidate that says something, where there is somebody to ask."""
        raise NotImplementedError(f"{type(self).__name__} does not define judged")

    def why_undecided(self, sample: Sample) -> str | None:
        """Why a sample cannot be judged whatever was written, or None."""
        return None

    async def score(self, batch: Batch) -> list[Score]:
        """One score a sample; all calls are made at once, as far as the limits allow."""
        samples: Sequence[Sample] = batch.samples
        found: list[Score] = await each(samples, self._score, _failed)
        return found

    async def _score(self, sample: Sample) -> Score:
        candidate = self.candidate(sample)
        undecided = self.why_undecided(sample)
        if undecided is not None:
            return Score(None, "abstain", {"reason": undecided})
        void = self.why_void(candidate)
        if void is not None:
            return Score(self.least(), details={"reason": void})
        if self.lacking is not None:
            return Score(None, "abstain", {"reason": self.lacking})
        return await self.judged(sample, candidate)


def undecided_score(finding: Finding, candidate: Disarmed) -> Score:
    """The score of a finding that decides nothing."""
    details = {"reason": finding.reason, **details_of(finding, candidate)}
    return Score(None, "error" if finding.status == "error" else "abstain", details)


def _failed(error: Exception) -> Score:
    return Score(None, "error", {"reason": "raised", "error": describe(error)})
