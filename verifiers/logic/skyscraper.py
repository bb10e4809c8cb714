"""Skyscrapers: Latin squares of heights, with the number of towers that are seen from the sides."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from itertools import permutations
from typing import Literal

from pydantic import Field, model_validator

from rewardry.puzzle import VALID, Finding, Instance, Puzzle, PuzzleTasks, chance
from rewardry.text.grids import parse_grid

from .boards import Board, forms, written
from .full_grids import filled
from .latin_rows import Row, stacked
from .search_limits import count_up_to, is_one

Clues = tuple[int, ...]


class SkyscraperInstance(Instance):
    """A skyscraper puzzle.

    Attributes:
        n: the side; heights go from 1 to it, 2 to 7.
        top, bottom, left, right: how many towers are seen from there in each column or row; 0 where it is not said.
    """

    puzzle: Literal["skyscraper"] = "skyscraper"
    n: int = Field(ge=2, le=7)
    top: Clues
    bottom: Clues
    left: Clues
    right: Clues

    @model_validator(mode="after")
    def _fits(self) -> SkyscraperInstance:
        for clues in (self.top, self.bottom, self.left, self.right):
            if len(clues) != self.n or any(not 0 <= clue <= self.n for clue in clues):
                raise ValueError(f"{self.n} clues between 0 and {self.n} are wanted on each side")
        return self


# For each difficulty: the side, the share of clues.
_LEVELS = (
    (3, 1.0), (3, 0.7), (4, 1.0), (4, 0.8), (4, 0.6), (5, 1.0), (5, 0.9), (5, 0.8), (5, 0.7), (5, 0.6), (5, 0.5),
)  # fmt: skip


class Skyscraper(Puzzle):
    """Any square whose rows and columns hold 1 to n once each, with as many towers seen as the clues say."""

    family = "skyscraper"
    instance_type = SkyscraperInstance

    def generate(self, seed: int, difficulty: int = 5) -> SkyscraperInstance:
        """The clues of a random square; it says whether it is proved that there is no other."""
        dice = chance(self.family, seed, difficulty)
        n, share = _LEVELS[difficulty]
        cells = filled(n, (1, n), dice)
        rows = [tuple(cells[start : start + n]) for start in range(0, n * n, n)]
        columns = list(zip(*rows, strict=True))

        def clues(lines: Sequence[Row]) -> Clues:
            return tuple(seen(line) if dice.random() < share else 0 for line in lines)

        instance = SkyscraperInstance(
            n=n,
            top=clues(columns),
            bottom=clues([column[::-1] for column in columns]),
            left=clues(rows),
            right=clues([row[::-1] for row in rows]),
        )
        return instance.model_copy(update={"unique": is_one(_squares(instance, 1000))})

    def prompt(self, instance: SkyscraperInstance) -> str:
        """The clues, and the rules."""
        n = instance.n
        sides = (("top", "columns"), ("bottom", "columns"), ("left", "rows"), ("right", "rows"))
        clues = "\n".join(
            f"from the {side}, {lines} 1 to {n}: {_said(getattr(instance, side))}" for side, lines in sides
        )
        wanted = "Give the solution" if instance.unique else "Any valid square is accepted. Give it"
        return (
            f"Fill a {n}x{n} board with towers of heights 1 to {n}, each height once in every row and column. A "
            "tower hides the lower ones behind it. So many towers are seen (- where it is not "
            f"said):\n{clues}\n{wanted} in <answer> tags, one row a line, heights separated by spaces."
        )

    def read(self, answer: str, instance: SkyscraperInstance) -> Board:
        """The heights."""
        return parse_grid(answer, {str(value): value for value in range(1, instance.n + 1)}, instance.n, instance.n)

    def judge(self, answer: Board, instance: SkyscraperInstance) -> Finding:
        """Rows, columns and clues."""
        columns = list(zip(*answer, strict=True))
        values = set(range(1, instance.n + 1))
        broken = [f"row {i} repeats a height" for i, row in enumerate(answer, 1) if set(row) != values]
        broken += [f"column {i} repeats a height" for i, column in enumerate(columns, 1) if set(column) != values]
        views = (
            ("top", instance.top, columns),
            ("bottom", instance.bottom, [column[::-1] for column in columns]),
            ("left", instance.left, answer),
            ("right", instance.right, [row[::-1] for row in answer]),
        )
        broken += [
            f"line {i} from the {side} shows others"
            for side, clues, lines in views
            for i, (clue, line) in enumerate(zip(clues, lines, strict=True), 1)
            if clue and seen(line) != clue
        ]
        return Finding("broken-rule", broken[0], 1 - len(broken) / (6 * instance.n)) if broken else VALID

    def solution(self, instance: SkyscraperInstance) -> str | None:
        """The first square that a search finds."""
        found = next(_squares(instance), None)
        return None if found is None else written(found)

    def count_solutions(self, instance: SkyscraperInstance, limit: int = 2) -> int:
        """By search."""
        return count_up_to(limit, _squares(instance))

    def hardness(self, instance: SkyscraperInstance) -> float:
        """Cells for each clue."""
        clues = (*instance.top, *instance.bottom, *instance.left, *instance.right)
        return instance.n**2 / max(sum(map(bool, clues)), 1)

    def surface_forms(self, instance: SkyscraperInstance) -> Sequence[str]:
        """The square as a table, as lists, without spaces."""
        board = next(_squares(instance), None)
        return () if board is None else (written(board), *forms(board), written(board, ""))

    def near_misses(self, instance: SkyscraperInstance) -> Sequence[str]:
        """A row too few, one row throughout, a tower that stands twice in its row."""
        board = next(_squares(instance), None)
        if board is None:
            return ()
        twice = [(board[0][1], *board[0][1:]), *board[1:]]
        return tuple(map(written, (board[:-1], board[:1] * instance.n, twice)))


class SkyscraperTasks(PuzzleTasks):
    """Squares of 3 to 5."""

    puzzle = Skyscraper


def seen(line: Sequence[int]) -> int:
    """How many towers of a line are seen from its beginning.

    >>> seen((2, 1, 3))
    2
    """
    highest = count = 0
    for height in line:
        if height > highest:
            highest, count = height, count + 1
    return count


def _said(clues: Clues) -> str:
    return " ".join(str(clue or "-") for clue in clues)


@functools.cache
def _rows(n: int, left: int, right: int) -> tuple[Row, ...]:
    rows = permutations(range(1, n + 1))
    return tuple(row for row in rows if left in (0, seen(row)) and right in (0, seen(row[::-1])))


def _squares(instance: SkyscraperInstance, most_steps: int = 200_000) -> Iterator[Board]:
    n, top, bottom = instance.n, instance.top, instance.bottom

    def may_stand(rows: Sequence[Row]) -> bool:
        last = rows[-1]
        if any(a == b for row in rows[:-1] for a, b in zip(row, last, strict=True)):
            return False
        for column, above, below in zip(zip(*rows, strict=True), top, bottom, strict=True):
            if above and (seen(column) > above or (n in column and seen(column) != above)):
                return False
            if below and len(rows) == n and seen(column[::-1]) != below:
                return False
        return True

    rows = [_rows(n, left, right) for left, right in zip(instance.left, instance.right, strict=True)]
    return stacked(rows, may_stand, most_steps)
