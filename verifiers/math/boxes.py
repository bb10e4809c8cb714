r"""The last group of boxes of a text: ``\boxed{3} and \boxed{5}`` are one list.

Boxes are looked for from the end, and a bounded number of them, so that time is linear in the text.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from rewardry.text.denials import corrects
from rewardry.text.spans import Span

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
        places: where each stands.
    """

    parts: tuple[str, ...]
    span: Span
    places: tuple[Span, ...]


def last_group(text: str, end: int | None = None) -> Group | None:
    """The last group of boxes, or None where there is no box.

    Args:
        text: any text.
        end: where to look no further; the end of the text unless said.
    """
    found: list[tuple[Span, Span]] = []
    end = len(text) if end is None else end
    framed = "\\fbox" in text
    first = 0 if framed else text.find("\\boxed")  # most texts have one box: none is looked for before it
    while len(found) < _MOST_BOXES and end > first:
        box = _last_box(text, end, framed)
        if box is None:
            break
        if found and not _joins(text[box[0].end : found[-1][0].start]) and not _next_part(text, box[0], found[-1][0]):
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
    return Group(parts, Span(found[0][0].start, found[-1][0].end), tuple(outer for outer, _ in found))


def _is_comment(text: str, place: int) -> bool:
    """Whether a place lies in a LaTeX comment, which is not printed."""
    if text.find("%", max(0, place - 200), place) < 0:
        return False
    line = text[text.rfind("\n", max(0, place - 200), place) + 1 : place].strip()
    return line.startswith("%")


def _last_box(text: str, end: int, framed: bool) -> tuple[Span, Span] | None:
    """The last box that begins before `end` and is whole before it: the outer one of boxes within each other."""
    place = end
    for _ in range(_MOST_BOXES):
        boxed = text.rfind("\\boxed", 0, place)
        place = max(boxed, text.rfind("\\fbox", 0, place)) if framed else boxed
        if place < 0:
            return None
        found = _BOX.match(text, place)
        if found is None:
            continue
        box = _box_at(text, place, found.end(), end)
        if box is not None:
            return _outermost(text, box, end)
    return None


_MOST_AROUND = 8  # boxes before another that are looked at, whether they enclose it
_BESIDE = 40  # characters before a box within which a box in a box is all that the outer one holds


def _outermost(text: str, box: tuple[Span, Span], end: int) -> tuple[Span, Span]:
    r"""The box around a box, if there is one: ``\\boxed{ \\boxed{42} }``; of a longer text in a box the inner one."""
    outer, inner = box
    place, least = outer.start, max(0, outer.start - LONGEST_TEXT)
    for _ in range(_MOST_AROUND):
        place = max(text.rfind("\\boxed{", least, place), text.rfind("\\fbox{", least, place))
        if place < 0:
            break
        found = _BOX.match(text, place)
        around = None if found is None else _box_at(text, place, found.end(), end)
        if around is not None and around[0].end >= outer.end:
            if "boxed" in text[around[1].start : outer.start]:
                break  # one of several in a box, which are looked at one by one
            inner = around[1] if outer.start - place <= _BESIDE else inner
            outer = around[0]
    return outer, inner


def _box_at(text: str, start: int, after: int, end: int) -> tuple[Span, Span] | None:
    if not text.startswith("{", after):
        token = _BARE.match(text, after)
        if token is None or token.end() > end:
            return None
        return Span(start, token.end()), Span(after, token.end())
    end = min(end, after + LONGEST_TEXT + 100)
    closing = text.find("}", after, end)
    if closing > 0 and text.find("{", after + 1, closing) < 0 and text.find("\\", after, closing) < 0:
        return Span(start, closing + 1), Span(after + 1, closing)
    depth = 0
    for brace in _BRACE.finditer(text, after, end):
        if brace[0] == "{":
            depth += 1
        elif brace[0] == "}":
            depth -= 1
            if not depth:
                return Span(start, brace.end()), Span(after + 1, brace.start())
    return None


_PART = re.compile(
    r"\s*(?:[-*#>]\s*|\*\*\s*)*(?:(?:Part\s+)?\(?([a-h])[).:]|Part\s+\(?([1-8])\b|[(（]([1-8])[)）])", re.IGNORECASE
)
_LONGEST_PART = 600


def _next_part(text: str, box: Span, following: Span) -> bool:
    """Whether two boxes are the answers to parts (a) and (b), by the letters with which their lines or blocks begin."""
    if following.start - box.end > _LONGEST_PART:
        return False
    labels = [_part_of(text, place.start) for place in (box, following)]
    return bool(labels[0] and labels[1]) and ord(labels[1]) == ord(labels[0]) + 1


