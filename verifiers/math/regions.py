"""Sets of real numbers, brought to one form: intervals, inequalities, set builders, unions, excluded points."""

from __future__ import annotations

import decimal
import itertools
from decimal import Decimal
from typing import NamedTuple

from .expressions import INFINITY, Expression, difference, infinite_sign, negative, number, variables
from .identity import identity, value_of
from .limits import UndecidedError
from .linear import linear
from .values import FLIPPED, Combined, Interval, Items, Nothing, Relation, Scalar, Value

MINUS_INFINITY = negative(INFINITY)


class Region(NamedTuple):
    """A set of real numbers.

    Attributes:
        intervals: its parts; sorted and merged where all bounds are numbers.
    """

    intervals: tuple[Interval, ...]


def region(value: Value) -> Region | None:
    """The set of real numbers that a value describes, or None where it describes none."""
    found = _intervals(value)
    return None if found is None else Region(tuple(_merged(found)))


def _intervals(value: Value) -> list[Interval] | None:
    if isinstance(value, Interval):
        return [value]
    if isinstance(value, Nothing):
        return []
    if isinstance(value, Relation):
        return _of_relation(value)
    if isinstance(value, Combined):
        return _of_combined(value)
    if isinstance(value, Items):
        return _of_items(value)
    return None


def _of_items(value: Items) -> list[Interval] | None:
    if value.kind == "tuple":
        if len(value.items) == 2 and all(isinstance(item, Scalar) for item in value.items):
            low, high = (item.expression for item in value.items if isinstance(item, Scalar))
            return [Interval(low, high, False, False)]
        return None
    if value.kind == "set":
        return _points(value)
    parts = [_member(item, value.either) for item in value.items]
    known = [part for part in parts if part is not None]
    if len(known) < len(value.items) or not known:
        return None
    if value.either or any(isinstance(item, Interval) for item in value.items):
        parts_of_union = [interval for part in known for interval in part]
        return None if _overlap(parts_of_union) else parts_of_union
    result = known[0]
    for part in known[1:]:
        result = [both for a in result for b in part if (both := _intersection(a, b)) is not None]
    return result


def _overlap(intervals: list[Interval]) -> bool:
    """Whether two have more than an end in common: "[1, 7] or (1, 7]" names guesses, not the parts of a union."""
    keyed = [(low, high) for i in intervals if None not in (low := _key(i.low), high := _key(i.high))]
    ordered = sorted((low, high) for low, high in keyed if low is not None and high is not None)
    return any(second[0] < first[1] for first, second in itertools.pairwise(ordered))


def _member(item: Value, either: bool) -> list[Interval] | None:
    """One of several conditions; a single value is one where "or" joins them: x < 1 or x = 2."""
    if isinstance(item, Relation) and either and item.signs == ("=",) and isinstance(item.sides[-1], Scalar):
        bound = item.sides[-1].expression
        return [Interval(bound, bound, True, True)] if len(item.sides) == 2 else None
    return _intervals(item) if isinstance(item, (Relation, Interval, Combined)) else None


def _points(value: Items) -> list[Interval] | None:
    points = [item.expression for item in value.items if isinstance(item, Scalar)]
    return [Interval(p, p, True, True) for p in points] if len(points) == len(value.items) else None


def _of_combined(value: Combined) -> list[Interval] | None:
    parts = [_intervals(part) for part in value.parts]
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return None
    if value.operation == "cup":
        return [interval for part in known for interval in part]
    result = known[0]
    for part in known[1:]:
        other = part if value.operation == "cap" else _complement(part)
        result = [both for a in result for b in other if (both := _intersection(a, b)) is not None]
    return result


def _of_relation(value: Relation) -> list[Interval] | None:
    sides = [side.expression if isinstance(side, Scalar) else None for side in value.sides]
    if None in sides or "=" in value.signs:
        return None
    known: list[Expression] = [side for side in sides if side is not None]
    if len(value.signs) == 1:
        return _one_sided(value.signs[0], known[0], known[1])
    if len(value.signs) == 2 and _is_unknown(known[1]) and _is_solved(known[1], known[0], known[2]):
        first, second = value.signs
        low, high = known[0], known[2]
        if first in (">", "\\ge"):
            first, second, low, high = FLIPPED.get(second, ""), FLIPPED[first], high, low
        if first in ("<", "\\le") and second in ("<", "\\le"):
            return _mirrored([Interval(low, high, first == "\\le", second == "\\le")], known[1])
    return None


def _is_solved(unknown: Expression, *bounds: Expression) -> bool:
    """Whether no bound speaks of what is bounded."""
    return all(variables(unknown).isdisjoint(variables(bound)) for bound in bounds)


def _mirrored(intervals: list[Interval], middle: Expression) -> list[Interval]:
    """Where a condition is on |x|, the numbers on both sides of zero."""
    if middle[0] != "f":
        return intervals
    other = [Interval(_minus(i.high), _minus(i.low), i.has_high, i.has_low) for i in intervals]
    return [*other, *intervals]


def _minus(a: Expression) -> Expression:
    return number(-a[1]) if a[0] == "n" else negative(a)


def _is_unknown(a: Expression) -> bool:
    """Whether an expression is what a condition is about: a variable or f(x)."""
    return a[0] in ("v", "call") or (a[0] == "f" and a[1] == "abs" and a[2][0] == "v")


