"""Points at which two expressions may part: where an integer part jumps, an absolute value turns, and far out.

Analytic expressions that agree at a few points agree everywhere; those with integer parts and absolute values are made
of pieces, and each piece has to be looked at: floor(x) and ceil(x) - 1 differ at integers alone, |x - 50| and 50 - x
beyond 50 alone.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping
from fractions import Fraction

from .exact import rational
from .expressions import Expression, difference, parts, variables
from .limits import OverLimitError, UndecidedError

MOST_BREAKS = 24  # places of one variable that are looked at
_FAR = (Fraction(1013), Fraction(-1019))
_FIRST_WHOLE = range(1, 13)


def points_at_breaks(
    base: Mapping[str, Fraction], whole: frozenset[str], *compared: Expression
) -> Iterator[dict[str, Fraction]]:
    """Points near one point, at each of which one variable lies on a break, between two breaks, or far out.

    Args:
        base: a value of each variable.
        whole: those that stand for whole numbers from 1 on: they stay whole.
        compared: the expressions that are compared.

    Returns:
        Nothing for a variable that is in no integer part, absolute value, root, or largest or smallest member, unless
        it is whole.
    """
    pieces = list(itertools.chain.from_iterable(map(_pieces, compared)))
    broken = frozenset().union(*(variables(inside) for inside, _ in pieces))
    for name in sorted((broken | whole) & base.keys()):
        places = sorted({place for inside, jumps in pieces for place in _places(inside, jumps, name, base)})
        for value in _values(places[:MOST_BREAKS], name in whole, base[name]):
            yield {**base, name: value}


def has_breaks(a: Expression) -> bool:
    """Whether an expression is made of pieces."""
    return next(_pieces(a), None) is not None


def _pieces(a: Expression) -> Iterator[tuple[Expression, bool]]:
    """What integer parts are taken of (True), and what turns where it is zero (False)."""
    if a[0] == "f" and a[1] in ("floor", "ceil"):
        yield a[2], True
    elif a[0] == "f" and a[1] == "abs":
        yield a[2], False
    elif a[0] == "root":
        yield a[1], False
    elif a[0] == "many" and a[1] in ("max", "min"):
        yield from ((difference(first, second), False) for first, second in itertools.combinations(a[2][:6], 2))
    for part in parts(a):
        yield from _pieces(part)


def _places(inside: Expression, jumps: bool, name: str, base: Mapping[str, Fraction]) -> list[Fraction]:
    """Where a linear expression is an integer next to its value at the base, or where it is zero."""
    try:
        found = [rational(inside, {**base, name: base[name] + step}) for step in range(3)]
    except (UndecidedError, OverLimitError):
        return []
    first, second, third = found
    if first is None or second is None or third is None:
        return []
    slope = second - first
    if not slope or third - second != slope:
        return []
    targets = (math.floor(first) + step for step in range(-1, 3)) if jumps else (0,)
    return [base[name] + (target - first) / slope for target in targets]


def _values(places: list[Fraction], is_whole: bool, at: Fraction) -> Iterator[Fraction]:
    """The places, what lies between and beside them, and what lies far out."""
    if is_whole:
        near = {math.floor(place) + step for place in places for step in (-1, 0, 1)}
        yield from (Fraction(value) for value in sorted({*near, *_FIRST_WHOLE, abs(int(_FAR[0]))}) if value > 0)
        return
    yield from places
    yield from ((low + high) / 2 for low, high in itertools.pairwise(places))
    if places:
        yield from (places[0] - Fraction(1, 7), places[-1] + Fraction(1, 7))
    yield from (at + far for far in _FAR)
