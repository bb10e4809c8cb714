"""Places in a text: scanners return spans, not copies, so that a caller can see what lay around an answer."""

from __future__ import annotations

import re
from typing import NamedTuple

# Characters that show nothing: format characters (Cf), the byte order mark, variation selectors, Hangul fillers.
# A text of these alone is as empty as a text of spaces.
INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff"
)
_VISIBLE = re.compile(rf"[^\s\x00-\x1f\x7f-\x9f{INVISIBLE}]")
# Letters and digits, of every script, as the re module knows them: Unicode categories L and N. The Hangul fillers are
# letters by category and still show nothing.
_LETTER_OR_DIGIT = re.compile(rf"[^\W_{INVISIBLE}]")
# The first of them in a text between two places, or None: `has_content` where each microsecond counts.
letter_or_digit = _LETTER_OR_DIGIT.search


class Span(NamedTuple):
    """A half-open range of a text, in characters."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The part of `text` that this span covers."""
        return text[self.start : self.end]


def parts(written: str) -> tuple[str, ...]:
    """The parts that `holds` looks for, from one text with a bar between them: ``"not|wrong|too "``."""
    return tuple(written.split("|"))


def holds(text: str, parts: tuple[str, ...]) -> bool:
    """Whether a text holds one of some parts: a check before a pattern, which takes many times longer."""
    for part in parts:  # noqa: SIM110  # a generator takes twice the time, and every answer comes here
        if part in text:
            return True
    return False


def strip_blank(text: str) -> str:
    """A text without the white space, control and invisible characters at its ends, such as a byte order mark."""
    end = len(text)
    start = first_visible(text, 0, end)
    while start < end and is_blank(text, end - 1, end):
        end -= 1
    return text[start:end]


def is_blank(text: str, start: int = 0, end: int | None = None) -> bool:
    """Whether nothing can be seen in `text[start:end]`: only white space, control and invisible characters."""
    return _VISIBLE.search(text, start, len(text) if end is None else end) is None


def first_visible(text: str, start: int, end: int) -> int:
    """Where in `text[start:end]` something can be seen first; `end` where nothing can."""
    found = _VISIBLE.search(text, start, end)
    return end if found is None else found.start()


def has_content(text: str, start: int = 0, end: int | None = None, at_least: int = 1) -> bool:
    """Whether `text[start:end]` has `at_least` letters or digits (Unicode categories L and N)."""
    stop = len(text) if end is None else end
    for _ in range(at_least):
        found = _LETTER_OR_DIGIT.search(text, start, stop)
        if found is None:
            return False
        start = found.end()
    return True


def says_something(text: str, start: int, end: int) -> bool:
    """Whether `text[start:end]` has a letter or digit, or a sign that can be an answer by itself, such as infinity."""
    if has_content(text, start, end):
        return True
    inside = text[start:end]
    return not inside.isascii() and any(sign in inside for sign in "∞∅⊤⊥√±→←↑↓⇒⇔≤≥≠✓✗")
