"""Expressions in letters, worked out at points: an antiderivative is one whose derivative is the integrand everywhere.

An expression is read by a parser of our own into numbers, the letter, ``+ - * / **`` and a few functions; nothing of it
is run. It is worked out with many digits at fixed complex points by mpmath, which reasoning-gym brings along.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d{1,60}(?:\.\d{0,60})?|\.\d{1,60})|(?P<name>[A-Za-z]+)|(?P<sign>\*\*|[-+*/^()]))"
)
_FUNCTIONS = ("sin", "cos", "tan", "exp", "log", "ln", "sqrt", "asin", "acos", "atan", "sinh", "cosh", "tanh")
_CONSTANTS = ("E", "pi")
_MOST_TOKENS, _DEEPEST, _LARGEST_EXPONENT = 400, 40, 200
_SIGNS = str.maketrans({"−": "-", "–": "-", "×": "*", "·": "*", "⋅": "*", "÷": "/", "π": " pi "})
# Where expressions are compared: complex points without symmetry, near each other, to keep to one branch of a root.
_POINTS = ("0.731", "0.839", "0.913", "1.127", "1.271", "1.373")
_IMAGINARY = "0.217"

Value = Callable[[Any, Any], Any]


class NoExpressionError(ValueError):
    """A text that is no expression of the kind."""


class _Parser:
    def __init__(self, text: str, letters: str) -> None:
        self._letters = letters
        self._tokens: list[tuple[str, str]] = []
        place, text = 0, text.translate(_SIGNS).strip()
        while place < len(text):
            found = _TOKEN.match(text, place)
            if found is None or len(self._tokens) >= _MOST_TOKENS:
                raise NoExpressionError(text[place : place + 20])
            self._tokens.append((found.lastgroup or "", found[found.lastgroup or 0]))
            place = found.end()
        self._at = 0

    def whole(self) -> Value:
        value = self._sum(0)
        if self._at != len(self._tokens):
            raise NoExpressionError(self._tokens[self._at][1])
        return value

    def _next(self, *signs: str) -> str | None:
        if self._at < len(self._tokens) and self._tokens[self._at][1] in signs:
            self._at += 1
            return self._tokens[self._at - 1][1]
        return None

    def _sum(self, depth: int) -> Value:
        if depth > _DEEPEST:
            raise NoExpressionError("nested too deep")
        value = self._product(depth)
        while sign := self._next("+", "-"):
            value = _joined(sign, value, self._product(depth))
        return value

    def _product(self, depth: int) -> Value:
        value = self._signed(depth)
        while sign := self._next("*", "/"):
            value = _joined(sign, value, self._signed(depth))
        return value

    def _signed(self, depth: int) -> Value:
        if sign := self._next("+", "-"):
            inner = self._signed(depth + 1) if depth < _DEEPEST else self._power(depth)
            return inner if sign == "+" else lambda m, x: -inner(m, x)
        return self._power(depth)

    def _power(self, depth: int) -> Value:
        base = self._atom(depth)
        if not self._next("**", "^"):
            return base
        if depth > _DEEPEST:
            raise NoExpressionError("nested too deep")
        exponent = self._signed(depth + 1)

        def power(m: Any, x: Any) -> Any:
            value = exponent(m, x)
            if abs(value) > _LARGEST_EXPONENT:
                raise NoExpressionError("an exponent is too large")
            return base(m, x) ** value

        return power

    def _atom(self, depth: int) -> Value:
        if self._next("("):
            value = self._sum(depth + 1)
            if not self._next(")"):
                raise NoExpressionError("a bracket is open")
            return value
        if self._at >= len(self._tokens):
            raise NoExpressionError("it ends early")
        kind, text = self._tokens[self._at]
        self._at += 1
        if kind == "number":
            return lambda m, x: m.mpf(text)
        if kind == "name" and len(text) == 1 and text in self._letters:
            return lambda m, x: x[text]
        if kind == "name" and text in _CONSTANTS:
            return lambda m, x: m.e if text == "E" else m.pi
        if kind == "name" and text in _FUNCTIONS and self._next("("):
            inner = self._sum(depth + 1)
            if not self._next(")"):
                raise NoExpressionError("a bracket is open")
            return lambda m, x: getattr(m, "log" if text == "ln" else text)(inner(m, x))
        raise NoExpressionError(text)


def _joined(sign: str, left: Value, right: Value) -> Value:
    if sign == "+":
        return lambda m, x: left(m, x) + right(m, x)
    if sign == "-":
        return lambda m, x: left(m, x) - right(m, x)
    if sign == "*":
        return lambda m, x: left(m, x) * right(m, x)
    return lambda m, x: left(m, x) / right(m, x)


def is_antiderivative(answer: str, integrand: str, letter: str) -> bool | None:
    """Whether the derivative of an answer is the integrand; any constant of integration will do.

    Returns:
        None where the answer cannot be read, or has no value at the points.
    """
    import mpmath

    first, second = _read(answer, f"{letter}C"), _read(integrand, letter)
    if first is None or second is None:
        return None

    def sides(x: Any) -> tuple[Any, Any]:
        return mpmath.diff(lambda z: first(mpmath, {"C": mpmath.mpf(1), letter: z}), x[letter]), second(mpmath, x)

    return _everywhere(letter, sides, digits=40, agreeing=15)


def is_equal(answer: str, expected: str, letters: str) -> bool | None:
    """Whether two expressions in these letters have the same values; None as in `is_antiderivative`."""
    import mpmath

    first, second = _read(answer, letters), _read(expected, letters)
    if first is None or second is None:
        return None
    return _everywhere(letters, lambda x: (first(mpmath, x), second(mpmath, x)), digits=200, agreeing=150)


def _read(text: str, letters: str) -> Value | None:
    if "\n" in text.strip():  # two answers below each other would read as one sum
        return None
    try:
        return _Parser(text, letters).whole()
    except NoExpressionError:
        return None


def _everywhere(letters: str, sides: Callable[[Any], tuple[Any, Any]], *, digits: int, agreeing: int) -> bool | None:
    """Whether two sides, worked out with so many digits, agree in so many of them at all points."""
    import mpmath

    try:
        with mpmath.workdps(digits):
            for number, point in enumerate(_POINTS):
                at = {letter: mpmath.mpc(point, _IMAGINARY) + number * place for place, letter in enumerate(letters)}
                left, right = sides(at)
                if not abs(left - right) <= max(1, abs(right)) * mpmath.mpf(10) ** -agreeing:
                    return False
    except (NoExpressionError, ArithmeticError, ValueError, TypeError, OverflowError):
        return None
    return True
