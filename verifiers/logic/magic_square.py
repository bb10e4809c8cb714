"""Magic squares, some cells given: every completion."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Literal

from pydantic import Field, model_validator

from rewardry.puzzle import VALID, Finding, Instance, Puzzle, PuzzleTasks, chance
from rewardry.text.grids import parse_grid

from .boards import Board, changed_row, forms, written
from .search_limits import Steps, count_up_to

if TYPE_CHECKING:
    import random


_MOST_STEPS = 300_000


class MagicSquareInstance(Instance):
    """A magic square, partly filled.

    Attributes:
        n: the side, 3 to 8.
        grid: the given numbers by row, 0 for an open cell.
    """

    puzzle: Literal["magic_square"] = "magic_square"
    n: int = Field(ge=3, le=8)
    grid: Board

    @model_validator(mode="after")
    def _fits(self) -> MagicSquareInstance:
        if len(self.grid) != self.n or any(len(row) != self.n for row in self.grid):
            raise ValueError(f"the grid is not {self.n}x{self.n}")
        if any(not 0 <= cell <= self.n**2 for row in self.grid for cell in row):
            raise ValueError(f"a cell is not between 0 and {self.n**2}")
        return self

    @property
    def total(self) -> int:
        """What each line adds up to."""
        return self.n * (self.n**2 + 1) // 2


# For each difficulty: the side, the open cells.
_LEVELS = ((3, 4), (3, 5), (3, 7), (3, 8), (4, 6), (4, 7), (4, 8), (4, 9), (4, 10), (5, 9), (5, 11))


class MagicSquare(Puzzle):
    """Any square of 1 to n*n, each once, whose rows, columns and diagonals have one sum, the given numbers kept."""

    family = "magic_square"
    instance_type = MagicSquareInstance

    def generate(self, seed: int, difficulty: int = 5) -> MagicSquareInstance:
        """A magic square with some cells opened; whether there is another completion is not looked at."""
        dice = chance(self.family, seed, difficulty)
        n, blanks = _LEVELS[difficulty]
        grid = [list(row) for row in _full(n, dice)]
        for cell in dice.sample(range(n * n), blanks):
            grid[cell // n][cell % n] = 0
        return MagicSquareInstance(n=n, grid=tuple(map(tuple, grid)))

    def prompt(self, instance: MagicSquareInstance) -> str:
        """The grid with 0 for open cells, and the rules."""
        n = instance.n
        return (
            f"Complete this magic square. Fill in every 0 so that the square holds each number from 1 to {n * n} "
            "once and each row, each column and both diagonals add up to "
            f"{instance.total}.\n{written(instance.grid)}\nAny valid completion is accepted. Give the full grid in "
            "<answer> tags, one row a line, numbers separated by spaces."
        )

    def read(self, answer: str, instance: MagicSquareInstance) -> Board:
        """The grid; a cell that is left open is 0."""
        cells = {**{str(value): value for value in range(instance.n**2 + 1)}, **dict.fromkeys("._?", 0)}
        return parse_grid(answer, cells, instance.n, instance.n)

    def judge(self, answer: Board, instance: MagicSquareInstance) -> Finding:
        """Givens, numbers and sums."""
        n, total = instance.n, instance.total
        if any(0 in row for row in answer):
            return Finding("incomplete", "a cell is open")
        if (row := changed_row(answer, instance.grid)) is not None:
            return Finding("broken-rule", f"a given of row {row} is changed")
        if len({cell for line in answer for cell in line}) < n * n:
            return Finding("broken-rule", "a number stands twice")
        lines = [
            *answer,
            *zip(*answer, strict=True),
            [answer[i][i] for i in range(n)],
            [answer[i][-1 - i] for i in range(n)],
        ]
        wrong = sum(sum(line) != total for line in lines)
        if wrong:
            return Finding("broken-rule", f"{wrong} lines do not add up to {total}", 1 - wrong / len(lines))
        return VALID

    def solution(self, instance: MagicSquareInstance) -> str | None:
        """The first completion that a search finds."""
        found = next(_completions(instance), None)
        return None if found is None else written(found)

    def count_solutions(self, instance: MagicSquareInstance, limit: int = 2) -> int:
        """By search."""
        return count_up_to(limit, _completions(instance))

    def hardness(self, instance: MagicSquareInstance) -> float:
        """Open cells."""
        return sum(row.count(0) for row in instance.grid)

    def surface_forms(self, instance: MagicSquareInstance) -> Sequence[str]:
        """The square as a table, as lists; without spaces where each number is a digit."""
        board = next(_completions(instance), None)
        if board is None:
            return ()
        return (written(board), *forms(board), *([written(board, "")] if instance.n == 3 else []))

    def near_misses(self, instance: MagicSquareInstance) -> Sequence[str]:
        """Columns moved by one, a row too few, cells left open, one row throughout."""
        board = next(_completions(instance), None)
        if board is None:
            return ()
        moved = [row[1:] + row[:1] for row in board]
        return tuple(map(written, (moved, board[:-1], instance.grid, board[:1] * instance.n)))


class MagicSquareTasks(PuzzleTasks):
    """Squares of 3 to 5 with 4 to 11 open cells."""

    puzzle = MagicSquare


_SEEDS: dict[int, Board] = {
    3: ((2, 7, 6), (9, 5, 1), (4, 3, 8)),
    4: ((16, 3, 2, 13), (5, 10, 11, 8), (9, 6, 7, 12), (4, 15, 14, 1)),
    5: ((17, 24, 1, 8, 15), (23, 5, 7, 14, 16), (4, 6, 13, 20, 22), (10, 12, 19, 21, 3), (11, 18, 25, 2, 9)),
}


def _full(n: int, dice: random.Random) -> Board:
    """A magic square: a known one, mirrored, turned, complemented, its pairs of opposite lines exchanged."""
    board = _SEEDS[n]
    order = list(range(n))
    if n > 3:
        low = dice.sample(range(n // 2), n // 2)
        flips = [dice.random() < 0.5 for _ in low]
        half = [n - 1 - i if flip else i for i, flip in zip(low, flips, strict=True)]
        order = [*half, *([n // 2] if n % 2 else []), *(n - 1 - i for i in reversed(half))]
    rows = [[board[r][c] for c in order] for r in order]
    if dice.random() < 0.5:
        rows = [list(column) for column in zip(*rows, strict=True)]
    if dice.random() < 0.5:
        rows = rows[::-1]
    if dice.random() < 0.5:
        rows = [row[::-1] for row in rows]
    if dice.random() < 0.5:
        rows = [[n * n + 1 - cell for cell in row] for row in rows]
    return tuple(map(tuple, rows))


def _completions(instance: MagicSquareInstance) -> Iterator[Board]:
    """Every completion; the line with the fewest open cells is filled first, its last cell by its sum."""
    n, total = instance.n, instance.total
    cells = [cell for row in instance.grid for cell in row]
    lines = [tuple(range(r * n, r * n + n)) for r in range(n)] + [tuple(range(c, n * n, n)) for c in range(n)]
    lines += [tuple(range(0, n * n, n + 1)), tuple(range(n - 1, n * n - 1, n - 1))]
    steps = Steps(_MOST_STEPS)
    given = [cell for cell in cells if cell]
    if len(set(given)) < len(given):
        return
    left = set(range(1, n * n + 1)) - set(given)

    def search() -> Iterator[Board]:
        open_lines = [(sum(not cells[i] for i in line), line) for line in lines]
        if any(not count and sum(cells[i] for i in line) != total for count, line in open_lines):
            return
        line = min((one for one in open_lines if one[0]), default=(0, ()))[1]
        if not line:
            yield tuple(tuple(cells[start : start + n]) for start in range(0, n * n, n))
            return
        here = [i for i in line if not cells[i]]
        missing = total - sum(cells[i] for i in line)
        for value in [missing] if len(here) == 1 else sorted(left):
            if value not in left:
                continue
            steps.take()
            cells[here[0]] = value
            left.discard(value)
            yield from search()
            cells[here[0]] = 0
            left.add(value)

    yield from search()
