"""A share for each tag: the dense signal by which a policy finds a format at all."""

from __future__ import annotations

import re
from collections import Counter
from typing import Annotated, ClassVar

from pydantic import AfterValidator, Field, FiniteFloat

from rewardry.component import Reward
from rewardry.text.spans import says_something
from rewardry.types import Batch


def _distinct(tags: tuple[str, ...]) -> tuple[str, ...]:
    if "" in tags or len(set(tags)) < len(tags):
        raise ValueError("each tag is a text of its own, and none is empty")
    return tags


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

    tags: Annotated[tuple[str, ...], AfterValidator(_distinct)] = Field(
        ("<think>", "</think>", "<answer>", "</answer>"), min_length=1
    )
    weight_per_tag: FiniteFloat = 0.25

    def score(self, batch: Batch) -> list[float]:
        """One value a sample, from 0 to the number of tags times `weight_per_tag`."""
        return [self.weight_per_tag * count_tags(sample.text, self.tags) for sample in batch.samples]


def count_tags(text: str, tags: tuple[str, ...]) -> int:
    """How many of `tags` stand in `text` exactly once, in this order, and with something said beside them.

    Opening tags (``<name>``) want content up to the next tag, closing tags (``</name>``) since the one before.
    """
    marks = sorted((found.span(), tag) for tag in tags for found in re.finditer(re.escape(tag), text))
    counts = Counter(tag for _, tag in marks)
    first = {tag: start for (start, _), tag in reversed(marks)}
    ends = [0, *(end for (_, end), _ in marks)]
    starts = [*(start for (start, _), _ in marks), len(text)]
    paid = 0
    for i, ((start, end), tag) in enumerate(marks):
        if counts[tag] == 1 and _in_order(tag, tags, first):
            beside = (ends[i], start) if tag.lstrip().startswith("</") else (end, starts[i + 1])
            paid += says_something(text, *beside)
    return paid


def _in_order(tag: str, tags: tuple[str, ...], first: dict[str, int]) -> bool:
    """Whether every tag that belongs before stands before, and every one that belongs behind stands behind."""
    rank = tags.index(tag)
    before = all(first[other] < first[tag] for other in tags[:rank] if other in first)
    return before and all(first[other] > first[tag] for other in tags[rank + 1 :] if other in first)
