"""Interval arithmetic: a real number as a midpoint with a radius that is certain to reach the true value.

On the decimal module of the standard library, whose operations are rounded correctly and written in C. A `Reals` has a
precision, and nothing here uses the context of the calling thread, which may round to three digits; functions beyond
exp, ln and sqrt are summed here. Where a function is not defined on the whole ball, or it cannot be told,
`UndecidedError` is raised.
"""

from __future__ import annotations

import decimal
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from .limits import OverLimitError, UndecidedError

ZERO, ONE = Decimal(0), Decimal(1)
_HUGE = 20_000  # powers of ten, and of a tenth, beyond which nothing is evaluated


class Ball(NamedTuple):
    """A real number: it differs from `middle` by `radius` at most."""

    middle: Decimal
    radius: Decimal

    @property
    def has_zero(self) -> bool:
        """Whether the number may be zero."""
        return self.middle.copy_abs() <= self.radius

    @property
    def is_zero(self) -> bool:
        """Whether the number is certainly zero."""
        return not self.middle and not self.radius


EXACT_ZERO = Ball(ZERO, ZERO)
EXACT_ONE = Ball(ONE, ZERO)


class Reals:
    """Arithmetic with balls at one precision.

    Args:
        digits: significant decimal digits of midpoints.
    """

    def __init__(self, digits: int) -> None:
        self.digits = digits
        settings = {"Emax": 999_999, "Emin": -999_999, "traps": []}
        self.near = decimal.Context(prec=digits, rounding=decimal.ROUND_HALF_EVEN, **settings)  # type: ignore[arg-type]
        self.up = decimal.Context(prec=6, rounding=decimal.ROUND_CEILING, **settings)  # type: ignore[arg-type]
        self.unit = Decimal((0, (1,), 1 - digits))

    def _ball(self, middle: Decimal, radius: Decimal) -> Ball:
        """A ball around a rounded result, with the rounding error added."""
        if not middle.is_finite() or not radius.is_finite() or (middle and abs(middle.adjusted()) > _HUGE):
            raise OverLimitError("a value is too large or too small")
        return Ball(middle, self.up.add(radius, self.up.multiply(middle.copy_abs(), self.unit)))

    def fraction(self, value: Fraction) -> Ball:
        """A ball around a fraction."""
        if value.denominator == 1 and abs(value.numerator).bit_length() < 3 * self.digits:
            return Ball(Decimal(value.numerator), ZERO)
        return self._ball(self.near.divide(Decimal(value.numerator), Decimal(value.denominator)), ZERO)

    def add(self, a: Ball, b: Ball) -> Ball:
        """The sum."""
        return self._ball(self.near.add(a.middle, b.middle), self.up.add(a.radius, b.radius))

    def negative(self, a: Ball) -> Ball:
        """The negative."""
        return Ball(a.middle.copy_negate(), a.radius)

    def subtract(self, a: Ball, b: Ball) -> Ball:
        """The difference."""
        return self.add(a, self.negative(b))

    def multiply(self, a: Ball, b: Ball) -> Ball:
        """The product."""
        up = self.up
        if not a.radius and not b.radius:
            return self._ball(self.near.multiply(a.middle, b.middle), ZERO)
        radius = up.add(
            up.multiply(a.middle.copy_abs(), b.radius), up.multiply(up.add(b.middle.copy_abs(), b.radius), a.radius)
        )
        return self._ball(self.near.multiply(a.middle, b.middle), radius)

    def divide(self, a: Ball, b: Ball) -> Ball:
        """The quotient; undecided where the divisor may be zero."""
        if b.has_zero:
            raise UndecidedError("a division by what may be zero")
        up = self.up
        middle = self.near.divide(a.middle, b.middle)
        slack = self._low(up.subtract(b.radius, b.middle.copy_abs()))
        radius = up.divide(up.add(a.radius, up.multiply(middle.copy_abs(), b.radius)), slack)
        return self._ball(middle, up.multiply(radius, Decimal("1.001")))

    def _low(self, negated: Decimal) -> Decimal:
        """A lower bound, from its negative rounded up."""
        bound = negated.copy_negate()
        if bound <= 0:
            raise UndecidedError("a bound that is not positive")
        return bound

    def sqrt(self, a: Ball) -> Ball:
        """The square root of a number that is not negative."""
        if a.is_zero:
            return EXACT_ZERO
        if a.middle <= a.radius:
            raise UndecidedError("the root of what may be negative")
        middle = self.near.sqrt(a.middle)
        return self._ball(middle, self.up.divide(self.up.multiply(a.radius, Decimal("1.001")), middle))

    def exp(self, a: Ball) -> Ball:
        """The exponential function."""
        if a.middle.copy_abs() > 40_000 or a.radius > Decimal("0.1"):
            raise OverLimitError("an exponent is too large")
        middle = self.near.exp(a.middle)
        return self._ball(middle, self.up.multiply(self.up.multiply(middle, a.radius), Decimal("1.1")))

    def ln(self, a: Ball) -> Ball:
        """The natural logarithm of a positive number."""
        if a.middle <= a.radius:
            raise UndecidedError("the logarithm of what may not be positive")
        if a.middle == 1 and not a.radius:
            return EXACT_ZERO
        return self._ball(
            self.near.ln(a.middle), self.up.divide(a.radius, self._low(self.up.subtract(a.radius, a.middle)))
        )

    def pi(self) -> Ball:
        """Half the circumference of the unit circle."""
        return Ball(pi_digits(self.digits + 5), self.unit)

    def cos_sin(self, a: Ball) -> tuple[Ball, Ball]:
        """Cosine and sine."""
        if a.middle.copy_abs() > 10**12 or a.radius > Decimal("0.1"):
            raise OverLimitError("an angle is too large")
        extra = decimal.Context(prec=self.digits + 20)
        half = extra.divide(pi_digits(self.digits + 25), Decimal(2))
        turns = extra.divide(a.middle, half).to_integral_value()
        rest = extra.subtract(a.middle, extra.multiply(turns, half))
        cosine, sine = _cos_sin(rest, self.digits + 5)
        for _ in range(int(turns) % 4):
            cosine, sine = sine.copy_negate(), cosine
        error = self.up.add(a.radius, self.unit)
        near = self.near
        return Ball(near.plus(cosine), error), Ball(near.plus(sine), error)

    def atan(self, a: Ball) -> Ball:
        """The arc tangent."""
        return self._ball(_atan(a.middle, self.digits + 8), self.up.add(a.radius, self.unit))


