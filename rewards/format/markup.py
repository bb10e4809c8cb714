"""Blocks that hold nothing that is seen: blanks, tags and comments of HTML."""

from __future__ import annotations

import html
import re

from rewardry.text.spans import Span, has_content

# What says nothing at the beginning of a block, and the tags, comments and signs of HTML that may stand in it.
_NO_WORD = re.compile(r"[\W_]*+")
_MARKUP = re.compile(r"<!--(?:(?!-->).)*+(?:-->)?|</?[A-Za-z][^<>]*+>", re.DOTALL)


def is_markup(text: str, block: Span) -> bool:
    """Whether a block holds nothing that is seen but marks: ``&nbsp;<br>``, a comment."""
    begin = _NO_WORD.match(text, block.start, block.end)
    lead = text[block.start : begin.end()] if begin else ""
    if "<" not in lead and "&" not in lead:
        return False
    seen = html.unescape(_MARKUP.sub(" ", block.of(text)))
    return not has_content(seen)
