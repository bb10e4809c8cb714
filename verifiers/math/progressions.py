r"""General solutions with an integer parameter: ``\frac{\pi}{6} + k\pi``, compared as sets of numbers.

A solution is a union of arithmetic progressions; ``(-1)^n a + n\pi`` is two of them. Unions are brought to one common
period and compared by what they leave modulo it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from .expressions import Expression, contains, difference, number, replaced, variables
from .identity import identity, value_of
from .limits import UndecidedError

PARAMETERS = frozenset("klmntZ")
_LARGEST_PART = 360  # of a period, into which it is divided
_MOST = 400  # progressions of one common period


class Progression(NamedTuple):
    """The numbers start + k step, for all integers k."""

    start: Expression
    step: Expression


def same_progressions(ours: Sequence[Expression], theirs: Sequence[Expression]) -> bool:
    """Whether two lists of expressions run through the same numbers while their parameters run through all integers.

    Theirs must have no number twice: ``k pi or 2n pi`` are two answers, of which one is k pi.

    Only progressions with pi or degrees are looked at: `2n + 1` may well be the n-th term of a sequence.
    """
    if not all(contains(a, "pi", "deg") for a in (*ours, *theirs)):
        return False
    names = {name for a in (*ours, *theirs) for name in variables(a)}
    if not names or not names <= PARAMETERS:
        return False
    each = [_progressions(a) for a in theirs]
    left = [found for a in ours for found in _progressions(a)]
    right = [found for one in each for found in one]
    if not left or not right or len(left) < len(ours) or len(right) < len(theirs):
        return False
    base = left[0]
    first, second = _residues(left, base), _residues(right, base)
    if first is None or second is None or _meet([_residues(one, base) or [] for one in each]):
        return False
    return _at_period(first) == _at_period(second)


def _progressions(a: Expression) -> list[Progression]:
    """An expression as one progression, or as two where its parity matters; empty where it is neither."""
    names = variables(a)
    if len(names) != 1:
        return []
    name = next(iter(names))
    whole = _linear(a, name)
    if whole is not None:
        return [whole]
    halves = [_linear(replaced(a, name, _twice(name, odd)), name) for odd in (0, 1)]
    return [half for half in halves if half is not None] if None not in halves else []


def _twice(name: str, plus: int) -> Expression:
    return ("+", (("*", (number(2), ("v", name))), number(plus)))


def _linear(a: Expression, name: str) -> Progression | None:
    start, second = (replaced(a, name, number(i)) for i in range(2))
    step = difference(second, start)
    if identity(step, number(0)).equal or not identity(a, ("+", (start, ("*", (("v", name), step))))).equal:
        return None
    return Progression(start, step)


def _residues(all_: list[Progression], base: Progression) -> list[tuple[Fraction, Fraction]] | None:
    """Starts and steps in units of one step, exact; None where one is no rational multiple of it."""
    found = []
    for one in all_:
        start = _multiple(difference(one.start, base.start), base.step)
        step = _multiple(one.step, base.step)
        if start is None or not step:
            return None
        found.append((start, abs(step)))
    return found


def _multiple(a: Expression, unit: Expression) -> Fraction | None:
    ratio: Expression = ("/", a, unit)
    value = value_of(ratio)
    if value is None:
        return None
    near = value.limit_denominator(_LARGEST_PART)
    return near if identity(number(near), ratio).equal else None


def _meet(each: list[list[tuple[Fraction, Fraction]]]) -> bool:
    """Whether two of several unions have a number in common."""
    period = _common([one for union in each for one in union])
    starts = [_starts(union, period) for union in each]
    return sum(map(len, starts)) > len(frozenset().union(*starts))


def _common(progressions: list[tuple[Fraction, Fraction]]) -> Fraction:
    """A period of all of some progressions."""
    common = math.lcm(*(step.denominator for _, step in progressions))
    period = Fraction(math.lcm(*(int(step * common) for _, step in progressions)), common)
    if sum(int(period / step) for _, step in progressions) > _MOST:
        raise UndecidedError("progressions with a long common period")
    return period


def _starts(progressions: list[tuple[Fraction, Fraction]], period: Fraction) -> frozenset[Fraction]:
    """The numbers of a union within a period."""
    return frozenset((start + i * step) % period for start, step in progressions for i in range(int(period / step)))


def _at_period(progressions: list[tuple[Fraction, Fraction]]) -> tuple[Fraction, frozenset[Fraction]]:
    """The smallest period under which a union repeats, and the starts within it."""
    period = _common(progressions)
    starts = _starts(progressions, period)
    for parts in range(len(starts), 1, -1):  # a union may repeat within its period: k pi as 2k pi and pi + 2k pi
        if len(starts) % parts == 0 and {(start + period / parts) % period for start in starts} == starts:
            smaller = period / parts
            return smaller, frozenset(start % smaller for start in starts)
    return period, starts
