r"""What Python makes of ``3*(8-2)``: numbers, ``+ - * / // **`` and parentheses, without `eval`.

Projects give a model's arithmetic to `eval` behind a class of characters, ``[0-9+*/().\s-]``. Here the same texts have
the same values, by an operator stack of our own with Python's precedence; a power whose digits nobody could write is
refused, where `eval` would hang.
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable
from typing import Any

_ALLOWED = re.compile(r"[\d+\-*/().\s]+")
_TOKEN = re.compile(r"[ \t\f]*(?:((?:[0-9]+\.?[0-9]*|\.[0-9]+))|(\*\*|//|[-+*/()]))")
_LINE_END = re.compile(r"[ \t\f]*[\r\n]")
_LARGEST_BITS = 4096
_MOST_TOKENS = 2_000
_DEEPEST = 200  # as deep as Python's own parser goes


class TooLargeError(ArithmeticError):
    """A number beyond 4,096 bits, or an expression of more than 2,000 tokens."""


def allowed(text: str) -> bool:
    """Whether a text holds nothing but digits, operators, parentheses, dots and white space, and at least one."""
    return _ALLOWED.fullmatch(text) is not None


def evaluate(text: str) -> Any:
    """The value of an expression: an integer, a float, or a complex number from the root of a negative one.

    Raises:
        SyntaxError: Python would not read it.
        ArithmeticError: division by zero, a float that overflows, a number that is too large.
    """
    return _Machine().run(_tokens(text))


def _tokens(text: str) -> list[str]:
    """The tokens of an expression.

    Raises:
        SyntaxError: a character that begins none, a line that ends outside of parentheses, too deep.
    """
    text, found, at, depth = text.strip(), [], 0, 0
    while at < len(text):
        while depth and (line := _LINE_END.match(text, at)):
            at = line.end()
        token = _TOKEN.match(text, at)
        if token is None:
            raise SyntaxError(f"no expression begins with {text[at : at + 10]!r}")
        found.append(token[1] or token[2])
        depth += (token[2] == "(") - (token[2] == ")")
        at = token.end()
        if not 0 <= depth <= _DEEPEST:
            raise SyntaxError("the parentheses do not match, or nest too deep")
        if len(found) > _MOST_TOKENS:
            raise TooLargeError(f"more than {_MOST_TOKENS} tokens")
    return found


def _number(token: str) -> int | float:
    if "." in token:
        return float(token)
    if token[0] == "0" and token.strip("0"):
        raise SyntaxError("an integer begins with 0")
    if len(token) > _LARGEST_BITS // 4:
        raise TooLargeError(f"an integer of {len(token)} digits")
    return int(token)


def _power(base: Any, exponent: Any) -> Any:
    whole = isinstance(base, int) and isinstance(exponent, int) and exponent > 0
    if whole and base.bit_length() * exponent > _LARGEST_BITS and abs(base) > 1:
        raise TooLargeError(f"a power of more than {_LARGEST_BITS} bits")
    return base**exponent


_BINARY: dict[str, tuple[int, Callable[[Any, Any], Any]]] = {
    "+": (1, operator.add),
    "-": (1, operator.sub),
    "*": (2, operator.mul),
    "/": (2, operator.truediv),
    "//": (2, operator.floordiv),
    "**": (4, _power),
}
_UNARY = {"+": "u+", "-": "u-"}
_RANK = {**{sign: rank for sign, (rank, _) in _BINARY.items()}, "u+": 3, "u-": 3, "(": 0}


class _Machine:
    """The stacks of Dijkstra's algorithm: values, and operators that wait for their right side."""

    def __init__(self) -> None:
        self.values: list[Any] = []
        self.waiting: list[str] = []

    def run(self, tokens: list[str]) -> Any:
        wants_value = True
        for token in tokens:
            wants_value = self._begin(token) if wants_value else self._go_on(token)
        if wants_value:
            raise SyntaxError("the expression is not complete")
        while self.waiting:
            self._apply()
        return self.values[0]

    def _begin(self, token: str) -> bool:
        """Take a number, a sign or an opening parenthesis; say whether a value is still wanted."""
        if token[0].isdigit() or token[0] == ".":
            self.values.append(_number(token))
            return False
        if token != "(" and token not in _UNARY:
            raise SyntaxError(f"{token!r} where a number is wanted")
        self.waiting.append(_UNARY.get(token, token))
        return True

    def _go_on(self, token: str) -> bool:
        """Take an operator or a closing parenthesis."""
        if token == ")":
            while self.waiting and self.waiting[-1] != "(":
                self._apply()
            if not self.waiting:
                raise SyntaxError("the parentheses do not match")
            self.waiting.pop()
            return False
        if token not in _BINARY:
            raise SyntaxError(f"{token!r} where an operator is wanted")
        rank = _RANK[token]
        while self.waiting and (_RANK[self.waiting[-1]] > rank or (_RANK[self.waiting[-1]] == rank and token != "**")):
            self._apply()
        self.waiting.append(token)
        return True

    def _apply(self) -> None:
        sign = self.waiting.pop()
        if sign == "(":
            raise SyntaxError("the parentheses do not match")
        right = self.values.pop()
        if sign == "u+":
            found = right
        elif sign == "u-":
            found = -right
        else:
            found = _BINARY[sign][1](self.values.pop(), right)
        if isinstance(found, int) and found.bit_length() > _LARGEST_BITS:
            raise TooLargeError(f"a number of more than {_LARGEST_BITS} bits")
        self.values.append(found)


def near(value: Any, target: float, tolerance: float = 1e-5) -> bool:
    """Whether a value is within the tolerance of the target; nothing is near to no number."""
    distance = abs(value - target)
    return not math.isnan(distance) and distance < tolerance
