r"""Sets of integers: the names of ``\mathbb{Z}^+`` and its like, and the members of ``{x \in Z : 1 <= x <= 4}``."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction

from .brackets import split
from .exact import rational
from .expressions import Expression, negative
from .limits import MOST_ITEMS
from .values import Items, Nothing, Relation, Scalar, Value

_NAMES = {"Z": "integers", "N": "natural numbers", "Q": "rational numbers", "C": "complex numbers"}
POSITIVE = frozenset(("^+", "_+", "_>0", "^*+", "_+^*"))
_LEAST = {"positive integers": 1, "nonnegative integers": 0}
_COMMA = frozenset((",",))
_BELOW = {"<": True, "\\le": False}
_ABOVE = {">": True, "\\ge": False}


def named_set(letter: str, mark: str) -> str:
    r"""What a set of numbers is called, or "": ``\mathbb{Z}^+``, ``\mathbb{N}^*`` and ``\mathbb{Z}_{>0}`` are one.

    Args:
        letter: Z, N, Q or C.
        mark: what is raised or lowered behind it, without braces.
    """
    if not mark:
        return _NAMES[letter]
    if letter in "ZN" and (mark in POSITIVE or (letter == "N" and mark in ("^*", "^\\ast", "_*"))):
        return "positive integers"
    if (letter == "Z" and mark in ("_\\ge0", "^\\ge0")) or (letter == "N" and mark == "_0"):
        return "nonnegative integers"
    return f"positive {_NAMES['Q']}" if letter == "Q" and mark in POSITIVE else ""


def integers(head: list[str], condition: list[str], read: Callable[[list[str]], Value]) -> Value | None:
    r"""The members of a set builder over integers between two bounds; None where it is something else.

    Args:
        head: the tokens before the bar, ``x \in \mathbb{Z}`` or ``x``.
        condition: those behind it.
        read: reads tokens.
    """
    if len(head) < 1 or len(head[0]) != 1 or not head[0].isalpha():
        return None
    least = _domain(head[0], head)
    parts, _ = split(condition, _COMMA)
    bounds = []
    for part in parts:
        domain = _domain(head[0], part)
        if domain is None:
            bounds.append(part)
        else:
            least = domain
    if least is None or not bounds:
        return None
    low, high = least, math.inf
    for bound in bounds:
        ends = _between(read(bound), head[0])
        if ends is None:
            return None
        low, high = max(low, ends[0]), min(high, ends[1])
    if high - low >= MOST_ITEMS:
        return None
    members = tuple(Scalar(("n", Fraction(i))) for i in range(int(low), int(high) + 1))
    return Items("set", members) if members else Nothing()


def _domain(name: str, tokens: list[str]) -> float | None:
    """The least member of the integers that a letter is said to lie in; minus infinity where there is none."""
    if tokens[:3] != [name, "\\in", "\\mathbb"] or tokens[4:5] not in (["Z"], ["N"]):
        return None
    called = named_set(tokens[4], "".join(token for token in tokens[6:] if token not in "{}"))
    if called == "natural numbers":
        return None  # with zero or without
    return _LEAST.get(called, -math.inf) if called else None


def _between(value: Value, name: str) -> tuple[float, float] | None:
    """The least and the greatest integer of a condition: ``1 <= x < 5``, ``x > 2``, ``|x| <= 3``."""
    if not isinstance(value, Relation) or not all(isinstance(side, Scalar) for side in value.sides):
        return None
    sides = [side.expression for side in value.sides if isinstance(side, Scalar)]
    signs = list(value.signs)
    if all(sign in _ABOVE for sign in signs):
        sides.reverse()
        signs = ["<" if _ABOVE[sign] else "\\le" for sign in reversed(signs)]
    if not all(sign in _BELOW for sign in signs):
        return None
    unknown: Expression = ("v", name)
    if len(sides) == 2 and sides[0] == ("f", "abs", unknown):
        sides, signs = [negative(sides[1]), unknown, sides[1]], signs * 2
    if unknown not in sides[:2] or len(sides) > 3:
        return None
    place = sides.index(unknown)
    low = _first(sides[place - 1], _BELOW[signs[place - 1]]) if place else -math.inf
    high = _first(negative(sides[place + 1]), _BELOW[signs[place]]) if place + 1 < len(sides) else -math.inf
    return None if low is None or high is None else (low, -high)


def _first(bound: Expression, beyond: bool) -> int | None:
    """The least integer from a bound on, or beyond it; None where the bound is no number that is known."""
    value = rational(bound)
    if value is None:
        return None
    return math.floor(value) + 1 if beyond else math.ceil(value)
