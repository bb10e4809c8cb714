"""Expressions as complex balls, at points inside their domain."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

from .balls import EXACT_ONE, EXACT_ZERO, Ball, Reals
from .exact import bounds, rational
from .expressions import Expression
from .limits import LARGEST_FACTORIAL, OverLimitError, UndecidedError
from .real_functions import CIRCULAR, circular, other_function


class Number(NamedTuple):
    """A complex number; a real one has an imaginary part that is exactly zero."""

    re: Ball
    im: Ball

    @property
    def is_real(self) -> bool:
        """Whether it is certainly real."""
        return self.im.is_zero


class Evaluator:
    """Evaluates expressions at one precision and one point.

    Args:
        digits: the precision.
        values: of the variables, exact.
        common_log: whether ``log`` without a base has base 10; else it is natural.
    """

    def __init__(self, digits: int, values: Mapping[str, Fraction], common_log: bool = False) -> None:
        self.reals = Reals(digits)
        self.values = values
        self.common_log = common_log

    def number(self, a: Expression) -> Number:
        """The value of an expression.

        Raises:
            UndecidedError: it has no value here, or none that can be told.
            OverLimitError: a value is too large.
        """
        operation = a[0]
        reals = self.reals
        if operation == "n":
            return Number(reals.fraction(a[1]), EXACT_ZERO)
        if operation == "v":
            if a[1] not in self.values:
                raise UndecidedError(f"{a[1]} has no value")
            return Number(reals.fraction(self.values[a[1]]), EXACT_ZERO)
        if operation == "c":
            return self._constant(a[1])
        if operation == "+":
            return self._sum(a)
        if operation == "*":
            result = self.number(a[1][0])
            for part in a[1][1:]:
                result = self.multiply(result, self.number(part))
            return result
        if operation == "/":
            return self.divide(self.number(a[1]), self.number(a[2]))
        if operation == "^":
            return self._power(a)
        if operation == "root":
            return self._root(a)
        if operation == "deg":
            turned = self.multiply(self.number(a[1]), Number(reals.pi(), EXACT_ZERO))
            return self.divide(turned, Number(reals.fraction(Fraction(180)), EXACT_ZERO))
        if operation == "f":
            return self._function(a[1], a[2])
        if operation == "log":
            return self.divide(self.log(self.number(a[2])), self.log(self.number(a[1])))
        return self._counted(a)

    def _constant(self, name: str) -> Number:
        if name == "pi":
            return Number(self.reals.pi(), EXACT_ZERO)
        if name == "e":
            return Number(self.reals.exp(EXACT_ONE), EXACT_ZERO)
        if name == "i":
            return Number(EXACT_ZERO, EXACT_ONE)
        raise UndecidedError("infinity is no number")

    def _sum(self, a: Expression) -> Number:
        result = self.number(a[1][0])
        for part in a[1][1:]:
            result = self.add(result, self.number(part))
        return result

    def add(self, a: Number, b: Number) -> Number:
        """The sum."""
        im = EXACT_ZERO if a.is_real and b.is_real else self.reals.add(a.im, b.im)
        return Number(self.reals.add(a.re, b.re), im)

    def negative(self, a: Number) -> Number:
        """The negative."""
        return Number(self.reals.negative(a.re), self.reals.negative(a.im))

    def multiply(self, a: Number, b: Number) -> Number:
        """The product."""
        times = self.reals.multiply
        if a.is_real and b.is_real:
            return Number(times(a.re, b.re), EXACT_ZERO)
        re = self.reals.subtract(times(a.re, b.re), times(a.im, b.im))
        return Number(re, self.reals.add(times(a.re, b.im), times(a.im, b.re)))

    def divide(self, a: Number, b: Number) -> Number:
        """The quotient."""
        if a.is_real and b.is_real:
            return Number(self.reals.divide(a.re, b.re), EXACT_ZERO)
        size = self._square(b)
        above = self.multiply(a, Number(b.re, self.reals.negative(b.im)))
        return Number(self.reals.divide(above.re, size), self.reals.divide(above.im, size))

    def _square(self, a: Number) -> Ball:
        times = self.reals.multiply
        return self.reals.add(times(a.re, a.re), times(a.im, a.im))

    def absolute(self, a: Number) -> Ball:
        """The absolute value."""
        if not a.is_real:
            return self.reals.sqrt(self._square(a))
        return self.reals.negative(a.re) if a.re.middle < 0 else a.re

    def exp(self, a: Number) -> Number:
        """The exponential function."""
        size = self.reals.exp(a.re)
        if a.is_real:
            return Number(size, EXACT_ZERO)
        cosine, sine = self.reals.cos_sin(a.im)
        return Number(self.reals.multiply(size, cosine), self.reals.multiply(size, sine))

    def log(self, a: Number) -> Number:
        """The principal natural logarithm."""
        if a.is_real and a.re.middle > 0:
            return Number(self.reals.ln(a.re), EXACT_ZERO)
        return Number(self.reals.ln(self.absolute(a)), self.angle(a))

    def angle(self, a: Number) -> Ball:
        """The principal argument of a complex number."""
        reals = self.reals
        half = reals.divide(reals.pi(), reals.fraction(Fraction(2)))
        if a.is_real:
            if a.re.has_zero:
                raise UndecidedError("the angle of what may be zero")
            return EXACT_ZERO if a.re.middle > 0 else reals.pi()
        if a.im.middle.copy_abs() > a.re.middle.copy_abs():
            if a.im.has_zero:
                raise UndecidedError("the angle of what may be zero")
            inner = reals.atan(reals.divide(a.re, a.im))
            return reals.subtract(half if a.im.middle > 0 else reals.negative(half), inner)
        if a.re.has_zero:
            raise UndecidedError("the angle of what may be zero")
        inner = reals.atan(reals.divide(a.im, a.re))
        if a.re.middle > 0:
            return inner
        if a.im.has_zero:
            raise UndecidedError("an angle on the branch cut")
        return reals.add(inner, reals.pi()) if a.im.middle > 0 else reals.subtract(inner, reals.pi())

    def _power(self, a: Expression) -> Number:
        exponent = rational(a[2], self.values)
        base = self.number(a[1])
        if exponent is not None and exponent.denominator == 1 and abs(exponent) <= 10_000:
            return self._integer_power(base, exponent.numerator)
        negative = base.is_real and base.re.middle < 0 and not base.re.has_zero
        if negative and exponent is not None and exponent.denominator % 2:  # the real root of a negative number
            power = self._real_power(self.negative(base), exponent)
            return self.negative(power) if exponent.numerator % 2 else power
        if exponent == Fraction(1, 2):
            return self._square_root(base)
        if base.re.is_zero and base.is_real:
            if exponent is not None and exponent > 0:
                return Number(EXACT_ZERO, EXACT_ZERO)
            raise UndecidedError("zero to a power that may not be positive")
        return self.exp(self.multiply(self.number(a[2]), self.log(base)))

    def _real_power(self, base: Number, exponent: Fraction) -> Number:
        return self.exp(self.multiply(Number(self.reals.fraction(exponent), EXACT_ZERO), self.log(base)))

    def _integer_power(self, base: Number, exponent: int) -> Number:
        one = Number(EXACT_ONE, EXACT_ZERO)
        if exponent < 0:
            return self.divide(one, self._integer_power(base, -exponent))
        if exponent == 0 and base.re.has_zero and base.im.has_zero:
            raise UndecidedError("zero to the power of zero")
        result = one
        while exponent:
            if exponent & 1:
                result = self.multiply(result, base)
            exponent >>= 1
            if exponent:
                base = self.multiply(base, base)
        return result

    def _square_root(self, a: Number) -> Number:
        if a.is_real:
            if a.re.middle < 0:
                return Number(EXACT_ZERO, self.reals.sqrt(self.reals.negative(a.re)))
            return Number(self.reals.sqrt(a.re), EXACT_ZERO)
        half = Number(self.reals.fraction(Fraction(1, 2)), EXACT_ZERO)
        return self.exp(self.multiply(half, self.log(a)))

    def _root(self, a: Expression) -> Number:
        index = rational(a[2], self.values)
        inside = self.number(a[1])
        if index == 2:
            return self._square_root(inside)
        if index is None or index == 0:
            return self.exp(self.divide(self.log(inside), self.number(a[2])))
        if inside.is_real and inside.re.is_zero and index > 0:
            return inside
        if inside.is_real and inside.re.middle < 0 and index.denominator == 1 and index.numerator % 2:
            return self.negative(self._real_power(self.negative(inside), 1 / index))
        return self._real_power(inside, 1 / index)

    def _function(self, name: str, inside: Expression) -> Number:
        if name in ("floor", "ceil") and (exact := rational(("f", name, inside), self.values)) is not None:
            return Number(self.reals.fraction(exact), EXACT_ZERO)
        a = self.number(inside)
        reals = self.reals
        if name == "abs":
            return Number(self.absolute(a), EXACT_ZERO)
        if name == "exp":
            return self.exp(a)
        if name in ("ln", "log"):
            found = self.log(a)
            if name == "log" and self.common_log:
                return self.divide(found, Number(reals.ln(reals.fraction(Fraction(10))), EXACT_ZERO))
            return found
        if name == "conjugate":
            return Number(a.re, reals.negative(a.im))
        if not a.is_real:
            raise UndecidedError(f"{name} of a complex number")
        if name in CIRCULAR:
            return Number(circular(reals, name, a.re), EXACT_ZERO)
        return Number(other_function(reals, name, a.re), EXACT_ZERO)

    def _counted(self, a: Expression) -> Number:
        value = rational(a, self.values)
        if value is not None:
            return Number(self.reals.fraction(value), EXACT_ZERO)
        if a[0] in ("sum", "prod"):
            return self._series(a)
        if a[0] == "many" and a[1] in ("max", "min"):
            return self._extreme(a)
        if a[0] == "!":
            raise UndecidedError(f"a factorial of no integer up to {LARGEST_FACTORIAL}")
        raise UndecidedError(f"{a[0]} has no value")

    def _extreme(self, a: Expression) -> Number:
        """The largest or smallest of some real numbers."""
        found = self.number(a[2][0])
        for part in a[2][1:]:
            other = self.number(part)
            gap = self.reals.subtract(other.re, found.re)
            if not (found.is_real and other.is_real) or gap.has_zero:
                raise UndecidedError("which of two numbers is larger cannot be told")
            if (gap.middle > 0) == (a[1] == "max"):
                found = other
        return found

    def _series(self, a: Expression) -> Number:
        _, variable, low, high, body = a
        indices = bounds(rational(low, self.values), rational(high, self.values), body)
        if len(indices) > 60:
            raise OverLimitError("a sum has too many terms")
        result = Number(EXACT_ZERO if a[0] == "sum" else EXACT_ONE, EXACT_ZERO)
        for index in indices:
            inner = Evaluator(self.reals.digits, {**self.values, variable: Fraction(index)}, self.common_log)
            term = inner.number(body)
            result = self.add(result, term) if a[0] == "sum" else self.multiply(result, term)
        return result
