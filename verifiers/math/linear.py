"""Expressions that are linear in a letter."""

from __future__ import annotations

from fractions import Fraction

from .exact import rational
from .expressions import Expression, number, replaced
from .identity import identity
from .limits import OverLimitError, UndecidedError


def linear(a: Expression, name: str) -> tuple[Fraction, Fraction] | None:
    """The value at zero and the slope of a line; None for other expressions, and where one of them is not rational.

    Args:
        a: an expression with one letter.
        name: the letter.
    """
    try:
        start, second = (rational(replaced(a, name, number(i))) for i in range(2))
        if start is None or second is None or start == second:
            return None
        slope = second - start
        # What is a line at a few numbers may be a curve: x + x(x - 1)(x - 2).
        line: Expression = ("+", (number(start), ("*", (number(slope), ("v", name)))))
        return (start, slope) if identity(a, line).equal else None
    except (UndecidedError, OverLimitError):
        return None
