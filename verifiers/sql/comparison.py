"""Whether two results are the same: as lists where the order was asked for, else as multisets."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias

from .database import Result, Row

# The most pairs of nearly equal rows that are looked at; where more would have to be, rows are paired in sorted order.
_MOST_PAIRS = 90_000
_MOST_ARRANGEMENTS = 720
_MOST_TRIED = 20_000
_Typed: TypeAlias = tuple[tuple[bool, Any], ...]


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
    """Whether two lists hold the same rows, each as often: whether they can be paired so that each pair is equal.

    Of very many rows that are all nearly equal, and differ, not every way to pair them is tried.
    """
    if len(one) != len(other):
        return False
    left, right = list(map(_typed, one)), list(map(_typed, other))
    if Counter(left) == Counter(right):
        return True
    levels = _levels([*left, *right], tolerance)
    mine, theirs = _grouped(left, levels), _grouped(right, levels)
    return mine.keys() == theirs.keys() and all(_paired(mine[key], theirs[key], tolerance) for key in mine)


def _typed(row: Row) -> _Typed:
    """A row as a key; a whole number is the same number as an integer and as a float, a text is another."""
    return tuple((isinstance(value, (int, float)), value) for value in row)


def _levels(rows: Sequence[_Typed], tolerance: float) -> list[dict[Any, int]]:
    """For each column a number for each of its numbers: the same for two of which a chain of equal ones leads over."""
    levels: list[dict[Any, int]] = []
    for column in itertools.zip_longest(*rows, fillvalue=(False, None)):
        numbers = sorted({value for is_number, value in column if is_number})
        starts = (not math.isclose(*pair, rel_tol=tolerance, abs_tol=tolerance) for pair in itertools.pairwise(numbers))
        levels.append(dict(zip(numbers, itertools.accumulate(starts, initial=0), strict=False)))
    return levels


def _grouped(rows: Sequence[_Typed], levels: Sequence[dict[Any, int]]) -> dict[_Typed, list[Row]]:
    """The rows by what each of their equals has too: the cells that are no numbers, and the numbers' levels."""
    groups: dict[_Typed, list[Row]] = {}
    for row in rows:
        key = tuple((is_number, levels[i][value] if is_number else value) for i, (is_number, value) in enumerate(row))
        groups.setdefault(key, []).append(tuple(value for is_number, value in row if is_number))
    return groups


def _paired(one: Sequence[Row], other: Sequence[Row], tolerance: float) -> bool:
    """Whether rows of numbers can be paired so that each pair is equal."""
    if len(one) != len(other):
        return False
    if all(map(same_row, sorted(one), sorted(other), itertools.repeat(tolerance))):
        return True
    if len(one) * len(other) > _MOST_PAIRS:  # equal rows may be paired with each other, though it can be a bad choice
        left, right = Counter(one), Counter(other)
        one, other = list((left - right).elements()), list((right - left).elements())
    near = ([i for i, found in enumerate(other) if same_row(row, found, tolerance)] for row in one)
    return len(one) * len(other) <= _MOST_PAIRS and has_perfect_matching(list(near))


def has_perfect_matching(choices: Sequence[Sequence[int]]) -> bool:
    """Whether each can have one of its choices that nobody else has, by augmenting paths (Kuhn 1955, Berge 1957).

    >>> has_perfect_matching([[0, 1], [0]]), has_perfect_matching([[0], [0]])
    (True, False)
    """
    owner: dict[int, int] = {}
    return all(_augmented(choices, owner, chooser) for chooser in range(len(choices)))


def _augmented(choices: Sequence[Sequence[int]], owner: dict[int, int], chooser: int) -> bool:
    """Give one more chooser a place, for which others may move to another of their choices; False where none can."""
    wanted_by: dict[int, int] = {}
    held: dict[int, int] = {}
    waiting = [chooser]
    for one in waiting:
        for place in choices[one]:
            if place in wanted_by:
                continue
            wanted_by[place] = one
            if place not in owner:
                _move_along(owner, wanted_by, held, place)
                return True
            held[owner[place]] = place
            waiting.append(owner[place])
    return False


def _move_along(owner: dict[int, int], wanted_by: dict[int, int], held: dict[int, int], free: int) -> None:
    """Give the free place to who wants it, that one's old place to who wants that, and so on to who had none."""
    place: int | None = free
    while place is not None:
        owner[place] = wanted_by[place]
        place = held.get(wanted_by[place])


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
    if has_perfect_matching(fits):
        yield from itertools.islice(_distinct(fits), _MOST_ARRANGEMENTS)


def _distinct(fits: Sequence[Sequence[int]]) -> Iterator[tuple[int, ...]]:
    """The ways to give each column one that fits it, and none to two; as many as so many steps find."""
    chosen: dict[int, None] = {}  # in order
    options = [iter(fits[0])]
    for _ in range(_MOST_TRIED):
        found = next((i for i in options[-1] if i not in chosen), None)
        if found is None:
            options.pop()
            if not options:
                return
            chosen.popitem()
        elif len(chosen) == len(fits) - 1:
            yield (*chosen, found)
        else:
            chosen[found] = None
            options.append(iter(fits[len(chosen)]))
