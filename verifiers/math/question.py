"""What a question asks for: a unit, a percentage, a rounding, an exact value."""

from __future__ import annotations

import re
from functools import cached_property, lru_cache

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
_RATIO = re.compile(r"ratio\b|ratios\b|proportion|\bodds\b|\d\s?:\s?\d|[a-z]\s?:\s?[a-z]\b|比")
_PERCENT = re.compile(r"percent|%|百分")
_EXACT = re.compile(r"\bexact")
_DEGREES = re.compile(r"degree|\^\s*\{?\\circ|°|度")
_TARGET = re.compile(
    r"\b(?:how many|in|number of|answer in|expressed in|using)\s+((?:square |cubic |sq\.? )?[a-z]+(?:\s+per\s+[a-z]+)?)"
)
_TARGET_MATH = re.compile(r"\bin\s+\$?\\(?:mathrm|text)\s*\{\s*~?\s*([a-z]+(?:\s*/\s*[a-z]+)?)\s*\}")
_COMMA = re.compile(r"komma|virgule|decimal comma|coma decimal|virgola|vírgula", re.IGNORECASE)
_CLOCK = re.compile(r"\btime\b|o'clock|\bclock\b|\bwhen\b|几点|[ap]\.?m\.?\b", re.IGNORECASE)
_REMAINDER = re.compile(r"\bmod|remainder|residue|congruen|divid|余|模|同余|\\equiv|整除")
_LETTER = re.compile(r"(?<![A-Za-z\\])[A-Za-z](?![A-Za-z])")


class Question:
    """What can be told from a question; each is worked out when it is asked for.

    Args:
        question: the prompt; of a long one the end is read.

    Attributes:
        text: the question, lower case.
    """

    def __init__(self, question: str) -> None:
        self._original = question[-_LONGEST:]
        self.text = self._original.lower()

    @cached_property
    def ratio(self) -> bool:
        """Whether it speaks of a ratio, for which a fraction may be written."""
        return _RATIO.search(self.text) is not None

    @cached_property
    def percent(self) -> bool:
        """Whether it asks for a percentage."""
        return _PERCENT.search(self.text) is not None

    @cached_property
    def places(self) -> int | None:
        """To how many decimal places it wants an answer, or None."""
        return _places(self.text)

    @cached_property
    def significant(self) -> int | None:
        """To how many significant digits it wants an answer, or None."""
        found = _SIGNIFICANT.search(self.text)
        return _NUMBERS.get(found[1]) if found else None

    @cached_property
    def rounds(self) -> bool:
        """Whether it speaks of rounding or approximation at all."""
        return self.places is not None or self.significant is not None or _ROUND.search(self.text) is not None

    @cached_property
    def exact(self) -> bool:
        """Whether it asks for an exact value."""
        return _EXACT.search(self.text) is not None

    @cached_property
    def degrees(self) -> bool:
        """Whether it measures angles in degrees."""
        return _DEGREES.search(self.text) is not None

    @cached_property
    def unit(self) -> Unit | None:
        """The unit that it asks for, or None."""
        return _unit(self.text)

    @cached_property
    def comma(self) -> bool:
        """Whether it writes decimal commas."""
        return _COMMA.search(self.text) is not None

    @cached_property
    def clock(self) -> bool:
        """Whether it asks for a time."""
        return _CLOCK.search(self.text) is not None

    @cached_property
    def remainder(self) -> bool:
        """Whether it speaks of remainders."""
        return _REMAINDER.search(self.text) is not None

    @cached_property
    def letters(self) -> frozenset[str]:
        """Letters that stand alone in it: its variables."""
        return frozenset(_LETTER.findall(self._original))

    @property
    def known(self) -> bool:
        """Whether there is a question at all."""
        return bool(self.text.strip())

    @property
    def asks_digits(self) -> bool:
        """Whether a number of decimal places or significant digits is asked for."""
        return self.significant is not None or (self.places is not None and self.places > 0)

    def findings(self) -> list[str]:
        """The names of what it asks for, for people."""
        names = (
            *("percent", "places", "significant", "rounds", "exact", "degrees", "unit", "comma", "clock"),
            "remainder",
        )
        return [name for name in names if getattr(self, name) not in (None, False)]


_ROUNDING_HINTS = ("ound", "earest", "pprox", "omma", "irgul", "gnificant", "ecimal", "近", "保留", "精确")


def may_round(question: str) -> bool:
    """Whether a question may speak of rounding or decimal commas; plain searches, since most answers need no more."""
    return any(hint in question for hint in _ROUNDING_HINTS)


@lru_cache(maxsize=1024)
def understand(question: str) -> Question:
    """What a question asks for; kept, since all completions of a prompt come with it."""
    return Question(question)


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
