"""Rewards of two values: what a completion is or has is worth the first, anything else the second."""

from __future__ import annotations

from pydantic import FiniteFloat

from rewardry.component import Reward
from rewardry.types import Batch, Sample


class TwoValues(Reward):
    """The first of `values` for a good completion, the second for any other.

    Attributes:
        values: what a good and a bad completion are worth.
    """

    values: tuple[FiniteFloat, FiniteFloat] = (1.0, 0.0)

    def value_bounds(self) -> tuple[float, float]:
        """The smaller and the larger of `values`."""
        return min(self.values), max(self.values)

    def score(self, batch: Batch) -> list[float]:
        """One value a sample."""
        good, bad = self.values
        return [good if self.is_good(sample) else bad for sample in batch.samples]

    def is_good(self, sample: Sample) -> bool:
        """Whether a completion is good."""
        raise NotImplementedError(f"{type(self).__name__} does not define is_good")
