"""Queens that do not attack each other, some of them given: every placement."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from typing import Literal

from pydantic import Field, model_validator

from rewardry.puzzle import VALID, Finding, Instance, Puzzle, PuzzleTasks, UnreadableAnswerError, chance
from rewardry.text.grids import Cell, parse_board_or_cells
from rewardry.text.int_lists import parse_int_list
from rewardry.text.signs import plain_signs

from .boards import forms, signs_of, written
from .search_limits import Steps, count_up_to

_MOST_STEPS = 200_000


class NQueensInstance(Instance):
    """A board with queens on it.

    Attributes:
        n: the board's side, and how many queens there must be; 1 to 32.
        given: cells, row and column from 0, where a queen must stand.
    """

    puzzle: Literal["n_queens"] = "n_queens"
    n: int = Field(ge=1, le=32)
    given: tuple[Cell, ...] = ()

    @model_validator(mode="after")
    def _fits(self) -> NQueensInstance:
        if any(not (0 <= row < self.n and 0 <= column < self.n) for row, column in self.given):
            raise ValueError(f"a given queen is outside the board of {self.n}x{self.n}")
        return self


# For each difficulty: the side, and how many queens are given.
_LEVELS = ((4, 0), (5, 1), (6, 1), (7, 1), (8, 1), (8, 2), (9, 2), (10, 2), (10, 3), (12, 3), (14, 4))
_CELLS = {
    **dict.fromkeys(("q", "1", "x", "♛", "♕", "👑"), True),
    **dict.fromkeys(("_", ".", "0", "-", "", "□", "·"), False),
}


class NQueens(Puzzle):
    """As many queens as the board has rows, none attacking another, the given ones among them.

    Read are boards with Q or 1 for a queen and ``_ . 0 -`` for an empty cell, lists of lists and tables; sets of cells,
    counted from 0; and each row's column as a list, counted from 0 or from 1, which its numbers tell apart.
    """

    family = "n_queens"
    instance_type = NQueensInstance

    def generate(self, seed: int, difficulty: int = 5) -> NQueensInstance:
        """A board with some queens of a random placement given."""
        dice = chance(self.family, seed, difficulty)
        n, given = _LEVELS[difficulty]
        placed = next(_placements(n, {}, dice))
        rows = sorted(dice.sample(range(n), given))
        return NQueensInstance(n=n, given=tuple((row, placed[row]) for row in rows))

    def prompt(self, instance: NQueensInstance) -> str:
        """The board with its queens, and the rules."""
        n = instance.n
        board = [["Q" if (r, c) in instance.given else "_" for c in range(n)] for r in range(n)]
        kept = (
            f" The queens that stand on it already stay where they are:\n{written(board)}\n" if instance.given else " "
        )
        return (
            f"Place {n} queens on a board of {n}x{n} cells; no two may share a row, column or diagonal.{kept}"
            "Any valid placement is accepted. Give the board in <answer> tags, one row a line, with Q for a queen and "
            "_ for an empty cell, separated by spaces."
        )

    def read(self, answer: str, instance: NQueensInstance) -> frozenset[Cell]:
        """The cells with queens."""
        n = instance.n
        answer = _LEAD.sub("", answer)
        columns = _columns(answer, n)
        if columns is not None:
            return frozenset(enumerate(columns))
        board = parse_board_or_cells(answer, _CELLS, n, n)
        if isinstance(board, frozenset):
            return board
        return frozenset((r, c) for r, row in enumerate(board) for c, queen in enumerate(row) if queen)

    def judge(self, answer: frozenset[Cell], instance: NQueensInstance) -> Finding:
        """The number of queens, the given ones, and whether one attacks another."""
        n = instance.n
        if not answer.issuperset(instance.given):
            return Finding("broken-rule", "a given queen was moved")
        if len(answer) != n:
            return Finding("incomplete" if len(answer) < n else "broken-rule", f"{len(answer)} queens for {n}")
        lines = (
            ("row", {row for row, _ in answer}),
            ("column", {column for _, column in answer}),
            ("falling diagonal", {row - column for row, column in answer}),
            ("rising diagonal", {row + column for row, column in answer}),
        )
        free = sum(len(used) for _, used in lines) / (4 * n)
        return next(
            (Finding("broken-rule", f"two queens in a {line}", free) for line, used in lines if len(used) < n), VALID
        )

    def solution(self, instance: NQueensInstance) -> str | None:
        """The first placement that a search finds."""
        found = next(self._solutions(instance), None)
        return None if found is None else written([["Q" if c == q else "_" for c in range(instance.n)] for q in found])

    def count_solutions(self, instance: NQueensInstance, limit: int = 2) -> int:
        """By search."""
        return count_up_to(limit, self._solutions(instance))

    def _solutions(self, instance: NQueensInstance) -> Iterator[list[int]]:
        given = dict(instance.given)
        return _placements(instance.n, given) if len(given) == len(instance.given) else iter(())

    def hardness(self, instance: NQueensInstance) -> float:
        """Queens to place."""
        return instance.n - len(instance.given)

    def surface_forms(self, instance: NQueensInstance) -> Sequence[str]:
        """Signs, digits, tables, lists, without spaces, the queens' cells, and their columns from 0 and from 1."""
        text = self.solution(instance)
        if text is None:
            return ()
        queens = sorted(self.read(text, instance))
        columns = [column for _, column in queens]
        listed = (str(queens), str(columns), str([column + 1 for column in columns]))
        return (text, *forms(signs_of(text)), text.replace(" ", ""), text.replace("_", ".").replace("Q", "1"), *listed)

    def near_misses(self, instance: NQueensInstance) -> Sequence[str]:
        """A row too few, a queen too few, one too many, a queen moved within its row, a sign alone."""
        text = self.solution(instance)
        if text is None or instance.n < 2:
            return ()
        first, *others = signs_of(text)
        queens = sorted(self.read(text, instance))
        changed = (text.replace("Q", "_", 1), text.replace("_", "Q", 1))
        return (written(others), written([first[1:] + first[:1], *others]), *changed, str(queens[1:]), "Q")


