"""Marks that a model takes for more than text, taken out of what a policy wrote before a model reads it.

A completion may hold the very tokens that separate steps, end turns or carry verdicts. Each is replaced by spaces, so
that what is left of one cannot make another, and every other character stays where it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


class Marks:
    """The marks of a tokenizer and of a reader.

    Args:
        tokenizer: its special tokens are marks.
        patterns: regular expressions of further marks, each of which takes linear time.
    """

    def __init__(self, tokenizer: Any, patterns: Iterable[str] = ()) -> None:
        special = {str(token) for token in tokenizer.all_special_tokens}
        special |= {str(token) for token in tokenizer.added_tokens_decoder.values() if token.special}
        literal = sorted((re.escape(token) for token in special if token.strip()), key=len, reverse=True)
        self._marks = re.compile("|".join([*literal, *patterns]) or r"(?!)")

    def cleaned(self, text: str) -> str:
        """The text with spaces for marks, and with characters that UTF-8 cannot hold replaced; as long as it was."""
        return self._marks.sub(lambda mark: " " * len(mark[0]), _LONE_SURROGATE.sub("\ufffd", text))
