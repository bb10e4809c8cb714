"""What a question asks for: a unit, a percentage, a rounding, an exact value."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from .units import Unit, combined, named

_LONGEST = 20_000
_PLACES = {
    "tenth": 1, "hundredth": 2, "thousandth": 3, "ten-thousandth": 4, "ten thousandth": 4, "cent": 2, "penny": 2,
    "integer": 0, "whole": 0, "one": 0, "unit": 0, "dollar": 0, "degree": 0, "ten": -1, "hundred": -2, "thousand": -3,
    "percent": 0, "minute": 0, "second": 0, "inch": 0, "foot": 0, "meter": 0, "year": 0, "day": 0, "mile": 0,
}  # fmt: skip
_NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "1": 1, "2": 2, "3": 3, "4": 4, "5": 5,
            "6": 6, "7": 7, "8": 8, "一": 1, "两": 2, "二": 2, "三": 3, "四": 4}  # fmt: skip
_NEAREST = re.compile(r"near(?:est)?\s+(?:the\s+)?(?:whole\s+)?([a-z]+(?:-[a-z]+)?)")
_DECIMALS = re.compile(
    r"\b(one|two|three|four|five|six|\d)\s*-?\s*(?:decimal(?:\s*places?|s)?|d\.?p\.?\b|digits? after the decimal)"
)
_CHINESE_DECIMALS = re.compile(r"(?:保留|精确到)\s*(?:小数点后)?\s*([一两二三四\d])?\s*位?(?:小数)?")
_SIGNIFICANT = re.compile(
    r"\b(one|two|three|four|five|six|\d)\s*-?\s*(?:significant\s*(?:figures?|digits?)|s\.?f\.?\b|sig(?:\.| )?\s*figs?)"
)
_ROUND = re.compile(r"\bround(?:ed|ing)?\b|\bapproximat|近似")
_PERCENT = re.compile(r"percent|%|百分")
_EXACT = re.compile(r"\bexact")
_DEGREES = re.compile(r"degree|\^\s*\{?\\circ|°|度")
_TARGET = re.compile(
    r"\b(?:how many|in|number of|answer in|expressed in|using)\s+((?:square |cubic |sq\.? )?[a-z]+(?:\s+per\s+[a-z]+)?)"
)
_TARGET_MATH = re.compile(r"\bin\s+\$?\\(?:mathrm|text)\s*\{\s*~?\s*([a-z]+(?:\s*/\s*[a-z]+)?)\s*\}")
_COMMA = re.compile(r"komma|virgule|decimal comma|coma decimal|virgola|vírgula", re.IGNORECASE)
_CLOCK = re.compile(r"\btime\b|o'clock|\bclock\b|\bwhen\b|几点|[ap]\.?m\.?\b", re.IGNORECASE)
_LETTER = re.compile(r"(?<![A-Za-z\\])[A-Za-z](?![A-Za-z])")


class Question(NamedTuple):
    """What can be told from a question.

    Attributes:
        text: the question, lower case, cut at a length.
        percent: whether it asks for a percentage.
        places: to how many decimal places it wants an answer, or None.
        significant: to how many significant digits, or None.
        rounds: whether it speaks of rounding or approximation at all.
        exact: whether it asks for an exact value.
        degrees: whether it measures angles in degrees.
        unit: the unit that it asks for, or None.
        comma: whether it writes decimal commas.
        clock: whether it asks for a time.
        letters: letters that stand alone in it: its variables.
        known: whether there is a question at all.
    """

    text: str
    percent: bool
    places: int | None
    significant: int | None
    rounds: bool
    exact: bool
    degrees: bool
    unit: Unit | None
    comma: bool
    clock: bool
    letters: frozenset[str]
    known: bool

    @property
    def asks_digits(self) -> bool:
        """Whether a number of decimal places or significant digits is asked for."""
        return self.significant is not None or (self.places is not None and self.places > 0)


_ROUNDING_HINTS = ("ound", "earest", "pprox", "omma", "irgul", "gnificant", "ecimal", "近", "保留", "精确")


def may_round(question: str) -> bool:
    """Whether a question may speak of rounding or decimal commas; plain searches, since most answers need no more."""
    return any(hint in question for hint in _ROUNDING_HINTS)


@lru_cache(maxsize=1024)
def understand(question: str) -> Question:
    """What a question asks for; of a long one its end is read."""
    original = question[-_LONGEST:]
    text = original.lower()
    places = _places(text)
    significant = _SIGNIFICANT.search(text)
    return Question(
        text=text,
        percent=bool(_PERCENT.search(text)),
        places=places,
        significant=_NUMBERS[significant[1]] if significant and significant[1] in _NUMBERS else None,
        rounds=places is not None or bool(significant) or bool(_ROUND.search(text)),
        exact=bool(_EXACT.search(text)),
        degrees=bool(_DEGREES.search(text)),
        unit=_unit(text),
        comma=bool(_COMMA.search(text)),
        clock=bool(_CLOCK.search(text)),
        letters=frozenset(_LETTER.findall(original)),
        known=bool(text.strip()),
    )


def _places(text: str) -> int | None:
    nearest = _NEAREST.search(text)
    if nearest:
        name = nearest[1].rstrip("s")
        return _PLACES.get(nearest[1], _PLACES.get(name, 0 if name else None))
    decimals = _DECIMALS.search(text)
    if decimals and decimals[1] in _NUMBERS:
        return _NUMBERS[decimals[1]]
    chinese = _CHINESE_DECIMALS.search(text)
    return _NUMBERS.get(chinese[1] or "", 0) if chinese else None


def _unit(text: str) -> Unit | None:
    """The unit a question asks for: behind "how many" first, else the last one behind "in"."""
    many = [m for m in _TARGET.finditer(text) if m[0].startswith("how many")]
    others = [m for m in _TARGET.finditer(text) if not m[0].startswith("how many")]
    for match in (*many, *reversed(others), *_TARGET_MATH.finditer(text)):
        words = match[1].replace("/", " / ").split()
        if any(len(word) > 1 or "/" in words for word in words if named(word)):
            found = combined([word for word in words if named(word) or word in ("square", "cubic", "per", "sq", "/")])
            if found and found.dimension:
                return found
    return None
