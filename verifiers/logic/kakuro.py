"""Kakuro: crosswords of digits, each word with its sum and no digit twice."""

from __future__ import annotations

import functools
import random
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Literal, NamedTuple

from pydantic import Field, model_validator

from rewardry.puzzle import VALID, Finding, Instance, Puzzle, PuzzleTasks, chance
from rewardry.text.grids import Cell, parse_grid

from .boards import Board, forms, signs_of, written
from .search_limits import Steps, count_up_to, is_one

_MOST_STEPS = 20_000
_MOST_STEPS_MAKING = 150


class Run(NamedTuple):
    """Cells side by side whose digits differ and add up to a sum.

    Attributes:
        row, column: the first cell, from 0.
        length: how many cells, to the right or downwards.
        total: their sum.
    """

    row: int
    column: int
    length: int
    total: int


class KakuroInstance(Instance):
    """A kakuro.

    Attributes:
        board: rows of signs: ``.`` for an open cell, ``#`` for a black one; up to 12 by 12.
        across, down: the runs, each open cell in one of each.
    """

    puzzle: Literal["kakuro"] = "kakuro"
    board: tuple[str, ...] = Field(min_length=1, max_length=12)
    across: tuple[Run, ...]
    down: tuple[Run, ...]

    @model_validator(mode="after")
    def _fits(self) -> KakuroInstance:
        if (
            not 1 <= len(self.board[0]) <= 12
            or len({len(row) for row in self.board}) > 1
            or set("".join(self.board)) - set(".#")
        ):
            raise ValueError("rows of one length, of 1 to 12 signs . and #, are wanted")
        for name, runs, wanted in (
            ("across", self.across, _runs(self.board)),
            ("down", self.down, _runs_down(self.board)),
        ):
            if sorted(run[:3] for run in runs) != sorted(wanted):
                raise ValueError(f"the runs {name} are not those of the board")
        return self


# For each difficulty: the side of the board, the share of black cells in it.
_LEVELS = (
    (2, 0.0), (3, 0.1), (3, 0.0), (4, 0.2), (4, 0.1), (4, 0.0), (5, 0.25), (5, 0.15), (6, 0.25), (6, 0.2), (7, 0.25),
)  # fmt: skip