@lru_cache(maxsize=16)
def pi_digits(digits: int) -> Decimal:
    """Pi to a number of digits, by Machin's formula in integers."""
    one: int = 10 ** (digits + 10)

    def arctan_of_inverse(n: int) -> int:
        term = one // n
        result: int = term
        square, k = n * n, 1
        while term:
            term //= -square
            k += 2
            result += term // k
        return result

    scaled = 4 * (4 * arctan_of_inverse(5) - arctan_of_inverse(239))
    exact = decimal.Context(prec=digits + 12)
    return decimal.Context(prec=digits).plus(Decimal(scaled).scaleb(-(digits + 10), exact))


def _cos_sin(x: Decimal, digits: int) -> tuple[Decimal, Decimal]:
    """Cosine and sine of an angle of at most a quarter turn, by Taylor's series of a 16th of it."""
    scale = 10 ** (digits + 8)
    fixed = int(x.scaleb(digits + 8, decimal.Context(prec=digits + 40))) >> 4
    square = fixed * fixed // scale
    sine = term = fixed
    cosine = cosine_term = scale
    k = 1
    while term or cosine_term:
        cosine_term = -cosine_term * square // (scale * (2 * k - 1) * (2 * k))
        term = -term * square // (scale * (2 * k) * (2 * k + 1))
        if term == -1:
            term = 0
        if cosine_term == -1:
            cosine_term = 0
        cosine += cosine_term
        sine += term
        k += 1
    for _ in range(4):
        cosine, sine = (cosine * cosine - sine * sine) // scale, 2 * sine * cosine // scale
    context = decimal.Context(prec=digits + 2)
    return context.divide(Decimal(cosine), Decimal(scale)), context.divide(Decimal(sine), Decimal(scale))


def _atan(x: Decimal, digits: int) -> Decimal:
    """The arc tangent, by Taylor's series after three halvings of the angle."""
    context = decimal.Context(prec=digits + 6)
    if x.copy_abs() > 1:
        half = context.divide(pi_digits(digits + 6), Decimal(2))
        inner = _atan(context.divide(ONE, x), digits)
        return context.subtract(half if x > 0 else half.copy_negate(), inner)
    for _ in range(3):
        x = context.divide(x, context.add(ONE, context.sqrt(context.add(ONE, context.multiply(x, x)))))
    square = context.multiply(x, x)
    term, result, k = x, x, 1
    floor = Decimal((0, (1,), -(digits + 4)))
    while term.copy_abs() > floor:
        term = context.multiply(term.copy_negate(), square)
        k += 2
        result = context.add(result, context.divide(term, Decimal(k)))
    return context.multiply(result, Decimal(8))
