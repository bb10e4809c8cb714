"""Functions by cases, compared with each other row by row, or with one expression at points."""

from __future__ import annotations

from fractions import Fraction

from .expressions import Expression, infinite_sign, number, replaced, variables
from .identity import identity, value_of
from .limits import UndecidedError
from .regions import Region, region, same_region
from .values import Piecewise, Relation, Scalar, Value

_POINTS = tuple(
    Fraction(n, d) for n, d in ((-37, 9), (-8, 5), (-1, 1), (-3, 7), (0, 1), (2, 9), (1, 1), (11, 7), (23, 6))
)


def same_piecewise(reference: Value, answer: Value) -> bool:
    """Whether two functions are the same, one of which is given by cases.

    Raises:
        UndecidedError: the cases cannot be compared.
    """
    reference, answer = _definition(reference), _definition(answer)
    if isinstance(reference, Piecewise) and isinstance(answer, Piecewise):
        return _same_rows(reference, answer) or _same_at_points(reference, answer)
    if isinstance(reference, (Piecewise, Scalar)) and isinstance(answer, (Piecewise, Scalar)):
        return _same_at_points(reference, answer)
    return False


def _definition(value: Value) -> Value:
    return value.sides[-1] if isinstance(value, Relation) and set(value.signs) == {"="} else value


def _same_rows(a: Piecewise, b: Piecewise) -> bool:
    if len(a.rows) != len(b.rows):
        return False
    rest = list(b.rows)
    for expression, condition in a.rows:
        place = next(
            (
                i
                for i, (other, where) in enumerate(rest)
                if identity(expression, other).equal and _same(condition, where)
            ),
            None,
        )
        if place is None:
            return False
        del rest[place]
    return True


def _same(a: Value | None, b: Value | None) -> bool:
    if a is None or b is None:
        return a is b
    left, right = region(a), region(b)
    return a == b if left is None or right is None else same_region(left, right)


def _same_at_points(a: Piecewise | Scalar, b: Piecewise | Scalar) -> bool:
    names = _names(a) | _names(b)
    if len(names) != 1:
        raise UndecidedError("cases of several variables")
    name = next(iter(names))
    for point in _POINTS:
        if _contradicts_itself(b, name, point):
            return False
        left, right = _at(a, name, point), _at(b, name, point)
        if left is None or right is None:
            raise UndecidedError("cases that cannot be evaluated")
        if not identity(left, right).equal:
            return False
    return True


def _names(value: Piecewise | Scalar) -> frozenset[str]:
    if isinstance(value, Scalar):
        return variables(value.expression)
    return frozenset().union(*(variables(expression) for expression, _ in value.rows))


def _at(value: Piecewise | Scalar, name: str, point: Fraction) -> Expression | None:
    if isinstance(value, Scalar):
        return replaced(value.expression, name, number(point))
    for expression, condition in value.rows:
        holds = True if condition is None else _holds(condition, point)
        if holds is None:
            return None
        if holds:
            return replaced(expression, name, number(point))
    return None


def _contradicts_itself(value: Piecewise | Scalar, name: str, point: Fraction) -> bool:
    """Whether two cases hold at a point and say different things."""
    if isinstance(value, Scalar):
        return False
    there = [
        replaced(expression, name, number(point))
        for expression, condition in value.rows
        if condition is not None and _holds(condition, point)
    ]
    return any(not identity(there[0], other).equal for other in there[1:])


def _holds(condition: Value, point: Fraction) -> bool | None:
    if isinstance(condition, Relation) and condition.signs == ("=",) and isinstance(condition.sides[1], Scalar):
        return value_of(condition.sides[1].expression) == point
    found = region(condition)
    return None if found is None else _inside(found, point)


def _inside(found: Region, point: Fraction) -> bool | None:
    for interval in found.intervals:
        low, high = _bound(interval.low), _bound(interval.high)
        if low is None or high is None:
            return None
        if (low < point or (low == point and interval.has_low)) and (
            point < high or (point == high and interval.has_high)
        ):
            return True
    return False


def _bound(a: Expression) -> Fraction | float | None:
    sign = infinite_sign(a)
    return float("inf") * sign if sign else value_of(a)
