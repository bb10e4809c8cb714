"""Boards of filled and empty cells: read as a board of two signs, or as the set of the filled cells."""

from __future__ import annotations

from rewardry.text.grids import parse_cells, parse_grid
from rewardry.text.unreadable import UnreadableAnswerError

from .boards import Board

FILLED = dict.fromkeys(("#", "1", "x", "*", "o", "■", "█", "⬛", "●"), 1)
EMPTY = dict.fromkeys((".", "0", "_", "-", "□", "░", "⬜", "·", "○"), 0)


def read_marks(answer: str, rows: int, columns: int, cells: bool = True) -> Board:
    """A board, 1 for a filled cell and 0 for an empty one.

    Args:
        answer: the answer as it is written.
        rows: the board's height.
        columns: its width.
        cells: a set of cells, counted from 0, is read too.

    Raises:
        UnreadableAnswerError: it is neither.
    """
    try:
        return parse_grid(answer, FILLED | EMPTY, rows, columns)
    except UnreadableAnswerError as no_board:
        if not cells:
            raise
        try:
            filled = parse_cells(answer, rows, columns)
        except UnreadableAnswerError as no_cells:
            raise (no_cells if no_cells.reason == "ambiguous" else no_board) from None
    return tuple(tuple(int((r, c) in filled) for c in range(columns)) for r in range(rows))


def shown(board: Board, filled: str = "#", empty: str = ".") -> list[list[str]]:
    """The signs of a board."""
    return [[filled if cell else empty for cell in row] for row in board]


def cells_of(board: Board) -> list[tuple[int, int]]:
    """The filled cells, counted from 0."""
    return [(r, c) for r, row in enumerate(board) for c, cell in enumerate(row) if cell]
