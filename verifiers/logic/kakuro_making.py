"""How a kakuro is made: digits are changed until their sums leave no other filling."""

from __future__ import annotations

import random
from typing import NamedTuple

from rewardry.text.grids import Cell

from .kakuro_search import RunSearch, runs_across, runs_down
from .search_limits import is_one

# A board that needs more guesses than this is taken for one with several fillings.
_MOST_STEPS = 40
_MOST_CHANGES = 300
_MOST_CHANGES_IN_VAIN = 30


class Made(NamedTuple):
    """A board, a filling, and whether it is proved to be the only one with its sums."""

    board: tuple[str, ...]
    digits: dict[Cell, int]
    unique: bool


def made(side: int, black: float, dice: random.Random) -> Made:
    """A filled board, as a rule with no other filling of the same sums.

    Args:
        side: how many rows and columns.
        black: the share of black cells, as far as runs of two cells or more allow it.
        dice: the source of all chance.
    """
    changes = 0
    while True:
        draft = _Draft(_mask(side, black, dice), dice)
        unique, in_vain = draft.is_unique(), 0
        while not unique and in_vain < _MOST_CHANGES_IN_VAIN:
            in_vain += 1
            if draft.change():
                unique, in_vain = draft.is_unique(), 0
            changes += 1
        if unique or changes >= _MOST_CHANGES:
            return Made(draft.board, draft.digits, unique)


class _Draft:
    """A filled board, and the digits that its sums leave to each cell."""

    def __init__(self, board: tuple[str, ...], dice: random.Random) -> None:
        self.board, self._dice = board, dice
        self._runs = runs_across(board) + runs_down(board)
        self._search = RunSearch(self._runs)
        self.digits = _random_digits(board, dice)
        self._left = self._candidates()

    def is_unique(self) -> bool:
        """Whether it is proved that there is no other filling with the same sums."""
        return is_one(self._search.solutions(self._totals(), self._left, _MOST_STEPS))

    def change(self) -> bool:
        """Give a cell that is not certain another digit, unless more would be left open; whether less is now."""
        open_cells = [cell for cell, mask in zip(self._search.cells, self._left, strict=True) if mask.bit_count() > 1]
        cell = self._dice.choice(open_cells)
        taken = {self.digits[other] for run in self._runs if cell in run for other in run}
        free = [digit for digit in range(1, 10) if digit not in taken]
        if not free:
            return False
        before, digit = self._left, self.digits[cell]
        self.digits[cell] = self._dice.choice(free)
        self._left = self._candidates()
        if _size(self._left) > _size(before):
            self._left, self.digits[cell] = before, digit
        return _size(self._left) < _size(before)

    def _totals(self) -> list[int]:
        return [sum(self.digits[cell] for cell in run) for run in self._runs]

    def _candidates(self) -> list[int]:
        found = self._search.candidates(self._totals())
        assert found is not None, "the digits themselves have these sums"
        return found


def _size(candidates: list[int]) -> int:
    return sum(mask.bit_count() for mask in candidates)


def _mask(side: int, black: float, dice: random.Random) -> tuple[str, ...]:
    """A board in which every run has two cells or more, as far as that can be had."""
    board = [["."] * side for _ in range(side)]
    for cell in dice.sample(range(side * side), side * side):
        if sum(row.count("#") for row in board) >= round(black * side * side):
            break
        board[cell // side][cell % side] = "#"
        rows = ["".join(row) for row in board]
        if any(len(run) == 1 for run in runs_across(rows) + runs_down(rows)):
            board[cell // side][cell % side] = "."
    return tuple("".join(row) for row in board)


def _random_digits(board: tuple[str, ...], dice: random.Random) -> dict[Cell, int]:
    """A digit in each open cell, none twice in a run; small and large ones are preferred, whose sums have few ways."""
    while True:
        digits: dict[Cell, int] = {}
        for cell in ((r, c) for r, row in enumerate(board) for c, sign in enumerate(row) if sign == "."):
            used = _used(digits, cell)
            free = [digit for digit in (1, 1, 2, 2, 3, 4, 5, 6, 7, 8, 8, 9, 9) if digit not in used]
            if not free:
                break
            digits[cell] = dice.choice(free)
        else:
            return digits


def _used(digits: dict[Cell, int], cell: Cell) -> set[int]:
    """The digits of the run to the left and of the run above."""
    found = set()
    for dr, dc in ((0, -1), (-1, 0)):
        r, c = cell[0] + dr, cell[1] + dc
        while (r, c) in digits:
            found.add(digits[r, c])
            r, c = r + dr, c + dc
    return found
