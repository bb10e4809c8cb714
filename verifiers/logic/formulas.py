"""Formulas of propositional logic as nested tuples: their truth tables as bit masks, and how they are written."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

from .connectives import as_nested, column, joined

MOST_VARIABLES = 12
_MOST_PARTS = 200
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

    def leaf(name: Any) -> str | None:
        if isinstance(name, str) and name not in variables:
            raise ValueError(f"no variable: {name[:40]!r}")
        return name if isinstance(name, str) else None

    return as_nested(given, leaf, _MOST_PARTS)


def truth_table(formula: Any, variables: tuple[str, ...]) -> int:
    """The assignments under which a formula is true, as bits: bit b stands for the values that are b's bits."""
    if isinstance(formula, str):
        return _columns(variables)[formula]
    operator, *parts = formula
    everything = (1 << (1 << len(variables))) - 1
    return joined(operator, [truth_table(part, variables) for part in parts], everything)


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
