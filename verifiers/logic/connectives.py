"""What joins statements to larger ones: not, and, or, ->, <=>; read as nested tuples, worked out as truth tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

DEEPEST = 20
_ARITY = {"not": (1, 1), "and": (1, 20), "or": (1, 20), "->": (2, 2), "<=>": (2, 2)}


def as_nested(given: Any, leaf: Callable[[Any], Any], most_parts: int) -> Any:
    """A statement as nested tuples: an operator and its parts, down to leaves.

    Args:
        given: nested lists, such as ``["->", ["not", LEAF], LEAF]``.
        leaf: reads what has no operator; None where the given is no leaf.
        most_parts: how many parts it may have in all.

    Raises:
        ValueError: it is none, or too large.
    """
    return _nested(given, leaf, [most_parts], 0)


def _nested(given: Any, leaf: Callable[[Any], Any], left: list[int], depth: int) -> Any:
    left[0] -= 1
    if left[0] < 0 or depth > DEEPEST:
        raise ValueError("a statement is too long or too deep")
    found = leaf(given)
    if found is not None:
        return found
    if not isinstance(given, (list, tuple)) or not given or not isinstance(given[0], str):
        raise ValueError(f"no statement: {str(given)[:60]}")
    operator, *parts = given
    if operator not in _ARITY or not _ARITY[operator][0] <= len(parts) <= _ARITY[operator][1]:
        raise ValueError(f"no statement: {operator[:40]!r} with {len(parts)} parts")
    return (operator, *(_nested(part, leaf, left, depth + 1) for part in parts))


def joined(operator: str, tables: Sequence[int], everything: int) -> int:
    """The truth table of a statement from those of its parts.

    Args:
        operator: what joins them.
        tables: bits, one a line of the table.
        everything: the table that is true in every line.
    """
    first, *others = tables
    if operator == "not":
        return first ^ everything
    for other in others:
        if operator == "and":
            first &= other
        elif operator == "or":
            first |= other
        else:
            first = (first ^ everything) | other if operator == "->" else first ^ other ^ everything
    return first


def column(number: int, lines: int) -> int:
    """The table of a variable: runs of 2**number lines without and with it, by turns."""
    run = 1 << number
    found = ((1 << run) - 1) << run
    width = 2 * run
    while width < lines:
        found |= found << width
        width *= 2
    return found
