"""Sentences of a known form: conditions, assignments, a pair of which the second bears a name, a date, named values."""

from __future__ import annotations

import re

from rewardry.text.spans import Span

from .lines import tidied
from .stated import SECOND, VALUE

_BOUND = r"[-−]?(?:\d[\d./]*(?:√\d+|π)?|√\d+|π|∞)"
_CONDITION = rf"(?:{_BOUND}\s?(?:<=?|≤)\s?)?[A-Za-z]\s?(?:[<>]=?|≤|≥|≠)\s?{_BOUND}"
# A sentence that gives conditions: "So x < 2 or x ≥ 5."
_REGION = re.compile(
    r"[^\w\-−(]*(?:[^!?\n]{0,120}?\b(?:so|thus|therefore|hence|then|get|have|find|obtain|gives|is|are|means|implies|that)"
    rf"[,:\s]+)?({_CONDITION}(?:,?\s(?:or|and)\s{_CONDITION}){{0,3}})\s*[.!]?\s*$",
    re.IGNORECASE,
)
_PAIR = re.compile(rf"[^.!?\n]{{0,80}}?\b(?:is|are|=) ({SECOND.pattern})")
_EQUATION = r"[A-Za-z](?:_?\d)?\s?=\s?[^=,;.\n$]{1,30}?(?:\.\d{1,20})?"
_EQUATIONS = re.compile(
    rf"(?:[^.!?\n]{{0,80}}?\s)??((?:{_EQUATION}(?:,|,?\s(?:or|and))\s){{1,4}}{_EQUATION})\s*\.?\s*$"
)
# A value whose kind is named before it: "the open interval (-2, 4)".
_KIND = re.compile(
    r"[^.!?\n]{0,100}?\b(?:is|are) (?:the|an?) (?:[a-z-]+ ){0,2}"
    r"(?:interval|set|point|pair|triple|vector|number|fraction|integer) ((?:[(\[{$\d]|\\[({])[^.\n]{0,60}?)\.?\s*$"
)
_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_DATE = re.compile(
    rf"[^.!?\n]{{0,120}}?\b(?:is|on|be|are|in)\s({_MONTH}\s\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s\d{{4}})?"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\s(?:of\s)?{_MONTH}(?:,?\s\d{{4}})?)\s*[.!]?\s*$"
)
_LABELLED = re.compile(rf"\s*((?:[A-Za-z]+: {VALUE}(?:[,;]| and) ){{1,3}}[A-Za-z]+: {VALUE})\s*\.?\s*$")

_TERM = r"(?:[-+−*/^()\s.²³\d]|(?<![A-Za-z])[A-Za-z]{1,2}(?![A-Za-z]))"
# An equation as a whole: "Thus 2x - y + 3z - 6 = 0."
_ZERO = re.compile(
    rf"\W*(?:(?:so|thus|therefore|hence|that is|i\.e\.)[,:\s]+)?((?=[^=\n]*[A-Za-z]){_TERM}{{3,60}}=\s?0)\s*\.?\s*$",
    re.IGNORECASE,
)
_FORMS = (_REGION, _PAIR, _DATE, _LABELLED, _EQUATIONS, _KIND, _ZERO)


def result(text: str, start: int, end: int) -> Span | None:
    """The value that a sentence of a known form ends with, or None.

    Args:
        text: any text.
        start: where the sentence begins.
        end: where it ends.
    """
    for form in _FORMS:
        found = form.match(text, start, end)
        if found is not None:
            return tidied(text, *found.span(1))
    return None
