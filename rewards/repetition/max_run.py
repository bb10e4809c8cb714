"""A penalty for a pattern that follows itself again and again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import Field

from rewardry.testing.case import Case
from rewardry.text.repetition import longest_run
from rewardry.types import Score

from .counted import RepetitionReward


class MaxRun(RepetitionReward):
    """`penalty` where one pattern of at most `max_ngram` units stands `min_run` times in a row, else 0.

    After GRPO-LEAD's `max_continuous_ngram` (arXiv:2504.09696), which cuts the text into chunks from its beginning and
    misses a loop that begins elsewhere. Here a pattern is found wherever it begins; units are token ids, or words and
    unspaced characters, and a word without end is looked into.

    Attributes:
        max_ngram: the longest pattern, in units.
        min_run: so many times in a row are a loop.
        penalty: the penalty of a loop, at most 0.
    """

    max_ngram: int = Field(30, ge=1, le=512)
    min_run: int = Field(10, ge=2)
    penalty: float = Field(-1.0, le=0, allow_inf_nan=False)

    def value_bounds(self) -> tuple[float, float]:
        """From the penalty to nothing."""
        return self.penalty, 0.0

    def of(self, units: Sequence[Any], text: str) -> Score:
        """`penalty` or 0."""
        run = longest_run(units, self.max_ngram, self.min_run)
        if not run.times:
            return Score(0.0)
        details = {"period": run.period, "count": run.times, "start": run.start}
        return Score(self.penalty, details=details)

    def examples(self) -> list[Case]:
        """A sentence, and a word that does not end."""
        return [
            Case("<think>Two and two make four.</think>\n<answer>4</answer>", 0.0),
            Case("wait " * self.min_run, self.penalty),
        ]
