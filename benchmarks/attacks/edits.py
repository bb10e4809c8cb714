"""Edits of a bare answer that change its value, each where it surely does."""

from __future__ import annotations

import re
from fractions import Fraction

from .rewrites import FRACTION, NUMBER, QUANTITY, UNITS, WHOLE, Rewrite, items_of

# A digit whose change changes the value: no index, no root's degree, no exponent's base 0 or 1 beside it.
_DIGIT = re.compile(r"(?<![_^\d.{\[])[2-8](?![\d.\]])")
_FORMULA = ("math", "math-verify")
_EXPRESSION = re.compile(r"[\w\s+*/=(){}^.,\\-]+")


def _value(answer: str) -> Fraction | None:
    if NUMBER.fullmatch(answer) and len(answer) < 300:
        return Fraction(answer)
    found = FRACTION.fullmatch(answer)
    if found is None or not int(found[3]):
        return None
    return Fraction(int(found[1] + found[2]), int(found[3]))


def _sign(answer: str) -> str | None:
    value = _value(answer)
    if not value:
        return None
    return answer[1:] if answer.startswith("-") else f"-{answer}"


def _off_by_one(answer: str) -> str | None:
    return str(int(answer) + 1) if WHOLE.fullmatch(answer) and len(answer) < 300 else None


def _one_less(answer: str) -> str | None:
    return str(int(answer) - 1) if WHOLE.fullmatch(answer) and len(answer) < 300 else None


def _last_digit(answer: str) -> str | None:
    """Another last digit of a number."""
    if not NUMBER.fullmatch(answer):
        return None
    return f"{answer[:-1]}{(int(answer[-1]) + 3) % 10}"


def _digit_of_expression(answer: str) -> str | None:
    """Another digit in an expression, where it is a term or a factor of its own."""
    if _value(answer) is not None or not _EXPRESSION.fullmatch(answer) or "\\text" in answer:
        return None
    found = list(_DIGIT.finditer(answer))
    if not found or items_of(answer):
        return None
    last = found[-1]
    return f"{answer[: last.start()]}{int(last[0]) + 1}{answer[last.end() :]}"


def _shifted_point(answer: str) -> str | None:
    value = _value(answer)
    if not value or not re.fullmatch(r"-?\d{1,9}\.\d{1,6}", answer):
        return None
    whole, _, digits = answer.partition(".")
    return f"{whole}{digits[0]}.{digits[1:] or '0'}"


def _inverse(answer: str) -> str | None:
    found = FRACTION.fullmatch(answer)
    if found is None or int(found[2]) in (0, int(found[3])):
        return None
    return f"{found[1]}\\frac{{{found[3]}}}{{{found[2]}}}"


def _swapped(answer: str) -> str | None:
    """The first two members of a tuple, the other way round."""
    found = items_of(answer)
    if found is None or found[0] not in ("(", "\\langle ") or Fraction(found[1][0]) == Fraction(found[1][1]):
        return None
    return f"{found[0]}{', '.join((found[1][1], found[1][0], *found[1][2:]))}{found[2]}"


def _dropped(answer: str) -> str | None:
    """A list or a set without its last member."""
    found = items_of(answer)
    if found is None or Fraction(found[1][-1]) in map(Fraction, found[1][:-1]):
        return None
    return f"{found[0]}{', '.join(found[1][:-1])}{found[2]}"


def _added(answer: str) -> str | None:
    found = items_of(answer)
    if found is None:
        return None
    further = max(Fraction(member) for member in found[1]) + 1
    return f"{found[0]}{', '.join((*found[1], str(further)))}{found[2]}" if further.denominator == 1 else None


def _other_unit(answer: str) -> str | None:
    found = QUANTITY.fullmatch(answer)
    if found is None or found[2] not in UNITS or not Fraction(found[1]):
        return None
    return f"{answer[: found.start(2)]}{UNITS[found[2]][0]}{answer[found.end(2) :]}"


def _flipped(answer: str) -> str | None:
    """A strict inequality the other way round."""
    found = re.fullmatch(r"([a-z]\s*)([<>])(\s*-?\d+(?:\.\d+)?)", answer)
    return None if found is None else f"{found[1]}{'<' if found[2] == '>' else '>'}{found[3]}"


def _other_letter(answer: str) -> str | None:
    return chr(ord("A") + (ord(answer) - ord("A") + 1) % 4) if re.fullmatch("[A-D]", answer) else None


CHANGED = (
    Rewrite("sign", "the other sign", False, _sign, (*_FORMULA, "units")),
    Rewrite("off by one", "one more", False, _off_by_one, _FORMULA),
    Rewrite("one less", "one less", False, _one_less, _FORMULA),
    Rewrite("last digit", "another last digit", False, _last_digit, _FORMULA),
    Rewrite("digit", "another digit in an expression", False, _digit_of_expression, _FORMULA),
    Rewrite("decimal point", "the decimal point one place on", False, _shifted_point, _FORMULA),
    Rewrite("inverse", "numerator and denominator swapped", False, _inverse, _FORMULA),
    Rewrite("swap", "two members of a tuple swapped", False, _swapped, _FORMULA),
    Rewrite("dropped part", "a list or a set without its last member", False, _dropped, _FORMULA),
    Rewrite("added part", "a list or a set with one member more", False, _added, _FORMULA),
    Rewrite("unit", "a smaller unit with the same number", False, _other_unit, (*_FORMULA, "units")),
    Rewrite("inequality", "a strict inequality turned round", False, _flipped, _FORMULA),
    Rewrite("other letter", "the next option", False, _other_letter, ("choice", "math")),
    Rewrite("further words", "words that change what it is", False, lambda a: f"{a} and others", ("text.exact",)),
)
