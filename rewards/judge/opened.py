"""What the live objects of all judges share: the desk, the guard, the canaries, one result a sample."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from rewardry.engine.observation import Share
from rewardry.types import Sample

from .asking import Asker, Finding, Materials
from .canaries import Canaries
from .counts import Counts
from .disarm import Disarmed, disarm
from .guard import why_void
from .materials import part_of
from .parsing import Choice
from .prompts import of_file, packaged
from .settings import JudgeSettings

if TYPE_CHECKING:
    from rewardry.engine.runtime import Runtime

S = TypeVar("S", bound=JudgeSettings)
R = TypeVar("R")


class OpenJudge(Generic[S]):
    """A judge that can be asked.

    Args:
        settings: its parameters.
        runtime: owns the desk.
        prompt: the packaged prompt's name.
        choice: what the model chooses.
        with_references: whether references are answers, for the canaries.

    Attributes:
        settings: its parameters.
        counts: what it counted.
        lacking: why nobody can be asked, or None.
    """

    def __init__(
        self, settings: S, runtime: Runtime, prompt: str, choice: Choice, with_references: bool = False
    ) -> None:
        self.settings = settings
        self.counts = Counts()
        self.lacking = settings.lacking()
        self._canaries = Canaries(
            type(settings).__name__, self.counts, settings.canaries, settings.canary_alarm, with_references
        )
        template = packaged(prompt, settings.language) if settings.prompt is None else of_file(settings.prompt)
        self._asker = None if self.lacking else self._make_asker(runtime, template, choice)

    def _make_asker(self, runtime: Runtime, template: str, choice: Choice) -> Asker:
        s = self.settings
        return Asker(s.desk(runtime), self.counts, template, choice, s.temperature, s.max_tokens, s.votes)

    @property
    def asker(self) -> Asker:
        """Who asks the model; only where nothing is lacking."""
        assert self._asker is not None
        return self._asker

    def figures(self) -> Mapping[str, float | Share]:
        """Calls, tokens, cost, and how the canaries fared; see `Counts.figures`."""
        return self.counts.figures()

    def candidate(self, sample: Sample) -> Disarmed:
        """What is judged of a sample."""
        return disarm(part_of(sample, self.settings.scope), self.settings.max_candidate_chars)

    def why_void(self, candidate: Disarmed) -> str | None:
        """Why a candidate needs no call, or None; see `rewardry.rewards.judge.guard`."""
        reason = why_void(candidate.plain) if self.settings.guard else None
        if reason is not None:
            self.counts.add("guarded")
        return reason

    async def watch(self, before: Materials, reference: str | None, candidate: str, after: Any) -> None:
        """Judge a canary beside a sample, perhaps, and count how it fares.

        Args:
            before: what is shown in front of the candidate.
            reference: the sample's reference as text.
            candidate: the sample's candidate, which decides by its hash.
            after: says of a finding whether it pays.
        """
        canary = self._canaries.beside("\0".join((*(text for _, text in before), candidate)), reference)
        if canary is None:
            return
        found = await self.asker.ask([*before, ("candidate", canary.text)], "", votes=1, fresh=True)
        if found.status == "ok":
            self._canaries.note(canary.known, bool(after(found)))


async def each(samples: Sequence[Sample], call: Any, failed: Any) -> list[Any]:
    """One result a sample, all asked at once; what raises is that sample's failure alone.

    Args:
        samples: the samples.
        call: makes the result of one.
        failed: makes one of an exception.
    """
    found = await asyncio.gather(*(call(sample) for sample in samples), return_exceptions=True)
    results = []
    for one in found:
        if isinstance(one, BaseException) and not isinstance(one, Exception):
            raise one
        results.append(failed(one) if isinstance(one, Exception) else one)
    return results


def details_of(finding: Finding, candidate: Disarmed) -> dict[str, Any]:
    """What a result tells of its finding."""
    details = dict(finding.details)
    if finding.probability is not None:
        details["probability"] = finding.probability
    if candidate.found:
        details["disarmed"] = list(candidate.found)
    return details
