"""`judge.score`: a number that a judge gives, on a scale."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import FiniteFloat, model_validator

from rewardry.component import Needs
from rewardry.testing.case import Case
from rewardry.types import Sample, Score

from .disarm import Disarmed
from .materials import question_of, reference_text
from .opened import details_of
from .parsing import Choice
from .scoring import JudgeReward, OpenJudgeReward, undecided_score

if TYPE_CHECKING:
    from typing import Self

    from rewardry.engine.runtime import Runtime


class Rating(JudgeReward):
    """How good a judge finds the answer: its number on a scale of 0 to 10, as a share of the scale.

    The helpfulness of DeepSeek-R1's last stage (arXiv:2501.12948, section 2.3.4) is of this kind: the final summary
    alone is judged (`scope: after_think`). A reference is shown where there is one. Several votes are averaged. A
    number outside of the scale is no number: the score abstains.

    Attributes:
        lowest, highest: the scale that the judge is given.
    """

    source: ClassVar[str | None] = "arXiv:2501.12948"
    value_range: ClassVar[tuple[float, float] | None] = (0.0, 1.0)

    lowest: FiniteFloat = 0.0
    highest: FiniteFloat = 10.0

    @model_validator(mode="after")
    def _has_a_range(self) -> Self:
        """Refuse a scale without a range."""
        if not self.lowest < self.highest:
            raise ValueError("lowest must be below highest")
        return self

    def needs(self) -> Needs:
        """The completion, the prompt, and the reference where there is one."""
        return Needs(frozenset({"completion", "prompt", "reference"}), optional=frozenset({"reference"}))

    def examples(self) -> list[Case]:
        """Answers that need no call; with somebody to ask, one that does."""
        cases = [
            Case("Let's think step by step.", 0.0, "Why is the sky blue?", answer=""),
            Case("<think>a</think>", 0.0, "How do I boil an egg?", answer=""),
        ]
        more = [Case("Boil it for eight minutes.", None, "How do I boil an egg?", answer="")]
        return cases + more * self.configured()

    def open(self, runtime: Runtime) -> OpenRating:
        """The judge, with the runtime's client of its model."""
        return OpenRating(self, runtime)


class OpenRating(OpenJudgeReward[Rating]):
    """The open form of `Rating`."""

    def __init__(self, settings: Rating, runtime: Runtime) -> None:
        choice = Choice("score", lowest=settings.lowest, highest=settings.highest)
        super().__init__(settings, runtime, "score", choice)

    async def judged(self, sample: Sample, candidate: Disarmed) -> Score:
        """The judge's number as a share of its scale."""
        before = [("question", question_of(sample.prompt))]
        reference = None if sample.reference is None else reference_text(sample.reference)
        if reference is not None:
            before.append(("reference", reference))
        finding = await self.asker.ask([*before, ("candidate", candidate.text)], candidate.plain)
        await self.watch(before, reference, candidate.plain, lambda found: self._share(found.number) >= 0.5)
        if finding.status != "ok":
            return undecided_score(finding, candidate)
        return Score(self._share(finding.number), details=details_of(finding, candidate))

    def _share(self, number: float | None) -> float:
        assert number is not None
        return (number - self.settings.lowest) / (self.settings.highest - self.settings.lowest)
