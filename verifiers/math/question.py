"""What a question asks for: a unit, a percentage, a rounding, an exact value."""

from __future__ import annotations

import re
from functools import cached_property, lru_cache

from .units import Unit, combined, named

_LONGEST = 20_000
_PLACES = {
    "tenth": 1, "hundredth": 2, "thousandth": 3, "ten thousandth": 4, "hundred thousandth": 5, "cent": 2, "penny": 2,
    "integer": 0, "whole": 0, "number": 0, "one": 0, "unit": 0, "ten": -1, "hundred": -2, "thousand": -3,
    "ten thousand": -4, "hundred thousand": -5, "million": -6, "percent": 0,
}  # fmt: skip
_CHINESE_PLACES = {"整数": 0, "个位": 0, "十分位": 1, "百分位": 2, "千分位": 3, "万分位": 4, "十位": -1, "百位": -2}
_NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "1": 1, "2": 2, "3": 3, "4": 4, "5": 5,
            "6": 6, "7": 7, "8": 8, "一": 1, "两": 2, "二": 2, "三": 3, "四": 4}  # fmt: skip
_NEAREST = re.compile(
    r"(?P<to>\bto\s+)?(?:the\s+)?\bnearest\s+(?:whole\s+)?"
    r"(?:(?P<step>0?\.0*1|10*)(?![\d.,])|(?P<name>(?:ten|hundred)[\s-]thousand(?:th)?|[a-z]+))"
)
_DECIMALS = re.compile(
    r"\b(one|two|three|four|five|six|\d)\s*-?\s*(?:decimal(?:\s*places?|s)?|d\.?p\.?\b|digits? after the decimal)"
)
_CHINESE = re.compile(
    r"(?:保留|精确到|四舍五入到|取)\s*(?:小数点后)?\s*(?:(?P<count>[一两二三四五六\d])\s*[位个]\s*(?P<figures>有效数字)?"
    rf"|(?P<step>0\.0*1|10*)(?![\d.])|(?P<name>{'|'.join(_CHINESE_PLACES)}))"
)
_SIGNIFICANT = re.compile(
    r"\b(one|two|three|four|five|six|\d)\s*-?\s*(?:significant\s*(?:figures?|digits?)|s\.?f\.?\b|sig(?:\.| )?\s*figs?)"
)
_ROUND = re.compile(r"\bround(?:ed|ing)?\b|\bapproximat|近似")
_RATIO = re.compile(r"ratio\b|ratios\b|proportion|\bodds\b|\d\s?:\s?\d|[a-z]\s?:\s?[a-z]\b|比")
_PERCENT = re.compile(r"percent|%|百分")
_EXACT = re.compile(r"\bexact")
_DEGREES = re.compile(r"degree|\^\s*\{?\\circ|°|度")
_RAISED = r"(?:\s?\^\s?\{?[1-4]\}?|[²³])?"
_UNIT = rf"(?:square |cubic |sq\.? )?[a-z]+{_RAISED}(?:(?:\s+per\s+|\s?/\s?)[a-z]+{_RAISED})?"
_TARGET = re.compile(rf"\b(?:how many|in|number of|answer in|expressed in|using)\s+\$?({_UNIT})")
_TARGET_MATH = re.compile(rf"\bin\s+\$?\\(?:mathrm|text)\s*\{{\s*~?\s*({_UNIT})\s*\}}({_RAISED})")
_UNIT_WORD = re.compile(r"[a-z]+|[/^]|\d")
_JOINTS = frozenset(("square", "cubic", "per", "sq", "/", "^", "1", "2", "3", "4"))
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
        if found is None and (chinese := _CHINESE.search(self.text)) is not None and chinese["figures"]:
            return _NUMBERS.get(chinese["count"])
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
    for nearest in _NEAREST.finditer(text):
        name = (nearest["name"] or "").replace("-", " ")
        name = next((form for form in (name, name.removesuffix("s")) if form in _PLACES), name)
        if nearest["step"] or name in _PLACES:
            return _of_step(nearest["step"]) if nearest["step"] else _PLACES[name]
        if nearest["to"] or named(name) is not None:
            return 0  # to the nearest student, the nearest foot; the nearest town rounds nothing
    decimals = _DECIMALS.search(text)
    if decimals and decimals[1] in _NUMBERS:
        return _NUMBERS[decimals[1]]
    chinese = _CHINESE.search(text)
    if chinese is None or chinese["figures"]:
        return None
    if chinese["step"]:
        return _of_step(chinese["step"])
    return _CHINESE_PLACES[chinese["name"]] if chinese["name"] else _NUMBERS.get(chinese["count"])


def _of_step(step: str) -> int:
    """The decimal places of a step: 2 of 0.01, -3 of 1000."""
    return len(step.partition(".")[2]) if "." in step else 1 - len(step)


def _unit(text: str) -> Unit | None:
    """The unit a question asks for: behind "how many" first, else the last one behind "in"."""
    many = [m for m in _TARGET.finditer(text) if m[0].startswith("how many")]
    others = [m for m in _TARGET.finditer(text) if not m[0].startswith("how many")]
    for match in (*many, *reversed(others), *_TARGET_MATH.finditer(text)):
        found = _unit_of("".join(match.groups()))
        if found and found.dimension:
            return found
    return None


def _unit_of(text: str) -> Unit | None:
    """The unit of some words, ``km/h`` or ``square metres``; None where they may be letters, as the m/n of a form."""
    words = _UNIT_WORD.findall(text.replace("²", "^2").replace("³", "^3"))
    units = [word for word in words if word not in _JOINTS and named(word)]
    rate = "/" in words
    if rate and (len(units) < 2 or (max(map(len, units)) < 2 and units != ["m", "s"])):
        return None
    if not rate and not any(len(word) > 1 for word in units):
        return None
    return combined([word for word in words if word in _JOINTS or word in units])
