"""Whether two results are the same: as lists where the order was asked for, else as multisets."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from .database import Result, Row

# Rows that are not equal to the letter are matched one by one up to so many; beyond, in sorted order.
_MOST_MATCHED = 300
_MOST_ARRANGEMENTS = 720


def same_value(one: Any, other: Any, tolerance: float) -> bool:
    """Whether two cells are equal: NULL is NULL, numbers within the tolerance, texts and blobs to the letter."""
    if isinstance(one, (int, float)) and isinstance(other, (int, float)):
        if isinstance(one, int) and isinstance(other, int):
            return one == other
        return one == other or math.isclose(one, other, rel_tol=tolerance, abs_tol=tolerance)
    return type(one) is type(other) and bool(one == other)


def same_row(one: Row, other: Row, tolerance: float) -> bool:
    """Whether two rows are equal, cell by cell."""
    return len(one) == len(other) and all(map(same_value, one, other, itertools.repeat(tolerance)))


def same_multiset(one: Sequence[Row], other: Sequence[Row], tolerance: float) -> bool:
    """Whether two lists hold the same rows, each as often."""
    if len(one) != len(other):
        return False
    left, right = Counter(map(_typed, one)), Counter(map(_typed, other))
    rest, others = (list(map(_untyped, (more - less).elements())) for more, less in ((left, right), (right, left)))
    if len(rest) > _MOST_MATCHED:
        pairs = zip(sorted(rest, key=_order), sorted(others, key=_order), strict=True)
        return all(same_row(a, b, tolerance) for a, b in pairs)
    for row in rest:
        place = next((i for i, found in enumerate(others) if same_row(row, found, tolerance)), None)
        if place is None:
            return False
        del others[place]
    return True


def _typed(row: Row) -> tuple[tuple[bool, Any], ...]:
    """A row as a key; a whole number is the same number as an integer and as a float, a text is another."""
    return tuple((isinstance(value, (int, float)), value) for value in row)


def _untyped(row: tuple[tuple[bool, Any], ...]) -> Row:
    return tuple(value for _, value in row)


def _order(row: Row) -> tuple[tuple[Any, ...], ...]:
    """A key that sorts rows by what is compared to the letter first, and then by numbers, roughly."""
    numbers = tuple(f"{value:.6e}" for value in row if isinstance(value, (int, float)))
    return tuple((type(value).__name__, str(value)) for value in row if not isinstance(value, (int, float))), numbers


def blocks(wanted: Sequence[Row], again: Sequence[Row]) -> list[int] | None:
    """Where the runs of rows end whose order is arbitrary, as of ties under an ORDER BY; None where rows differ too.

    Args:
        wanted: what the reference's query gives.
        again: what it gives where the tables' rows lie in the opposite order.
    """
    ends, open_rows = [], Counter[Any]()
    for at, (one, other) in enumerate(zip(wanted, again, strict=False), start=1):
        for row, change in ((_typed(one), 1), (_typed(other), -1)):
            open_rows[row] += change
            if not open_rows[row]:
                del open_rows[row]
        if not open_rows:
            ends.append(at)
    return ends if not open_rows and len(wanted) == len(again) else None


def same_result(
    found: Result, wanted: Result, ends: Sequence[int] | None, tolerance: float, column_order: bool
) -> bool:
    """Whether a result is the wanted one.

    Args:
        found: the answer's; it has as many columns.
        wanted: the reference's.
        ends: the ends of the runs within which order does not count; None where it counts nowhere.
        tolerance: of floats, relative and absolute.
        column_order: whether the columns have to stand in the same order.
    """
    if len(found.rows) != len(wanted.rows):
        return False
    for arrangement in _arrangements(found, wanted, tolerance, column_order):
        rows = found.rows if arrangement is None else [tuple(row[i] for i in arrangement) for row in found.rows]
        if _same_rows(rows, wanted.rows, ends, tolerance):
            return True
    return False


def _same_rows(found: Sequence[Row], wanted: Sequence[Row], ends: Sequence[int] | None, tolerance: float) -> bool:
    if ends is None:
        return same_multiset(found, wanted, tolerance)
    runs = itertools.pairwise([0, *ends])
    return all(same_multiset(found[start:end], wanted[start:end], tolerance) for start, end in runs)


def _arrangements(
    found: Result, wanted: Result, tolerance: float, column_order: bool
) -> Iterator[tuple[int, ...] | None]:
    """The orders of the answer's columns to try: as they stand, and where that is free those whose columns match."""
    yield None
    if column_order or found.width < 2:
        return
    columns = [[(row[i],) for row in found.rows] for i in range(found.width)]
    fits = [
        [i for i, column in enumerate(columns) if same_multiset(column, [(row[j],) for row in wanted.rows], tolerance)]
        for j in range(wanted.width)
    ]
    distinct = (arrangement for arrangement in itertools.product(*fits) if len(set(arrangement)) == found.width)
    yield from itertools.islice(distinct, _MOST_ARRANGEMENTS)
