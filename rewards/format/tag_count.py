"""A share for each tag: the dense signal by which a policy finds a format at all."""

from __future__ import annotations

import re
from collections import Counter
from typing import Annotated

from pydantic import AfterValidator, Field, FiniteFloat

from rewardry.component import Reward
from rewardry.testing.case import Case
from rewardry.text.sections import SectionStyle
from rewardry.text.spans import says_something
from rewardry.types import Batch, Sample

from .markup import is_markup


def _distinct(tags: tuple[str, ...] | None) -> tuple[str, ...] | None:
    if tags is not None and ("" in tags or len(set(tags)) < len(tags)):
        raise ValueError("each tag is a text of its own, and none is empty")
    return tags


Tags = Annotated[tuple[str, ...] | None, Field(min_length=1), AfterValidator(_distinct)]


class TagCount(Reward):
    r"""`weight_per_tag` for each tag that is there exactly once, in order, and around something.

    After open-r1's `tag_count_reward`, which pays each tag for its mere presence, so that ``<think>\n<answer>\n``
    earns half of it for nothing. Here an opening tag is paid for text that follows it, a closing tag for text that
    leads up to it, and no tag that stands out of order. Decay its weight to 0 as training goes on.

    Attributes:
        tags: the tags, in the order in which they must stand; default: those of the recipe's sections, of which the
            first is there where the prompt has opened the reasoning.
        weight_per_tag: the value of one tag.
    """

    tags: Tags = None
    weight_per_tag: FiniteFloat = 0.25

    def score(self, batch: Batch) -> list[float]:
        """One value a sample, from 0 to the number of tags times `weight_per_tag`."""
        return [self.weight_per_tag * self._count(sample) for sample in batch.samples]

    def value_bounds(self) -> tuple[float, float]:
        """From nothing to all tags; four where they are those of the recipe's sections."""
        most = self.weight_per_tag * (4 if self.tags is None else len(self.tags))
        return min(0.0, most), max(0.0, most)

    def _count(self, sample: Sample) -> int:
        if self.tags is None and is_whole(sample):
            return 4
        return count_tags(*tags_of(seen(sample), sample.style, self.tags))

    def examples(self) -> list[Case]:
        """The whole form, and tags without anything in them."""
        if self.tags is not None:
            return []
        return [
            Case("<think>2 + 2 is 4</think><answer>4</answer>", 4 * self.weight_per_tag),
            Case("<think>\n<answer>\n", 0.0),
        ]


def is_whole(sample: Sample) -> bool:
    """Whether the splitter, which others have asked already, has seen both blocks and nothing wrong with them."""
    sections, style = sample.split(), sample.style
    whole = not sections.problems and style.think is not None and style.answer is not None
    return whole and sections.think is not None and not is_markup(sections.text, sections.think)


def seen(sample: Sample) -> str:
    """The text of a sample, with nothing for reasoning that holds nothing but mark-up."""
    text, think = sample.text, sample.split().think
    if think is None or not is_markup(text, think):
        return text
    tags = (*(sample.style.think or ()), *(sample.style.answer or ()))
    counted = any(tag in think.of(text) for tag in tags)  # which stand there once more, and not for mark-up
    return text if counted else text[: think.start] + text[think.end :]


def tags_of(
    text: str, style: SectionStyle, tags: tuple[str, ...] | None
) -> tuple[str, tuple[str, ...], tuple[str, ...] | None]:
    """What `count_tags` is asked: the text, with the first tag where the prompt has opened the reasoning; the tags."""
    if tags is not None:
        return text, tags, None
    if style.prefilled_think and style.think and style.think[0] not in text:
        text = style.think[0] + text
    found = (*(style.think or ()), *(style.answer or ()))
    return text, found, found[1::2]


_CLOSING = re.compile(r"\s*</")


def count_tags(text: str, tags: tuple[str, ...], closing: tuple[str, ...] | None = None) -> int:
    """How many of `tags` stand in `text` exactly once, in this order, and with something said beside them.

    Opening tags want content up to the next tag, those of `closing` (default: ``</name>``) since the one before.
    """
    closing = tuple(filter(_CLOSING.match, tags)) if closing is None else closing
    marks = sorted((found.span(), tag) for tag in tags for found in re.finditer(re.escape(tag), text))
    counts = Counter(tag for _, tag in marks)
    first = {tag: start for (start, _), tag in reversed(marks)}
    ends = [0, *(end for (_, end), _ in marks)]
    starts = [*(start for (start, _), _ in marks), len(text)]
    paid = 0
    for i, ((start, end), tag) in enumerate(marks):
        if counts[tag] == 1 and _in_order(tag, tags, first):
            beside = (ends[i], start) if tag in closing else (end, starts[i + 1])
            paid += says_something(text, *beside)
    return paid


def _in_order(tag: str, tags: tuple[str, ...], first: dict[str, int]) -> bool:
    """Whether every tag that belongs before stands before, and every one that belongs behind stands behind."""
    rank = tags.index(tag)
    before = all(first[other] < first[tag] for other in tags[:rank] if other in first)
    return before and all(first[other] > first[tag] for other in tags[rank + 1 :] if other in first)
