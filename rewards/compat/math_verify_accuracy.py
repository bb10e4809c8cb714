"""math-verify as open-r1 and TRL call it: no extraction of our own, no reading of the reasoning apart."""

from __future__ import annotations

import logging
from typing import Any, ClassVar

from rewardry.component import Needs, Reward, Runs, needs
from rewardry.testing.case import Case
from rewardry.types import Batch, Sample, Score, Verdict


class MathVerifyAccuracy(Reward):
    """1 where the library finds the answer equal to the reference, 0 where not, undecided without a readable one."""

    runs: ClassVar[Runs] = "worker"
    extra: ClassVar[str | None] = "math"
    requires: ClassVar[tuple[str, ...]] = ("math_verify", "sympy", "latex2sympy2_extended")
    required: ClassVar[bool] = True
    gives_verdict: ClassVar[bool] = True
    value_range: ClassVar[tuple[float, float] | None] = (0.0, 1.0)
    first_reference_only: ClassVar[bool] = False

    def needs(self) -> Needs:
        """The completion, and a reference that is a text, as the original's datasets have it."""
        return needs("reference", reference="string")

    def open(self, runtime: Any) -> OpenMathVerifyAccuracy:
        """Import the library."""
        return OpenMathVerifyAccuracy(self)

    def read(self, text: str) -> str | None:
        """The part of a completion that is read; None where the original reads none and gives 0."""
        return text

    def layout(self) -> str:
        """A completion with a place for the answer, for examples."""
        return "so {}"

    def examples(self) -> list[Case]:
        """A right answer in another form, and a wrong one."""
        return [
            Case(self.layout().format("\\boxed{0.5}"), 1.0, "What is 3/6?", "$\\frac{1}{2}$", "0.5"),
            Case(self.layout().format("\\boxed{0.6}"), 0.0, "What is 3/6?", "$\\frac{1}{2}$", "0.5"),
        ]


class OpenMathVerifyAccuracy:
    """The open form."""

    def __init__(self, settings: MathVerifyAccuracy) -> None:
        import math_verify
        from latex2sympy2_extended import NormalizationConfig

        for name in ("math_verify.parser", "math_verify.grader", "math_verify.utils"):
            logging.getLogger(name).setLevel(logging.CRITICAL)  # it says for each answer that its alarms are off
        self._settings = settings
        self._library: Any = math_verify
        self._answers = [
            math_verify.LatexExtractionConfig(
                normalization_config=NormalizationConfig(units=True),
                boxed_match_priority=0,
                try_extract_without_anchor=False,
            )
        ]

    def score(self, batch: Batch) -> list[Score]:
        """One score a sample, with its verdict."""
        return [self._score(sample) for sample in batch.samples]

    def _score(self, sample: Sample) -> Score:
        if sample.reference is None:
            return Score.undecided(Verdict("abstain", reason="no-reference"))
        mode = {"extraction_mode": "first_match"} if self._settings.first_reference_only else {}
        reference = self._library.parse(sample.reference, parsing_timeout=None, **mode)
        if not reference:
            return Score.undecided(Verdict("abstain", reason="reference-unparseable"))
        text = self._settings.read(sample.text)
        if text is None:
            return Score(0.0, verdict=Verdict("incorrect", reason="no-answer"))
        answer = self._library.parse(
            text, extraction_config=self._answers, extraction_mode="first_match", parsing_timeout=None
        )
        equal = bool(answer) and bool(self._library.verify(reference, answer, timeout_seconds=None))
        return Score(float(equal), verdict=Verdict("correct" if equal else "incorrect", reason="math-verify"))
