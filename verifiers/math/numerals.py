"""Numbers of digits, in base ten or another."""

from __future__ import annotations

from fractions import Fraction

from .expressions import Expression
from .limits import UnreadableError


def numeral(token: str) -> Expression:
    """The number of a token: ``12.5``, ``1e-3``, ``1011_{2}``.

    Raises:
        UnreadableError: its digits are not of its base.
    """
    if "_" in token:
        digits, _, base = token.partition("_")
        try:
            return ("n", Fraction(int(digits, int(base.strip("{}")))))
        except ValueError:
            raise UnreadableError(f"{digits} is no number in base {base}") from None
    return ("n", Fraction(token))
