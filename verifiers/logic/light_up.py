"""Light up: bulbs that light every cell, none lighting another, with as many beside a wall as its number says."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import Literal

from pydantic import Field, field_validator

from rewardry.puzzle import VALID, Finding, Instance, Puzzle, PuzzleTasks, UnreadableAnswerError, chance
from rewardry.text.grids import Cell, parse_board_or_cells

from .boards import forms, neighbours, signs_of, written
from .search_limits import Steps, count_up_to, is_one

_MOST_STEPS = 20_000


class LightUpInstance(Instance):
    """A dark room.

    Attributes:
        board: rows of signs: ``.`` for an open cell, ``#`` for a wall, 0 to 4 for a wall with as many bulbs at its
            sides; up to 12 by 12.
    """

    puzzle: Literal["light_up"] = "light_up"
    board: tuple[str, ...] = Field(min_length=1, max_length=12)

    @field_validator("board")
    @classmethod
    def _is_board(cls, given: tuple[str, ...]) -> tuple[str, ...]:
        if not 1 <= len(given[0]) <= 12 or len({len(row) for row in given}) > 1 or set("".join(given)) - set(".#01234"):
            raise ValueError("rows of one length, of 1 to 12 signs . # 0 1 2 3 4, are wanted")
        return given


# For each difficulty: the side, the share of walls, the share of walls with a number.
_LEVELS = (
    (3, 0.2, 1.0), (4, 0.2, 1.0), (4, 0.25, 0.8), (5, 0.2, 1.0), (5, 0.25, 0.8), (6, 0.2, 0.9), (6, 0.25, 0.8),
    (7, 0.22, 0.9), (7, 0.25, 0.8), (8, 0.22, 0.8), (9, 0.22, 0.8),
)  # fmt: skip


class LightUp(Puzzle):
    """Any bulbs in open cells that light their row and column as far as a wall, so that all rules hold.

    Read are boards with B, L, ``*`` or O for a bulb, walls as they are and ``.`` for other cells, and the set of the
    bulbs' cells, counted from 0.
    """

    family = "light_up"
    instance_type = LightUpInstance

    def generate(self, seed: int, difficulty: int = 5) -> LightUpInstance:
        """Walls around random bulbs that light everything; it says whether it is proved that there is no other way."""
        dice = chance(self.family, seed, difficulty)
        for _ in range(4):
            instance = _room(*_LEVELS[difficulty], dice)
            if is_one(_placements(instance, 300)):
                return instance.model_copy(update={"unique": True})
        return instance

    def prompt(self, instance: LightUpInstance) -> str:
        """The board, and the rules."""
        wanted = "Give the solution" if instance.unique else "Any valid placement is accepted. Give it"
        return (
            "Place light bulbs in open cells (.) of this board. A bulb lights its cell and all cells of its row and "
            "column up to the next wall (# or a number). Every open cell must be lit, no bulb may light another, "
            "and a number says how many bulbs stand above, below, left and right of that "
            f"wall.\n{written(instance.board)}\n{wanted} as a board in <answer> tags, one row a line, with B for a "
            "bulb and all other signs as they are, separated by spaces."
        )

    def read(self, answer: str, instance: LightUpInstance) -> frozenset[Cell]:
        """The bulbs' cells."""
        height, width = len(instance.board), len(instance.board[0])
        board = parse_board_or_cells(answer, _SIGNS, height, width)
        if isinstance(board, frozenset):
            return board
        cells = [(r, c, sign) for r, row in enumerate(board) for c, sign in enumerate(row)]
        if any(sign != instance.board[r][c] for r, c, sign in cells if sign != "B"):
            raise UnreadableAnswerError("unreadable", "the walls are others")
        return frozenset((r, c) for r, c, sign in cells if sign == "B")

    def judge(self, answer: frozenset[Cell], instance: LightUpInstance) -> Finding:
        """Bulbs on walls, numbers, bulbs that light each other, dark cells."""
        board = instance.board
        if any(board[r][c] != "." for r, c in answer):
            return Finding("broken-rule", "a bulb stands on a wall")
        for (r, c), around in _numbers(board).items():
            if len(answer.intersection(around)) != int(board[r][c]):
                return Finding("broken-rule", f"the wall at {(r, c)} has another number of bulbs")
        lit: set[Cell] = set(answer)
        for bulb in answer:
            light = _seen(board, bulb)
            if answer.intersection(light):
                return Finding("broken-rule", "a bulb lights another")
            lit.update(light)
        dark = sum(row.count(".") for row in board) - len(lit)
        return Finding("incomplete", f"{dark} cells are dark") if dark else VALID

    def solution(self, instance: LightUpInstance) -> str | None:
        """The first placement that a search finds."""
        found = next(_placements(instance), None)
        if found is None:
            return None
        return written(
            [["B" if (r, c) in found else sign for c, sign in enumerate(row)] for r, row in enumerate(instance.board)]
        )

    def count_solutions(self, instance: LightUpInstance, limit: int = 2) -> int:
        """By search."""
        return count_up_to(limit, _placements(instance))

    def hardness(self, instance: LightUpInstance) -> float:
        """Open cells."""
        return sum(row.count(".") for row in instance.board)

    def surface_forms(self, instance: LightUpInstance) -> Sequence[str]:
        """The board as a table, as lists, without spaces, with other signs; the set of the bulbs' cells."""
        text = self.solution(instance)
        if text is None:
            return ()
        cells = sorted(self.read(text, instance))
        return (text, *forms(signs_of(text)), text.replace(" ", ""), str(cells), text.replace("B", "*"))

    def near_misses(self, instance: LightUpInstance) -> Sequence[str]:
        """A row too few, a bulb too few, bulbs everywhere, no bulb."""
        text = self.solution(instance)
        if text is None:
            return ()
        bulbs = sorted(self.read(text, instance))
        rows = written(signs_of(text)[:-1])
        everywhere = [text.replace(".", "B")] if "." in text else []
        return (rows, str(bulbs[1:]), text.replace("B", ".", 1), written(instance.board), *everywhere)


