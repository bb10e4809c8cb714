r"""The last group of boxes of a text: ``\boxed{3} and \boxed{5}`` are one list.

Boxes are looked for from the end, and a bounded number of them, so that time is linear in the text.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from rewardry.text.spans import Span

from .hedges import corrects
from .limits import LONGEST_TEXT
from .units import combined

_BOX = re.compile(r"\\(?:f?boxed|fbox)(?![A-Za-z])\s{0,8}")
_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
_BARE = re.compile(r"\\[A-Za-z]+|-?\d[\d.]*|[A-Za-z]")
_MOST_BOXES = 64  # of one group
_LONGEST_GLUE = 60


class Group(NamedTuple):
    """Boxes between which there is nothing but a connective and few words.

    Attributes:
        parts: what each holds, with a sign before it and a unit behind it.
        span: from the first to the last.
    """

    parts: tuple[str, ...]
    span: Span


def last_group(text: str) -> Group | None:
    """The last group of boxes, or None where there is no box."""
    found: list[tuple[Span, Span]] = []
    end = len(text)
    while len(found) < _MOST_BOXES:
        box = _last_box(text, end)
        if box is None:
            break
        if found and not _joins(text[box[0].end : found[-1][0].start]):
            if not _is_comment(text, found[-1][0].start):
                break
            found.clear()
        found.append(box)
        end = box[0].start
    found.reverse()
    if found and _is_comment(text, found[-1][0].start):
        found.pop()
    if not found:
        return None
    parts = tuple(_with_surroundings(text, outer, inner) for outer, inner in found)
    return Group(parts, Span(found[0][0].start, found[-1][0].end))


def _is_comment(text: str, place: int) -> bool:
    """Whether a place lies in a LaTeX comment, which is not printed."""
    line = text[text.rfind("\n", max(0, place - 200), place) + 1 : place].strip()
    return line.startswith("%")


def _last_box(text: str, end: int) -> tuple[Span, Span] | None:
    """The last box that begins before `end` and is whole before it: the outer one of boxes within each other."""
    place = end
    for _ in range(_MOST_BOXES):
        place = max(text.rfind("\\boxed", 0, place), text.rfind("\\fbox", 0, place), text.rfind("\\fboxed", 0, place))
        if place < 0:
            return None
        found = _BOX.match(text, place)
        if found is None:
            continue
        box = _box_at(text, place, found.end(), end)
        if box is not None:
            return _outermost(text, box, end)
    return None


def _outermost(text: str, box: tuple[Span, Span], end: int) -> tuple[Span, Span]:
    r"""The box around a box, if there is one: ``\\boxed{ \\boxed{42} }``."""
    before = text[max(0, box[0].start - 40) : box[0].start]
    at = max(before.rfind("\\boxed{"), before.rfind("\\fbox{"))
    if at < 0:
        return box
    start = box[0].start - len(before) + at
    found = _BOX.match(text, start)
    around = None if found is None else _box_at(text, start, found.end(), end)
    return around if around is not None and around[0].end >= box[0].end else box


def _box_at(text: str, start: int, after: int, end: int) -> tuple[Span, Span] | None:
    if not text.startswith("{", after):
        token = _BARE.match(text, after)
        if token is None or token.end() > end:
            return None
        return Span(start, token.end()), Span(after, token.end())
    depth = 0
    for brace in _BRACE.finditer(text, after, min(end, after + LONGEST_TEXT + 100)):
        if brace[0] == "{":
            depth += 1
        elif brace[0] == "}":
            depth -= 1
            if not depth:
                return Span(start, brace.end()), Span(after + 1, brace.start())
    return None


_CONNECTIVE = re.compile(r"[,;&、，；]|\b(?:and|or)\b|[和或与及]", re.IGNORECASE)
_SENTENCE = re.compile(r"[.!?。！？](?:\s|$)|\n\s*\n")
_ONLY_MARKS = re.compile(r"(?:[^\w\\.!?%]|\\[()\[\],;:! ]|\\q?quad)*\\?")


def _joins(glue: str) -> bool:
    """Whether what stands between two boxes makes them one list."""
    if len(glue) > _LONGEST_GLUE:
        return False
    if _ONLY_MARKS.fullmatch(glue):
        return True
    if _SENTENCE.search(glue) or corrects(glue):
        return False
    return _CONNECTIVE.search(glue) is not None and len(glue.split()) <= 8


_SIGN_BEFORE = re.compile(r"(?:^|[$=(\[{,]|\\\(|\\\[|\\(?:approx|le|ge))\s*([-−]|\\pm)\s*$")
_UNIT_BEHIND = re.compile(
    r"[ ~\t]*(?:\\[)\]]|\$)?[ ~\t]*(\\?%|percent\b|pct\b|\^\s*\{?\s*\\circ\s*\}?|°"
    r"|\\text\{[^{}]{1,30}\}(?:\s*\^\s*\{?\d\}?)?|\\mathrm\{[^{}]{1,30}\})"
)


def _with_surroundings(text: str, outer: Span, inner: Span) -> str:
    """What a box holds, with a sign before it and a percent sign or unit behind it."""
    inside = inner.of(text)
    before = _SIGN_BEFORE.search(text[max(0, outer.start - 30) : outer.start])
    behind = _UNIT_BEHIND.match(text, outer.end, outer.end + 60)
    unit = behind[1] if behind and "text" not in inside else ""
    if unit.startswith("\\text") and not _is_unit(unit):
        unit = ""
    if before:
        inside = f"{before[1]}({inside})" if before[1] != "\\pm" else f"\\pm {inside}"
    return f"{inside} {unit}" if unit else inside


def _is_unit(text: str) -> bool:
    words = re.findall(r"[A-Za-z]+", text.partition("{")[2])
    found = combined(words)
    return found is not None and bool(found.dimension) and len(words) <= 3
