r"""What stands between ``\begin`` and ``\end``: matrices, systems of equations, functions by cases."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from .brackets import closing, split
from .expressions import Expression
from .limits import MOST_ITEMS, BeyondError, OverLimitError, UnreadableError
from .matrices import MATRICES, determinant, environment_name
from .parser import parse
from .spelling import ROW
from .trimming import trimmed
from .values import Items, Matrix, Piecewise, Scalar, Value

Read: TypeAlias = Callable[[list[str]], Value]

_BY_ROWS = frozenset(("cases", "rcases", "aligned", "align", "gathered", "split", "dcases"))
_FILLER = frozenset(('"if', '"when', '"for', '"is', '"where', '"all'))


def environment(tokens: list[str], read: Read) -> Value:
    """The value of one environment.

    Args:
        tokens: from its beginning to its end; punctuation may follow.
        read: reads the tokens of a row or a condition.

    Raises:
        UnreadableError: it is none that we know; BeyondError where it is math all the same.
    """
    end = closing(tokens)
    name = environment_name(tokens)
    if not name:
        raise UnreadableError("an environment without a name")
    if end < 0 or any(token not in ("}", "{", '"' + name, *name, ".", ",", "*") for token in tokens[end + 1 :]):
        raise BeyondError("something behind an environment")
    body = tokens[tokens.index("}") + 1 : end]
    if name == "array" and body[:1] == ["{"]:
        body = body[body.index("}") + 1 :] if "}" in body else body
    rows = [row for row in split(body, frozenset((ROW,)))[0] if row]
    cells = [split(row, frozenset(("&",)))[0] for row in rows]
    if name in _BY_ROWS:
        return cases(cells, read)
    if name not in MATRICES:
        raise BeyondError(f"the environment {name}")
    if len(cells) > MOST_ITEMS:
        raise OverLimitError("a matrix has too many rows")
    found = tuple(tuple(parse(trimmed(cell)) for cell in row) for row in cells)
    return Scalar(determinant(found)) if name == "vmatrix" else Matrix(found)


def opened_cases(tokens: list[str]) -> list[str]:
    r"""Tokens in which a brace opens an array and nothing closes it: the array is a function by cases or a system."""
    if tokens[:1] != ["\\{"] or environment_name(tokens[1:]) != "array" or closing(tokens) >= 0:
        return tokens
    start = 1 + tokens[1:].index("}") + 1
    if tokens[start : start + 1] == ["{"]:  # the alignment of columns
        start = tokens.index("}", start) + 1
    return ["\\begin", "{", '"cases', "}", *tokens[start : start + _body(tokens[start:])], "\\end", "{", '"cases', "}"]


def _body(tokens: list[str]) -> int:
    return tokens.index("\\end") if "\\end" in tokens else len(tokens)


def cases(rows: list[list[list[str]]], read: Read) -> Value:
    """Rows of cells as a function by cases, or as a list of values where they bear no conditions."""
    split_rows = [_at_comma(row) for row in rows]
    if len(rows) > 1 and all(row is not None for row in split_rows):
        rows = [row for row in split_rows if row is not None]
    elif all(len(row) < 2 or not trimmed(row[0]) or row[1][:1] == ["="] for row in rows):
        return Items("list", tuple(read([token for cell in row for token in cell]) for row in rows))
    found: list[tuple[Expression, Value | None]] = []
    for row in rows:
        condition = trimmed([token for token in row[-1] if token.lower() not in _FILLER])
        otherwise = not condition or condition[0].lower() in ('"otherwise', '"else', '"elsewhere')
        found.append((parse(trimmed(_defined(row[0]))), None if otherwise else read(condition)))
    return Piecewise(tuple(found))


def _at_comma(row: list[list[str]]) -> list[list[str]] | None:
    """A row without an ampersand, cut at its one comma, where a condition follows it: ``x, x > 0``."""
    if len(row) != 1:
        return None
    parts, _ = split(row[0], frozenset((",",)))
    parts = [part for part in parts if part]
    if len(parts) != 2 or "=" in parts[0]:
        return None
    words = any(token.lower() in (*_FILLER, '"otherwise', '"else') for token in parts[1])
    signs = any(token in ("<", ">", "\\le", "\\ge", "\\ne") for token in parts[1])
    return parts if words or signs else None


def _defined(tokens: list[str]) -> list[str]:
    """The right side of what a row defines: ``f(x) = x``."""
    parts, _ = split(tokens, frozenset(("=",)))
    return parts[-1]
