"""Boards of filled and empty cells: read as a board of two signs, or as the set of the filled cells."""

from __future__ import annotations

from rewardry.text.grids import parse_board_or_cells, parse_grid

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
    if not cells:
        return parse_grid(answer, FILLED | EMPTY, rows, columns)
    board = parse_board_or_cells(answer, FILLED | EMPTY, rows, columns)
    if not isinstance(board, frozenset):
        return board
    return tuple(tuple(int((r, c) in board) for c in range(columns)) for r in range(rows))


def shown(board: Board, filled: str = "#", empty: str = ".") -> list[list[str]]:
    """The signs of a board."""
    return [[filled if cell else empty for cell in row] for row in board]


def cells_of(board: Board) -> list[tuple[int, int]]:
    """The filled cells, counted from 0."""
    return [(r, c) for r, row in enumerate(board) for c, cell in enumerate(row) if cell]
