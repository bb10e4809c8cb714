"""Blocks between tags: ``<answer>...</answer>``."""

from __future__ import annotations

from typing import NamedTuple

from rewardry.text.spans import Span


class Block(NamedTuple):
    """A block: the whole with its tags, and its inside."""

    outer: Span
    inner: Span


def find_blocks(text: str, opening: str, closing: str) -> list[Block]:
    """The blocks of a text, from left to right, in one pass.

    A block reaches from an opening tag to the next closing one; of opening tags that follow each other without a
    closing tag the last counts. A last block that never closes reaches to the end of the text: a stop string cuts the
    closing tag off.

    Args:
        text: any text.
        opening: the opening tag, literally.
        closing: the closing tag, literally.
    """
    blocks = []
    start = text.find(opening)
    while start >= 0:
        end = text.find(closing, start + len(opening))
        if end < 0:
            last = text.rfind(opening)
            blocks.append(Block(Span(last, len(text)), Span(last + len(opening), len(text))))
            break
        start = text.rfind(opening, start, end)
        after = end + len(closing)
        blocks.append(Block(Span(start, after), Span(start + len(opening), end)))
        start = text.find(opening, after)
    return blocks
