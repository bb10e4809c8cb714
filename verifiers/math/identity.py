"""Whether two expressions are equal: exactly, modulo large primes, or by interval arithmetic.

A difference is always proved. Equality of rational functions is proved but for a probability of 2^-100; equality of
everything else means agreement to 60 digits at several points inside the domain.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from . import modular
from .balls import ONE
from .breaks import points_at_breaks
from .exact import rational
from .expressions import COUNTING, Expression, contains, infinite_sign, parts, variables
from .limits import OverLimitError, UndecidedError
from .numeric import Evaluator, Number
from .points import points_beside

_FIRST, _SECOND = 28, 80  # digits of the two precisions
_KINKED = ("abs", "root", "floor", "ceil", "many", "ln", "log")
_AGREE = Decimal("1e-60")
_INTEGER_POINTS = ((7, 4, 9, 5, 3), (4, 7, 5, 11, 6), (9, 3, 8, 6, 2))
_REAL_POINTS = (
    (Fraction(7, 5), Fraction(9, 4), Fraction(5, 3), Fraction(13, 6), Fraction(11, 8)),
    (Fraction(3, 8), Fraction(2, 7), Fraction(5, 9), Fraction(1, 6), Fraction(4, 11)),
    (Fraction(1, 5), Fraction(3, 7), Fraction(1, 9), Fraction(5, 8), Fraction(2, 3)),
    (Fraction(-8, 9), Fraction(-5, 4), Fraction(-7, 6), Fraction(-3, 8), Fraction(-12, 7)),
    (Fraction(17, 6), Fraction(-3, 7), Fraction(31, 9), Fraction(-5, 8), Fraction(9, 2)),
    (Fraction(43, 4), Fraction(-29, 3), Fraction(17, 2), Fraction(-39, 5), Fraction(26, 3)),
    (Fraction(-59, 6), Fraction(23, 2), Fraction(-41, 5), Fraction(37, 4), Fraction(-25, 3)),
)  # fmt: skip
_BREAKS_NEAR = (_REAL_POINTS[0], _REAL_POINTS[3])
_WHOLE_WITHIN = 9


class Identity(NamedTuple):
    """What a comparison of two expressions came to.

    Attributes:
        equal: whether they are equal.
        rung: how that is known: ``exact``, ``modular`` or ``intervals``.
    """

    equal: bool
    rung: str


@lru_cache(maxsize=4096)
def identity(a: Expression, b: Expression) -> Identity:
    """Whether two expressions are equal wherever both are defined.

    Raises:
        UndecidedError: it cannot be told here.
        OverLimitError: an expression is too large to be looked at.
    """
    if a == b:
        return Identity(True, "exact")
    infinite = infinite_sign(a), infinite_sign(b)
    if any(infinite):
        return Identity(infinite[0] == infinite[1], "exact")
    if contains(a, "inf") or contains(b, "inf"):
        raise UndecidedError("an expression with infinity")
    try:
        left, right = rational(a), rational(b)
        if left is not None and right is not None:
            return Identity(left == right, "exact")
    except OverLimitError:
        pass
    try:
        return Identity(modular.equal(a, b), "modular")
    except modular.NotRationalError:
        return Identity(_numerically(a, b), "intervals")


def _numerically(a: Expression, b: Expression) -> bool:
    names = sorted(variables(a) | variables(b))
    logarithms = (False, True) if _plain_log(a) != _plain_log(b) and not names else (False,)
    if not names:
        return any(_at_point(a, b, {}, common) for common in logarithms)
    return _at_points(a, b, names)


def _plain_log(a: Expression) -> bool:
    """Whether a logarithm occurs whose base is not written: natural for some, common for others."""
    return a[:2] == ("f", "log") or any(map(_plain_log, parts(a)))


def _at_points(a: Expression, b: Expression, names: list[str]) -> bool:
    integers = _whole_names(a) | _whole_names(b)
    is_complex = contains(a, "i") or contains(b, "i")
    # Roots and absolute values are other functions elsewhere: sqrt(x^2) is x on one side of zero only.
    wanted = len(_REAL_POINTS) if contains(a, *_KINKED) or contains(b, *_KINKED) else 3
    agreed = 0
    error: UndecidedError | OverLimitError | None = None
    for attempt, values in enumerate(points_beside(_REAL_POINTS, names, a, b)):
        row = _INTEGER_POINTS[attempt % len(_INTEGER_POINTS)]
        values |= {name: Fraction(row[i % 5] + i // 5) for i, name in enumerate(names) if name in integers}
        try:
            found = _at_point(a, b, values, False, only_real=not is_complex)
        except (UndecidedError, OverLimitError) as undecided:
            error = undecided
            continue
        if found is False:
            return False
        agreed += found is True
        if agreed == wanted:
            break
    if agreed >= 2:
        return not _part_at_breaks(a, b, names, integers)
    raise error or UndecidedError("no point lies inside the domain")


def _part_at_breaks(a: Expression, b: Expression, names: list[str], integers: frozenset[str]) -> bool:
    """Whether two expressions that agree at a few points differ where one of them goes on as another function."""
    is_complex = contains(a, "i") or contains(b, "i")
    for base in points_beside(_BREAKS_NEAR, names, a, b):
        base |= {name: 3 + Fraction(base[name].numerator % _WHOLE_WITHIN) for name in integers}
        for values in points_at_breaks(base, integers, a, b):
            try:
                if _at_point(a, b, values, False, only_real=not is_complex) is False:
                    return True
            except (UndecidedError, OverLimitError):
                continue  # outside the domain
    return False


def _whole_names(a: Expression) -> frozenset[str]:
    r"""The variables that are compared at whole numbers.

    An exponent of what may be negative is whole, as the n of ``(-1)^n``; the t of ``e^{-t} \cos 2\pi t`` is any number.
    So are the letters for whole numbers in a power of what is positive, and in an integer part.
    """
    counts = a[0] in ("!", "C", "sum", "prod") or (a[0] == "many" and a[1] in ("gcd", "lcm"))
    found = variables(a) if counts else frozenset()
    if a[0] == "^":
        found = variables(a[2])
        if found and (value_of(a[1]) or 0) > 0:
            found = frozenset(name for name in found if name[0] in COUNTING)
    if a[0] == "f" and a[1] in ("floor", "ceil"):
        found = frozenset(name for name in variables(a[2]) if name[0] in COUNTING)
    return found.union(*map(_whole_names, parts(a)))


def _at_point(
    a: Expression, b: Expression, values: dict[str, Fraction], common: bool, only_real: bool = False
) -> bool | None:
    """Whether two expressions agree at a point; None where one of them is not real there though nothing is complex."""
    for digits in (_FIRST, _SECOND):
        evaluator = Evaluator(digits, values, common)
        left, right = evaluator.number(a), evaluator.number(b)
        if only_real and values and not (left.is_real and right.is_real):
            return None
        gap = evaluator.add(left, evaluator.negative(right))
        if not (gap.re.has_zero and gap.im.has_zero):
            return False
    scale = max(_size(left), _size(right))
    up = evaluator.reals.up  # a context of ours: that of the thread may round to three digits
    error = max(up.add(part.radius, part.middle.copy_abs()) for part in gap)
    if error > up.multiply(_AGREE, scale or ONE):
        raise UndecidedError("agreement, but not to enough digits")
    return True


def _size(a: Number) -> Decimal:
    return max(part.middle.copy_abs() for part in a)


def value_of(a: Expression) -> Fraction | None:
    """The real value of an expression without variables: exact where it is rational, else to 30 digits.

    Returns:
        None where it has variables, or no real value that can be told.
    """
    try:
        exact = rational(a)
        if exact is not None:
            return exact
        if variables(a):
            return None
        found = Evaluator(30, {}).number(a)
    except (UndecidedError, OverLimitError):
        return None
    return Fraction(found.re.middle) if found.im.has_zero else None
