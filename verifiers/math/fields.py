"""An answer in a field of JSON: ``{"reasoning": "...", "answer": "42"}``."""

from __future__ import annotations

import json
import re

from rewardry.text.spans import Span

from .announcements import Announced

_LOOK_BACK = 4_000
_FIELD = re.compile(
    r'"(?:final|correct|the|my)?[ _-]?(?:answer|result|solution)"\s{0,4}:\s{0,4}'
    r'("(?:[^"\\]|\\.){0,2000}"|\[[^\[\]{}]{0,500}\]|[^\s,{}\[\]"][^,{}\n"]{0,200})',
    re.IGNORECASE,
)
_ANSWERS = re.compile(r"answer", re.IGNORECASE)


_OTHER = re.compile(
    r'"[^"\n]{0,24}(?:alternat|other|second|backup|fallback|possib)[^"\n]{0,24}"\s{0,4}:\s{0,4}'
    r'("[-$\\(\d][^"\n]{0,200}"|-?\d[\d.]{0,40}|\[[^\[\]{}]{1,500}\])',
    re.IGNORECASE,
)


def others(text: str) -> tuple[str, ...]:
    """What fields hold that are called other answers: alternatives, second choices."""
    found = _OTHER.finditer(text, max(0, len(text) - _LOOK_BACK))
    return tuple(value for one in found if (value := _decoded(one[1])).strip())


def field(text: str) -> tuple[Announced, str] | None:
    """The last field of a JSON object that is called an answer, and what it holds.

    Args:
        text: any text; a bounded part of its end is looked at.
    """
    if '":' not in text and '" :' not in text:
        return None
    found = list(_FIELD.finditer(text, max(0, len(text) - _LOOK_BACK)))
    if not found:
        return None
    named = [one for one in found if _ANSWERS.search(text, one.start(), one.start(1))]
    last = (named or found)[-1]
    value = _decoded(last[1].strip())
    return Announced(Span(*last.span(1)), "json", Span(*last.span())), value


def _decoded(written: str) -> str:
    """A JSON value as a text: a string without its quotes, a list as its members, null as nothing."""
    try:
        value = json.loads(written)
    except ValueError:  # LaTeX that was not escaped
        return written.strip('"')
    if value is None:
        return ""
    if isinstance(value, list):
        return " , ".join(str(item) for item in value)
    return value if isinstance(value, str) else written
