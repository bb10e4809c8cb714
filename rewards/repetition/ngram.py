"""The n-gram penalty of "Demystifying Long Chain-of-Thought Reasoning"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import Field

from rewardry.testing.case import Case
from rewardry.text.repetition import find_loop, repeated_share
from rewardry.types import Score

from .counted import RepetitionReward

# A loop is looked for, and told, only where so much is repeated.
_SUSPECT = 0.5


class Ngram(RepetitionReward):
    """A penalty in proportion to the share of n-grams that stood there before.

    Yeo et al. (arXiv:2502.03373, appendix C.2): ``max_penalty * (1 - unique / total)`` over n-grams of token ids, or
    of words and unspaced characters where there are none, so that a loop in Chinese is seen like one in English. Prose
    repeats itself a little, and a derivation more: a share up to `free` costs nothing, and from there the penalty grows
    in proportion, ``max_penalty * (share - free) / (1 - free)``. Of a loop, details tell period, count and compress
    ratio.

    Attributes:
        ngram_size: n.
        max_penalty: the penalty of a text that only repeats itself, at most 0.
        free: the share of repeated n-grams that costs nothing; 0 is the original's.
    """

    ngram_size: int = Field(3, ge=1)
    max_penalty: float = Field(-1.0, le=0, allow_inf_nan=False)
    free: float = Field(0.25, ge=0, lt=1)

    def value_bounds(self) -> tuple[float, float]:
        """From the largest penalty to none."""
        return self.max_penalty, 0.0

    def of(self, units: Sequence[Any], text: str) -> Score:
        """The score of a completion, in [max_penalty, 0]."""
        share = repeated_share(units, self.ngram_size)
        details: dict[str, Any] = {"repeated": round(share, 4)}
        if share > _SUSPECT:
            details |= find_loop(text, units).to_row()
        return Score(self.value(share), details=details)

    def value(self, share: float) -> float:
        """The penalty of a share of repeated n-grams."""
        return 0.0 + self.max_penalty * max(0.0, share - self.free) / (1 - self.free)  # 0.0 in the place of -0.0

    def examples(self) -> list[Case]:
        """A sentence, and one that goes on and on."""
        return [
            Case("Two and three make five.", 0.0),
            Case("a a a a a a", self.value(1 - 1 / (7 - self.ngram_size)) if self.ngram_size < 7 else 0.0),
        ]