class Kakuro(Puzzle):
    """Any digits 1 to 9 in the open cells, no digit twice in a run, each run with its sum."""

    family = "kakuro"
    instance_type = KakuroInstance

    def generate(self, seed: int, difficulty: int = 5) -> KakuroInstance:
        """A kakuro, with one solution where one is found in a few tries; it says whether that is proved."""
        dice = chance(self.family, seed, difficulty)
        side, black = _LEVELS[difficulty]
        for _ in range(6):
            instance = _made(_mask(side, black, dice), dice)
            if is_one(_fillings(instance, _MOST_STEPS_MAKING)):
                return instance.model_copy(update={"unique": True})
        return instance

    def prompt(self, instance: KakuroInstance) -> str:
        """The board, the sums, and the rules."""
        across = "\n".join(f"row {r + 1}, columns {c + 1} to {c + n}: {total}" for r, c, n, total in instance.across)
        down = "\n".join(f"column {c + 1}, rows {r + 1} to {r + n}: {total}" for r, c, n, total in instance.down)
        wanted = "Give the solution" if instance.unique else "Any valid filling is accepted. Give it"
        return (
            "Solve this kakuro. Fill every cell shown as . with a digit from 1 to 9, so that each run of cells has "
            f"its sum and no digit twice; # is a black cell.\n{written(instance.board)}\nSums "
            f"across:\n{across}\nSums down:\n{down}\n{wanted} as a board in <answer> tags, one row a line, with # "
            "for black cells, separated by spaces."
        )

    def read(self, answer: str, instance: KakuroInstance) -> Board:
        """The board: 0 for a black cell, -1 for one that is left open."""
        return parse_grid(answer, _SIGNS, len(instance.board), len(instance.board[0]))

    def judge(self, answer: Board, instance: KakuroInstance) -> Finding:
        """Black cells, sums and digits."""
        pairs = [
            (a, sign)
            for row, signs in zip(answer, instance.board, strict=True)
            for a, sign in zip(row, signs, strict=True)
        ]
        if any(value < 0 for value, _ in pairs):
            return Finding("incomplete", "a cell is open")
        if any((value == 0) != (sign == "#") for value, sign in pairs):
            return Finding("broken-rule", "the black cells are others")
        runs = [[answer[r][c + i] for i in range(n)] for r, c, n, _ in instance.across]
        runs += [[answer[r + i][c] for i in range(n)] for r, c, n, _ in instance.down]
        totals = [run.total for run in (*instance.across, *instance.down)]
        wrong = sum(sum(run) != total or len(set(run)) < len(run) for run, total in zip(runs, totals, strict=True))
        if wrong:
            return Finding("broken-rule", f"{wrong} runs have another sum or a digit twice", 1 - wrong / len(runs))
        return VALID

    def solution(self, instance: KakuroInstance) -> str | None:
        """The first filling that a search finds."""
        found = next(_fillings(instance, _MOST_STEPS), None)
        return None if found is None else written([[value or "#" for value in row] for row in found])

    def count_solutions(self, instance: KakuroInstance, limit: int = 2) -> int:
        """By search."""
        return count_up_to(limit, _fillings(instance, _MOST_STEPS))

    def hardness(self, instance: KakuroInstance) -> float:
        """Open cells."""
        return sum(row.count(".") for row in instance.board)

    def surface_forms(self, instance: KakuroInstance) -> Sequence[str]:
        """The board as a table, as lists, without spaces, with 0 for black cells."""
        text = self.solution(instance)
        if text is None:
            return ()
        return (text, *forms(signs_of(text)), text.replace(" ", ""), text.replace("#", "0"))

    def near_misses(self, instance: KakuroInstance) -> Sequence[str]:
        """Every digit another one, a row too few, cells left open, digits in black cells."""
        text = self.solution(instance)
        if text is None:
            return ()
        board = signs_of(text)
        others = [[cell if cell == "#" else str(int(cell) % 9 + 1) for cell in row] for row in board]
        filled = [text.replace("#", "1")] if "#" in text else []
        return (written(others), written(board[:-1]), written(instance.board), *filled)


class KakuroTasks(PuzzleTasks):
    """Boards of 2x2 to 7x7 cells."""

    puzzle = Kakuro


_SIGNS = {**{str(digit): digit for digit in range(10)}, **dict.fromkeys("#x■█", 0), **dict.fromkeys("._?", -1)}


def _runs(board: Sequence[str]) -> list[tuple[int, int, int]]:
    """The runs across: row, first column, length."""
    found = []
    for r, row in enumerate(board):
        start = 0
        for part in row.split("#"):
            if part:
                found.append((r, start, len(part)))
            start += len(part) + 1
    return found


def _runs_down(board: Sequence[str]) -> list[tuple[int, int, int]]:
    return [(r, c, length) for c, r, length in _runs(["".join(column) for column in zip(*board, strict=True)])]


