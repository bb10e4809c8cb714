"""Every tag once and in order, whatever stands around them."""

from __future__ import annotations

from pydantic import FiniteFloat

from rewardry.component import Reward
from rewardry.testing.case import Case
from rewardry.types import Batch, Sample

from .tag_count import Tags, count_tags, is_whole, tags_of


class TagsOrdered(Reward):
    """The first of `values` where each tag stands exactly once, in order and around something, else the second.

    Logic-RL's structure check (arXiv:2502.14768; its scale is 1 and -1), which lets text stand around the blocks. The
    original pays empty blocks; here each block says something.

    Attributes:
        values: what a good and a bad form are worth; Logic-RL uses (1, -1).
        tags: the tags in their order; default: those of the recipe's sections.
    """

    values: tuple[FiniteFloat, FiniteFloat] = (1.0, 0.0)
    tags: Tags = None

    def value_bounds(self) -> tuple[float, float]:
        """The smaller and the larger of `values`."""
        return min(self.values), max(self.values)

    def score(self, batch: Batch) -> list[float]:
        """One value a sample."""
        good, bad = self.values
        return [good if self._is_good(sample) else bad for sample in batch.samples]

    def _is_good(self, sample: Sample) -> bool:
        if self.tags is None and is_whole(sample):
            return True
        text, tags, closing = tags_of(sample.text, sample.style, self.tags)
        return bool(tags) and all(text.count(tag) == 1 for tag in tags) and count_tags(text, tags, closing) == len(tags)

    def examples(self) -> list[Case]:
        """Blocks with text around them, and blocks in the wrong order."""
        if self.tags is not None:
            return []
        good, bad = self.values
        return [
            Case("Sure. <think>2 + 2 is 4</think> So: <answer>4</answer>", good),
            Case("<answer>4</answer><think>2 + 2 is 4</think>", bad),
        ]
