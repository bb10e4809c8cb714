"""Numbers written in Chinese: 三分之二, 一百零五, 百分之二十, 负三点五."""

from __future__ import annotations

import re
from fractions import Fraction

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_LARGE = {"亿": 10**8, "万": 10**4}  # the largest first: 一万亿 is ten thousand times 亿
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
    value = _decimal(found["integer"], found["digits"] or "") if found["integer"] else _fraction(*found.group(2, 3, 4))
    return -value if value is not None and found[1] else value


def _decimal(integer: str, digits: str) -> Fraction | None:
    whole = _integer(integer)
    behind = "".join(str(_DIGITS[char]) for char in digits)
    return None if whole is None else whole + Fraction(int(behind or 0), 10 ** len(behind))


def _fraction(whole: str | None, below: str, above: str) -> Fraction | None:
    parts = _integer(whole) if whole else 0, _integer(above), _integer(below)
    count, share, size = parts
    return None if count is None or share is None or not size else count + Fraction(share, size)


_ONE = "[一二两三四五六七八九]"
_GROUP = re.compile(rf"(?:[零〇]?({_ONE}?)千)?(?:[零〇]?({_ONE}?)百)?(?:[零〇]?({_ONE}?)十)?([零〇]?)({_ONE}?)")


def _integer(text: str) -> int | None:
    """A whole number; None where its characters are in no order, as in 十百."""
    for sign, size in _LARGE.items():
        above, found, below = text.partition(sign)
        if found:
            left, right = _integer(above), _behind(below, size)
            return None if not left or right is None else left * size + right
    return _below_ten_thousand(text)


def _behind(text: str, size: int) -> int | None:
    """What follows 万 or 亿: the 二千 of 一万二千, or the 二 of 一万二, which is the same."""
    if not text:
        return 0
    if text in _DIGITS:
        return _DIGITS[text] * size // 10
    value = _integer(text)
    return value if value is not None and value < size else None


def _below_ten_thousand(text: str) -> int | None:
    found = _GROUP.fullmatch(text)
    if found is None or not text or (found[1] == "" and text[0] != "千") or (found[2] == "" and text[0] != "百"):
        return None
    thousands, hundreds, tens = (0 if digit is None else _DIGITS.get(digit, 1) for digit in found.group(1, 2, 3))
    ones = _DIGITS.get(found[5], 0)
    if found[3] is None and not found[4] and (thousands or hundreds):
        ones *= 10 if hundreds else 100  # 一百五 is 150; 105 is 一百零五
    return 1000 * thousands + 100 * hundreds + 10 * tens + ones
