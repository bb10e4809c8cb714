"""`judge.rubric`: weighted criteria, each judged alone."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, ValidationError

from rewardry.component import Needs
from rewardry.testing.case import Case
from rewardry.types import Sample, Score

from .asking import Finding
from .disarm import Disarmed
from .materials import question_of
from .opened import details_of
from .parsing import Choice
from .scoring import JudgeReward, OpenJudgeReward, undecided_score

if TYPE_CHECKING:
    from rewardry.engine.runtime import Runtime

MET = Choice("score", lowest=0.0, highest=2.0)


class Criterion(BaseModel):
    """One criterion.

    Attributes:
        text: what is asked of the answer.
        weight: how much it counts; a negative one is for what the answer should not do.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", str_strip_whitespace=True)

    text: str = Field(min_length=1)
    weight: FiniteFloat = 1.0


class Rubric(JudgeReward):
    """The weighted mean of how far an answer meets each criterion: ``sum(w * s) / sum(|w|)`` with s = 0, 0.5 or 1.

    The rubric rewards of open-instruct (arXiv:2411.15124, its RubricVerifier): per criterion a judge gives 0 to 2. A
    criterion with a negative weight costs what it is met. Where half of the weight cannot be judged the score abstains.

    Attributes:
        criteria: the criteria, each ``{text, weight}``; where there are none, those of the row.
        column: the column of the row that holds them: texts, or objects with
            ``text`` (also ``criterion``) and ``weight``.
    """

    source: ClassVar[str | None] = "arXiv:2411.15124"

    criteria: tuple[Criterion, ...] = ()
    column: str = "rubric"

    def value_bounds(self) -> tuple[float, float]:
        """From -1, where all weights are negative, to 1; known weights make it narrower.

        Nearly half of the weight may drop out, so that what is left counts for up to twice its share.
        """
        weights = _relative(self.criteria)
        half = math.fsum(map(abs, weights)) / 2
        if not half:
            return -1.0, 1.0
        worst, best = (math.fsum(pick(0.0, w) for w in weights) / half for pick in (min, max))
        return max(-1.0, worst), min(1.0, best)

    def needs(self) -> Needs:
        """The completion, the prompt, and the criteria where they are not parameters."""
        own = frozenset[str]() if self.criteria else frozenset({self.column})
        return Needs(frozenset({"completion", "prompt"}) | own)

    def examples(self) -> list[Case]:
        """An answer that needs no call; with somebody to ask, one that does."""
        rubric = [{"text": "It names a time.", "weight": 2}, {"text": "It is rude.", "weight": -1}]
        meta = {} if self.criteria else {self.column: rubric}
        cases = [Case("", 0.0, "How do I boil an egg?", answer="", meta=meta)]
        more = [Case("Boil it for eight minutes.", None, "How do I boil an egg?", answer="", meta=meta)]
        return cases + more * self.configured()

    def of_row(self, sample: Sample) -> tuple[Criterion, ...] | None:
        """The criteria for a sample; None where its row holds none that can be read."""
        if self.criteria:
            return self.criteria
        listed = sample.meta.get(self.column)
        if not isinstance(listed, Sequence) or isinstance(listed, str) or not listed:
            return None
        try:
            return tuple(_criterion(one) for one in listed)
        except (ValidationError, TypeError):
            return None

    def open(self, runtime: Runtime) -> OpenRubric:
        """The judge, with the runtime's client of its model."""
        return OpenRubric(self, runtime)


def _criterion(given: Any) -> Criterion:
    """A criterion as a row holds it.

    Raises:
        TypeError, ValidationError: it is none.
    """
    if isinstance(given, str):
        return Criterion(text=given)
    if not isinstance(given, Mapping):
        raise TypeError("a criterion is a text or an object")
    # Of a column of objects every one holds all names, and None under those that it does not use.
    said = {name: value for name, value in given.items() if value is not None}
    text = next((said[name] for name in ("text", "criterion", "description") if name in said), None)
    return Criterion.model_validate({"text": text, "weight": said.get("weight", 1.0)})


class OpenRubric(OpenJudgeReward[Rubric]):
    """The open form of `Rubric`."""

    def __init__(self, settings: Rubric, runtime: Runtime) -> None:
        super().__init__(settings, runtime, "rubric", MET)

    def why_undecided(self, sample: Sample) -> str | None:
        """That there are no criteria."""
        criteria = self.settings.of_row(sample)
        if criteria is None:
            return f"no-{self.settings.column}"
        return None if any(criterion.weight for criterion in criteria) else "no-weight"

    def least(self) -> float:
        """Nothing: what says nothing meets no criterion."""
        return 0.0

    async def judged(self, sample: Sample, candidate: Disarmed) -> Score:
        """The weighted mean over the criteria."""
        criteria = self.settings.of_row(sample)
        assert criteria is not None
        question = question_of(sample.prompt)
        found = await asyncio.gather(
            *(
                self.asker.ask(
                    [("question", question), ("criterion", one.text), ("candidate", candidate.text)], candidate.plain
                )
                for one in criteria
            )
        )
        before = [("question", question), ("criterion", criteria[0].text)]
        await self.watch(before, None, candidate.plain, lambda canary: (canary.number or 0.0) >= 1.0)
        return _weighted(criteria, found, candidate)


def _relative(criteria: Sequence[Criterion]) -> list[float]:
    """Weights as parts of the largest, so that no sum of them is too large or too small for a float."""
    largest = max((abs(one.weight) for one in criteria), default=0.0)
    return [one.weight / largest if largest else 0.0 for one in criteria]


def _weighted(criteria: Sequence[Criterion], found: Sequence[Finding], candidate: Disarmed) -> Score:
    weights = _relative(criteria)
    judged = [(weight, f.number) for weight, f in zip(weights, found, strict=True) if f.number is not None]
    whole = math.fsum(map(abs, weights))
    known = math.fsum(abs(weight) for weight, _ in judged)
    if 2 * known <= whole:
        return undecided_score(next(f for f in found if f.number is None), candidate)
    value = math.fsum(weight * number / MET.highest for weight, number in judged) / known
    scores = [None if f.number is None else f.number for f in found]
    return Score(value, details={**details_of(found[-1], candidate), "scores": scores})
