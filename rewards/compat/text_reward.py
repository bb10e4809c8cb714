"""A reward that is a function of the completion's text alone."""

from __future__ import annotations

from rewardry.component import Reward
from rewardry.types import Batch


class TextReward(Reward):
    """Scores a text; a subclass defines `value`."""

    def value(self, text: str) -> float:
        """The value of a completion's text."""
        raise NotImplementedError(f"{type(self).__name__} does not define value")

    def score(self, batch: Batch) -> list[float]:
        """One value a sample."""
        return [self.value(sample.text) for sample in batch.samples]
