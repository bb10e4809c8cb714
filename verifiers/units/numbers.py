"""The number in front of a unit: decimal, with a power of ten, a fraction, a multiple of π or of a root; exact."""

from __future__ import annotations

import math
import re
from fractions import Fraction

# Beyond these no quantity is meant, and exact arithmetic would cost what it likes.
_MOST_DIGITS = 60
_LARGEST_EXPONENT = 300

# A zero begins no thousands: 0,125 is an eighth.
_DIGITS = (
    r"(?:[1-9]\d{0,2}(?:,\d{3})+(?![\d,])(?:\.\d+)?|[1-9]\d{0,2}(?: \d{3})+(?![ ]?\d)(?:\.\d+)?"
    r"|(?:\d+,(?!\d{3}(?!\d))|0,)\d+(?![\d,])"
    r"|\d+(?:\.\d+)?\.?(?!\d)|\.\d+)"
)
_POWER = r"10\s?\^\s?(?:\(\s?(?P<{0}>[-+]?\s?\d{{1,6}})\s?\)|(?P<{0}_bare>[-+]?\d{{1,6}}))"
_TEN = _POWER.format("ten")
_ALONE = _POWER.format("alone")
_NUMBER = re.compile(
    r"\s*(?P<sign>[-+]?)\s?(?:"
    rf"\(\s?(?P<above>{_DIGITS})\s?\)\s?/\s?\(\s?(?P<below>{_DIGITS})\s?\)"
    rf"|(?P<whole>\d{{1,9}})\s(?P<num>\d{{1,9}})\s?/\s?(?P<den>\d{{1,9}})"
    rf"|{_ALONE}(?![.\d])"
    rf"|(?P<mantissa>{_DIGITS})(?:[eE](?P<exponent>[-+]?\d{{1,6}})(?!\d)|\s?[*·x]\s?{_TEN}(?![.\d]))?"
    rf"(?:\s?/\s?(?P<over>{_DIGITS}))?"
    r"|(?=[π√])"
    r")"
    rf"(?:\s?[*·]?\s?(?P<pi>π)(?:\s?/\s?(?P<pi_over>\d{{1,9}}))?)?"
    rf"(?:\s?[*·]?\s?√\s?(?:\(\s?(?P<root>{_DIGITS})\s?\)|(?P<root_bare>\d{{1,9}}))(?:\s?/\s?(?P<root_over>\d{{1,9}}))?)?"
)


class TooLargeError(ValueError):
    """A number beyond the limits."""


def read_number(text: str) -> tuple[Fraction, int] | None:
    """The number that a text begins with, and where it ends; None where it begins with none.

    Args:
        text: a quantity as `notation.plain` writes it.

    Raises:
        TooLargeError: more digits, or a larger power of ten, than any quantity has.
    """
    found = _NUMBER.match(text)
    if found is None or not found.group().strip(" +-"):
        return None
    value = _of_groups(found)
    if found["pi"]:
        value = _divided(value * Fraction(math.pi), Fraction(found["pi_over"] or 1))
    if root := found["root"] or found["root_bare"]:
        value = _divided(value * Fraction(math.sqrt(_decimal(root))), Fraction(found["root_over"] or 1))
    return (-value if found["sign"] == "-" else value), found.end()


def _of_groups(found: re.Match[str]) -> Fraction:
    if found["above"]:
        return _divided(_decimal(found["above"]), _decimal(found["below"]))
    if found["whole"]:
        return int(found["whole"]) + _divided(Fraction(int(found["num"])), Fraction(int(found["den"])))
    if power := found["alone"] or found["alone_bare"]:
        return _ten_to(power)
    if found["mantissa"] is None:
        return Fraction(1)
    value = _decimal(found["mantissa"])
    if power := found["exponent"] or found["ten"] or found["ten_bare"]:
        value *= _ten_to(power)
    return _divided(value, _decimal(found["over"])) if found["over"] else value


def _divided(value: Fraction, by: Fraction) -> Fraction:
    if not by:
        raise TooLargeError("a division by zero")
    return value / by


def _ten_to(power: str) -> Fraction:
    exponent = int(power.replace(" ", ""))
    if abs(exponent) > _LARGEST_EXPONENT:
        raise TooLargeError(f"ten to the power of {exponent}")
    return Fraction(10) ** exponent


def _decimal(digits: str) -> Fraction:
    """A decimal number; a comma before three digits parts thousands, any other is a decimal point."""
    if len(digits) > _MOST_DIGITS:
        raise TooLargeError(f"a number of {len(digits)} characters")
    plain = digits.replace(" ", "")
    if re.fullmatch(r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?", plain):
        return Fraction(plain.replace(",", ""))
    return Fraction(plain.replace(",", ".").rstrip("."))