class NQueensTasks(PuzzleTasks):
    """Boards of 4 to 14 rows with 0 to 4 queens given."""

    puzzle = NQueens


_LEAD = re.compile(r"^\s*(?:the\s+)?(?:q|queens?)(?:\s+(?:are\s+)?(?:at|on))?\s*:?\s*(?=[\[(])", re.IGNORECASE)


def _columns(answer: str, n: int) -> list[int] | None:
    """The column of each row's queen, where the answer is a list of all columns."""
    try:
        numbers = parse_int_list(answer, n, 2) if n > 1 and "\n" not in plain_signs(answer).strip() else ()
    except UnreadableAnswerError:
        return None
    first = min(numbers, default=0)
    return (
        [number - first for number in numbers] if sorted(numbers) in (list(range(n)), list(range(1, n + 1))) else None
    )


def _placements(n: int, given: dict[int, int], dice: random.Random | None = None) -> Iterator[list[int]]:
    """Every placement as a column for each row, in a random order if there are dice; rows with few places first."""
    steps = Steps(_MOST_STEPS)

    def places(placed: dict[int, int], row: int) -> list[int]:
        return [c for c in range(n) if all(c != q and abs(c - q) != abs(row - r) for r, q in placed.items())]

    def search(placed: dict[int, int]) -> Iterator[list[int]]:
        if len(placed) == n:
            yield [placed[row] for row in range(n)]
            return
        left = {row: places(placed, row) for row in range(n) if row not in placed}
        row = min(left, key=lambda row: len(left[row]))
        columns = left[row]
        if dice is not None:
            dice.shuffle(columns)
        for column in columns:
            steps.take()
            yield from search({**placed, row: column})

    kept = all(c != q and abs(c - q) != abs(r - s) for r, c in given.items() for s, q in given.items() if r < s)
    if kept:
        yield from search(dict(given))
