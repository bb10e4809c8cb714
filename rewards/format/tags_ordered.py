"""Every tag once and in order, whatever stands around them."""

from __future__ import annotations

from rewardry.testing.case import Case
from rewardry.types import Sample

from ..two_values import TwoValues
from .tag_count import Tags, count_tags, is_whole, seen, tags_of


class TagsOrdered(TwoValues):
    """The first of `values` where each tag stands exactly once, in order and around something, else the second.

    Logic-RL's structure check (arXiv:2502.14768; its scale is 1 and -1), which lets text stand around the blocks. The
    original pays empty blocks; here each block says something.

    Attributes:
        values: what a good and a bad form are worth; Logic-RL uses (1, -1).
        tags: the tags in their order; default: those of the recipe's sections.
    """

    tags: Tags = None

    def is_good(self, sample: Sample) -> bool:
        """Whether a completion has the form."""
        if self.tags is None and is_whole(sample):
            return True
        text, tags, closing = tags_of(seen(sample), sample.style, self.tags)
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
