"""`judge.generative`: any of the judges by its mode, for recipes that speak of a generative reward."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import Field, FiniteFloat, model_validator

from rewardry.component import Needs, Reward
from rewardry.testing.case import Case

from .pairwise import Pairwise
from .pointwise import Pointwise
from .rubric import Criterion, Rubric
from .safety import Safety
from .score import Rating
from .settings import JudgeSettings, Scope

if TYPE_CHECKING:
    from typing import Self

    from rewardry.engine.runtime import Runtime

_MODES: dict[str, type[JudgeSettings]] = {
    "pointwise": Pointwise,
    "score": Rating,
    "pairwise": Pairwise,
    "rubric": Rubric,
    "safety": Safety,
}


class Generative(JudgeSettings, Reward):
    """What `judge.pointwise`, `judge.score`, `judge.pairwise`, `judge.rubric` or `judge.safety` gives, by `mode`.

    DeepSeek-R1's last stage (arXiv:2501.12948, section 2.3.4) has two of them: helpfulness on the final summary, and
    harmlessness on the whole response. Parameters of a mode that is not chosen are refused.

    Attributes:
        mode: the kind of judge.
        scope: what of the completion is judged; default: the mode's, which is ``all`` for safety.
        values: of ``pointwise`` and ``safety``.
        threshold: of ``pointwise``.
        lowest, highest: of ``score``.
        queries, margin, against: of ``pairwise``.
        criteria, column: of ``rubric``.
    """

    source: ClassVar[str | None] = "arXiv:2501.12948"
    model_based: ClassVar[bool] = True

    mode: Literal["pointwise", "score", "pairwise", "rubric", "safety"] = "score"
    # None takes the scope of the mode, which no other judge can do; its open form never reads it as it is.
    scope: Scope | None = None  # type: ignore[assignment]
    values: tuple[FiniteFloat, FiniteFloat] | None = None
    threshold: float | None = Field(None, ge=0.0, le=1.0)
    lowest: FiniteFloat | None = None
    highest: FiniteFloat | None = None
    queries: int | None = None
    margin: float | None = None
    against: str | None = None
    criteria: tuple[Criterion, ...] | None = None
    column: str | None = None

    @model_validator(mode="after")
    def _fits_the_mode(self) -> Self:
        """Refuse parameters of another mode, and values that the mode refuses."""
        known = _MODES[self.mode].model_fields
        foreign = [name for name in self._given() if name not in known]
        if foreign:
            raise ValueError(f"mode: {self.mode} has no parameter {foreign[0]!r}")
        self.chosen()
        return self

    def _given(self) -> dict[str, Any]:
        """The parameters that are set, without the mode."""
        values = {name: getattr(self, name) for name in type(self).model_fields if name != "mode"}
        return {
            name: value for name, value in values.items() if value is not None or name not in Generative.__annotations__
        }

    def chosen(self) -> Any:
        """The judge of the mode."""
        return _MODES[self.mode](**self._given())

    def value_bounds(self) -> tuple[float, float] | None:
        """Those of the mode."""
        bounds: tuple[float, float] | None = self.chosen().value_bounds()
        return bounds

    def needs(self) -> Needs:
        """What the mode reads."""
        read: Needs = self.chosen().needs()
        return read

    def examples(self) -> list[Case]:
        """Those of the mode."""
        cases: list[Case] = self.chosen().examples()
        return cases

    def open(self, runtime: Runtime) -> Any:
        """The judge of the mode, open."""
        return self.chosen().open(runtime)
