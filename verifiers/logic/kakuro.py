"""Kakuro: crosswords of digits, each word with its sum and no digit twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from pydantic import Field, model_validator

from rewardry.puzzle import VALID, Finding, Instance, Puzzle, PuzzleTasks, chance
from rewardry.text.grids import Cell, parse_grid

from .boards import Board, forms, signs_of, written
from .kakuro_making import made
from .kakuro_search import RunSearch, runs_across, runs_down
from .search_limits import count_up_to

_MOST_STEPS = 20_000


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
            ("across", self.across, runs_across(self.board)),
            ("down", self.down, runs_down(self.board)),
        ):
            if sorted(run[:3] for run in runs) != sorted((*run[0], len(run)) for run in wanted):
                raise ValueError(f"the runs {name} are not those of the board")
        return self


# For each difficulty: the side of the board, the share of black cells in it.
_LEVELS = (
    (2, 0.0), (3, 0.1), (3, 0.0), (4, 0.3), (4, 0.25), (5, 0.35), (5, 0.3), (6, 0.35), (6, 0.3), (7, 0.35), (7, 0.3),
)  # fmt: skip


class Kakuro(Puzzle):
    """Any digits 1 to 9 in the open cells, no digit twice in a run, each run with its sum."""

    family = "kakuro"
    instance_type = KakuroInstance

    def generate(self, seed: int, difficulty: int = 5) -> KakuroInstance:
        """A kakuro, as a rule with one solution; it says whether that is proved."""
        dice = chance(self.family, seed, difficulty)
        board, digits, unique = made(*_LEVELS[difficulty], dice)
        return KakuroInstance(
            board=board,
            across=tuple(_run(cells, digits) for cells in runs_across(board)),
            down=tuple(_run(cells, digits) for cells in runs_down(board)),
            unique=unique,
        )

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
        runs = [[answer[r][c] for r, c in cells] for cells in _cells(instance)]
        totals = [run.total for run in (*instance.across, *instance.down)]
        wrong = sum(sum(run) != total or len(set(run)) < len(run) for run, total in zip(runs, totals, strict=True))
        if wrong:
            return Finding("broken-rule", f"{wrong} runs have another sum or a digit twice", 1 - wrong / len(runs))
        return VALID

    def solution(self, instance: KakuroInstance) -> str | None:
        """The first filling that a search finds."""
        found = next(_fillings(instance), None)
        return None if found is None else written([[value or "#" for value in row] for row in found])

    def count_solutions(self, instance: KakuroInstance, limit: int = 2) -> int:
        """By search."""
        return count_up_to(limit, _fillings(instance))

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


def _run(cells: Sequence[Cell], digits: Mapping[Cell, int]) -> Run:
    return Run(*cells[0], len(cells), sum(digits[cell] for cell in cells))


def _cells(instance: KakuroInstance) -> list[list[Cell]]:
    """The cells of each run: those across, then those down."""
    return [
        *([(run.row, run.column + i) for i in range(run.length)] for run in instance.across),
        *([(run.row + i, run.column) for i in range(run.length)] for run in instance.down),
    ]


def _fillings(instance: KakuroInstance) -> Iterator[Board]:
    """Every filling, 0 in black cells."""
    rows, columns = range(len(instance.board)), range(len(instance.board[0]))
    totals = [run.total for run in (*instance.across, *instance.down)]
    search = RunSearch(_cells(instance))
    for digits in search.solutions(totals, search.candidates(totals), _MOST_STEPS):
        yield tuple(tuple(digits.get((r, c), 0) for c in columns) for r in rows)
