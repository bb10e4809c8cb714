"""Sudoku of 4, 6, 9 or 16, in boxes of any shape: every completion that keeps the givens."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Literal

from pydantic import Field, model_validator

from rewardry.puzzle import VALID, Finding, Instance, Puzzle, PuzzleTasks, chance
from rewardry.text.grids import parse_grid

from .all_different import AllDifferent
from .boards import Board, changed_row, forms, written
from .digging import dig
from .full_grids import filled
from .search_limits import count_up_to


class SudokuInstance(Instance):
    """A sudoku.

    Attributes:
        size: values go from 1 to it, 2 to 16.
        box: a box's height and width in cells.
        grid: the givens by row, 0 for an open cell.
    """

    puzzle: Literal["sudoku", "sudoku_multi"] = "sudoku"
    size: int = Field(ge=2, le=16)
    box: tuple[int, int]
    grid: Board

    @model_validator(mode="after")
    def _fits(self) -> SudokuInstance:
        if self.box[0] < 1 or self.box[1] < 1 or self.box[0] * self.box[1] != self.size:
            raise ValueError(f"boxes of {self.box[0]}x{self.box[1]} cells do not hold {self.size} values")
        if len(self.grid) != self.size or any(len(row) != self.size for row in self.grid):
            raise ValueError(f"the grid is not {self.size}x{self.size}")
        if any(not 0 <= cell <= self.size for row in self.grid for cell in row):
            raise ValueError(f"a cell is not between 0 and {self.size}")
        return self


# For each difficulty: the size, the box, the open cells aimed at.
_LEVELS = (
    (4, (2, 2), 6), (4, (2, 2), 9), (6, (2, 3), 14), (6, (2, 3), 20), (9, (3, 3), 30), (9, (3, 3), 38),
    (9, (3, 3), 44), (9, (3, 3), 48), (9, (3, 3), 52), (9, (3, 3), 55), (16, (4, 4), 90),
)  # fmt: skip


class Sudoku(Puzzle):
    """Any completion of a sudoku: the givens kept, every row, column and box holds each value once.

    Read are rows of numbers with or without separators, bars between boxes, lists of lists, tables and matrices.
    """

    family = "sudoku"
    instance_type = SudokuInstance

    def generate(self, seed: int, difficulty: int = 5) -> SudokuInstance:
        """A sudoku with one solution, proved."""
        dice = chance(self.family, seed, difficulty)
        size, box, blanks = _LEVELS[difficulty]
        search = _search(size, box)
        cells = dig(search, filled(size, box, dice), blanks, dice)
        return SudokuInstance(size=size, box=box, grid=_rows(cells, size), unique=True)

    def prompt(self, instance: SudokuInstance) -> str:
        """The grid with 0 for open cells, and the rules."""
        n, (height, width) = instance.size, instance.box
        wanted = "Give the solution" if instance.unique else "Any valid completion is accepted. Give the full grid"
        return (
            f"Solve this {n}x{n} sudoku. Fill in every 0 with a number from 1 to {n}, so that each row, each column "
            f"and each box of {height} rows by {width} columns holds every number once.\n{written(instance.grid)}\n"
            f"{wanted} in <answer> tags, one row a line, numbers separated by spaces."
        )

    def read(self, answer: str, instance: SudokuInstance) -> Board:
        """The grid; a cell that is left open is 0."""
        return parse_grid(answer, _symbols(instance.size), instance.size, instance.size)

    def judge(self, answer: Board, instance: SudokuInstance) -> Finding:
        """Givens, rows, columns and boxes."""
        if any(0 in row for row in answer):
            return Finding("incomplete", "a cell is open")
        if (row := changed_row(answer, instance.grid)) is not None:
            return Finding("broken-rule", f"a given of row {row} is changed")
        units = _units(instance.size, instance.box)
        cells = [cell for line in answer for cell in line]
        values = set(range(1, instance.size + 1))
        broken = [name for name, unit in units if {*map(cells.__getitem__, unit)} != values]
        if broken:
            return Finding("broken-rule", f"{broken[0]} repeats a number", 1 - len(broken) / len(units))
        return VALID

    def solution(self, instance: SudokuInstance) -> str | None:
        """The first completion that a search finds."""
        found = next(_search(instance.size, instance.box).solutions(_cells(instance)), None)
        return None if found is None else written(_rows(found, instance.size))

    def count_solutions(self, instance: SudokuInstance, limit: int = 2) -> int:
        """By search."""
        return count_up_to(limit, _search(instance.size, instance.box).solutions(_cells(instance)))

    def hardness(self, instance: SudokuInstance) -> float:
        """The share of open cells."""
        return _cells(instance).count(0) / instance.size**2

    def surface_forms(self, instance: SudokuInstance) -> Sequence[str]:
        """The grid as a table, as lists; without spaces where each number is a digit."""
        text = self.solution(instance)
        if text is None:
            return ()
        board = self.read(text, instance)
        return (text, *forms(board), *([written(board, "")] if instance.size < 10 else []))

    def near_misses(self, instance: SudokuInstance) -> Sequence[str]:
        """Every number another one, a row too few, upside down, cells left open, one cell."""
        text = self.solution(instance)
        if text is None:
            return ()
        board = self.read(text, instance)
        others = [[cell % instance.size + 1 for cell in row] for row in board]
        return (*map(written, (others, board[:-1], board[::-1], instance.grid)), "0")


class SudokuTasks(PuzzleTasks):
    """Sudokus with one solution: 4x4 at difficulty 0 and 1, 6x6 to 3, 9x9 to 9, 16x16 at 10."""

    puzzle = Sudoku


@functools.cache
def _symbols(size: int) -> dict[str, int]:
    return {**{str(value): value for value in range(size + 1)}, **dict.fromkeys("._?", 0)}


@functools.lru_cache(maxsize=64)
def _units(size: int, box: tuple[int, int]) -> list[tuple[str, list[int]]]:
    """Rows, columns and boxes, each with its name and its cells."""
    numbers = range(size)
    height, width = box
    rows = [(f"row {r + 1}", [r * size + c for c in numbers]) for r in numbers]
    columns = [(f"column {c + 1}", [r * size + c for r in numbers]) for c in numbers]
    boxes = [
        (
            f"the box at row {top + 1}, column {left + 1}",
            [(top + i) * size + left + j for i in range(height) for j in range(width)],
        )
        for top in range(0, size, height)
        for left in range(0, size, width)
    ]
    return rows + columns + boxes


@functools.lru_cache(maxsize=64)
def _search(size: int, box: tuple[int, int]) -> AllDifferent:
    return AllDifferent(size, size * size, [unit for _, unit in _units(size, box)])


def _cells(instance: SudokuInstance) -> list[int]:
    return [cell for row in instance.grid for cell in row]


def _rows(cells: list[int], size: int) -> Board:
    return tuple(tuple(cells[start : start + size]) for start in range(0, size * size, size))
