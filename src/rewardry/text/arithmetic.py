"""Arithmetic as it is written in a text: found, and worked out exactly; nothing of it is ever run as code."""

from __future__ import annotations

import itertools
import re
from fractions import Fraction
from typing import NamedTuple

from rewardry.text.units import UNSPACED

# Numbers beyond this are not worked out: a tower of powers would not end.
MOST_BITS = 4096
_LONGEST_SIDE = 400
_DEEPEST = 32

_NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d{1,400})(?:\.\d{1,400})?%?|\.\d{1,400}%?"
_TOKEN = re.compile(
    rf"\s*(?:(?P<number>{_NUMBER})|(?P<frac>\\[dtc]?frac)|(?P<times>\\times|\\cdot|×|·|⋅|∗)|(?P<over>\\div|÷)"
    r"|(?P<minus>[−–])|(?P<skip>\\left|\\right|\\,|\\;|\\!|\\ )|(?P<sign>\*\*|[-+*/^(){}]))"
)
# A stretch of text that may be arithmetic with at least one equals sign, and no letter in it but LaTeX commands.
_STRETCH = re.compile(
    r"(?:[\d.,%\s+*/^(){}=≈×·⋅∗÷−–-]|\\(?:[dtc]?frac|times|cdot|div|left|right|approx)(?![A-Za-z])|\\[,;! ])+"
)
_EQUALS = re.compile(r"=|≈|\\approx(?![A-Za-z])")


class Equality(NamedTuple):
    """An equality between two neighbours of a chain.

    Attributes:
        left, right: the sides as they are written, without white space.
        holds: whether it is true.
    """

    left: str
    right: str
    holds: bool


class _NotArithmeticError(ValueError):
    """A text that is no arithmetic expression, or one that is not worked out."""


def evaluate(text: str) -> Fraction | None:
    r"""The exact value of an expression of numbers, ``+ - * / ^``, brackets, ``\frac`` and ``\times``.

    Args:
        text: the expression, as a model writes it.

    Returns:
        None where it is no such expression, divides by zero, or holds a number of more than 4096 bits.

    >>> evaluate("3*8 - 1/2")
    Fraction(47, 2)
    """
    try:
        return _Parser(_tokens(text)).value()
    except (_NotArithmeticError, ZeroDivisionError):
        return None


def equalities(text: str, rel_tol: float = 0.01, most: int = 200) -> list[Equality]:
    """The different equalities that a text states between numbers, from left to right.

    A chain ``a = b = c`` states each pair of neighbours. A pair counts if a side has an operation and the sides are
    not the same text; where a side is a decimal number the pair holds within `rel_tol`, else exactly.

    Args:
        text: any text; time is linear in it.
        rel_tol: the tolerance relative to the larger side, for decimals.
        most: how many are looked for; what follows is not read.
    """
    found: dict[tuple[str, str], Equality] = {}
    for stretch in _stretches(text):
        sides = [_readable(side) for side in _EQUALS.split(stretch)]
        for left, right in itertools.pairwise(sides):
            if left and right and left[0] != right[0] and (_operates(left[0]) or _operates(right[0])):
                pair = (left[0], right[0])
                found.setdefault(pair, Equality(*pair, _holds(left, right, rel_tol)))
                if len(found) >= most:
                    return list(found.values())
    return list(found.values())


def _stretches(text: str) -> list[str]:
    """The parts of a text that may be chains; a letter or a word beside an equals sign makes it no chain of numbers."""
    found = []
    for stretch in _STRETCH.finditer(text):
        inside = stretch.group()
        if "=" in inside or "≈" in inside or "\\approx" in inside:
            before = text[max(stretch.start() - 12, 0) : stretch.start()]
            after = text[stretch.end() : stretch.end() + 1]
            found += _ENDS.split(_without_neighbours(inside, before, after))
    return found


# What ends a chain: a comma or full stop that is no part of a number, a new line, or numbers side by side.
_ENDS = re.compile(r"[,;](?!\d{3}(?!\d))|(?<!\d),|\.(?!\d)|\n|(?<=[\d)}%])[ \t]+(?=[\d(])")

# A word before a number that makes it a part of something else: "half of 8 = 4" says nothing of 8.
_TAKES_A_NUMBER = re.compile(
    r"(?:\b(?:mod|modulo|choose|of|log|ln|sin|cos|tan|sqrt|root|than|minus|plus|times|by|over)|[乘以除加减的比和]|[-+*/=(×·]\s?[\d.]{1,9}\s?:)\s?$",
    re.IGNORECASE,
)
_UNSPACED = re.compile(f"[{UNSPACED}]")


def _without_neighbours(stretch: str, before: str, after: str) -> str:
    """A stretch without the side that a letter, a subscript or a dollar's neighbour makes a part of something else."""
    if _TAKES_A_NUMBER.search(before):
        return "=".join(_EQUALS.split(stretch)[1:])
    if _belongs(before[-1:]):
        stretch = _cut(stretch, first=True)
    if _belongs(after) or after == "!":
        stretch = _cut(stretch, first=False)
    return stretch


def _belongs(char: str) -> bool:
    """Whether a number beside a character is a part of something else: a name, a product, a subscript."""
    return (char != "" and char in "_\\√∛∜|⌊⌈#") or (char.isalpha() and not _UNSPACED.match(char))


