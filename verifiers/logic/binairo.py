"""Binairo: boards of 0 and 1, as many of each in every line, never three side by side, no two lines the same."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from itertools import product
from typing import TYPE_CHECKING, Literal

from pydantic import Field, model_validator

from rewardry.puzzle import VALID, Finding, Instance, Puzzle, PuzzleTasks, chance
from rewardry.text.grids import parse_grid

from .boards import Board, changed_row, forms, written
from .latin_rows import Row, stacked
from .search_limits import SearchLimitError, count_up_to, is_one

if TYPE_CHECKING:
    import random


class BinairoInstance(Instance):
    """A binairo.

    Attributes:
        grid: rows of 0 and 1, and of -1 where a cell is open; 4, 6, 8, 10 or 12 rows of as many cells.
    """

    puzzle: Literal["binairo"] = "binairo"
    grid: Board = Field(min_length=4, max_length=12)

    @model_validator(mode="after")
    def _fits(self) -> BinairoInstance:
        n = len(self.grid)
        if n % 2 or any(len(row) != n for row in self.grid):
            raise ValueError("a square of an even side is wanted")
        if any(cell not in (-1, 0, 1) for row in self.grid for cell in row):
            raise ValueError("a cell is neither 0, 1 nor -1")
        return self


# For each difficulty: the side, the open cells aimed at.
_LEVELS = ((4, 6), (4, 8), (4, 10), (6, 14), (6, 17), (6, 20), (6, 23), (8, 28), (8, 32), (8, 35), (8, 38))


class Binairo(Puzzle):
    """Any completion that keeps the givens and the rules."""

    family = "binairo"
    instance_type = BinairoInstance

    def generate(self, seed: int, difficulty: int = 5) -> BinairoInstance:
        """A board with one completion, proved."""
        dice = chance(self.family, seed, difficulty)
        n, blanks = _LEVELS[difficulty]
        full = _full(n, dice)
        grid = [list(row) for row in full]
        order = dice.sample(range(n * n), n * n)
        opened, handful = 0, blanks // 2
        for _ in range(12):
            taken = order[: min(handful, blanks - opened)]
            if not taken:
                break
            for cell in taken:
                grid[cell // n][cell % n] = -1
            if is_one(_completions(grid, 250)):
                opened, order = opened + len(taken), order[len(taken) :]
                continue
            for cell in taken:
                grid[cell // n][cell % n] = full[cell // n][cell % n]
            order = order[1:] if len(taken) == 1 else order
            handful = max(len(taken) // 2, 1)
        return BinairoInstance(grid=tuple(map(tuple, grid)), unique=True)

    def prompt(self, instance: BinairoInstance) -> str:
        """The board, and the rules."""
        n = len(instance.grid)
        wanted = "Give the solution" if instance.unique else "Any valid completion is accepted. Give the board"
        return (
            f"Fill every . of this {n}x{n} board with 0 or 1, so that each row and each column has {n // 2} of each, "
            "never three of one kind side by side, and no two rows and no two columns are the "
            f"same.\n{written(_signs(instance.grid))}\n{wanted} in <answer> tags, one row a line, cells separated by "
            "spaces."
        )

    def read(self, answer: str, instance: BinairoInstance) -> Board:
        """The board; a cell that is left open is -1."""
        return parse_grid(answer, _CELLS, len(instance.grid), len(instance.grid))

    def judge(self, answer: Board, instance: BinairoInstance) -> Finding:
        """Givens and lines."""
        if any(-1 in row for row in answer):
            return Finding("incomplete", "a cell is open")
        if (row := changed_row(answer, instance.grid, blank=-1)) is not None:
            return Finding("broken-rule", f"a given of row {row} is changed")
        columns = list(zip(*answer, strict=True))
        allowed = _lines(len(answer))
        broken = [f"row {i}" for i, line in enumerate(answer, 1) if line not in allowed]
        broken += [f"column {i}" for i, column in enumerate(columns, 1) if column not in allowed]
        if broken:
            where = f"{broken[0]} has three of a kind side by side or more of one kind"
            return Finding("broken-rule", where, 1 - len(broken) / (2 * len(answer)))
        if len(set(answer)) < len(answer) or len(set(columns)) < len(columns):
            return Finding("broken-rule", "two lines are the same")
        return VALID

    def solution(self, instance: BinairoInstance) -> str | None:
        """The first completion that a search finds."""
        found = next(_completions(instance.grid), None)
        return None if found is None else written(found)

    def count_solutions(self, instance: BinairoInstance, limit: int = 2) -> int:
        """By search."""
        return count_up_to(limit, _completions(instance.grid))

    def hardness(self, instance: BinairoInstance) -> float:
        """The share of open cells."""
        return sum(row.count(-1) for row in instance.grid) / len(instance.grid) ** 2

    def surface_forms(self, instance: BinairoInstance) -> Sequence[str]:
        """The board as a table, as lists, without spaces."""
        board = next(_completions(instance.grid), ())
        return (written(board), *forms(board), written(board, "")) if board else ()

    def near_misses(self, instance: BinairoInstance) -> Sequence[str]:
        """Every cell the other way round, a row too few, cells left open, one row throughout."""
        board = next(_completions(instance.grid), ())
        flipped = [[1 - cell for cell in row] for row in board]
        boards = (flipped, board[:-1], _signs(instance.grid), board[:1] * len(board))
        return tuple(map(written, boards)) if board else ()


class BinairoTasks(PuzzleTasks):
    """Boards of 4 to 8 with one completion."""

    puzzle = Binairo


_CELLS = {"0": 0, "1": 1, **dict.fromkeys("._?", -1)}


def _signs(grid: Board) -> list[list[str]]:
    return [["." if cell < 0 else str(cell) for cell in row] for row in grid]


@functools.cache
def _lines(n: int) -> frozenset[Row]:
    """The lines that are allowed."""
    triples = ((0, 0, 0), (1, 1, 1))
    lines = (line for line in product((0, 1), repeat=n) if sum(line) * 2 == n)
    return frozenset(line for line in lines if not any(line[i : i + 3] in triples for i in range(n - 2)))


def _full(n: int, dice: random.Random) -> Board:
    lines = sorted(_lines(n))
    while True:
        rows = [dice.sample(lines, len(lines)) for _ in range(n)]
        try:
            return next(stacked(rows, functools.partial(_may_stand, n), 3000))
        except SearchLimitError:
            continue


def _completions(grid: Sequence[Sequence[int]], most_steps: int = 200_000) -> Iterator[Board]:
    n = len(grid)
    lines = sorted(_lines(n))
    rows = [
        [line for line in lines if all(g < 0 or g == v for g, v in zip(given, line, strict=True))] for given in grid
    ]
    return stacked(rows, functools.partial(_may_stand, n), most_steps)


def _may_stand(n: int, rows: Sequence[Row]) -> bool:
    last = rows[-1]
    if last in rows[:-1]:
        return False
    if len(rows) > 2 and any(a == b == c for a, b, c in zip(*rows[-3:], strict=True)):
        return False
    height = len(rows)
    counts = [sum(column) for column in zip(*rows, strict=True)]
    if any(count * 2 > n or (height - count) * 2 > n for count in counts):
        return False
    return height < n or len(set(zip(*rows, strict=True))) == n
