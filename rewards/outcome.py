"""Rewards whose value depends on whether the answer is right: of a sample, or of all the samples of a prompt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from rewardry.component import Needs, Reward
from rewardry.parameters import DEFAULT_VERIFIER, VerifierField
from rewardry.types import Batch, Sample, Score, Verdict

if TYPE_CHECKING:
    from rewardry.engine.opened import OpenVerifier
    from rewardry.engine.runtime import Runtime


class OutcomeReward(Reward):
    """A verdict and a sample make a value; an undecided verdict leaves it undecided.

    Attributes:
        verifier: who decides whether the answer is right.
    """

    required: ClassVar[bool] = True
    gives_verdict: ClassVar[bool] = True

    verifier: VerifierField = DEFAULT_VERIFIER

    def reads(self) -> Needs:
        """What the reward itself reads of a sample, beside what the verifier does."""
        return Needs()

    def needs(self) -> Needs:
        """What the verifier reads, and the reward itself."""
        verifier = self.verifier.needs()
        return replace(verifier | self.reads(), reference=verifier.reference)

    def open(self, runtime: Runtime) -> Any:
        """Open the verifier."""
        return OpenOutcome(self, runtime.open(self.verifier))

    def of(self, sample: Sample, verdict: Verdict) -> Score | float | None:
        """The value of a sample whose verdict is decided."""
        raise NotImplementedError(f"{type(self).__name__} does not define of")

    def undecided(self, sample: Sample, verdict: Verdict) -> Score:
        """The score of a sample whose verdict decides nothing."""
        return Score.undecided(verdict)


class OpenOutcome:
    """The open form of an `OutcomeReward`."""

    def __init__(self, settings: OutcomeReward, verifier: OpenVerifier) -> None:
        self.settings = settings
        self.verifier = verifier

    def score(self, batch: Batch) -> list[Score]:
        """One score a sample, with its verdict."""
        return [self._of(*pair) for pair in zip(batch.samples, batch.verdicts(self.verifier), strict=True)]

    def _of(self, sample: Sample, verdict: Verdict) -> Score:
        if not verdict.decided:
            return self.settings.undecided(sample, verdict)
        return with_verdict(self.settings.of(sample, verdict), verdict)


def with_verdict(found: Score | float | None, verdict: Verdict) -> Score:
    """What a reward returned, as a score that carries the verdict behind it; None abstains."""
    if found is None:
        return Score(None, "abstain", {"reason": "not-applicable"})
    if not isinstance(found, Score):
        return Score(found, verdict=verdict, seconds=verdict.seconds)
    return found if found.value is None else replace(found, verdict=verdict, seconds=verdict.seconds)


class GroupOutcomeReward(OutcomeReward):
    """The verdicts and samples of one prompt make their values together."""

    per_group: ClassVar[bool] = True

    def open(self, runtime: Runtime) -> Any:
        """Open the verifier."""
        return OpenGroupOutcome(self, runtime.open(self.verifier))

    def of_group(self, samples: Sequence[Sample], verdicts: Sequence[Verdict]) -> Sequence[Score | float | None]:
        """One value a sample of a group; those whose verdict is undecided are not asked for."""
        raise NotImplementedError(f"{type(self).__name__} does not define of_group")


class OpenGroupOutcome:
    """The open form of a `GroupOutcomeReward`."""

    def __init__(self, settings: GroupOutcomeReward, verifier: OpenVerifier) -> None:
        self.settings = settings
        self.verifier = verifier

    def score(self, batch: Batch) -> list[Score]:
        """One score a sample, with its verdict."""
        verdicts = batch.verdicts(self.verifier)
        scores: dict[int, Score] = {}
        for group in groups_in(batch):
            samples, decided = [batch.samples[i] for i in group], [verdicts[i] for i in group]
            values = self.settings.of_group(samples, decided)
            for i, sample, value in zip(group, samples, values, strict=True):
                verdict = verdicts[i]
                scores[i] = (
                    with_verdict(value, verdict) if verdict.decided else self.settings.undecided(sample, verdict)
                )
        return [scores[i] for i in range(len(batch))]


def groups_in(batch: Batch) -> Iterator[tuple[int, ...]]:
    """The positions of each group's samples; a batch that marks no group is one."""
    if batch.groups:
        yield from batch.groups
    elif len(batch):
        yield tuple(range(len(batch)))
