"""Bounds that are written out: ``x is at least 5``, ``all real numbers greater than 4 and at most 5``.

They are a second way to write a relation or an interval, and are read where the reference is one.
"""

from __future__ import annotations

import re

from .spelling import CLOSE, OPEN

_LONGEST = 160  # characters; longer texts say more than a bound
_PHRASES = {
    "\\ge ": ("at least", "no less than", "not less than", "no smaller than"),
    "\\le ": ("at most", "no more than", "not more than", "no greater than", "no larger than", "not greater than"),
    ">": ("greater than", "more than", "larger than", "bigger than", "above"),
    "<": ("less than", "smaller than", "below"),
}
_SIGNS = {phrase: sign for sign, phrases in _PHRASES.items() for phrase in phrases}
_OR_EQUAL = {">": "\\ge ", "<": "\\le "}
_TURNED = {">": "<", "<": ">", "\\ge ": "\\le ", "\\le ": "\\ge "}
_NUMBER = (
    r"-?\s?(?:\d{1,30}(?:\.\d{1,30})?(?:/\d{1,30})?)?"
    r"(?:\\[dt]?frac\s?\{-?\d{1,30}\}\s?\{\d{1,30}\}|\\sqrt\s?\{\d{1,30}\}|\\pi)?"
)
_HOW = "|".join(sorted(_SIGNS, key=len, reverse=True))


def _bound(which: int) -> str:
    return rf"(?:strictly )?(?P<how{which}>{_HOW})(?P<equal{which}> or equal to)? ?(?P<value{which}>{_NUMBER})"


_OPENING = (
    r"(?:(?:all|any|every|the set of all|the set of)? ?(?:real numbers?|numbers?|values? of|values?|reals)? ?)"
    r"(?:(?P<letter>[a-z]) )?(?:(?:such )?that )?(?:is |are |must be )?"
)
_ONE = re.compile(rf"{_OPENING}{_bound(1)}", re.IGNORECASE)
_TWO = re.compile(rf"{_OPENING}{_bound(1)},? (?:and|but) (?:is |are )?{_bound(2)}", re.IGNORECASE)
_BETWEEN = re.compile(
    rf"{_OPENING}(?:strictly )?between (?P<low>{_NUMBER}) and (?P<high>{_NUMBER}),? "
    r"\(?(?P<ends>inclusive|exclusive)\)?",
    re.IGNORECASE,
)
_SPACE = re.compile(rf"[\s{OPEN}{CLOSE}]+")


def bound_in_symbols(spelled: str, letter: str = "x") -> str | None:
    r"""A bound in words as a relation in symbols, or None where a text is something else.

    Args:
        spelled: an answer in our spelling.
        letter: what is bounded where the answer has no name for it.

    Returns:
        Such as ``x\ge 5`` or ``4<x\le 5``. "Between 4 and 5" leaves open whether 4 is meant, and is None.
    """
    if len(spelled) > _LONGEST or not any(word in spelled.lower() for word in _PARTS):
        return None
    text = _SPACE.sub(" ", spelled).strip(" .")
    found = _ONE.fullmatch(text)
    if found is not None:
        return f"{found['letter'] or letter}{_sign(found, 1)}{found['value1']}" if found["value1"].strip("- ") else None
    found = _TWO.fullmatch(text)
    if found is not None:
        return _chain(found, _sign(found, 1), _sign(found, 2), found["letter"] or letter)
    found = _BETWEEN.fullmatch(text)
    if found is None or not (found["low"].strip("- ") and found["high"].strip("- ")):
        return None
    sign = "<" if found["ends"].lower() == "exclusive" else "\\le "
    return f"{found['low']}{sign}{found['letter'] or letter}{sign}{found['high']}"


# A part of every bound.
_PARTS = ("than", "least", "most", "above", "below", "between")


def _sign(found: re.Match[str], which: int) -> str:
    sign = _SIGNS[found[f"how{which}"].lower()]
    return _OR_EQUAL.get(sign, sign) if found[f"equal{which}"] else sign


def _chain(found: re.Match[str], first: str, second: str, letter: str) -> str | None:
    r"""``4<x\le 5`` of two bounds, one from below and one from above; None where both are of one side."""
    values = found["value1"], found["value2"]
    if not all(value.strip("- ") for value in values):
        return None
    rising = (first in (">", "\\ge "), second in (">", "\\ge "))
    if rising == (True, False):
        return f"{values[0]}{_TURNED[first]}{letter}{second}{values[1]}"
    return f"{values[1]}{_TURNED[second]}{letter}{first}{values[0]}" if rising == (False, True) else None
