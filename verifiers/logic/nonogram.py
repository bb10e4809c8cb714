"""Nonograms: pictures of which the runs of filled cells are known, by row and by column."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Literal

from pydantic import Field, field_validator, model_validator

from rewardry.puzzle import VALID, Finding, Instance, Puzzle, PuzzleTasks, chance

from .boards import Board, forms, runs, written
from .marks import cells_of, read_marks, shown
from .nonogram_search import pictures
from .search_limits import count_up_to


class NonogramInstance(Instance):
    """A nonogram.

    Attributes:
        rows: the lengths of the runs of filled cells of each row, from left to right; ``[]`` or ``[0]`` where none is.
        columns: the same of each column, from above.
    """

    puzzle: Literal["nonogram"] = "nonogram"
    rows: tuple[tuple[int, ...], ...] = Field(min_length=1, max_length=25)
    columns: tuple[tuple[int, ...], ...] = Field(min_length=1, max_length=25)

    @field_validator("rows", "columns")
    @classmethod
    def _are_runs(cls, given: tuple[tuple[int, ...], ...]) -> tuple[tuple[int, ...], ...]:
        if any(run < 0 for clue in given for run in clue):
            raise ValueError("a run has no negative length")
        return tuple(tuple(run for run in clue if run) for clue in given)

    @model_validator(mode="after")
    def _fits(self) -> NonogramInstance:
        for clues, length in ((self.rows, len(self.columns)), (self.columns, len(self.rows))):
            if any(sum(clue) + len(clue) - 1 > length for clue in clues):
                raise ValueError(f"a line's runs are longer than its {length} cells")
        return self


# For each difficulty: rows, columns, the share of filled cells.
_LEVELS = (
    (3, 3, 0.6), (4, 4, 0.6), (5, 5, 0.6), (5, 5, 0.55), (6, 6, 0.55), (7, 7, 0.55), (8, 8, 0.55),
    (9, 9, 0.55), (10, 10, 0.55), (11, 11, 0.55), (12, 12, 0.55),
)  # fmt: skip


class Nonogram(Puzzle):
    """Any picture with the given runs in every row and column.

    Read are boards with ``# 1 X`` for a filled cell and ``. 0 _ -`` for an empty one, lists of lists, tables, and the
    set of filled cells, counted from 0.
    """

    family = "nonogram"
    instance_type = NonogramInstance

    def generate(self, seed: int, difficulty: int = 5) -> NonogramInstance:
        """A nonogram with one picture, proved."""
        dice = chance(self.family, seed, difficulty)
        height, width, share = _LEVELS[difficulty]
        picture = [[int(dice.random() < share) for _ in range(width)] for _ in range(height)]
        while True:
            instance = _of(picture)
            first, *others = itertools.islice(pictures(instance.rows, instance.columns), 2)
            if not others:
                return instance.model_copy(update={"unique": True})
            # Where two pictures differ, cells are filled, which leaves fewer ways to read the clues.
            apart = [(r, c) for r in range(height) for c in range(width) if first[r][c] != others[0][r][c]]
            for r, c in apart:
                picture[r][c] |= int(dice.random() < 0.6)
            if all(picture[r][c] for r, c in apart):
                r, c = dice.randrange(height), dice.randrange(width)
                picture[r][c] ^= 1

    def prompt(self, instance: NonogramInstance) -> str:
        """The clues, and the rules."""
        rows = "\n".join(f"row {i}: {_said(clue)}" for i, clue in enumerate(instance.rows, 1))
        columns = "\n".join(f"column {i}: {_said(clue)}" for i, clue in enumerate(instance.columns, 1))
        wanted = "Give the solution" if instance.unique else "Any valid picture is accepted. Give it"
        return (
            f"Solve this nonogram of {len(instance.rows)} rows and {len(instance.columns)} columns. The numbers are "
            "the lengths of the runs of filled cells of a line, in order, with at least one empty cell between two "
            f"runs.\n{rows}\n{columns}\n{wanted} in <answer> tags, one row a line, with # for a filled cell and . "
            "for an empty cell, separated by spaces."
        )

    def read(self, answer: str, instance: NonogramInstance) -> Board:
        """The picture."""
        return read_marks(answer, len(instance.rows), len(instance.columns))

    def judge(self, answer: Board, instance: NonogramInstance) -> Finding:
        """The runs of every line."""
        broken = [
            f"row {i}" for i, (row, clue) in enumerate(zip(answer, instance.rows, strict=True), 1) if runs(row) != clue
        ]
        columns = zip(zip(*answer, strict=True), instance.columns, strict=True)
        broken += [f"column {i}" for i, (column, clue) in enumerate(columns, 1) if runs(column) != clue]
        lines = len(instance.rows) + len(instance.columns)
        return Finding("broken-rule", f"{broken[0]} has other runs", 1 - len(broken) / lines) if broken else VALID

    def solution(self, instance: NonogramInstance) -> str | None:
        """The first picture that a search finds."""
        found = next(pictures(instance.rows, instance.columns), None)
        return None if found is None else written(shown(found))

    def count_solutions(self, instance: NonogramInstance, limit: int = 2) -> int:
        """By search."""
        return count_up_to(limit, pictures(instance.rows, instance.columns))

    def hardness(self, instance: NonogramInstance) -> float:
        """The number of cells."""
        return len(instance.rows) * len(instance.columns)

    def surface_forms(self, instance: NonogramInstance) -> Sequence[str]:
        """Signs, digits, tables, lists, without spaces, the set of filled cells."""
        board = next(pictures(instance.rows, instance.columns), None)
        if board is None:
            return ()
        signs = shown(board)
        return (written(signs), *forms(signs), written(signs, ""), written(board), str(cells_of(board)))

    def near_misses(self, instance: NonogramInstance) -> Sequence[str]:
        """Every cell the other way round, a row too few, the last row turned, a cell more or less."""
        board = next(pictures(instance.rows, instance.columns), None)
        if board is None:
            return ()
        flipped = [[1 - cell for cell in row] for row in board]
        turned = [[flipped[0][0], *board[0][1:]], *board[1:]]
        return tuple(map(written, (flipped, board[:-1], [*board[:-1], flipped[-1]], turned)))


class NonogramTasks(PuzzleTasks):
    """Pictures of 3x3 to 12x12 cells."""

    puzzle = Nonogram


def _of(picture: list[list[int]]) -> NonogramInstance:
    return NonogramInstance(
        rows=tuple(map(runs, picture)), columns=tuple(runs(column) for column in zip(*picture, strict=True))
    )


def _said(clue: tuple[int, ...]) -> str:
    return " ".join(map(str, clue)) or "0"
