"""Futoshiki: Latin squares with inequalities between cells, some cells given: every completion."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from typing import Literal

from pydantic import Field, model_validator

from rewardry.puzzle import VALID, Finding, Instance, Puzzle, PuzzleTasks, UnreadableAnswerError, chance
from rewardry.text.grids import Cell, parse_grid
from rewardry.text.signs import plain_signs

from .all_different import AllDifferent
from .boards import Board, forms, neighbours, written
from .digging import dig
from .full_grids import filled
from .search_limits import count_up_to


class FutoshikiInstance(Instance):
    """A futoshiki.

    Attributes:
        n: the side; values go from 1 to it, 2 to 12.
        less: pairs of cells, row and column from 0: the value of the first is less than that of the second.
        given: row, column and value of the cells that are filled already.
    """

    puzzle: Literal["futoshiki"] = "futoshiki"
    n: int = Field(ge=2, le=12)
    less: tuple[tuple[Cell, Cell], ...] = Field(default=(), max_length=300)
    given: tuple[tuple[int, int, int], ...] = Field(default=(), max_length=144)

    @model_validator(mode="after")
    def _fits(self) -> FutoshikiInstance:
        cells = [*(cell for pair in self.less for cell in pair), *((row, column) for row, column, _ in self.given)]
        if any(not (0 <= row < self.n and 0 <= column < self.n) for row, column in cells):
            raise ValueError(f"a cell is outside the board of {self.n}x{self.n}")
        if any(not 1 <= value <= self.n for _, _, value in self.given):
            raise ValueError(f"a given value is not between 1 and {self.n}")
        if len({cell[:2] for cell in self.given}) < len(set(self.given)):
            raise ValueError("a cell is given two values")
        return self


# For each difficulty: the side, the share of neighbours with a sign, the open cells aimed at.
_LEVELS = (
    (3, 0.5, 4), (3, 0.4, 6), (4, 0.5, 9), (4, 0.4, 11), (4, 0.3, 12), (5, 0.4, 17), (5, 0.35, 20),
    (6, 0.4, 26), (6, 0.35, 30), (7, 0.4, 38), (7, 0.35, 42),
)  # fmt: skip


class Futoshiki(Puzzle):
    """Any square whose rows and columns hold 1 to n once each, with all inequalities and givens kept.

    Read are rows of numbers with or without separators, lists of lists and tables; signs between the numbers may be
    kept, and must then be true.
    """

    family = "futoshiki"
    instance_type = FutoshikiInstance

    def generate(self, seed: int, difficulty: int = 5) -> FutoshikiInstance:
        """A futoshiki with one solution, proved."""
        dice = chance(self.family, seed, difficulty)
        n, share, blanks = _LEVELS[difficulty]
        full = filled(n, (1, n), dice)
        pairs = [(r * n + c, r2 * n + c2) for r in range(n) for c in range(n) for r2, c2 in neighbours(r, c, n, n)]
        pairs = [(a, b) for a, b in pairs if full[a] < full[b]]
        signs = sorted(dice.sample(pairs, round(share * len(pairs))))
        cells = dig(_search(n, signs), full, blanks, dice)
        less = tuple((divmod(a, n), divmod(b, n)) for a, b in signs)
        given = tuple((*divmod(cell, n), value) for cell, value in enumerate(cells) if value)
        return FutoshikiInstance(n=n, less=less, given=given, unique=True)

    def prompt(self, instance: FutoshikiInstance) -> str:
        """The givens as a grid, the inequalities as a list, and the rules."""
        n = instance.n
        less = "\n".join(f"row {r + 1} column {c + 1} < row {s + 1} column {d + 1}" for (r, c), (s, d) in instance.less)
        wanted = "Give the solution" if instance.unique else "Any valid completion is accepted. Give the full grid"
        return (
            f"Solve this {n}x{n} futoshiki. Fill in every 0 with a number from 1 to {n}, so that each row and each "
            f"column holds every number once and all inequalities hold.\n{written(_board(instance))}\n"
            f"Inequalities:\n{less}\n"
            f"{wanted} in <answer> tags, one row a line, numbers separated by spaces."
        )

    def read(self, answer: str, instance: FutoshikiInstance) -> Board:
        """The grid; a cell that is left open is 0."""
        n = instance.n
        cells = {**{str(value): value for value in range(n + 1)}, **dict.fromkeys("._?", 0)}
        return parse_grid(_without_signs(answer), cells, n, n)

    def judge(self, answer: Board, instance: FutoshikiInstance) -> Finding:
        """Givens, rows, columns and inequalities."""
        if any(0 in row for row in answer):
            return Finding("incomplete", "a cell is open")
        if any(answer[row][column] != value for row, column, value in instance.given):
            return Finding("broken-rule", "a given is changed")
        values = set(range(1, instance.n + 1))
        broken = [f"row {r + 1} repeats a number" for r, row in enumerate(answer) if set(row) != values]
        broken += [
            f"column {c + 1} repeats a number"
            for c, column in enumerate(zip(*answer, strict=True))
            if set(column) != values
        ]
        broken += [
            f"{(r, c)} is not less than {(s, d)}" for (r, c), (s, d) in instance.less if answer[r][c] >= answer[s][d]
        ]
        rules = 2 * instance.n + len(instance.less)
        return Finding("broken-rule", broken[0], 1 - len(broken) / rules) if broken else VALID

    def solution(self, instance: FutoshikiInstance) -> str | None:
        """The first completion that a search finds."""
        found = next(_completions(instance), None)
        return None if found is None else written(found)

    def count_solutions(self, instance: FutoshikiInstance, limit: int = 2) -> int:
        """By search."""
        return count_up_to(limit, _completions(instance))

    def hardness(self, instance: FutoshikiInstance) -> float:
        """The share of open cells."""
        return 1 - len(instance.given) / instance.n**2

    def surface_forms(self, instance: FutoshikiInstance) -> Sequence[str]:
        """The square as a table, as lists, without spaces, with signs between its numbers."""
        board = next(_completions(instance), None)
        return () if board is None else (written(board), *forms(board), written(board, ""), _with_signs(board))

    def near_misses(self, instance: FutoshikiInstance) -> Sequence[str]:
        """The square upside down, a row too few, cells left open, one row throughout, signs that are false."""
        board = next(_completions(instance), None)
        if board is None:
            return ()
        boards = (board[::-1], board[:-1], _board(instance), board[:1] * instance.n)
        return (*map(written, boards), _with_signs(board).replace("<", ">"))


class FutoshikiTasks(PuzzleTasks):
    """Squares of 3 to 7 with one solution."""

    puzzle = Futoshiki


def _search(n: int, less: list[tuple[int, int]]) -> AllDifferent:
    rows = [list(range(start, start + n)) for start in range(0, n * n, n)]
    return AllDifferent(n, n * n, rows + [list(column) for column in zip(*rows, strict=True)], less)


def _completions(instance: FutoshikiInstance) -> Iterator[list[list[int]]]:
    n = instance.n
    search = _search(n, [(r * n + c, s * n + d) for (r, c), (s, d) in instance.less])
    for cells in search.solutions(list(itertools.chain(*_board(instance)))):
        yield [cells[start : start + n] for start in range(0, n * n, n)]


def _with_signs(board: list[list[int]]) -> str:
    """A square with its inequalities between the numbers of each row."""
    return "\n".join(
        " ".join(f"{a} {'<' if a < b else '>'}" for a, b in itertools.pairwise(row)) + f" {row[-1]}" for row in board
    )


def _board(instance: FutoshikiInstance) -> Board:
    values = {(row, column): value for row, column, value in instance.given}
    return tuple(tuple(values.get((row, column), 0) for column in range(instance.n)) for row in range(instance.n))


_SIGNS_BELOW = re.compile(r"^[ \t|^vV∧∨˄˅⌃⌄]+$", re.MULTILINE)
_STATED = re.compile(r"(\d{1,2})[ \t]*([<>])[ \t]*(?=(\d{1,2}))")


def _without_signs(answer: str) -> str:
    """A square without the signs between its numbers.

    Raises:
        UnreadableAnswerError: a sign is not true.
    """
    plain = plain_signs(answer)
    if "<" not in plain and ">" not in plain:
        return _SIGNS_BELOW.sub("", plain)
    for left, sign, right in _STATED.findall(plain):
        if (int(left) < int(right)) != (sign == "<") or int(left) == int(right):
            raise UnreadableAnswerError("ambiguous", f"it says {left} {sign} {right}")
    return _SIGNS_BELOW.sub("", _STATED.sub(r"\1 ", plain))