def _mask(side: int, black: float, dice: random.Random) -> tuple[str, ...]:
    """A board in which every run has two cells or more, as far as that can be had."""
    board = [["."] * side for _ in range(side)]
    for cell in dice.sample(range(side * side), side * side):
        if sum(row.count("#") for row in board) >= round(black * side * side):
            break
        board[cell // side][cell % side] = "#"
        rows = ["".join(row) for row in board]
        if any(run[2] == 1 for run in _runs(rows) + _runs_down(rows)):
            board[cell // side][cell % side] = "."
    return tuple("".join(row) for row in board)


def _made(board: tuple[str, ...], dice: random.Random) -> KakuroInstance:
    """A kakuro of random digits; small and large ones are preferred, whose sums have few ways."""
    digits = None
    while digits is None:
        digits = _random_digits(board, dice)
    across = tuple(Run(r, c, n, sum(digits[r, c + i] for i in range(n))) for r, c, n in _runs(board))
    down = tuple(Run(r, c, n, sum(digits[r + i, c] for i in range(n))) for r, c, n in _runs_down(board))
    return KakuroInstance(board=board, across=across, down=down)


def _random_digits(board: tuple[str, ...], dice: random.Random) -> dict[Cell, int] | None:
    """A digit in each open cell, none twice in a run; None where a cell had none left."""
    digits: dict[Cell, int] = {}
    for r, row in enumerate(board):
        for c, sign in enumerate(row):
            if sign == ".":
                used = _used(digits, r, c)
                free = [digit for digit in (1, 1, 2, 2, 3, 4, 5, 6, 7, 8, 8, 9, 9) if digit not in used]
                if not free:
                    return None
                digits[r, c] = dice.choice(free)
    return digits


def _used(digits: dict[Cell, int], row: int, column: int) -> set[int]:
    """The digits of the run to the left and of the run above."""
    found = set()
    for dr, dc in ((0, -1), (-1, 0)):
        r, c = row + dr, column + dc
        while (r, c) in digits:
            found.add(digits[r, c])
            r, c = r + dr, c + dc
    return found


@functools.cache
def _ways(length: int, total: int) -> tuple[int, ...]:
    """The sets of so many digits with that sum, as bit masks; digit 1 is the lowest bit."""
    if not 1 <= length <= 9:
        return ()
    return tuple(
        sum(1 << digit - 1 for digit in way) for way in combinations(range(1, 10), length) if sum(way) == total
    )


def _fillings(instance: KakuroInstance, most_steps: int) -> Iterator[Board]:
    """Every filling; the cell with the fewest digits left is filled first."""
    rows, columns = range(len(instance.board)), range(len(instance.board[0]))
    for digits in _Search(instance, most_steps).fillings():
        yield tuple(tuple(digits.get((r, c), 0) for c in columns) for r in rows)


class _Search:
    """A search for fillings: what is filled so far, and which digits each run has used, as bit masks."""

    def __init__(self, instance: KakuroInstance, most_steps: int) -> None:
        runs = [([(r, c + i) for i in range(n)], total) for r, c, n, total in instance.across]
        runs += [([(r + i, c) for i in range(n)], total) for r, c, n, total in instance.down]
        self._runs_of: dict[Cell, list[int]] = {}
        for i, (cells, _) in enumerate(runs):
            for cell in cells:
                self._runs_of.setdefault(cell, []).append(i)
        self._ways = [_ways(len(cells), total) for cells, total in runs]
        self._used = [0] * len(runs)
        self._digits: dict[Cell, int] = {}
        self._steps = Steps(most_steps)

    def fillings(self) -> Iterator[dict[Cell, int]]:
        """The filling so far with every way to complete it; the mapping is the search's own and changes."""
        cell, mask = self._next()
        if cell is None:
            yield self._digits
            return
        for digit in range(1, 10):
            bit = 1 << digit - 1
            if mask & bit:
                self._steps.take()
                self._digits[cell] = digit
                self._flip(cell, bit)
                yield from self.fillings()
                del self._digits[cell]
                self._flip(cell, bit)

    def _next(self) -> tuple[Cell | None, int]:
        """The open cell with the fewest digits left, and these; None where all are filled."""
        cell, mask = None, 0
        for one in self._runs_of:
            if one not in self._digits:
                found = self._left(one)
                if cell is None or found.bit_count() < mask.bit_count():
                    cell, mask = one, found
                if mask.bit_count() < 2:
                    break
        return cell, mask

    def _left(self, cell: Cell) -> int:
        """The digits that a cell may take."""
        mask = (1 << 9) - 1
        for i in self._runs_of[cell]:
            some = 0
            for way in self._ways[i]:
                if way & self._used[i] == self._used[i]:
                    some |= way
            mask &= some & ~self._used[i]
        return mask

    def _flip(self, cell: Cell, bit: int) -> None:
        """Mark a digit as used in the runs of a cell, or as free again."""
        for i in self._runs_of[cell]:
            self._used[i] ^= bit
