"""The members of lists, sets and tuples, and what labels assign to them."""

from __future__ import annotations

from . import relations
from .expressions import Expression
from .values import Interval, Items, Matrix, Nothing, Relation, Scalar, Value, Words


def items_of(value: Value) -> Items:
    """A value as several: itself alone where it is one."""
    if isinstance(value, Nothing):
        return Items("set", ())
    found = relations.labelled(value)
    if found is not None:
        return items_of(found[1])
    if not isinstance(value, Items):
        return Items("list", (value,))
    flat: list[Value] = []
    for item in value.items:
        label = relations.labelled(item)
        inner = label[1] if label is not None else item
        if isinstance(inner, Items) and inner.kind == "list" and value.kind != "tuple":
            flat.extend(inner.items)
        else:
            flat.append(inner)
    return value._replace(items=tuple(flat))


def distinct(value: Items) -> Items:
    """Members that are written alike count once."""
    return value._replace(items=tuple(dict.fromkeys(value.items)))


def assigned(value: Value) -> dict[Value, Value] | None:
    """What each label is assigned, where a value is a list of assignments: ``x = 1, y = 2`` or ``(x, y) = (1, 2)``."""
    if isinstance(value, Relation):
        found = relations.labelled(value)
        if found is None or not isinstance(found[0], Items) or not isinstance(found[1], Items):
            return None
        names, values = found[0].items, found[1].items
        if len(names) != len(values):
            return None
        return dict(zip(names, values, strict=True))
    if not isinstance(value, Items) or value.kind == "tuple":
        return None
    by_label: dict[Value, Value] = {}
    for item in value.items:
        found = relations.labelled(item)
        if (
            found is None
            or not (relations.is_simple_label(found[0]) or isinstance(found[0], Words))
            or found[0] in by_label
        ):
            return None
        by_label[found[0]] = found[1]
    return by_label or None


def letters(value: Value) -> list[str]:
    """The letter that each member of a list is said of, without its index: ``x_1 = 2, x_2 = 3`` are values of one.

    Returns:
        Nothing where a member has no label, or one that is no letter and no word.
    """
    if not isinstance(value, Items) or value.kind != "list":
        return []
    found = []
    for item in value.items:
        label = relations.labelled(item)
        if label is None:
            return []
        if isinstance(label[0], Words):
            found.append(label[0].text)
        elif isinstance(label[0], Scalar) and label[0].expression[0] == "v":
            found.append(label[0].expression[1].partition("_")[0])
        else:
            return []
    return found


def is_of_another(ours: list[str], theirs: list[str]) -> bool:
    """Whether all of one list is said of one coordinate and some of the other of another: x = 2 or 3; x = 2, y = 3."""
    return len(set(ours)) == 1 and {ours[0], *theirs} <= _COORDINATES and not set(theirs) <= set(ours)


_COORDINATES = frozenset("xyz")


def rows_of(value: Value) -> list[list[Expression]] | None:
    """The entries of a matrix or vector by rows; a tuple is one row, ``[[1, 2], [3, 4]]`` has two."""
    if isinstance(value, Matrix):
        return [list(row) for row in value.rows]
    if not isinstance(value, Items) or value.kind != "tuple":
        return None
    cells = [item.expression for item in value.items if isinstance(item, Scalar)]
    if len(cells) == len(value.items):
        return [cells]
    rows = [_row(item) for item in value.items]
    known = [row for row in rows if row is not None]
    return known if len(known) == len(rows) and len({len(row) for row in known}) == 1 else None


def _row(value: Value) -> list[Expression] | None:
    """A row in square brackets, which alone would be an interval or a tuple."""
    if isinstance(value, Interval):
        return [value.low, value.high] if value.has_low and value.has_high else None
    rows = rows_of(value) if isinstance(value, Items) else None
    return rows[0] if rows is not None and len(rows) == 1 else None


def cells(reference: Value, answer: Value) -> list[tuple[Expression, Expression]] | None:
    """The entries of two matrices or vectors side by side; None where their shapes differ, or one is neither."""
    left, right = rows_of(reference), rows_of(answer)
    if left is None or right is None:
        return None
    if [len(row) for row in left] != [len(row) for row in right]:
        flat_left, flat_right = [c for row in left for c in row], [c for row in right for c in row]
        vectors = isinstance(reference, Items) or isinstance(answer, Items)
        several = any(len(rows) > 1 and len(rows[0]) > 1 for rows in (left, right))
        if not vectors or len(flat_left) != len(flat_right) or several:
            return None
        left, right = [flat_left], [flat_right]
    return [pair for row, other in zip(left, right, strict=True) for pair in zip(row, other, strict=True)]
