"""Vectors written with unit vectors: i + 2j + 3k."""

from __future__ import annotations

from .expressions import IMAGINARY, Expression, as_letter, number, replaced, variables
from .identity import identity
from .members import rows_of
from .values import Items, Matrix, Scalar, Value


def same_vector(reference: Value, answer: Value) -> bool | None:
    """Whether a vector by its components is one by unit vectors; None where neither is written so."""
    components, form = (reference, answer) if isinstance(reference, (Items, Matrix)) else (answer, reference)
    rows = rows_of(components)
    if rows is None or not isinstance(form, Scalar):
        return None
    cells = [cell for row in rows for cell in row]
    found = by_unit_vectors(form.expression, len(cells))
    return None if found is None else all(identity(a, b).equal for a, b in zip(cells, found, strict=True))


_NAMES = ("i", "j", "k")


def by_unit_vectors(a: Expression, count: int) -> list[Expression] | None:
    """The components of an expression that is linear in i, j, k, or None where it is not.

    Args:
        a: the expression; the parser reads i as the imaginary unit.
        count: how many components are wanted: 2 or 3.
    """
    if count not in (2, 3):
        return None
    names = _NAMES[:count]
    a = as_letter(a, IMAGINARY, "i")
    if not variables(a) & set(names) or ("j" not in variables(a) and "k" not in variables(a)):
        return None
    units = [_at(a, names, one) for one in names]
    by_units: Expression = ("+", tuple(("*", (("v", name), unit)) for name, unit in zip(names, units, strict=True)))
    return units if identity(a, by_units).equal else None


def _at(a: Expression, names: tuple[str, ...], one: str) -> Expression:
    """An expression where one of some letters is one, and the others are zero."""
    for name in names:
        a = replaced(a, name, number(name == one))
    return a
