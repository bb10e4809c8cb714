"""A penalty by the share of substrings that stand in a text more than once."""

from __future__ import annotations

from pydantic import Field

from rewardry.component import Reward
from rewardry.testing.case import Case
from rewardry.text.repetition import repeated_substrings
from rewardry.types import Batch, Score


class SuffixArray(Reward):
    """``max_penalty * share`` where more than `threshold` of a text's substrings stand in it twice, else 0.

    Open-Reasoner-Zero's `repeatness` (3fdd9a0, orz/ppo/tools/math_utils.py): ``share = 2 * sum(LCP) / (n * (n + 1))``
    over the suffix array of the characters; the project logs whether it exceeds 0.2. The share is worked out in linear
    time and only where the threshold can be reached; of a long text the last 16,384 characters count.

    Attributes:
        threshold: shares up to this cost nothing.
        max_penalty: the penalty of a text that only repeats itself, at most 0.
    """

    threshold: float = Field(0.2, ge=0, le=1)
    max_penalty: float = Field(-1.0, le=0, allow_inf_nan=False)

    def value_bounds(self) -> tuple[float, float]:
        """From the largest penalty to none."""
        return self.max_penalty, 0.0

    def score(self, batch: Batch) -> list[Score]:
        """One score a sample, in [max_penalty, 0]."""
        return [self._of(sample.text) for sample in batch.samples]

    def _of(self, text: str) -> Score:
        share = repeated_substrings(text, self.threshold)
        if share <= self.threshold:
            return Score(0.0)
        return Score(self.max_penalty * share, details={"repeated": round(share, 4)})

    def repeats(self, text: str) -> bool:
        """Whether the share exceeds the threshold, as Open-Reasoner-Zero logs it."""
        return len(text) > 1 and repeated_substrings(text, self.threshold) > self.threshold

    def examples(self) -> list[Case]:
        """A word of different letters, and two letters that alternate."""
        share = repeated_substrings("abababababababab")
        return [
            Case("Four.", 0.0),
            Case("abababababababab", self.max_penalty * share if share > self.threshold else 0.0),
        ]
