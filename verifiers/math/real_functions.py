"""Circular, hyperbolic and inverse functions of real balls, and integer parts."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

from .balls import EXACT_ONE, ZERO, Ball, Reals
from .limits import UndecidedError

CIRCULAR = frozenset(("sin", "cos", "tan", "cot", "sec", "csc"))


def circular(reals: Reals, name: str, a: Ball) -> Ball:
    """The value of a circular function: sin, cos, tan, cot, sec or csc."""
    cosine, sine = reals.cos_sin(a)
    if name in ("sin", "cos"):
        return sine if name == "sin" else cosine
    above, below = {
        "tan": (sine, cosine), "cot": (cosine, sine), "sec": (EXACT_ONE, cosine), "csc": (EXACT_ONE, sine),
    }[name]  # fmt: skip
    return reals.divide(above, below)


def other_function(reals: Reals, name: str, a: Ball) -> Ball:
    """The value of an inverse circular or a hyperbolic function, or of an integer part.

    Raises:
        UndecidedError: it has none that can be told.
    """
    half = reals.divide(reals.pi(), reals.fraction(Fraction(2)))
    if name == "arctan":
        return reals.atan(a)
    if name == "arccot":
        return reals.subtract(half, reals.atan(a))
    if name in ("arcsin", "arccos"):
        arcsine = _arcsin(reals, a, half)
        return arcsine if name == "arcsin" else reals.subtract(half, arcsine)
    if name in ("arcsec", "arccsc"):
        arcsine = _arcsin(reals, reals.divide(EXACT_ONE, a), half)
        return arcsine if name == "arccsc" else reals.subtract(half, arcsine)
    if name in ("sinh", "cosh", "tanh", "coth"):
        up, down = reals.exp(a), reals.exp(reals.negative(a))
        plus, minus = reals.add(up, down), reals.subtract(up, down)
        two = reals.fraction(Fraction(2))
        above, below = {
            "sinh": (minus, two), "cosh": (plus, two), "tanh": (minus, plus), "coth": (plus, minus)
        }[name]  # fmt: skip
        return reals.divide(above, below)
    if name in ("floor", "ceil"):
        return _integer_part(a, math.floor if name == "floor" else math.ceil)
    raise UndecidedError(f"{name} is not known")


def _integer_part(a: Ball, rounding: Callable[[Fraction], int]) -> Ball:
    """The floor or ceiling of all numbers of a ball, whose ends are fractions: a difference of decimals is rounded."""
    if a.middle.adjusted() > 40:
        raise UndecidedError("an integer part of a large number")
    low, high = (rounding(Fraction(a.middle) + sign * Fraction(a.radius)) for sign in (-1, 1))
    if low != high:
        raise UndecidedError("an integer part that cannot be told")
    return Ball(Decimal(low), ZERO)


def _arcsin(reals: Reals, a: Ball, half: Ball) -> Ball:
    if not a.radius and a.middle.copy_abs() == 1:
        return half if a.middle > 0 else reals.negative(half)
    rest = reals.subtract(EXACT_ONE, reals.multiply(a, a))
    return reals.atan(reals.divide(a, reals.sqrt(rest)))
