"""A share for each tag: the dense signal by which a policy finds a format at all."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from rewardry.component import Reward
from rewardry.text.spans import has_content
from rewardry.types import Batch


class TagCount(Reward):
    r"""`weight_per_tag` for each tag that is there exactly once, in order, and around something.

    After open-r1's `tag_count_reward`, which pays each tag for its mere presence, so that ``<think>\n<answer>\n``
    earns half of it for nothing. Here an opening tag is paid for text that follows it, a closing tag for text that
    leads up to it, and no tag that stands out of order. Decay its weight to 0 as training goes on.

    Attributes:
        tags: the tags, in the order in which they must stand.
        weight_per_tag: the value of one tag.
    """

    value_range: ClassVar[tuple[float, float] | None] = None

    tags: tuple[str, ...] = Field(("<think>", "</think>", "<answer>", "</answer>"), min_length=1)
    weight_per_tag: float = 0.25

    def score(self, batch: Batch) -> list[float]:
        """One value a sample, from 0 to the number of tags times `weight_per_tag`."""
        return [self.weight_per_tag * count_tags(sample.text, self.tags) for sample in batch.samples]


def count_tags(text: str, tags: tuple[str, ...]) -> int:
    """How many of `tags` stand in `text` exactly once, in this order, and with a letter or digit beside them.

    Opening tags (``<name>``) want content up to the next tag, closing tags (``</name>``) since the one before.
    """
    places = {tag: text.find(tag) for tag in tags}
    present = [tag for tag in tags if places[tag] >= 0]
    cuts = sorted((places[tag], places[tag] + len(tag)) for tag in present)
    return sum(
        text.find(tag, places[tag] + 1) < 0
        and _in_order(tag, present, places)
        and _says_something(text, tag, places, cuts)
        for tag in present
    )


def _in_order(tag: str, present: list[str], places: dict[str, int]) -> bool:
    """Whether every tag that belongs before stands before, and every one that belongs behind stands behind."""
    rank = present.index(tag)
    before = all(places[other] < places[tag] for other in present[:rank])
    return before and all(places[other] > places[tag] for other in present[rank + 1 :])


def _says_something(text: str, tag: str, places: dict[str, int], cuts: list[tuple[int, int]]) -> bool:
    start, end = places[tag], places[tag] + len(tag)
    if tag.startswith("</"):
        return has_content(text, max((cut_end for _, cut_end in cuts if cut_end <= start), default=0), start)
    return has_content(text, end, min((cut_start for cut_start, _ in cuts if cut_start >= end), default=len(text)))
