"""Rewards of SimpleRL-reason (hkust-nlp/simpleRL-reason, commit cf1c785, verl/utils/reward_score)."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import FiniteFloat

from rewardry.combine import TABLES, format_accuracy_table
from rewardry.testing.case import Case
from rewardry.types import Sample, Verdict

from ..outcome import OutcomeReward


class Accuracy(OutcomeReward):
    r"""SimpleRL's table of form and answer, where the form is right if the text holds the word ``boxed``.

    ``simplerl_mix`` (simplelr_math.py): 1 for a right answer in a box, -0.5 for a wrong one, `format_penalty` without a
    box. ``simplerl_independent`` (deepseek_r1.py): 1, 0.5 for a right answer without the form, -0.5, -1. Whether the
    answer is right is asked of a verifier here; the original's grader executes text.

    Attributes:
        verifier: who decides whether the answer is right.
        table: which of the two.
        format_penalty: the value without a box under ``simplerl_mix``.
    """

    source: ClassVar[str | None] = "github.com/hkust-nlp/simpleRL-reason at cf1c785"

    table: Literal["simplerl_mix", "simplerl_independent"] = "simplerl_mix"
    format_penalty: FiniteFloat = -1.0

    def value_bounds(self) -> tuple[float, float]:
        """The smallest and the largest value of the table."""
        values = [format_accuracy_table(*row, self.table, self.format_penalty) for row in TABLES[self.table]]
        return min(values), max(values)

    def of(self, sample: Sample, verdict: Verdict) -> float:
        """The value of a sample."""
        return format_accuracy_table(
            "boxed" in sample.text, verdict.status == "correct", self.table, self.format_penalty
        )

    def examples(self) -> list[Case]:
        """A right answer and a wrong one in a box."""
        text = "Two and two make four: \\boxed{4}"
        return [Case(text, 1.0, "What is 2 + 2?", "4"), Case(text, -0.5, "What is 2 + 3?", "5")]
