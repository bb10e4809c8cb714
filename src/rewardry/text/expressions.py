r"""Arithmetic expressions as trees: what stands in them can be counted, and they are worked out exactly.

Read are ``+ - * / ^``, brackets, products by juxtaposition before a bracket, the Unicode signs, and ``\frac``,
``\times``, ``\cdot``, ``\div``, ``\left``, ``\right`` of LaTeX. Nothing else is: names, calls, comments and
statements are refused. For the value of a text alone see `rewardry.text.arithmetic.evaluate`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple, TypeAlias

from rewardry.text.signs import plain_signs
from rewardry.text.unreadable import UnreadableAnswerError

LONGEST = 2000
DEEPEST = 50
MOST_OPERATIONS = 64
LARGEST = 10**30
LARGEST_EXPONENT = 12


class Number(NamedTuple):
    """A number of an expression, as it is written and as it is."""

    text: str
    value: Fraction


class Negative(NamedTuple):
    """A minus sign in front."""

    inner: Expression


class Operation(NamedTuple):
    """Two expressions and the sign between them: one of ``+ - * / ^``."""

    sign: str
    left: Expression
    right: Expression


Expression: TypeAlias = Number | Negative | Operation

_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d{1,3}(?:,\d{3})+(?![\d,])|\d{1,40}(?:\.\d{1,40})?|\.\d{1,40})(?![\d_.])"
    r"|(?P<frac>\\[dtc]?frac(?![A-Za-z]))"
    r"|(?P<times>\\(?:times|cdot|ast)(?![A-Za-z])|[×·⋅∙∗✕✖]|(?<=[\d\s)\]}])[xX](?=[\s\d(\[{\\]))"
    r"|(?P<over>\\div(?![A-Za-z])|[÷∕⁄])"
    r"|(?P<skip>\\(?:left|right|quad|,|;|!|:| |(?=\())(?![A-Za-z])|\$)"
    r"|(?P<power>\*\*|\^)|(?P<open>[(\[{])|(?P<close>[)\]}])|(?P<sign>[-+*/]))"
)
_CLOSING = {"(": ")", "[": "]", "{": "}"}
# How strongly a sign binds to what is on its left; a power takes what is on its right first.
_BINDS = {"+": 1, "-": 1, "*": 2, "/": 2, "^": 4}
_PREFIX = 3


def parse_expression(text: str) -> Expression:
    r"""The tree of an expression; the whole text must be one.

    Args:
        text: the expression as a model writes it; at most 2,000 characters, 64 operations, 50 brackets deep.

    Raises:
        UnreadableAnswerError: it is no such expression, or over a limit.

    >>> [str(number.value) for number in numbers_of(parse_expression(r"\frac{8}{3} \times 2"))]
    ['8', '3', '2']
    """
    if len(text) > LONGEST:
        raise UnreadableAnswerError("over-limit", f"the expression has {len(text)} characters; {LONGEST} are allowed")
    return _Parser(_tokens(plain_signs(text))).parse()


def evaluate_expression(expression: Expression) -> Fraction:
    """The exact value.

    Raises:
        ZeroDivisionError: it divides by zero.
        OverflowError: a number reaches 10**30, or an exponent is no whole number up to 12.
    """
    if isinstance(expression, Number):
        return _bounded(expression.value)
    if isinstance(expression, Negative):
        return -evaluate_expression(expression.inner)
    return _bounded(
        _operate(expression.sign, evaluate_expression(expression.left), evaluate_expression(expression.right))
    )


def numbers_of(expression: Expression) -> Iterator[Number]:
    """The numbers that stand in an expression, from left to right."""
    if isinstance(expression, Number):
        yield expression
    elif isinstance(expression, Negative):
        yield from numbers_of(expression.inner)
    else:
        yield from numbers_of(expression.left)
        yield from numbers_of(expression.right)


def signs_of(expression: Expression) -> set[str]:
    """The operations that occur, of ``+ - * / ^``; a minus in front is a ``-``."""
    if isinstance(expression, Number):
        return set()
    if isinstance(expression, Negative):
        return {"-"} | signs_of(expression.inner)
    return {expression.sign} | signs_of(expression.left) | signs_of(expression.right)


def _operate(sign: str, left: Fraction, right: Fraction) -> Fraction:
    if sign == "+":
        return left + right
    if sign == "-":
        return left - right
    if sign == "*":
        return left * right
    if sign == "/":
        return left / right
    if right.denominator != 1 or abs(right) > LARGEST_EXPONENT:
        raise OverflowError(f"an exponent of {str(right)[:20]} is not worked out")
    return left ** int(right)


def _bounded(value: Fraction) -> Fraction:
    if abs(value.numerator) >= LARGEST or value.denominator >= LARGEST:
        raise OverflowError("a number is too large")
    return value


class _Token(NamedTuple):
    kind: str
    text: str


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    at, end = 0, len(text.rstrip())
    while at < end:
        token = _TOKEN.match(text, at)
        if token is None:
            raise UnreadableAnswerError("unreadable", f"no arithmetic: {text[at : at + 30].strip()!r}")
        at = token.end()
        kind = token.lastgroup or ""
        if kind in ("times", "over", "power"):
            found.append(_Token("sign", {"times": "*", "over": "/", "power": "^"}[kind]))
        elif kind != "skip":
            found.append(_Token(kind, token[kind]))
    return found


class _Parser:
    """Pratt's parser over the tokens of an expression."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = [*tokens, _Token("end", "")]
        self._at = 0
        self._depth = 0
        self._operations = 0

    def parse(self) -> Expression:
        """The tree of the whole."""
        found = self._expression(0)
        if (rest := self._peek()).kind != "end":
            raise UnreadableAnswerError("unreadable", f"{rest.text!r} stands behind an expression")
        return found

    def _peek(self) -> _Token:
        return self._tokens[self._at]

    def _take(self) -> _Token:
        token = self._tokens[self._at]
        if token.kind != "end":
            self._at += 1
        return token

    def _expression(self, weakest: int) -> Expression:
        """An expression whose signs bind at least as strongly as `weakest`."""
        self._depth += 1
        if self._depth > DEEPEST:
            raise UnreadableAnswerError("over-limit", f"the expression is more than {DEEPEST} deep")
        left = self._operand()
        while (sign := self._sign_ahead()) and _BINDS[sign] >= weakest:
            if self._peek().kind == "sign":
                self._take()
            self._operations += 1
            if self._operations > MOST_OPERATIONS:
                raise UnreadableAnswerError("over-limit", f"more than {MOST_OPERATIONS} operations")
            left = Operation(sign, left, self._expression(_BINDS[sign] + (sign != "^")))
        self._depth -= 1
        return left

    def _sign_ahead(self) -> str:
        """The operation that follows; a bracket or a fraction behind an operand is multiplied with it."""
        token = self._peek()
        if token.kind == "sign":
            return token.text
        return "*" if token.kind in ("open", "frac") else ""

    def _operand(self) -> Expression:
        token = self._take()
        if token.kind == "number":
            return _number(token.text)
        if token.kind == "sign" and token.text in "+-":
            inner = self._expression(_PREFIX)
            return Negative(inner) if token.text == "-" else inner
        if token.kind == "open":
            return self._inside(_CLOSING[token.text])
        if token.kind == "frac":
            return Operation("/", self._argument(), self._argument())
        raise UnreadableAnswerError("unreadable", f"a number is wanted, not {token.text!r}")

    def _argument(self) -> Expression:
        r"""An argument of ``\frac``: in braces, or one digit of a number, as in ``\frac12``."""
        token = self._take()
        if token.kind == "open" and token.text == "{":
            return self._inside("}")
        if token.kind == "number" and token.text.isdecimal() and len(token.text) <= 2:
            if len(token.text) == 2:
                self._at -= 1
                self._tokens[self._at] = _Token("number", token.text[1])
            return _number(token.text[0])
        raise UnreadableAnswerError("unreadable", "a fraction without arguments")

    def _inside(self, closing: str) -> Expression:
        found = self._expression(0)
        if self._take().text != closing:
            raise UnreadableAnswerError("unreadable", f"no {closing!r} closes a bracket")
        return found


def _number(text: str) -> Number:
    return Number(text, Fraction(text.replace(",", "")))
