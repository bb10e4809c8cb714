"""Degrees, with the minutes and seconds of arc behind them."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from .expressions import Expression, number, total

if TYPE_CHECKING:
    from .parser import Parser


def with_minutes(parser: Parser, degrees: Expression) -> Expression:
    """Degrees with the minutes and seconds of arc behind them: 60 degrees 42'."""
    terms = [degrees]
    for marks, share in ((1, 60), (2, 3600)):
        token = parser.peek()
        behind = list(parser.tokens[parser.place + 1 : parser.place + 1 + marks])
        if not token.isdigit() or behind != ["'"] * marks:
            break
        parser.place += 1 + marks
        terms.append(number(Fraction(int(token), share)))
    return total(terms)


def take_degree_sign(parser: Parser) -> bool:
    """Whether a degree sign follows a raised power; it is consumed."""
    if parser.peek() == "\\circ":
        parser.place += 1
        return True
    if parser.tokens[parser.place : parser.place + 3] == ["{", "\\circ", "}"]:
        parser.place += 3
        return True
    return False
