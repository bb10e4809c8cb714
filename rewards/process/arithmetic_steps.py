"""Each stated equality of numbers, checked exactly."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import Field

from rewardry.component import Needs
from rewardry.testing.case import Case
from rewardry.text.arithmetic import equalities
from rewardry.types import Batch, Sample, Score, Verdict

from ..outcome import OutcomeReward

if TYPE_CHECKING:
    from rewardry.engine.runtime import Runtime

_NONE = Score(None, "abstain", {"reason": "no-equalities"})


class ArithmeticSteps(OutcomeReward):
    r"""A penalty in proportion to the equalities of numbers that a text states and that are false.

    Every chain ``e1 = e2 = ...`` of numbers, operators, ``\frac`` and ``\times`` is worked out with exact fractions;
    neighbours must be equal, within `rel_tol` where a side is a decimal. Equal texts and numbers without an operation
    state nothing, and what is stated twice counts once. ``penalty``: ``-false / stated``, since true equalities can be
    written for nothing; a false one is forgiven where the same left side is worked out rightly elsewhere.
    ``fraction``: ``true / stated``, and only a right answer is paid. Without an equality it abstains. Our own rule; the
    anti-example is a reward for the keyword of a step.

    Attributes:
        mode: ``penalty`` or ``fraction``.
        verifier: who decides whether the answer is right, for ``fraction``.
        rel_tol: the relative tolerance for decimals.
        min_equations: with fewer equalities it abstains.
        max_equations: what is stated beyond so many is not read.
    """

    required: ClassVar[bool] = False
    gives_verdict: ClassVar[bool] = False

    mode: Literal["penalty", "fraction"] = "penalty"
    rel_tol: float = Field(0.01, ge=0, lt=1)
    min_equations: int = Field(1, ge=1)
    max_equations: int = Field(200, ge=1)

    def value_bounds(self) -> tuple[float, float]:
        """[-1, 0] of a penalty, [0, 1] of a fraction."""
        return (-1.0, 0.0) if self.mode == "penalty" else (0.0, 1.0)

    def needs(self) -> Needs:
        """The completion, and what the verifier reads where it is asked."""
        return self.verifier.needs() if self.mode == "fraction" else Needs()

    def open(self, runtime: Runtime) -> Any:
        """Open the verifier where it is asked."""
        return super().open(runtime) if self.mode == "fraction" else self

    def of(self, sample: Sample, verdict: Verdict) -> Score | float:
        """The share of true equalities of a right answer, for ``fraction``."""
        share = self.share(sample.text)
        if share is None:
            return _NONE
        return share if verdict.status == "correct" else 0.0

    def share(self, text: str) -> float | None:
        """The share of true equalities among those stated, or None where too few are."""
        stated = equalities(text, self.rel_tol, self.max_equations)
        return sum(one.holds for one in stated) / len(stated) if len(stated) >= self.min_equations else None

    def score(self, batch: Batch) -> list[Score]:
        """One score a sample, in [-1, 0], for ``penalty``."""
        return [self.penalty(sample.text) for sample in batch.samples]

    def penalty(self, text: str) -> Score:
        """The penalty for what a text states."""
        stated = equalities(text, self.rel_tol, self.max_equations)
        if len(stated) < self.min_equations:
            return _NONE
        mended = {one.left for one in stated if one.holds}
        counted = [one for one in stated if one.holds or one.left not in mended]
        false = [f"{one.left}={one.right}" for one in counted if not one.holds]
        return Score(-len(false) / len(counted), details={"stated": len(counted), "false": false[:10]})

    def examples(self) -> list[Case]:
        """One of two equalities is false; and nothing is stated."""
        text = "<think>2 + 2 = 4, so 4 * 3 = 13.</think>\n<answer>12</answer>"
        value = -0.5 if self.mode == "penalty" else 0.5
        return [
            Case(text, value, "What is 4 * 3?", "12"),
            Case("<think>Easy.</think>\n<answer>12</answer>", None, "What is 4 * 3?", "12"),
        ]
