"""Kakurasu: cells are filled so that the places of the filled ones add up to each line's sum."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from pydantic import Field

from rewardry.puzzle import VALID, Finding, Instance, Puzzle, PuzzleTasks, chance

from .boards import Board, forms, written
from .marks import cells_of, read_marks, shown
from .search_limits import Steps, count_up_to

_MOST_STEPS = 200_000


class KakurasuInstance(Instance):
    """A kakurasu.

    Attributes:
        row_sums: for each row the sum of the columns of its filled cells, columns counted from 1; up to 12 rows.
        column_sums: for each column the sum of the rows of its filled cells, rows counted from 1; up to 12 columns.
    """

    puzzle: Literal["kakurasu"] = "kakurasu"
    row_sums: tuple[int, ...] = Field(min_length=1, max_length=12)
    column_sums: tuple[int, ...] = Field(min_length=1, max_length=12)


# For each difficulty: the side, the share of filled cells.
_LEVELS = (
    (3, 0.5), (3, 0.6), (4, 0.4), (4, 0.5), (5, 0.4), (5, 0.5), (6, 0.4), (6, 0.5), (7, 0.4), (7, 0.5), (8, 0.5),
)  # fmt: skip


class Kakurasu(Puzzle):
    """Any choice of filled cells with the given sums: a cell counts its column's number for its row, and the reverse.

    Read are boards of 1 and 0, or ``#`` and ``.``, and the set of filled cells, counted from 0.
    """

    family = "kakurasu"
    instance_type = KakurasuInstance

    def generate(self, seed: int, difficulty: int = 5) -> KakurasuInstance:
        """The sums of a random choice; whether there is another is not looked at."""
        dice = chance(self.family, seed, difficulty)
        side, share = _LEVELS[difficulty]
        board = tuple(tuple(int(dice.random() < share) for _ in range(side)) for _ in range(side))
        rows, columns = _sums(board)
        return KakurasuInstance(row_sums=rows, column_sums=columns)

    def prompt(self, instance: KakurasuInstance) -> str:
        """The sums, and the rules."""
        height, width = len(instance.row_sums), len(instance.column_sums)
        return (
            f"Fill some cells of a board of {height} rows and {width} columns. A filled cell counts the number of "
            "its column for the sum of its row, and the number of its row for the sum of its column; both are "
            f"numbered from 1.\nSums of the rows: {' '.join(map(str, instance.row_sums))}\nSums of the columns: "
            f"{' '.join(map(str, instance.column_sums))}\nAny choice with these sums is accepted. Give the board in "
            "<answer> tags, one row a line, with 1 for a filled cell and 0 for an empty one, separated by spaces."
        )

    def read(self, answer: str, instance: KakurasuInstance) -> Board:
        """The board."""
        return read_marks(answer, len(instance.row_sums), len(instance.column_sums))

    def judge(self, answer: Board, instance: KakurasuInstance) -> Finding:
        """The sums of every line."""
        rows, columns = _sums(answer)
        broken = [f"row {i}" for i, (a, b) in enumerate(zip(rows, instance.row_sums, strict=True), 1) if a != b]
        broken += [
            f"column {i}" for i, (a, b) in enumerate(zip(columns, instance.column_sums, strict=True), 1) if a != b
        ]
        lines = len(rows) + len(columns)
        return Finding("broken-rule", f"{broken[0]} has another sum", 1 - len(broken) / lines) if broken else VALID

    def solution(self, instance: KakurasuInstance) -> str | None:
        """The first choice that a search finds."""
        found = next(_choices(instance), None)
        return None if found is None else written(found)

    def count_solutions(self, instance: KakurasuInstance, limit: int = 2) -> int:
        """By search."""
        return count_up_to(limit, _choices(instance))

    def hardness(self, instance: KakurasuInstance) -> float:
        """The number of cells."""
        return len(instance.row_sums) * len(instance.column_sums)

    def surface_forms(self, instance: KakurasuInstance) -> Sequence[str]:
        """Digits, signs, tables, lists, without spaces, the set of filled cells."""
        board = next(_choices(instance), None)
        if board is None:
            return ()
        return (written(board), *forms(board), written(board, ""), written(shown(board)), str(cells_of(board)))

    def near_misses(self, instance: KakurasuInstance) -> Sequence[str]:
        """A cell the other way round, on a board and in a set of cells; a row too few."""
        board = next(_choices(instance), None)
        if board is None:
            return ()
        turned = [[cell ^ (r == c == 0) for c, cell in enumerate(row)] for r, row in enumerate(board)]
        return (written(turned), written(board[:-1]), str(cells_of(tuple(map(tuple, turned)))))


class KakurasuTasks(PuzzleTasks):
    """Boards of 3x3 to 8x8 cells."""

    puzzle = Kakurasu


def _sums(board: Board) -> tuple[tuple[int, ...], tuple[int, ...]]:
    rows = tuple(sum(c for c, cell in enumerate(row, 1) if cell) for row in board)
    columns = tuple(sum(r for r, cell in enumerate(column, 1) if cell) for column in zip(*board, strict=True))
    return rows, columns


def _choices(instance: KakurasuInstance) -> Iterator[Board]:
    """Every choice, row by row from the last, whose numbers are largest; a column's sum must stay within reach."""
    width, height = len(instance.column_sums), len(instance.row_sums)
    lines: dict[int, list[tuple[int, ...]]] = {}
    for mask in range(1 << width):
        line = tuple(mask >> c & 1 for c in range(width))
        lines.setdefault(sum(c for c, cell in enumerate(line, 1) if cell), []).append(line)
    steps = Steps(_MOST_STEPS)

    def search(row: int, left: tuple[int, ...], below: tuple[tuple[int, ...], ...]) -> Iterator[Board]:
        if row == 0:
            if not any(left):
                yield below
            return
        reach = row * (row - 1) // 2
        for line in lines.get(instance.row_sums[row - 1], ()):
            steps.take()
            rest = tuple(total - row * cell for total, cell in zip(left, line, strict=True))
            if all(0 <= total <= reach for total in rest):
                yield from search(row - 1, rest, (line, *below))

    yield from search(height, instance.column_sums, ())
