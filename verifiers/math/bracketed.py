"""What stands in brackets: sets and set builders, intervals, tuples, vectors."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from .brackets import split
from .integer_sets import integers
from .limits import UnreadableError
from .shapes import ALL_NUMBERS, is_math
from .trimming import is_dots, trimmed
from .values import Interval, Items, Nothing, Scalar, Value

Read: TypeAlias = Callable[[list[str]], Value]


def bracketed(tokens: list[str], read: Read) -> Value | None:
    """The value of tokens in one pair of brackets; None where they are an ordinary expression.

    Args:
        tokens: with their brackets.
        read: reads what stands within.
    """
    first, last, inside = tokens[0], tokens[-1], tokens[1:-1]
    if first == "\\{":
        return _set(inside, read)
    if not inside:
        return None
    parts, between = split(inside, frozenset((",", ";")))
    if first == "\\langle":
        return Items("tuple", tuple(read(part) for part in parts))
    if not between:
        if first == "(" and last == ")":
            return read(inside) if not is_math(inside) else _with_bar(inside, read)
        return None
    if first == "]" and last not in ("[", "]"):
        return None
    parts = [part for part in parts if part]
    infinite = any("\\infty" in part for part in parts)
    if len(parts) == 2 and (first != "(" or last != ")" or infinite):
        ends = [read(part) for part in parts]
        if all(isinstance(end, Scalar) for end in ends):
            low, high = (end.expression for end in ends if isinstance(end, Scalar))
            return Interval(low, high, first == "[", last == "]")
    values = [read(part) for part in parts if not is_dots(part)]
    return Items("tuple", tuple(values), open_ended=len(values) < len(parts))


def _with_bar(inside: list[str], read: Read) -> Items | None:
    """A point as German schools write it, ``(2|3)``; None for all others."""
    parts, bars = split(inside, frozenset(("|",)))
    if len(bars) != 1 or not all(parts):
        return None
    values = tuple(read(part) for part in parts)
    return Items("tuple", values) if all(isinstance(value, Scalar) for value in values) else None


_LONGEST_HEAD = 12  # tokens before the bar of a set builder: x \in \mathbb{Z}_{\ge 0} has eleven


def _set(inside: list[str], read: Read) -> Value:
    if not trimmed(list(inside)):
        return Nothing()
    parts, bars = split(inside, frozenset(("|", ":")))
    if bars and len(parts[0]) <= _LONGEST_HEAD and len(bars) in (1, 3):
        condition = inside[len(parts[0]) + 1 :]
        if parts[0][1:] == ["\\in", *ALL_NUMBERS]:
            parts[0] = parts[0][:1]
        members = integers(parts[0], condition, read)
        if members is not None:
            return members
        head = read(parts[0])
        found = read(condition)
        if isinstance(head, Scalar) and head.expression[0] == "v":
            return found
        raise UnreadableError("a set of expressions")
    found = read(inside)
    if isinstance(found, Items) and found.kind == "list":
        return found._replace(kind="set")
    return Items("set", (found,))
