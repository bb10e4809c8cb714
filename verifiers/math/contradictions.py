"""Values that cannot all be meant: ``18 = 19``, and 19 cm beside 19 m where one number is asked for."""

from __future__ import annotations

from collections.abc import Sequence

from .expressions import IMAGINARY, Expression, contains, parts, variables
from .identity import identity
from .limits import OverLimitError, UndecidedError
from .values import Relation, Scalar, Value

# What is worked out exactly. A function may be meant of degrees, and a letter may be anything.
_EXACT = frozenset(("n", "c", "+", "*", "/", "^", "root", "!", "C"))


def contradicts_itself(value: Value) -> bool:
    """Whether the sides of a chain of equations are numbers that differ: ``18 = 19``, ``2 + i = 1 + 3i``.

    A chain that begins with a name says what that is on its last side, whatever slips stand before it.
    """
    if not isinstance(value, Relation) or not set(value.signs) <= {"=", "\\approx"}:
        return False
    if any(not isinstance(side, Scalar) or variables(side.expression) for side in value.sides):
        return False
    exactly = value.signs.index("\\approx") + 1 if "\\approx" in value.signs else len(value.sides)
    behind = [side for side in value.sides[exactly:] if isinstance(side, Scalar) and _is_complex(side)]
    return any_differ((*value.sides[:exactly], *behind))


def any_differ(values: Sequence[Value]) -> bool:
    """Whether two of some values are exact numbers, in units of one kind or in none, that differ.

    What was rounded, a percentage or a numeral of another base differs from nothing here.
    """
    exact = [value for value in values if isinstance(value, Scalar) and _is_exact(value)]
    return any(_differ(exact[0], other) for other in exact[1:])


def _is_exact(value: Scalar) -> bool:
    as_it_is = not value.percent and value.base is None and not value.approximate and value.decimals is None
    return as_it_is and _is_worked_out(value.expression)


def _is_worked_out(a: Expression) -> bool:
    """Whether an expression is one of whole numbers; 3.14 was rounded."""
    if a[0] == "n":
        return bool(a[1].denominator == 1)
    return a[0] in _EXACT and all(map(_is_worked_out, parts(a)))


def _is_complex(value: Scalar) -> bool:
    """Whether a value is complex; of those nobody says one for another that is near it."""
    return contains(value.expression, IMAGINARY[1])


def _differ(a: Scalar, b: Scalar) -> bool:
    first, second = a.expression, b.expression
    if a.unit is not None and b.unit is not None and a.unit.dimension == b.unit.dimension != ():
        first, second = ("*", (("n", a.unit.size), first)), ("*", (("n", b.unit.size), second))
    elif a.unit is not None or b.unit is not None:
        return False  # 2 hours = 120 tells the other unit
    try:
        return not identity(first, second).equal
    except (UndecidedError, OverLimitError):
        return False
