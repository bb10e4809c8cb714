"""Exact evaluation: expressions without variables as integers or fractions, wherever they are rational."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction

from .expressions import Expression, parts
from .limits import LARGEST_BITS, LARGEST_FACTORIAL, MOST_INNER_TERMS, MOST_TERMS, OverLimitError, UndecidedError

_NOTHING: Mapping[str, Fraction] = {}


def rational(a: Expression, values: Mapping[str, Fraction] = _NOTHING) -> Fraction | None:
    """The value of an expression, or None where it is not rational by rational operations alone.

    Args:
        a: the expression.
        values: of its variables.

    Raises:
        OverLimitError: a number would grow beyond `LARGEST_BITS`.
        UndecidedError: the expression has no value, as 1/0.
    """
    operation = a[0]
    if operation == "n":
        value: Fraction = a[1]
        return value
    if operation == "v":
        return values.get(a[1])
    if operation in ("+", "*"):
        return _fold(a, values)
    if operation == "/":
        above, below = rational(a[1], values), rational(a[2], values)
        if above is None or below is None:
            return None
        if not below:
            raise UndecidedError("a division by zero")
        return _bounded(above / below)
    if operation == "^":
        return _power(a, values)
    if operation == "root":
        return _root(a, values)
    if operation in ("!", "C", "sum", "prod", "f", "many"):
        return _integer_function(a, values)
    return None


def _fold(a: Expression, values: Mapping[str, Fraction]) -> Fraction | None:
    known = []
    for part in a[1]:
        value = rational(part, values)
        if value is None:
            return None
        known.append(value)
    result = known[0]
    for value in known[1:]:
        result = result + value if a[0] == "+" else result * value
        _bounded(result)
    return result


def _bounded(value: Fraction) -> Fraction:
    if value.numerator.bit_length() > LARGEST_BITS or value.denominator.bit_length() > LARGEST_BITS:
        raise OverLimitError("a number grows too large")
    return value


def _power(a: Expression, values: Mapping[str, Fraction]) -> Fraction | None:
    base = rational(a[1], values)
    if base is None:
        return None
    exponent = rational(a[2], values)
    if exponent is None:
        return None
    if exponent.denominator != 1:
        root = _exact_root(base, exponent.denominator) if exponent.denominator < 64 else None
        if root is None:
            return None
        base, exponent = root, Fraction(exponent.numerator)
    if base == 0:
        if exponent <= 0:
            raise UndecidedError("zero to a power that is not positive")
        return Fraction(0)
    if abs(base) == 1:
        return base if exponent.numerator % 2 else Fraction(1)
    bits = max(base.numerator.bit_length(), base.denominator.bit_length())
    if bits * abs(exponent) > LARGEST_BITS:
        raise OverLimitError("a power is too large")
    return base**exponent.numerator


def _root(a: Expression, values: Mapping[str, Fraction]) -> Fraction | None:
    inside, index = rational(a[1], values), rational(a[2], values)
    if inside is None or index is None or index.denominator != 1 or not 0 < index < 64:
        return None
    return _exact_root(inside, index.numerator)


def _exact_root(value: Fraction, index: int) -> Fraction | None:
    """The root of a fraction where it is one itself; of negative numbers for odd indices."""
    if value < 0:
        root = _exact_root(-value, index) if index % 2 else None
        return None if root is None else -root
    above, below = integer_root(value.numerator, index), integer_root(value.denominator, index)
    return None if above is None or below is None else Fraction(above, below)


def integer_root(value: int, index: int) -> int | None:
    """The integer whose power `index` is `value`, or None."""
    if index == 2:
        root = math.isqrt(value)
    elif value < 2:
        root = value
    else:
        low, high = 1, 1 << -(-value.bit_length() // index)
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if middle**index <= value else (low, middle - 1)
        root = low
    return root if root**index == value else None


def _integer_function(a: Expression, values: Mapping[str, Fraction]) -> Fraction | None:
    operation = a[0]
    if operation == "!":
        n = rational(a[1], values)
        if n is None or n.denominator != 1 or n < 0:
            return None
        return Fraction(factorial(n.numerator))
    if operation == "C":
        n, k = rational(a[1], values), rational(a[2], values)
        if n is None or k is None or n.denominator != 1 or k.denominator != 1 or n < 0 or k < 0:
            return None
        if min(k, n - k) * max(n.numerator.bit_length(), 1) > LARGEST_BITS:
            raise OverLimitError("a binomial coefficient is too large")
        return Fraction(math.comb(n.numerator, k.numerator))
    if operation in ("sum", "prod"):
        return _series(a, values)
    if operation == "many":
        return _of_many(a, values)
    inside = rational(a[2], values) if a[1] in ("abs", "floor", "ceil") else None
    if inside is None:
        return None
    return abs(inside) if a[1] == "abs" else Fraction(math.floor(inside) if a[1] == "floor" else math.ceil(inside))


def factorial(n: int) -> int:
    """The factorial, within the limit."""
    if n > LARGEST_FACTORIAL:
        raise OverLimitError(f"a factorial above that of {LARGEST_FACTORIAL}")
    return math.factorial(n)


def bounds(low: Fraction | None, high: Fraction | None, body: Expression) -> range:
    """The integers between two bounds, over which a body is summed or multiplied.

    Raises:
        UndecidedError: the bounds are no integers.
        OverLimitError: there are too many between them; sums within sums have fewer terms.
    """
    if low is None or high is None or low.denominator != 1 or high.denominator != 1:
        raise UndecidedError("a sum without integer bounds")
    inner = _depth(body)
    if high - low > (MOST_TERMS, MOST_INNER_TERMS)[min(inner, 1)] or inner > 1:
        raise OverLimitError("a sum has too many terms")
    return range(low.numerator, high.numerator + 1)


def _depth(a: Expression) -> int:
    """How deeply sums and products nest."""
    return max(map(_depth, parts(a)), default=0) + (a[0] in ("sum", "prod"))


def _series(a: Expression, values: Mapping[str, Fraction]) -> Fraction | None:
    _, variable, low, high, body = a
    result = Fraction(0 if a[0] == "sum" else 1)
    first, last = rational(low, values), rational(high, values)
    if first is None or last is None:
        return None
    for index in bounds(first, last, body):
        term = rational(body, {**values, variable: Fraction(index)})
        if term is None:
            return None
        result = _bounded(result + term if a[0] == "sum" else result * term)
    return result


def _of_many(a: Expression, values: Mapping[str, Fraction]) -> Fraction | None:
    items = [rational(item, values) for item in a[2]]
    known = [item for item in items if item is not None]
    if len(known) < len(items):
        return None
    if a[1] in ("max", "min"):
        return max(known) if a[1] == "max" else min(known)
    if any(item.denominator != 1 for item in known):
        return None
    integers = [item.numerator for item in known]
    return Fraction(math.gcd(*integers) if a[1] == "gcd" else math.lcm(*integers))
