"""Places in lines and sentences, and spans without what only surrounds a value."""

from __future__ import annotations

import re

from rewardry.text.spans import Span

SENTENCE_END = re.compile(r"(?<!\bi\.e)(?<!\be\.g)[.!?。！？](?=\s|$)|\n")
_BEFORE = " \t\r\n*_:：\"'`>】"
_BEHIND = ' \t\r\n*_.,;:。，；！"`'
# Pictures and check marks, which decorate an answer.
_PICTURE = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\ufe0f\u200d]")


def line_start(text: str, place: int) -> int:
    """Where the line of a place begins; at most 400 characters before it."""
    return text.rfind("\n", max(0, place - 400), place) + 1


def line_end(text: str, start: int) -> int:
    """Where the line of a place ends."""
    end = text.find("\n", start)
    return len(text) if end < 0 else end


def tidied(text: str, start: int, end: int) -> Span:
    """A span without white space, emphasis, pictures and closing punctuation at its ends."""
    while start < end and (text[start] in _BEFORE or _is_picture(text[start])):
        start += 1
    while end > start and (text[end - 1] in _BEHIND or _is_picture(text[end - 1])):
        end -= 1
    return Span(start, end)


# n! and (n + 1)!, where nobody exclaims; 5! may be either.
_FACTORIAL = re.compile(r"(?:(?<![A-Za-z])[h-z]|\((?![^()]*[A-Za-z]{3})[^(),]{1,60}\))!$")
_LONGEST_FACTORIAL = 64


def is_factorial(text: str, place: int) -> bool:
    """Whether the exclamation mark at a place belongs to a formula."""
    return _FACTORIAL.search(text, max(0, place - _LONGEST_FACTORIAL), place + 1) is not None


def _is_picture(char: str) -> bool:
    return char > "\u2500" and _PICTURE.match(char) is not None
