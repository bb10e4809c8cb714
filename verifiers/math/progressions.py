r"""General solutions with an integer parameter: ``\frac{\pi}{6} + k\pi``, compared as sets of numbers."""

from __future__ import annotations

from .expressions import Expression, contains, difference, negative, number, replaced, variables
from .identity import identity, value_of

PARAMETERS = frozenset("klmntZ")


def same_progression(a: Expression, b: Expression) -> bool:
    """Whether two expressions run through the same numbers while their integer parameter runs through all integers.

    Only arithmetic progressions with a period that holds pi are looked at: `2n + 1` may well be the n-th term.
    """
    names = variables(a)
    if names != variables(b) or len(names) != 1 or not (contains(a, "pi", "deg") and contains(b, "pi", "deg")):
        return False
    name = next(iter(names))
    if name not in PARAMETERS:
        return False
    left, right = _linear(a, name), _linear(b, name)
    if left is None or right is None:
        return False
    (start, step), (other_start, other_step) = left, right
    if not (identity(step, other_step).equal or identity(step, negative(other_step)).equal):
        return False
    shift = value_of(("/", difference(start, other_start), step))
    return shift is not None and identity(number(round(shift)), ("/", difference(start, other_start), step)).equal


def _linear(a: Expression, name: str) -> tuple[Expression, Expression] | None:
    """The start and the step of an arithmetic progression, or None where it is none."""
    at = [replaced(a, name, number(i)) for i in range(3)]
    step = difference(at[1], at[0])
    if not identity(step, difference(at[2], at[1])).equal or identity(step, number(0)).equal:
        return None
    return at[0], step
