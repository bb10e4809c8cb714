"""What families on boards share: how a board is written, and the forms in which answers give it back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

Board = tuple[tuple[int, ...], ...]


def written(board: Iterable[Iterable[Any]], between: str = " ") -> str:
    """A board as text: a line a row."""
    return "\n".join(between.join(map(str, row)) for row in board)


def signs_of(text: str) -> list[list[str]]:
    """The signs of a board that is written with spaces."""
    return [line.split() for line in text.split("\n")]


def forms(board: Sequence[Sequence[Any]]) -> list[str]:
    """The same board as models write it otherwise."""
    rows = [[str(cell) for cell in row] for row in board]
    listed = "[" + ", ".join("[" + ", ".join(_literal(cell) for cell in row) + "]" for row in rows) + "]"
    table = ["| " + " | ".join(row) + " |" for row in rows]
    table.insert(1, "|" + "---|" * len(rows[0]))
    return [
        listed,
        "\n".join(table),
        "```\n" + written(rows) + "\n```",
        "**Answer:**\n" + written(rows, "  "),
        *([] if any("," in cell for row in rows for cell in row) else [written(rows, ", ")]),
    ]


def _literal(cell: str) -> str:
    return cell if cell.isdecimal() else f'"{cell}"'


def changed_row(answer: Board, given: Board, blank: int = 0) -> int | None:
    """The first row, from 1, in which a given cell has another value; None where all are kept.

    Args:
        answer: the board, filled.
        given: the board of the task, of the same size.
        blank: what stands for an open cell in it.
    """
    for number, (row, wanted) in enumerate(zip(answer, given, strict=True), 1):
        if any(value not in (blank, cell) for value, cell in zip(wanted, row, strict=True)):
            return number
    return None


def runs(line: Sequence[int]) -> tuple[int, ...]:
    """The lengths of the runs of filled cells in a line, in order.

    >>> runs((1, 1, 0, 1))
    (2, 1)
    """
    edges = [i for i, (a, b) in enumerate(pairwise((0, *line, 0))) if bool(a) != bool(b)]
    return tuple(end - start for start, end in zip(edges[::2], edges[1::2], strict=True))


def neighbours(row: int, column: int, rows: int, columns: int, diagonal: bool = False) -> list[tuple[int, int]]:
    """The cells beside a cell: of its four sides, or all eight."""
    return [
        (r, c)
        for r in range(max(row - 1, 0), min(row + 2, rows))
        for c in range(max(column - 1, 0), min(column + 2, columns))
        if (r, c) != (row, column) and (diagonal or r == row or c == column)
    ]
