"""The loop gate: shaping rewards are worth nothing in a text that runs in circles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import Field

from rewardry.testing.case import Case
from rewardry.text.repetition import LOOP_PERIOD, LOOP_RATIO, LOOP_RUN, find_loop
from rewardry.types import Score

from .counted import RepetitionReward


class LoopGate(RepetitionReward):
    """`penalty` for a text that runs in a loop, else 0; other rewards are gated by it: ``when: loop == 0``.

    A loop is one pattern of at most `max_period` units `min_run` times in a row, or a text
    that zlib compresses to less than `min_ratio` of its size. Prose is compressed to about a half. Our own rule.

    Attributes:
        min_run: so many times in a row are a loop.
        max_period: the longest pattern, in token ids, or in words and unspaced characters.
        min_ratio: what is compressed to less than this share of its size is a loop.
        penalty: the value of a loop, at most 0.
    """

    min_run: int = Field(LOOP_RUN, ge=2)
    max_period: int = Field(LOOP_PERIOD, ge=1, le=512)
    min_ratio: float = Field(LOOP_RATIO, ge=0, lt=1)
    penalty: float = Field(-1.0, lt=0, allow_inf_nan=False)

    def value_bounds(self) -> tuple[float, float]:
        """From the penalty to nothing."""
        return self.penalty, 0.0

    def of(self, units: Sequence[Any], text: str) -> Score:
        """`penalty` or 0."""
        loop = find_loop(text, units, self.min_run, self.max_period, self.min_ratio)
        return Score(self.penalty if loop.found else 0.0, details=loop.to_row())

    def examples(self) -> list[Case]:
        """A sentence, and a word that does not end."""
        return [
            Case("<think>Two and two make four.</think>\n<answer>4</answer>", 0.0),
            Case("wait " * 4 * self.min_run, self.penalty),
        ]
