"""Walks on a board of rows of signs: the four directions, their words and arrows, and the cells that are free."""

from __future__ import annotations

from collections.abc import Sequence

from rewardry.text.grids import Cell

STEPS: dict[str, Cell] = {"U": (-1, 0), "D": (1, 0), "L": (0, -1), "R": (0, 1)}
BACK = {"U": "D", "D": "U", "L": "R", "R": "L"}
WORDS = {"U": "up", "D": "down", "L": "left", "R": "right"}
ARROWS = {"U": "↑", "D": "↓", "L": "←", "R": "→"}


def beside(cell: Cell, move: str) -> Cell:
    """The cell to which a step in a direction leads."""
    down, right = STEPS[move]
    return cell[0] + down, cell[1] + right


def is_free(board: Sequence[str], cell: Cell) -> bool:
    """Whether a cell is on the board and no wall, ``#``."""
    row, column = cell
    return 0 <= row < len(board) and 0 <= column < len(board[0]) and board[row][column] != "#"
