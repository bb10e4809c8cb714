"""Formulas of propositional logic as nested tuples: their truth tables as bit masks, and how they are written."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

from .statements import column

MOST_VARIABLES = 12
_LARGEST, _DEEPEST = 200, 20
_ARITY = {"not": (1, 1), "and": (1, 20), "or": (1, 20), "->": (2, 2), "<=>": (2, 2)}
_SIGNS = {"and": " & ", "or": " | ", "->": " -> ", "<=>": " <-> "}


def as_formula(given: Any, variables: Sequence[str]) -> Any:
    """A formula as nested tuples.

    Args:
        given: a variable's name, ``["not", f]``, ``["and", f, g]``, ``["or", f, g]``, ``["->", f, g]``,
            ``["<=>", f, g]``.
        variables: the names.

    Raises:
        ValueError: it is none, is about other variables, or is too large.
    """
    return _formula(given, frozenset(variables), [_LARGEST], 0)


def _formula(given: Any, variables: frozenset[str], left: list[int], depth: int) -> Any:
    left[0] -= 1
    if left[0] < 0 or depth > _DEEPEST:
        raise ValueError("a formula is too long or too deep")
    if isinstance(given, str):
        if given not in variables:
            raise ValueError(f"no variable: {given[:40]!r}")
        return given
    if not isinstance(given, (list, tuple)) or not given or not isinstance(given[0], str) or given[0] not in _ARITY:
        raise ValueError(f"no formula: {str(given)[:60]}")
    operator, *parts = given
    if not _ARITY[operator][0] <= len(parts) <= _ARITY[operator][1]:
        raise ValueError(f"{operator} with {len(parts)} parts")
    return (operator, *(_formula(part, variables, left, depth + 1) for part in parts))


def truth_table(formula: Any, variables: tuple[str, ...]) -> int:
    """The assignments under which a formula is true, as bits: bit b stands for the values that are b's bits."""
    everything = (1 << (1 << len(variables))) - 1
    if isinstance(formula, str):
        return _columns(variables)[formula]
    operator, *parts = formula
    first, *others = (truth_table(part, variables) for part in parts)
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


@functools.lru_cache(maxsize=256)
def _columns(variables: tuple[str, ...]) -> dict[str, int]:
    return {name: column(i, 1 << len(variables)) for i, name in enumerate(variables)}


def written(formula: Any) -> str:
    """A formula with the signs ~ & | -> <->; parts of parts are in brackets."""
    if isinstance(formula, str):
        return formula
    operator, *parts = formula
    if operator == "not":
        return "~" + (parts[0] if isinstance(parts[0], str) else f"({written(parts[0])})")
    inner = [written(part) if isinstance(part, str) or part[0] == "not" else f"({written(part)})" for part in parts]
    return _SIGNS[operator].join(inner)
