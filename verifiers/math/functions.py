r"""Functions, roots, sums and products as they are written: ``\sin^2 2x``, ``\log_2 8``, ``\sqrt[3]{x}``."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING

from .exact import rational
from .expressions import (
    IMAGINARY,
    MINUS_ONE,
    Expression,
    as_letter,
    negative,
    number,
    product,
    replaced,
)
from .limits import BeyondError, UnreadableError
from .tokens import FUNCTIONS

if TYPE_CHECKING:
    from .parser import Parser

_INVERSE = {"sin": "arcsin", "cos": "arccos", "tan": "arctan", "cot": "arccot", "sec": "arcsec", "csc": "arccsc"}
_ALIASES = {"asin": "arcsin", "acos": "arccos", "atan": "arctan"}
_CIS = ("+", (("f", "cos", ("v", "\0")), ("*", (IMAGINARY, ("f", "sin", ("v", "\0"))))))


def root(parser: Parser) -> Expression:
    """A root whose sign was just taken, with its index in square brackets or without."""
    if parser.peek() != "[":
        return ("root", parser.argument(), number(2))
    parser.take()
    index = parser.sum()
    parser.need("]")
    return ("root", parser.argument(), index)


def series(parser: Parser, name: str) -> Expression:
    """A sum or product over an integer between two bounds."""
    parser.need("_")
    parser.need("{")
    variable = parser.take()
    parser.need("=")
    low = parser.sum()
    parser.need("}")
    parser.need("^")
    high = parser.argument()
    body = parser.term()
    return (name, variable, low, high, as_letter(body, IMAGINARY, "i") if variable == "i" else body)


def function(parser: Parser, name: str) -> Expression:
    """A function whose name was just taken, with its base, power and argument."""
    name = _ALIASES.get(name, name)
    if name in ("max", "min", "gcd", "lcm"):
        return _of_many(parser, name)
    base: Expression | None = None
    power: Expression | None = None
    for _ in range(2):
        if parser.peek() == "_" and name == "log":
            parser.take()
            base = parser.argument()
        elif parser.peek() == "^":
            parser.take()
            power = parser.argument()
    inside = function_argument(parser)
    if power == MINUS_ONE and name in _INVERSE:
        return ("f", _INVERSE[name], inside)
    if name == "log":
        found: Expression = ("f", "log", inside) if base is None else ("log", base, inside)
        if base == ("c", "e"):
            found = ("f", "ln", inside)
    elif name in ("sqrt", "cbrt"):
        found = ("root", inside, number(2 if name == "sqrt" else 3))
    elif name == "cis":
        found = replaced(_CIS, "\0", inside)
    else:
        found = ("f", name, inside)
    return found if power is None else ("^", found, power)


def _of_many(parser: Parser, name: str) -> Expression:
    opening = parser.take()
    if opening not in ("(", "\\{"):
        raise UnreadableError(f"{name} of what?")
    items = [parser.sum()]
    while parser.peek() == ",":
        parser.take()
        items.append(parser.sum())
    parser.need(")" if opening == "(" else "\\}")
    return ("many", name, tuple(items))


def function_argument(parser: Parser) -> Expression:
    """What a function applies to without brackets: all that is multiplied without a sign, as in sin 2x."""
    if parser.peek() in ("(", "[", "{"):
        return parser.group(parser.take())
    if parser.peek() == "-":
        parser.take()
        return negative(function_argument(parser))
    factors = [parser.factor()]
    while True:
        token = parser.peek()
        is_function = token[:1] == "\\" and token[1:] in FUNCTIONS
        if (
            not token
            or (is_function and not (token == "\\sqrt" and all(f[0] == "n" for f in factors)))
            or token in ("(", "[", "\\sum", "\\prod")
            or not parser.starts_factor(token)
        ):
            break
        factors.append(parser.factor())
    if parser.peek() == "/" and _simple_over(parser):
        parser.take()
        return ("/", product(factors), parser.factor())
    return product(factors)


_LARGEST_ZETA = 40


def zeta(parser: Parser) -> Expression:
    """Riemann's function behind its name: at an even number a power of pi, elsewhere a number of its own."""
    parser.need("(")
    at = rational(parser.sum())
    parser.need(")")
    if at is None or at.denominator != 1 or not 1 < at <= _LARGEST_ZETA:
        raise BeyondError("the zeta function")
    n = at.numerator
    if n % 2:
        return ("v", f"\\zeta({n})")
    share = abs(_bernoulli(n)) * 2 ** (n - 1) / math.factorial(n)
    return ("*", (number(share), ("^", ("c", "pi"), number(n))))


def _bernoulli(n: int) -> Fraction:
    """The nth number of Bernoulli, by the recurrence of the binomial coefficients."""
    known = [Fraction(1)]
    for m in range(1, n + 1):
        known.append(-sum((math.comb(m + 1, k) * known[k] for k in range(m)), Fraction(0)) / (m + 1))
    return known[n]


def _simple_over(parser: Parser) -> bool:
    """Whether a division belongs to the argument: sin pi/6."""
    after = parser.tokens[parser.place + 1 : parser.place + 2]
    return bool(after) and after[0].isdigit()
