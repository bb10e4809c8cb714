"""A number or expression with what stands around it: a unit, a percent or dollar sign, the precision of a decimal."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from .expressions import MINUS_ONE, Expression, negative, number
from .foreign_words import denies_or_bounds
from .limits import UnreadableError
from .parser import Parser
from .tokens import SCALES
from .units import Unit, combined, named
from .values import Decimals, Scalar, Value

_CURRENCIES = {unit.dimension for unit in map(named, ("dollar", "euro", "yuan", "rupee", "gbp")) if unit is not None}


def added(values: Sequence[Value]) -> Scalar | None:
    """The sum of two quantities of one kind in different units, ``2 hours and 30 minutes``; None for all others."""
    if len(values) != 2 or not all(isinstance(value, Scalar) and value.unit is not None for value in values):
        return None
    first, second = (value for value in values if isinstance(value, Scalar))
    assert first.unit is not None
    assert second.unit is not None
    if first.unit.dimension != second.unit.dimension or not first.unit.dimension or first.unit.size <= second.unit.size:
        return None
    share = number(second.unit.size / first.unit.size)
    return first._replace(expression=("+", (first.expression, ("*", (share, second.expression)))), decimals=None)


# What is too short to be a unit by itself, but is one where two quantities stand side by side: 2 h 30 min, 6 ft 2 in.
_COMPOUND_NAMES = {"h": '"hour', "m": '"min', "s": '"sec', "d": '"day', '"in': '"inch'}


def _compound(tokens: list[str]) -> Scalar | None:
    """``2 hours 30 minutes``: two numbers, each with a unit of one word."""
    if len(tokens) != 4 or not (tokens[0][0].isdigit() and tokens[2][0].isdigit()):
        return None
    names = [_COMPOUND_NAMES.get(token, token) for token in (tokens[1], tokens[3])]
    if names[0][0] != '"' or names[1][0] != '"':
        return None
    return added([scalar([tokens[0], names[0]]), scalar([tokens[2], names[1]])])


_DEGREE_SIGNS = frozenset(("\\circ", '"degree', '"degrees'))
_TEMPERATURES = {"c": "celsius", "celsius": "celsius", "f": "fahrenheit", "fahrenheit": "fahrenheit"}


def scalar(tokens: list[str]) -> Value:
    """A number or expression with its unit, or words.

    Raises:
        UnreadableError: it is neither.
    """
    several = _compound(tokens)
    if several is not None:
        return several
    if tokens[-1] in ("C", "F") and not _DEGREE_SIGNS.isdisjoint(tokens[-3:-1]):
        tokens = [*tokens[:-1], f'"{tokens[-1]}']  # of 20 ^ \circ C, which is no product
    head, unit, percent = _without_unit(tokens)
    if not head:
        raise UnreadableError("a unit without a number")
    expression = Parser(head).whole()
    base = (
        int(head[-1].rpartition("_")[2].strip("{}"))
        if len(head) < 3 and head[-1][0].isdigit() and "_" in head[-1]
        else None
    )
    if expression[0] == "deg" and unit is None:
        return Scalar(expression)
    scale = None if unit is None else _TEMPERATURES.get(unit.name.strip(".").lower())
    if scale is not None and (degrees := _degrees(expression)) is not None:
        written = [token for token in head if token != "^" and token not in _DEGREE_SIGNS]
        return Scalar(degrees, Unit(((scale, 1),), Fraction(1), scale), False, decimals_of(written))
    return Scalar(expression, unit, percent, decimals_of(head), base)


def _degrees(a: Expression) -> Expression | None:
    """How many degrees an expression is, which may be below zero; None where it is something else."""
    if a[0] == "*" and len(a[1]) == 2 and a[1][0] == MINUS_ONE and a[1][1][0] == "deg":
        return negative(a[1][1][1])
    return a[1] if a[0] == "deg" else None


def _without_unit(tokens: list[str]) -> tuple[list[str], Unit | None, bool]:
    unit: Unit | None = None
    percent = False
    money = named(tokens[0][1:]) if tokens[0][0] == '"' else None
    if money is not None and money.dimension in _CURRENCIES and len(tokens) > 1:
        tokens, unit = tokens[1:], money
    dollars = "\\$" in tokens
    if dollars:
        tokens = [token for token in tokens if token != "\\$"]
        unit = named("dollar")
    start = _unit_start(tokens)
    if start < len(tokens):
        words = [token.lstrip('"').lstrip("\\") for token in tokens[start:] if token not in ("{", "}")]
        words = [word for word in words if word not in (".", "(", ")", "cdot", "times")]
        if _BOUND_BEHIND.search(behind := " ".join(words)) or denies_or_bounds(behind):
            raise UnreadableError(f"{behind!r} bounds a number")
        rate = unit is not None and words[:1] in (["/"], ["per"])  # $5 per hour
        found = combined([unit.name, *words] if unit is not None and rate else words)
        if found is None or not start or (tokens[:start] == ["A"] and len(words) > 1 and not found.dimension):
            raise UnreadableError(f"{' '.join(words)!r} is no unit")  # "A stopped clock" is a sentence, and no number
        unit = found if rate else unit or found
        tokens = tokens[:start]
    if tokens and tokens[-1] in ("\\%", "%"):
        percent = True
        tokens = tokens[:-1]
    return tokens, unit, percent


# "12 at least", "12 or more", "12以上": no number, but a bound.
_BOUND_BEHIND = re.compile(
    r"\bat (?:the )?(?:least|most)\b|\b(?:or|and) (?:more|less|fewer|above|below|over|under)\b", re.I
)


def _unit_start(tokens: Sequence[str]) -> int:
    """Where the words at the end begin that follow a number: a unit, or what is counted."""
    start = len(tokens)
    seen = start
    while start > 0:
        token = tokens[start - 1]
        if token[0] == '"' and token[1:].lower() not in SCALES and token[1:].lower() not in ("degree", "degrees"):
            seen = start - 1
        elif token == "_":
            return len(tokens)  # the words are subscripts
        elif token not in ("/", "^", "{", "}", ".", "2", "3", "-1", "-2", "-", "1", "\\cdot", "\\circ"):
            break
        start -= 1
    is_rate = 1 < seen < len(tokens) and tokens[seen - 1] == "/" and tokens[seen - 2][0].isdigit()  # 5/hour
    return seen - is_rate


_DECIMAL = re.compile(r"\d*\.\d+|\d+")
_SCIENCE = re.compile(r"(\d*\.?\d*)[eE]([-+]?\d+)")


def decimals_of(tokens: Sequence[str]) -> Decimals | None:
    """How precisely a decimal number is written, or None where the tokens are no decimal number."""
    tokens = [token for token in tokens if token not in ("+", "-", "(", ")", "{", "}")]
    exponent = 0
    if len(tokens) == 5 and tokens[1] in ("\\times", "\\cdot", "*") and tokens[2] == "10" and tokens[3] == "^":
        if not tokens[4].isdigit():
            return None
        exponent = int(tokens[4])  # the sign was dropped; only the number of digits matters then
        tokens = tokens[:1]
    if len(tokens) != 1:
        return None
    science = _SCIENCE.fullmatch(tokens[0])
    digits = science[1] if science else tokens[0]
    if not _DECIMAL.fullmatch(digits) or (not science and not exponent and "." not in digits):
        return None
    whole, _, fraction = digits.partition(".")
    significant = len((whole + fraction).lstrip("0"))
    return Decimals(Fraction(1, 10 ** len(fraction)), significant)
