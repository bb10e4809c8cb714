"""Numbers written in Chinese: 三分之二, 一百零五, 百分之二十, 负三点五."""

from __future__ import annotations

import re
from fractions import Fraction

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "亿": 10**8}
_WHOLE = "[零〇一二两三四五六七八九十百千万亿]{1,20}"
_NUMBER = re.compile(
    rf"(负?)(?:(?:(?P<whole>{_WHOLE})又)?(?P<below>{_WHOLE})分之(?P<above>{_WHOLE})"
    rf"|(?P<integer>{_WHOLE})(?:点(?P<digits>[零〇一二三四五六七八九]{{1,12}}))?)"
)


def number_of_han(text: str) -> Fraction | None:
    """The number that a text in Chinese is, or None."""
    found = _NUMBER.fullmatch(text)
    if found is None:
        return None
    if found["integer"]:
        value = _integer(found["integer"])
        digits = "".join(str(_DIGITS[char]) for char in found["digits"] or "")
        value = None if value is None else value + (Fraction(int(digits), 10 ** len(digits)) if digits else 0)
    else:
        below, above = _integer(found["below"]), _integer(found["above"])
        whole = _integer(found["whole"]) if found["whole"] else 0
        value = whole + Fraction(above, below) if below and above is not None and whole is not None else None
    return None if value is None else Fraction(-value if found[1] else value)


def _integer(text: str) -> Fraction | None:
    """A whole number; None where its characters are in no order, as in 十百."""
    total, group, digit, last = 0, 0, None, 10**4
    for char in text:
        if char in _DIGITS:
            if digit:
                return None
            digit = _DIGITS[char]
        elif char in _UNITS:
            if _UNITS[char] >= last:
                return None
            last = _UNITS[char]
            group, digit = group + (1 if digit is None and not group else digit or 0) * last, None
        else:
            total, group, digit, last = (total + group + (digit or 0)) * _LARGE[char], 0, None, 10**4
    return Fraction(total + group + (digit or 0))
