"""Rewards of demystify-long-cot (eddycmu/demystify-long-cot, commit e90cf9b, openrlhf/openrlhf/reward)."""

from __future__ import annotations

import re
from typing import ClassVar

from pydantic import Field, FiniteFloat

from ..length.cosine import CosineSchedule, cosine


class Cosine(CosineSchedule):
    """demystify's `CosineScaledSparseReward`: half a cosine up to `max_len`, and `exceed_length` from a margin before.

    Attributes:
        verifier: who decides whether the answer is right.
        min_value_wrong, max_value_wrong: the values of a wrong answer at length 0 and at `max_len`.
        min_value_correct, max_value_correct: the values of a right answer at `max_len` and at length 0.
        max_len: the longest length, in tokens.
        exceed_length: the value of a completion that comes within `margin` of `max_len`.
        margin: that margin, in tokens.
    """

    source: ClassVar[str | None] = "github.com/eddycmu/demystify-long-cot at e90cf9b"

    min_value_wrong: FiniteFloat = -10.0
    max_value_wrong: FiniteFloat = 0.0
    min_value_correct: FiniteFloat = 1.0
    max_value_correct: FiniteFloat = 2.0
    max_len: int = Field(16384, gt=0)
    exceed_length: FiniteFloat = -10.0
    margin: int = Field(16, ge=0)

    def value(self, length: int, correct: bool) -> float:
        """The value at a length."""
        if length + self.margin >= self.max_len:
            return self.exceed_length
        if correct:
            return cosine(length / self.max_len, self.max_value_correct, self.min_value_correct)
        return cosine(length / self.max_len, self.min_value_wrong, self.max_value_wrong)


_VERDICT = re.compile(r"Judgement: (\w+)")


def judged_correct(judge_output: str) -> int:
    """1 where the last ``Judgement: WORD`` of a judge's text says ``correct``, to the letter; else 0."""
    found = _VERDICT.findall(judge_output)
    return int(bool(found) and found[-1] == "correct")