class LightUpTasks(PuzzleTasks):
    """Rooms of 3x3 to 9x9 cells."""

    puzzle = LightUp


_SIGNS = {
    **{sign: sign for sign in ".#01234"},
    **dict.fromkeys(("b", "l", "*", "o", "💡"), "B"),
    "_": ".",
    "■": "#",
    "█": "#",
}


def _seen(board: tuple[str, ...], cell: Cell) -> list[Cell]:
    """The cells that a bulb lights beside its own."""
    found = []
    for dr, dc in ((0, 1), (1, 0), (0, -1), (-1, 0)):
        r, c = cell[0] + dr, cell[1] + dc
        while 0 <= r < len(board) and 0 <= c < len(board[0]) and board[r][c] == ".":
            found.append((r, c))
            r, c = r + dr, c + dc
    return found


def _numbers(board: tuple[str, ...]) -> dict[Cell, list[Cell]]:
    """The walls with a number, and the open cells at their sides."""
    height, width = len(board), len(board[0])
    walls = [(r, c) for r, row in enumerate(board) for c, sign in enumerate(row) if sign.isdecimal()]
    return {wall: [one for one in neighbours(*wall, height, width) if board[one[0]][one[1]] == "."] for wall in walls}


def _room(side: int, walls: float, numbers: float, dice: random.Random) -> LightUpInstance:
    cells = [(r, c) for r in range(side) for c in range(side)]
    walled = set(dice.sample(cells, round(walls * len(cells))))
    board = tuple("".join("#" if (r, c) in walled else "." for c in range(side)) for r in range(side))
    bulbs: set[Cell] = set()
    lit: set[Cell] = set()
    for cell in dice.sample(cells, len(cells)):
        if cell not in walled and cell not in lit:
            bulbs.add(cell)
            lit |= {cell, *_seen(board, cell)}
    signs = [list(row) for row in board]
    for r, c in sorted(walled):
        if dice.random() < numbers:
            signs[r][c] = str(len(bulbs.intersection(neighbours(r, c, side, side))))
    return LightUpInstance(board=tuple("".join(row) for row in signs))


def _placements(instance: LightUpInstance, most_steps: int = _MOST_STEPS) -> Iterator[frozenset[Cell]]:
    """Every placement; the dark cell that can be lit from the fewest cells is lit first."""
    board = instance.board
    cells = [(r, c) for r, row in enumerate(board) for c, sign in enumerate(row) if sign == "."]
    sees = {cell: frozenset(_seen(board, cell)) for cell in cells}
    numbers = [(set(around), int(board[r][c])) for (r, c), around in _numbers(board).items()]
    steps = Steps(most_steps)

    def fits(bulbs: set[Cell], barred: set[Cell]) -> bool:
        return all(len(around & bulbs) <= n <= len(around - barred) for around, n in numbers)

    def search(bulbs: set[Cell], lit: set[Cell], barred: set[Cell]) -> Iterator[frozenset[Cell]]:
        if not fits(bulbs, barred):
            return
        wanting = next((around for around, n in numbers if len(around & bulbs) < n), None)
        if wanting is not None:
            cell = min(wanting - barred - bulbs)
            yield from lay(cell, bulbs, lit, barred)
            yield from search(bulbs, lit, barred | {cell})
            return
        dark = [cell for cell in cells if cell not in lit]
        if not dark:
            yield frozenset(bulbs)
            return
        ways = [[one for one in (cell, *sees[cell]) if one not in barred] for cell in dark]
        tried: set[Cell] = set()
        for cell in min(ways, key=lambda way: len(way)):
            yield from lay(cell, bulbs, lit, barred | tried)
            tried.add(cell)

    def lay(cell: Cell, bulbs: set[Cell], lit: set[Cell], barred: set[Cell]) -> Iterator[frozenset[Cell]]:
        steps.take()
        yield from search(bulbs | {cell}, lit | sees[cell] | {cell}, barred | sees[cell])

    yield from search(set(), set(), set())
