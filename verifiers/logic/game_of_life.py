"""Conway's game of life, and its relatives: the board after some steps."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from typing import Literal

from pydantic import Field, field_validator

from rewardry.puzzle import VALID, Finding, Instance, Puzzle, PuzzleTasks, chance

from .boards import Board, forms, written
from .marks import read_marks, shown

_RULE = re.compile(r"B[0-8]{0,9}/S[0-8]{0,9}")


class GameOfLifeInstance(Instance):
    """A board and how it goes on.

    Attributes:
        grid: 1 for a living cell, 0 for a dead one; up to 24 by 24.
        steps: how many steps to go, 1 to 20.
        rule: with how many living neighbours a dead cell is born and a living one survives.
        wrap: the board's opposite sides touch; else what is outside is dead.
    """

    puzzle: Literal["game_of_life"] = "game_of_life"
    grid: Board = Field(min_length=1, max_length=24)
    steps: int = Field(default=1, ge=1, le=20)
    rule: str = "B3/S23"
    wrap: bool = False

    @field_validator("grid")
    @classmethod
    def _is_board(cls, given: Board) -> Board:
        if not given[0] or len(given[0]) > 24 or len({len(row) for row in given}) > 1:
            raise ValueError("rows of one length, of 1 to 24 cells, are wanted")
        if any(cell not in (0, 1) for row in given for cell in row):
            raise ValueError("a cell is neither 0 nor 1")
        return given

    @field_validator("rule")
    @classmethod
    def _is_rule(cls, given: str) -> str:
        if _RULE.fullmatch(given) is None:
            raise ValueError(f"no rule: {given[:40]!r}; B3/S23 is Conway's")
        return given


# For each difficulty: the side, the steps, whether other rules than Conway's are used.
_LEVELS = (
    (3, 1, False), (4, 1, False), (5, 1, False), (5, 2, False), (6, 2, False), (7, 2, False), (8, 2, False),
    (8, 3, False), (9, 3, True), (10, 4, True), (12, 5, True),
)  # fmt: skip
_OTHER_RULES = ("B3/S23", "B36/S23", "B2/S34", "B3/S12")


class GameOfLife(Puzzle):
    """The board after the given steps, cell by cell."""

    family = "game_of_life"
    instance_type = GameOfLifeInstance

    def generate(self, seed: int, difficulty: int = 5) -> GameOfLifeInstance:
        """A board on which something changes and something lives on."""
        dice = chance(self.family, seed, difficulty)
        side, steps, others = _LEVELS[difficulty]
        while True:
            share = dice.uniform(0.3, 0.6)
            grid = tuple(tuple(int(dice.random() < share) for _ in range(side)) for _ in range(side))
            rule = dice.choice(_OTHER_RULES) if others else "B3/S23"
            wrap = difficulty > 2 and dice.random() < 0.5
            instance = GameOfLifeInstance(grid=grid, steps=steps, rule=rule, wrap=wrap, unique=True)
            after = _after(grid, steps, rule, wrap)
            if after != grid and sum(map(sum, after)) >= side:
                return instance

    def prompt(self, instance: GameOfLifeInstance) -> str:
        """The board, the rule and the steps."""
        born, survives = (list(part[1:]) or ["no"] for part in instance.rule.split("/"))
        sides = "The board's opposite sides touch." if instance.wrap else "Cells outside the board are dead."
        return (
            "On this board 1 is a living cell and 0 a dead one. In each step, all cells at once: a dead cell comes "
            f"to life if it has {' or '.join(born)} living neighbours among the eight around it; a living cell stays "
            f"alive if it has {' or '.join(survives)}; every other cell is dead. "
            f"{sides}\n{written(instance.grid)}\nWhat is the board after {instance.steps} "
            f"step{'s' if instance.steps > 1 else ''}? Give it in <answer> tags, one row a line, cells separated by "
            "spaces."
        )

    def read(self, answer: str, instance: GameOfLifeInstance) -> Board:
        """The board."""
        return read_marks(answer, len(instance.grid), len(instance.grid[0]), cells=False)

    def judge(self, answer: Board, instance: GameOfLifeInstance) -> Finding:
        """Whether every cell is right."""
        right = _board_after(instance)
        if answer == right:
            return VALID
        cells = [a == b for row, wanted in zip(answer, right, strict=True) for a, b in zip(row, wanted, strict=True)]
        return Finding("wrong-value", "a cell is not as the rule has it", sum(cells) / len(cells))

    def solution(self, instance: GameOfLifeInstance) -> str | None:
        """The board after the steps."""
        return written(_board_after(instance))

    def count_solutions(self, instance: GameOfLifeInstance, limit: int = 2) -> int:
        """Always one."""
        return min(1, limit)

    def hardness(self, instance: GameOfLifeInstance) -> float:
        """Cells to work out."""
        return len(instance.grid) * len(instance.grid[0]) * instance.steps

    def surface_forms(self, instance: GameOfLifeInstance) -> Sequence[str]:
        """The board as a table, as lists, without spaces, with other signs."""
        board = _board_after(instance)
        return (written(board), *forms(board), written(board, ""), written(shown(board), ""))

    def near_misses(self, instance: GameOfLifeInstance) -> Sequence[str]:
        """The board before the steps, a step further, a row too few, all cells dead."""
        board = _board_after(instance)
        dead = [[0] * len(row) for row in board]
        further = _after(board, 1, instance.rule, instance.wrap)
        boards = [other for other in (instance.grid, dead, further) if tuple(map(tuple, other)) != board]
        return tuple(map(written, (board[:-1], *boards)))


class GameOfLifeTasks(PuzzleTasks):
    """Boards of 3x3 to 12x12 cells and 1 to 5 steps."""

    puzzle = GameOfLife


def _board_after(instance: GameOfLifeInstance) -> Board:
    return _after(instance.grid, instance.steps, instance.rule, instance.wrap)


@functools.lru_cache(maxsize=1024)
def _after(grid: Board, steps: int, rule: str, wrap: bool) -> Board:
    """The board after some steps; kept, for all answers to a prompt need the same."""
    born, survives = ({int(digit) for digit in part[1:]} for part in rule.split("/"))
    height, width = len(grid), len(grid[0])
    around = [(i, j) for i in (-1, 0, 1) for j in (-1, 0, 1) if i or j]
    board = [list(row) for row in grid]
    for _ in range(steps):
        counts = [[0] * width for _ in range(height)]
        for r in range(height):
            for c in range(width):
                if board[r][c]:
                    for i, j in around:
                        if wrap:
                            counts[(r + i) % height][(c + j) % width] += 1
                        elif 0 <= r + i < height and 0 <= c + j < width:
                            counts[r + i][c + j] += 1
        board = [
            [int(count in (survives if cell else born)) for cell, count in zip(row, line, strict=True)]
            for row, line in zip(board, counts, strict=True)
        ]
    return tuple(map(tuple, board))
