"""Conditions on an expression that is linear in one letter, or its absolute value, solved for that letter."""

from __future__ import annotations

from fractions import Fraction

from .expressions import INFINITY, Expression, infinite_sign, negative, number, variables
from .identity import value_of
from .linear import linear
from .values import FLIPPED, Combined, Interval, Items, Relation, Scalar, Value

_BELOW = frozenset(("<", "\\le"))


def solved(value: Value) -> Value:
    """A condition such as ``|x - 1| < 3`` or ``-3 < 2x + 1 < 5`` as the interval it means; other values as they are."""
    if isinstance(value, Items) and value.kind == "list":
        return value._replace(items=tuple(map(solved, value.items)))
    if not isinstance(value, Relation) or not all(isinstance(side, Scalar) for side in value.sides):
        return value
    sides = [side.expression for side in value.sides if isinstance(side, Scalar)]
    found = _one(value.signs[0], *sides) if len(sides) == 2 else _between(value.signs, sides)
    return value if found is None else found


def _one(sign: str, left: Expression, right: Expression) -> Value | None:
    if left[:2] != ("f", "abs"):
        left, right, sign = right, left, FLIPPED.get(sign, "")
    if left[:2] != ("f", "abs") or sign not in FLIPPED or variables(right) or left[2][0] == "v":
        return None
    bound = value_of(right)
    if bound is None or bound <= 0:
        return None
    closed = sign in ("\\le", "\\ge")
    if sign in _BELOW:
        return _interval(left[2], negative(right), right, closed, closed)
    low = _interval(left[2], negative(INFINITY), negative(right), False, closed)
    high = _interval(left[2], right, INFINITY, closed, False)
    return None if low is None or high is None else Combined("cup", (low, high))


def _between(signs: tuple[str, ...], sides: list[Expression]) -> Value | None:
    if len(sides) != 3 or not set(signs) <= set(FLIPPED) or (signs[0] in _BELOW) != (signs[1] in _BELOW):
        return None
    low, middle, high = sides
    first, second = signs
    if first not in _BELOW:
        low, high, first, second = high, low, FLIPPED[second], FLIPPED[first]
    if middle[0] == "v" or variables(low) or variables(high):
        return None
    return _interval(middle, low, high, first == "\\le", second == "\\le")


def _interval(a: Expression, low: Expression, high: Expression, has_low: bool, has_high: bool) -> Interval | None:
    """Where an expression lies between two bounds, if it is linear in its one letter."""
    names = variables(a)
    if len(names) != 1:
        return None
    name = next(iter(names))
    found = linear(a, name)
    if found is None:
        return None
    start, slope = found
    first, last = _end(low, start, slope), _end(high, start, slope)
    return Interval(first, last, has_low, has_high) if slope > 0 else Interval(last, first, has_high, has_low)


def _end(bound: Expression, start: Fraction, slope: Fraction) -> Expression:
    if infinite_sign(bound):
        return bound if slope > 0 else negative(bound)
    return ("/", ("+", (bound, number(-start))), number(slope))