def _cut(stretch: str, first: bool) -> str:
    """A stretch whose first or last side is not read, unless white space parts it from its neighbour."""
    if stretch[:1].isspace() if first else stretch[-1:].isspace():
        edge = stretch.strip()
        operator = edge[:1] if first else edge[-1:]
        if operator not in "+-*/^×·÷−=":
            return stretch
    parts = _EQUALS.split(stretch)
    return "=".join(parts[1:] if first else parts[:-1])


def _readable(side: str) -> tuple[str, Fraction] | None:
    """A side without white space, and its value; None where it is no expression."""
    if len(side) > _LONGEST_SIDE:
        return None
    stripped = _balanced("".join(side.split()))
    value = evaluate(stripped)
    return None if value is None else (stripped, value)


def _balanced(side: str) -> str:
    """A side without a bracket at its end or beginning that belongs to the sentence around it."""
    for _ in range(4):
        missing = side.count("(") - side.count(")")
        if missing > 0 and side.startswith("("):
            side = side[1:]
        elif (missing < 0 and side.endswith(")")) or (side.count("{") < side.count("}") and side.endswith("}")):
            side = side[:-1]
        else:
            break
    return side


_OPERATION = re.compile(r"[+*/^×·⋅∗÷]|\\|(?<=[\d)}%])[-−–]")


def _operates(side: str) -> bool:
    return _OPERATION.search(side) is not None


def _holds(left: tuple[str, Fraction], right: tuple[str, Fraction], rel_tol: float) -> bool:
    one, other = left[1], right[1]
    if one == other:
        return True
    if not ("." in left[0] or "." in right[0]):
        return False
    return abs(one - other) <= Fraction(rel_tol).limit_denominator(10**9) * max(abs(one), abs(other))


def _tokens(text: str) -> list[str]:
    """The tokens of an expression, each in one spelling.

    Raises:
        _NotArithmeticError: something else stands in it.
    """
    found = []
    at, end = 0, len(text.rstrip())
    while at < end:
        token = _TOKEN.match(text, at)
        if token is None:
            raise _NotArithmeticError(text)
        at = token.end()
        kind = token.lastgroup or ""
        if kind != "skip":
            found.append({"frac": "frac", "times": "*", "over": "/", "minus": "-"}.get(kind, token[kind]))
    return found


class _Parser:
    """Recursive descent over tokens: sums, products, powers, signs, brackets."""

    def __init__(self, tokens: list[str]) -> None:
        self._tokens = tokens
        self._at = 0
        self._depth = 0

    def value(self) -> Fraction:
        """The value of the whole."""
        found = self._sum()
        if self._at < len(self._tokens):
            raise _NotArithmeticError("something follows")
        return found

    def _peek(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _take(self) -> str:
        token = self._peek()
        self._at += 1
        return token

    def _sum(self) -> Fraction:
        found = self._product()
        while self._peek() in ("+", "-"):
            found = _bounded(found + self._product() if self._take() == "+" else found - self._product())
        return found

    def _product(self) -> Fraction:
        found = self._signed()
        while self._peek() in ("*", "/", "(", "frac"):
            sign = self._take() if self._peek() in ("*", "/") else "*"
            other = self._signed()
            found = _bounded(found * other if sign == "*" else found / other)
        return found

    def _signed(self) -> Fraction:
        negative = False
        while self._peek() in ("+", "-"):
            negative ^= self._take() == "-"
        found = self._power()
        return -found if negative else found

    def _power(self) -> Fraction:
        base = self._atom()
        if self._peek() not in ("^", "**"):
            return base
        self._take()
        self._deeper()
        exponent = self._signed()
        self._depth -= 1
        bits = max(base.numerator.bit_length(), base.denominator.bit_length())
        if exponent.denominator != 1 or abs(exponent) * bits > MOST_BITS:
            raise _NotArithmeticError("a power that is not worked out")
        return base ** int(exponent)

    def _atom(self) -> Fraction:
        token = self._take()
        if token in ("(", "{"):
            return self._inside(")" if token == "(" else "}")
        if token == "frac":
            return _bounded(self._argument() / self._argument())
        if not token or not (token[0].isdigit() or token[0] == "."):
            raise _NotArithmeticError(f"{token!r} is no number")
        return _number(token)

    def _argument(self) -> Fraction:
        r"""An argument of ``\frac``: in braces, or a single digit of a number that two arguments share."""
        token = self._take()
        if token == "{":
            return self._inside("}")
        if len(token) == 2 and token.isdecimal():  # \frac12
            self._at -= 1
            self._tokens[self._at] = token[1]
            token = token[0]
        if not token.isdecimal():
            raise _NotArithmeticError("a fraction without arguments")
        return _number(token)

    def _inside(self, closing: str) -> Fraction:
        self._deeper()
        found = self._sum()
        self._depth -= 1
        if self._take() != closing:
            raise _NotArithmeticError("a bracket that does not close")
        return found

    def _deeper(self) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise _NotArithmeticError("too many brackets")


def _number(token: str) -> Fraction:
    percent = token.endswith("%")
    found = _bounded(Fraction(token.rstrip("%").replace(",", "")))
    return found / 100 if percent else found


def _bounded(value: Fraction) -> Fraction:
    if max(value.numerator.bit_length(), value.denominator.bit_length()) > MOST_BITS:
        raise _NotArithmeticError("a number that is too large")
    return value
