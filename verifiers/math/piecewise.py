"""Functions by cases, compared with each other row by row, or with one expression at points."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from fractions import Fraction

from .exact import rational
from .expressions import Expression, infinite_sign, number, replaced, variables
from .identity import identity, value_of
from .limits import OverLimitError, UndecidedError
from .points import nudges
from .regions import Region, region, same_region
from .values import Piecewise, Relation, Scalar, Value

_POINTS = tuple(
    Fraction(n, d) for n, d in ((-37, 9), (-8, 5), (-1, 1), (-3, 7), (0, 1), (2, 9), (1, 1), (11, 7), (23, 6))
)
_SHARES = tuple(Fraction(n, d) for n, d in ((1, 99), (1, 7), (4, 9), (7, 8), (98, 99)))  # of what lies between two ends
_BEYOND = 40  # how far the first and the last end are looked beyond


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
    if len(names) > 1:
        raise UndecidedError("cases of several variables")
    name = next(iter(names), "x")  # the cases of constants speak of a letter all the same
    agreed, undecided = False, None
    for point in _points(a, b):
        try:
            found = _same_at(a, b, name, point)
        except OverLimitError:
            continue  # too far out for this function
        except UndecidedError as error:
            undecided = error
            continue
        if found is False:
            return False
        agreed = agreed or found is True
    if undecided is not None or not agreed:
        raise undecided or UndecidedError("cases that hold nowhere")
    return True


def _points(*values: Piecewise | Scalar) -> Iterator[Fraction]:
    """Points on both sides of every end of a case, and the end itself where it is known exactly."""
    conditions = [where for value in values if isinstance(value, Piecewise) for _, where in value.rows]
    ends = [end for where in conditions if where is not None for end in _ends(where)]
    cuts = sorted({cut for end in ends if isinstance(cut := _bound(end), Fraction)})
    yield from _POINTS
    yield from (cut for end in ends if (cut := rational(end)) is not None)
    if cuts:
        moves = nudges(*values)
        for low, high in itertools.pairwise((cuts[0] - _BEYOND, *cuts, cuts[-1] + _BEYOND)):
            yield from (low + (share + next(moves)) * (high - low) for share in _SHARES)


def _ends(condition: Value) -> list[Expression]:
    """Where a condition begins to hold or ceases to."""
    if isinstance(condition, Relation) and condition.signs == ("=",) and isinstance(condition.sides[1], Scalar):
        return [condition.sides[1].expression]
    found = region(condition)
    bounds = [] if found is None else [bound for part in found.intervals for bound in (part.low, part.high)]
    return [bound for bound in bounds if not infinite_sign(bound)]


def _same_at(a: Piecewise | Scalar, b: Piecewise | Scalar, name: str, point: Fraction) -> bool | None:
    """Whether two functions have the same value at a point; None where neither has one."""
    if _contradicts_itself(b, name, point):
        return False
    left, right = _at(a, name, point), _at(b, name, point)
    if left is None and right is None:
        return None
    if left is None or right is None:
        raise UndecidedError("a function that is defined where the other is not")
    return identity(left, right).equal


def _names(value: Piecewise | Scalar) -> frozenset[str]:
    if isinstance(value, Scalar):
        return variables(value.expression)
    return frozenset().union(*(variables(expression) for expression, _ in value.rows))


def _at(value: Piecewise | Scalar, name: str, point: Fraction) -> Expression | None:
    """The value at a point, or None where no case holds there."""
    if isinstance(value, Scalar):
        return replaced(value.expression, name, number(point))
    for expression, condition in value.rows:
        holds = True if condition is None else _holds(condition, point)
        if holds is None:
            raise UndecidedError("cases that cannot be told")
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
