"""Paragraphs that nobody reads to their end."""

from __future__ import annotations

import re

from rewardry.curation.filters.contract import EachRow
from rewardry.curation.kept_rows import KeptRow
from rewardry.text.units import units

WORDS = 300
_EMPTY_LINE = re.compile(r"\n[^\S\n]*\n")


def no_long_paragraphs(words: int = WORDS) -> EachRow:
    """Rejects a completion with a paragraph of more words than these, as DeepSeek-R1 (section 2.3.3) does.

    Paragraphs are parted by empty lines; a character counts as a word where words are not spaced, as in Chinese.

    Args:
        words: how long a paragraph may be; the paper names no number.
    """

    def why(row: KeptRow) -> str | None:
        text = row.text or ""
        if len(text) <= words or len(row.words) <= words:  # a word has a character
            return None
        longest = max((len(units(part)) for part in _EMPTY_LINE.split(text) if len(part) > words), default=0)
        return f"a paragraph of {longest} words" if longest > words else None

    return EachRow("long-paragraph", why)
