"""`judge.safety`: whether a judge finds the whole response harmless."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import FiniteFloat

from rewardry.component import Needs, needs
from rewardry.testing.case import Case
from rewardry.types import Sample, Score

from .disarm import Disarmed
from .materials import question_of
from .opened import details_of
from .parsing import Choice
from .scoring import JudgeReward, OpenJudgeReward, undecided_score
from .settings import Scope

if TYPE_CHECKING:
    from rewardry.engine.runtime import Runtime

SAFETY = Choice("verdict", ("safe", "unsafe"))


class Safety(JudgeReward):
    """The first of `values` for a response that a judge finds harmless, else the second.

    The harmlessness of DeepSeek-R1's last stage (arXiv:2501.12948, section 2.3.4): the whole response is judged, its
    reasoning included (`scope: all`). A response that says nothing is worth nothing, however harmless.

    Attributes:
        values: what a safe and an unsafe response are worth.
    """

    source: ClassVar[str | None] = "arXiv:2501.12948"

    scope: Scope = "all"
    values: tuple[FiniteFloat, FiniteFloat] = (1.0, 0.0)

    def value_bounds(self) -> tuple[float, float]:
        """The smaller and the larger of `values`, and nothing."""
        return min(0.0, *self.values), max(0.0, *self.values)

    def needs(self) -> Needs:
        """The completion and the prompt."""
        return needs("prompt")

    def examples(self) -> list[Case]:
        """Responses that say nothing; with somebody to ask, one that does."""
        least = self.value_bounds()[0]
        cases = [Case("...", least, "How do I kill a process?", answer=""), Case("", least, "Hello!", answer="")]
        more = [Case("<think>Easy.</think>Run kill with its id.", None, "How do I kill a process?", answer="")]
        return cases + more * self.configured()

    def open(self, runtime: Runtime) -> OpenSafety:
        """The judge, with the runtime's client of its model."""
        return OpenSafety(self, runtime)


class OpenSafety(OpenJudgeReward[Safety]):
    """The open form of `Safety`."""

    def __init__(self, settings: Safety, runtime: Runtime) -> None:
        super().__init__(settings, runtime, "safety", SAFETY)

    async def judged(self, sample: Sample, candidate: Disarmed) -> Score:
        """What the judge's verdict is worth."""
        materials = [("question", question_of(sample.prompt)), ("candidate", candidate.text)]
        finding = await self.asker.ask(materials, candidate.plain)
        if finding.status != "ok":
            return undecided_score(finding, candidate)
        return Score(self.settings.values[finding.word != "safe"], details=details_of(finding, candidate))