def _one_sided(sign: str, left: Expression, right: Expression) -> list[Interval] | None:
    if not _is_unknown(left):
        solved = _solved(left, right)
        if _is_unknown(right) and sign in (*FLIPPED, "\\ne"):
            left, right, sign = right, left, FLIPPED.get(sign, sign)
        elif solved is not None:
            left, right, sign = solved[0], solved[1], sign if solved[2] else FLIPPED.get(sign, sign)
        else:
            return None
    if left[0] == "f" and sign != "\\ne":
        low = (number(0), True) if sign in ("<", "\\le") else (right, sign == "\\ge")
        high = (right, sign == "\\le") if sign in ("<", "\\le") else (INFINITY, False)
        return _mirrored([Interval(low[0], high[0], low[1], high[1])], left)
    if not _is_solved(left, right) or sign not in (*FLIPPED, "\\ne"):
        return None
    if sign == "\\ne":
        return [Interval(MINUS_INFINITY, right, False, False), Interval(right, INFINITY, False, False)]
    if sign in ("<", "\\le"):
        return [Interval(MINUS_INFINITY, right, False, sign == "\\le")]
    return [Interval(right, INFINITY, sign == "\\ge", False)]


def _solved(left: Expression, right: Expression) -> tuple[Expression, Expression, bool] | None:
    """A linear condition on one variable, solved for it: the variable, the bound, whether the sign stays."""
    names = variables(left) | variables(right)
    if len(names) != 1:
        return None
    name = next(iter(names))
    found = linear(difference(left, right), name)
    if found is None:
        return None
    start, slope = found
    return ("v", name), number(-start / slope), slope > 0


def _merged(intervals: list[Interval]) -> list[Interval]:
    """Intervals with numbers for bounds, sorted and joined where they touch; others as they are."""
    keyed = [(_key(i.low), _key(i.high), i) for i in intervals]
    if any(low is None or high is None for low, high, _ in keyed):
        return intervals
    ordered = sorted(keyed, key=lambda item: (item[0], not item[2].has_low))
    found: list[Interval] = []
    for low, high, interval in ordered:
        assert low is not None
        assert high is not None
        if low > high or (low == high and not (interval.has_low and interval.has_high)):
            continue
        if found:
            last = found[-1]
            last_high = _key(last.high)
            assert last_high is not None
            if low < last_high or (low == last_high and (interval.has_low or last.has_high)):
                if high > last_high or (high == last_high and interval.has_high):
                    found[-1] = Interval(last.low, interval.high, last.has_low, interval.has_high)
                continue
        found.append(interval)
    return found


# Bounds are put in order by so many digits, of which those of a root are known; one that is written in two ways is one.
_ORDER = decimal.Context(prec=25, Emax=decimal.MAX_EMAX, Emin=decimal.MIN_EMIN, traps=[])


def _key(a: Expression) -> Decimal | None:
    sign = infinite_sign(a)
    if sign:
        return Decimal("Infinity").copy_sign(Decimal(sign))
    value = value_of(a) if not variables(a) else None
    return None if value is None else _ORDER.divide(Decimal(value.numerator), Decimal(value.denominator))


def _intersection(a: Interval, b: Interval) -> Interval | None:
    low, has_low = _inner(a.low, a.has_low, b.low, b.has_low, 1)
    high, has_high = _inner(a.high, a.has_high, b.high, b.has_high, -1)
    found = Interval(low, high, has_low, has_high)
    low_key, high_key = _key(low), _key(high)
    if low_key is None or high_key is None or low_key < high_key:
        return found
    return found if low_key == high_key and has_low and has_high else None


def _inner(a: Expression, has_a: bool, b: Expression, has_b: bool, direction: int) -> tuple[Expression, bool]:
    """The bound of an intersection: the larger of two lower bounds, or the smaller of two upper ones."""
    if infinite_sign(a) == -direction:
        return b, has_b
    if infinite_sign(b) == -direction:
        return a, has_a
    left, right = _key(a), _key(b)
    if left is None or right is None:
        raise UndecidedError("bounds that cannot be ordered")
    if left == right:
        return a, has_a and has_b
    return (a, has_a) if (left > right) == (direction > 0) else (b, has_b)


def _complement(intervals: list[Interval]) -> list[Interval]:
    found = [Interval(MINUS_INFINITY, INFINITY, False, False)]
    for interval in intervals:
        outside = [
            Interval(MINUS_INFINITY, interval.low, False, not interval.has_low),
            Interval(interval.high, INFINITY, not interval.has_high, False),
        ]
        if infinite_sign(interval.low):
            outside = outside[1:]
        if infinite_sign(interval.high):
            outside = outside[:-1]
        found = [both for a in found for b in outside if (both := _intersection(a, b)) is not None]
    return found


def same_region(a: Region, b: Region) -> bool:
    """Whether two sets are the same; their parts may stand in any order."""
    if len(a.intervals) != len(b.intervals):
        return False
    rest = list(b.intervals)
    for interval in a.intervals:
        place = next((i for i, other in enumerate(rest) if _same_interval(interval, other)), None)
        if place is None:
            return False
        del rest[place]
    return True


def _same_interval(a: Interval, b: Interval) -> bool:
    if (a.has_low, a.has_high) != (b.has_low, b.has_high):
        return False
    return identity(a.low, b.low).equal and identity(a.high, b.high).equal
