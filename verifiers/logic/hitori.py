"""Hitori: cells are shaded until no number stands twice in a line; shaded cells are apart, the others hang together."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import Literal

from pydantic import Field, field_validator

from rewardry.puzzle import VALID, Finding, Instance, Puzzle, PuzzleTasks, chance

from .boards import Board, forms, neighbours, written
from .full_grids import filled
from .marks import cells_of, read_marks, shown
from .search_limits import Steps, count_up_to, is_one

_MOST_STEPS = 20_000
Cells = frozenset[tuple[int, int]]


class HitoriInstance(Instance):
    """A hitori.

    Attributes:
        grid: the numbers by row, 1 to 20; up to 10 by 10.
    """

    puzzle: Literal["hitori"] = "hitori"
    grid: Board = Field(min_length=2, max_length=10)

    @field_validator("grid")
    @classmethod
    def _is_grid(cls, given: Board) -> Board:
        if not 2 <= len(given[0]) <= 10 or len({len(row) for row in given}) > 1:
            raise ValueError("rows of one length, of 2 to 10 numbers, are wanted")
        if any(not 1 <= cell <= 20 for row in given for cell in row):
            raise ValueError("a number is not between 1 and 20")
        return given


# For each difficulty: the side.
_SIDES = (3, 3, 4, 4, 4, 5, 5, 5, 5, 6, 6)


class Hitori(Puzzle):
    """Any shading that keeps the rules.

    Read are boards of 1 or # for a shaded cell and 0 or . for another, and the set of shaded cells, counted from 0.
    """

    family = "hitori"
    instance_type = HitoriInstance

    def generate(self, seed: int, difficulty: int = 5) -> HitoriInstance:
        """A square whose shaded cells repeat a number; it says whether it is proved that there is no other shading."""
        dice = chance(self.family, seed, difficulty)
        side = _SIDES[difficulty]
        for _ in range(4):
            instance = _square(side, dice)
            if is_one(_shadings(instance.grid, 200)):
                return instance.model_copy(update={"unique": True})
        return instance

    def prompt(self, instance: HitoriInstance) -> str:
        """The numbers, and the rules."""
        wanted = "Give the solution" if instance.unique else "Any valid shading is accepted. Give it"
        return (
            "Shade some cells of this board, so that no number stands twice among the cells of a row or column that "
            "are not shaded, no two shaded cells are side by side, and the cells that are not shaded hang together "
            f"by their sides.\n{written(instance.grid)}\n{wanted} as a board in <answer> tags, one row a line, with "
            "# for a shaded cell and . for any other, separated by spaces."
        )

    def read(self, answer: str, instance: HitoriInstance) -> Board:
        """The board, 1 for a shaded cell."""
        return read_marks(answer, len(instance.grid), len(instance.grid[0]))

    def judge(self, answer: Board, instance: HitoriInstance) -> Finding:
        """Numbers, shaded cells side by side, and whether the others hang together."""
        height, width = len(answer), len(answer[0])
        shaded = frozenset(cells_of(answer))
        if any(shaded.intersection(neighbours(*cell, height, width)) for cell in shaded):
            return Finding("broken-rule", "two shaded cells are side by side")
        left = [[0 if (r, c) in shaded else v for c, v in enumerate(row)] for r, row in enumerate(instance.grid)]
        lines = [*left, *zip(*left, strict=True)]
        broken = sum(len({v for v in line if v}) < sum(map(bool, line)) for line in lines)
        if broken:
            return Finding("broken-rule", f"{broken} lines hold a number twice", 1 - broken / len(lines))
        if not _hang_together(shaded, height, width):
            return Finding("broken-rule", "the cells that are not shaded fall apart")
        return VALID

    def solution(self, instance: HitoriInstance) -> str | None:
        """The first shading that a search finds."""
        found = next(_shadings(instance.grid), None)
        if found is None:
            return None
        columns = range(len(instance.grid[0]))
        return written([["#" if (r, c) in found else "." for c in columns] for r in range(len(instance.grid))])

    def count_solutions(self, instance: HitoriInstance, limit: int = 2) -> int:
        """By search."""
        return count_up_to(limit, _shadings(instance.grid))

    def hardness(self, instance: HitoriInstance) -> float:
        """The number of cells."""
        return len(instance.grid) * len(instance.grid[0])

    def surface_forms(self, instance: HitoriInstance) -> Sequence[str]:
        """Signs, digits, tables, lists, without spaces, the set of shaded cells."""
        text = self.solution(instance)
        if text is None:
            return ()
        board = self.read(text, instance)
        return (text, *forms(shown(board)), text.replace(" ", ""), written(board), str(cells_of(board)))

    def near_misses(self, instance: HitoriInstance) -> Sequence[str]:
        """Every cell the other way round, a row too few, no cell shaded, a shaded cell too few."""
        text = self.solution(instance)
        if text is None:
            return ()
        board = self.read(text, instance)
        flipped = [[1 - cell for cell in row] for row in board]
        none = [[0] * len(row) for row in board]
        return (written(flipped), written(board[:-1]), written(none), str(cells_of(board)[1:]))


class HitoriTasks(PuzzleTasks):
    """Boards of 3x3 to 6x6 cells."""

    puzzle = Hitori


def _hang_together(shaded: Cells, height: int, width: int) -> bool:
    """Whether one can go from each cell that is not shaded to every other."""
    left = {(r, c) for r in range(height) for c in range(width)} - shaded
    if not left:
        return False
    reached = [left.pop()]
    while reached:
        for one in neighbours(*reached.pop(), height, width):
            if one in left:
                left.discard(one)
                reached.append(one)
    return not left


def _square(side: int, dice: random.Random) -> HitoriInstance:
    """A Latin square in which some cells, that may be shaded, repeat a number of their row or column."""
    cells = filled(side, (1, side), dice)
    grid = [cells[start : start + side] for start in range(0, side * side, side)]
    shaded: Cells = frozenset()
    for cell in dice.sample(range(side * side), side * side):
        more = shaded | {divmod(cell, side)}
        if not shaded.intersection(neighbours(*divmod(cell, side), side, side)) and _hang_together(more, side, side):
            shaded = more
    for r, c in sorted(shaded):
        others = [grid[r][j] for j in range(side) if (r, j) not in shaded]
        others += [grid[i][c] for i in range(side) if (i, c) not in shaded]
        grid[r][c] = dice.choice(others)
    return HitoriInstance(grid=tuple(map(tuple, grid)))


def _shadings(grid: Board, most_steps: int = _MOST_STEPS) -> Iterator[Cells]:
    """Every shading: cell by cell, shaded or not."""
    height, width = len(grid), len(grid[0])
    cells = [(r, c) for r in range(height) for c in range(width)]
    steps = Steps(most_steps)

    def search(
        at: int, shaded: Cells, rows: tuple[frozenset[int], ...], columns: tuple[frozenset[int], ...]
    ) -> Iterator[Cells]:
        if at == len(cells):
            if _hang_together(shaded, height, width):
                yield shaded
            return
        steps.take()
        r, c = cells[at]
        value = grid[r][c]
        if value not in rows[r] and value not in columns[c]:
            seen_rows = (*rows[:r], rows[r] | {value}, *rows[r + 1 :])
            seen_columns = (*columns[:c], columns[c] | {value}, *columns[c + 1 :])
            yield from search(at + 1, shaded, seen_rows, seen_columns)
        if (r - 1, c) not in shaded and (r, c - 1) not in shaded:
            more = shaded | {(r, c)}
            if _hang_together(more, height, width):
                yield from search(at + 1, more, rows, columns)

    yield from search(0, frozenset(), (frozenset(),) * height, (frozenset(),) * width)
