"""What repetition is counted in: token ids where there are any, else words and characters of any script."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rewardry.component import Needs, Reward
from rewardry.text.units import units
from rewardry.types import Batch, Sample, Score

READS = Needs(frozenset({"completion", "completion_ids"}), optional=frozenset({"completion_ids"}))


def counted(sample: Sample) -> Sequence[Any]:
    """The token ids of a sample, or the units of its text where it brings none."""
    return sample.completion_ids if sample.completion_ids else units(sample.text)


class RepetitionReward(Reward):
    """Scores the units of a completion; a subclass defines `of`."""

    def needs(self) -> Needs:
        """The completion, and its token ids where there are any."""
        return READS

    def of(self, units: Sequence[Any], text: str) -> Score:
        """The score of a completion, from its units and its text."""
        raise NotImplementedError(f"{type(self).__name__} does not define of")

    def score(self, batch: Batch) -> list[Score]:
        """One score a sample."""
        return [self.of(counted(sample), sample.text) for sample in batch.samples]