def _part_of(text: str, place: int) -> str:
    """The letter or number of the part that a place lies in, or ""."""
    end = place
    for _ in range(6):
        start = text.rfind("\n", max(0, place - _LONGEST_PART), end) + 1
        found = _PART.match(text, start, place)
        if found is not None:
            return (found[1] or found[2] or found[3]).lower()
        if start == 0:
            break
        end = start - 1
    return ""


_CONNECTIVE = re.compile(r"[,;&、，；]|\b(?:and|or)\b|[和或与及]", re.IGNORECASE)
_ALTERNATIVE = re.compile(
    r"\b(?:option|alternative|possibility|case|answer|candidate|root|solution)\s?\d", re.IGNORECASE
)
_FURTHER = re.compile(
    r"[^.!?\n]{0,12}[.!?\n]\s{0,3}(?:and |also |the )?(?:second|other|another|third|last)"
    r"\s(?:\w{1,12}\s){0,4}?(?:is|are|=|:)?",
    re.IGNORECASE,
)
# A further answer, for the case that the first is not the one: "Alternatively:", "if that is wrong,".
_OFFERED = re.compile(
    r"\b(?:alternatively|or else|otherwise|(?:another|other) (?:possible )?(?:answer|option|guess)"
    r"|if (?:that|this|it) (?:is|was) (?:not|wrong|incorrect)"
    r"|if you (?:want|mean|prefer|need)\w{0,3}|in case you)\b|否则|不然|备选|另一个?(?:可能的?)?答案",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[.!?。！？](?:\s|$)|\n\s*\n")
_ONLY_MARKS = re.compile(r"(?:[^\w\\.!?%]|\\[()\[\],;:! ]|\\q?quad)*\\?")


def _joins(glue: str) -> bool:
    """Whether what stands between two boxes makes them one list."""
    if len(glue) > _LONGEST_GLUE:
        return False
    if _ONLY_MARKS.fullmatch(glue) or any(one.search(glue) for one in (_ALTERNATIVE, _OFFERED)) or _FURTHER.match(glue):
        return True
    if _SENTENCE.search(glue) or corrects(glue):
        return False
    return _CONNECTIVE.search(glue) is not None and len(glue.split()) <= 8


# What a sign before a box ends with, and a unit behind it begins with; most boxes have neither.
_SIGN_ENDS = ("-", "−", "m")
_UNIT_BEGINS = ("\\", "%", "^", "°")
_SIGN_BEFORE = re.compile(r"(?:^|[$=(\[{,]|\\\(|\\\[|\\(?:approx|le|ge))\s*([-−]|\\pm)\s*$")
_UNIT_BEHIND = re.compile(
    r"[ ~\t]*(?:\\[)\]]|\$)?[ ~\t]*(\\?%|percent\b|pct\b|\^\s*\{?\s*\\circ\s*\}?|°"
    r"|\\text\{[^{}]{1,30}\}(?:\s*\^\s*\{?\d\}?)?|\\mathrm\{[^{}]{1,30}\})"
)


def _with_surroundings(text: str, outer: Span, inner: Span) -> str:
    """What a box holds, with a sign before it and a percent sign or unit behind it."""
    inside = inner.of(text)
    ahead = text[max(0, outer.start - 30) : outer.start]
    before = _SIGN_BEFORE.search(ahead) if ahead.rstrip()[-1:] in _SIGN_ENDS else None
    following = text[outer.end : outer.end + 60].lstrip(" ~\t$")[:1]
    unit = _unit_behind(text, outer.end, inside) if following in _UNIT_BEGINS or following.isalpha() else ""
    if before:
        inside = f"{before[1]}({inside})" if before[1] != "\\pm" else f"\\pm {inside}"
    return f"{inside} {unit}" if unit else inside


def _unit_behind(text: str, place: int, inside: str) -> str:
    """The unit or percent sign behind a box, or ""."""
    behind = _UNIT_BEHIND.match(text, place, place + 60)
    unit = behind[1] if behind and "text" not in inside else ""
    if not behind and inside[-1:].isdigit():
        unit = _unit_in_words(text, place)
    return "" if unit.startswith("\\text") and not _is_unit(unit) else unit


_WORD_BEHIND = re.compile(
    r"[ ~\t]*(?:\\[)\]]|\$)?[ ~\t]*((?:square |cubic )?[A-Za-z]{1,14}"
    r"(?:(?: per |/)[A-Za-z]{1,12})?(?:\^\{?\d\}?|[²³])?)(?![A-Za-z/^])"
)


def _unit_in_words(text: str, place: int) -> str:
    """The unit that stands behind a box in plain words, or ""."""
    found = _WORD_BEHIND.match(text, place, place + 60)
    if found is None or not _is_unit("{" + found[1].replace("/", " / ")):
        return ""
    return f"\\text{{ {found[1]}}}"


def _is_unit(text: str) -> bool:
    words = re.findall(r"[A-Za-z]+|/", text.partition("{")[2])
    found = combined(words)
    return found is not None and bool(found.dimension) and len(words) <= 3
