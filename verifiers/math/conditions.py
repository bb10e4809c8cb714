"""Conditions on an expression that is linear in one letter, or its absolute value, solved for that letter."""

from __future__ import annotations

from fractions import Fraction

from .exact import rational
from .expressions import INFINITY, Expression, infinite_sign, negative, number, replaced, variables
from .identity import value_of
from .limits import OverLimitError, UndecidedError
from .values import FLIPPED, Combined, Interval, Items, Relation, Scalar, Value

_POINTS = (Fraction(0), Fraction(1), Fraction(-3, 2), Fraction(7, 3))  # where a linear expression is told from others
_BELOW = frozenset(("<", "\\le"))


def solved(value: Value) -> Value:
    """A condition such as ``|x - 1| < 3`` or ``-3 < 2x + 1 < 5`` as the interval it means; other values as they are."""
    if isinstance(value, Items) and value.kind == "list":
        return value._replace(items=tuple(map(solved, value.items)))
    if not isinstance(value, Relation) or not all(isinstance(side, Scalar) for side in value.sides):
        return value
    sides = [side.expression for side in value.sides if isinstance(side, Scalar)]
    try:
        found = _one(value.signs[0], *sides) if len(sides) == 2 else _between(value.signs, sides)
    except (UndecidedError, OverLimitError):
        return value
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
    at = [value for i in _POINTS if (value := rational(replaced(a, name, number(i)))) is not None]
    if len(at) < len(_POINTS) or at[1] == at[0]:
        return None
    slope, start = at[1] - at[0], number(-at[0])
    if any(value - at[0] != slope * i for value, i in zip(at, _POINTS, strict=True)):
        return None
    first, last = _end(low, start, slope), _end(high, start, slope)
    return Interval(first, last, has_low, has_high) if slope > 0 else Interval(last, first, has_high, has_low)


def _end(bound: Expression, start: Expression, slope: Fraction) -> Expression:
    if infinite_sign(bound):
        return bound if slope > 0 else negative(bound)
    return ("/", ("+", (bound, start)), number(slope))
