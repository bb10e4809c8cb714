"""Texts of models and of files of anyone, on their way into a page: in one form, short enough, and harmless."""

from __future__ import annotations

import json
import re
from typing import Any

# What a row may take of the page: the start says what it is about, and the answer stands at the end.
LONGEST = {"prompt": (500, 200), "reference": (250, 100), "completion": (450, 550), "extracted": (120, 40)}


def as_text(value: Any) -> str:
    """A prompt, completion or reference as it is shown.

    Messages stand under their roles, several texts under their numbers; other values are JSON.
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, list) and value and all(isinstance(each, dict) and "content" in each for each in value):
        return "\n\n".join(f"{each.get('role', '?')}: {as_text(each['content'])}" for each in value)
    if isinstance(value, list) and value and all(isinstance(each, str) for each in value):
        return "\n\n".join(f"[{place}] {each}" for place, each in enumerate(value))
    return json.dumps(value, ensure_ascii=False)


def clipped(text: str, name: str) -> dict[str, Any]:
    """The head and tail of a text with its true length in characters; whole where it is short."""
    head, tail = LONGEST[name]
    whole = len(text) <= head + tail
    return {"parts": [text] if whole else [text[:head], text[-tail:]], "length": len(text)}


def as_script(value: Any) -> str:
    r"""A value as JSON that can stand in a script element of a page.

    ``<``, ``>`` and ``&`` are written as escapes, so that no text can end the element or open a comment; so are U+2028
    and U+2029, which end lines in scripts, and lone surrogates, which are no UTF-8.
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def size_of(value: Any) -> int:
    """How many bytes a value takes in a page."""
    return len(as_script(value).encode("utf-8"))


_ESCAPED = re.compile("[<>&\u2028\u2029\ud800-\udfff]")


def visible(text: str) -> str:
    """A text in which characters that hide or turn text are written by their number: ``U+202E`` in angle brackets."""
    return _HIDDEN.sub(
        lambda found: f"\N{MATHEMATICAL LEFT ANGLE BRACKET}U+{ord(found[0]):04X}\N{MATHEMATICAL RIGHT ANGLE BRACKET}",
        text,
    )


# Controls but tab and line feed, soft hyphens, marks and overrides of direction, joiners, lone surrogates.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb]"
)
