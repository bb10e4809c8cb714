"""What a generated problem is, and how large its numbers are at each difficulty."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, Final, NamedTuple, TypeAlias

UNSOLVABLE: Final = "unsolvable"


class Problem(NamedTuple):
    """A problem.

    Attributes:
        text: what is asked.
        reference: the exact answer in LaTeX; `UNSOLVABLE` where what is given contradicts itself.
        given: the numbers in it, by name, from which another program can work the answer out.
    """

    text: str
    reference: str
    given: Mapping[str, Any]


class Size(NamedTuple):
    """How large a problem is.

    Attributes:
        largest: the largest number that is drawn for it.
        length: how many terms, sides or points, or which degree.
        easiest: how many of its area's kinds, from the easiest, are left out.
        hardest: how many of its area's kinds there are to choose from.
    """

    largest: int
    length: int
    easiest: int
    hardest: int

    def number(self, chance: random.Random, least: int = 2) -> int:
        """A positive number of this size, at least `least`."""
        return chance.randint(least, max(least, self.largest))

    def signed(self, chance: random.Random) -> int:
        """A number of this size other than 0, of either sign."""
        return self.number(chance, 1) * chance.choice((1, -1))


# By difficulty, 0 to 10: the one place that says what a difficulty is.
SIZES: Final = (
    Size(largest=9, length=2, easiest=0, hardest=4),
    Size(largest=12, length=2, easiest=0, hardest=6),
    Size(largest=15, length=3, easiest=0, hardest=8),
    Size(largest=20, length=3, easiest=0, hardest=10),
    Size(largest=30, length=3, easiest=0, hardest=12),
    Size(largest=50, length=4, easiest=0, hardest=99),
    Size(largest=80, length=4, easiest=1, hardest=99),
    Size(largest=120, length=5, easiest=2, hardest=99),
    Size(largest=200, length=5, easiest=3, hardest=99),
    Size(largest=400, length=6, easiest=4, hardest=99),
    Size(largest=1000, length=7, easiest=5, hardest=99),
)

Maker: TypeAlias = Callable[[random.Random, Size], Problem]


def pick(chance: random.Random, *templates: str, **values: Any) -> str:
    """One of several ways of asking, filled in."""
    return chance.choice(templates).format(**values)


def fraction(value: Fraction | int) -> str:
    """A rational number in LaTeX, in lowest terms."""
    value = Fraction(value)
    if value.denominator == 1:
        return str(value.numerator)
    sign = "-" if value < 0 else ""
    return f"{sign}\\frac{{{abs(value.numerator)}}}{{{value.denominator}}}"


def times_root(factor: Fraction | int, radicand: int) -> str:
    """A rational number times the square root of a whole number, with squares taken out of the root."""
    factor = Fraction(factor)
    outside, radicand = _without_squares(radicand)
    factor *= outside
    if radicand == 1 or not factor:
        return fraction(factor)
    root = f"\\sqrt{{{radicand}}}"
    top = root if factor.numerator == 1 else f"{factor.numerator}{root}"
    return top if factor.denominator == 1 else f"\\frac{{{top}}}{{{factor.denominator}}}"


def _without_squares(number: int) -> tuple[int, int]:
    """A whole number as a square times what has no square in it: the square's root, and the rest."""
    root, rest, prime = 1, 1, 2
    while prime**3 <= number:
        while number % (prime * prime) == 0:
            number //= prime * prime
            root *= prime
        if number % prime == 0:
            number //= prime
            rest *= prime
        prime += 1
    square = math.isqrt(number)  # what is left has two prime factors at most
    return (root * square, rest) if number and square * square == number else (root, rest * number)


def times_pi(factor: Fraction | int) -> str:
    """A positive rational number times pi."""
    factor = Fraction(factor)
    top = "\\pi" if factor.numerator == 1 else f"{factor.numerator}\\pi"
    return top if factor.denominator == 1 else f"\\frac{{{top}}}{{{factor.denominator}}}"


def polynomial(coefficients: list[int], variable: str = "x") -> str:
    """A polynomial in LaTeX, from the highest power down, such as ``2x^2 - x + 3``."""
    degree, text = len(coefficients) - 1, ""
    for place, coefficient in enumerate(coefficients):
        if not coefficient:
            continue
        power = degree - place
        letter = "" if not power else variable if power == 1 else f"{variable}^{{{power}}}"
        size = "" if abs(coefficient) == 1 and power else str(abs(coefficient))
        sign = (" - " if coefficient < 0 else " + ") if text else "-" if coefficient < 0 else ""
        text += f"{sign}{size}{letter}"
    return text or "0"


def linear(coefficients: list[int], variables: str) -> str:
    """A linear form in LaTeX, such as ``2x - 3y``."""
    text = ""
    for coefficient, variable in zip(coefficients, variables, strict=True):
        if not coefficient:
            continue
        size = "" if abs(coefficient) == 1 else str(abs(coefficient))
        sign = (" - " if coefficient < 0 else " + ") if text else "-" if coefficient < 0 else ""
        text += f"{sign}{size}{variable}"
    return text or "0"
