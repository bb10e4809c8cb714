"""Minesweeper: the hidden cells of a board that certainly hold a mine, or certainly none."""

from __future__ import annotations

import functools
import random
from collections.abc import Sequence
from typing import Literal

from pydantic import Field, field_validator

from rewardry.component import UnreadableReferenceError
from rewardry.puzzle import VALID, Finding, Instance, Puzzle, PuzzleTasks, UnreadableAnswerError, chance
from rewardry.text.grids import Cell, parse_cells, parse_grid

from .boards import neighbours, written
from .search_limits import SearchLimitError, Steps

_MOST_STEPS = 3000


class MinesweeperInstance(Instance):
    """A board, partly open.

    Attributes:
        board: rows of signs: ``?`` for a hidden cell, 0 to 8 for an open one, the mines around it; up to 16 by 16.
        ask: which hidden cells are asked for: those that hold a mine in every arrangement that fits, or in none.
    """

    puzzle: Literal["minesweeper"] = "minesweeper"
    board: tuple[str, ...] = Field(min_length=1, max_length=16)
    ask: Literal["mines", "safe"] = "mines"

    @field_validator("board", mode="before")
    @classmethod
    def _is_board(cls, given: object) -> object:
        if not isinstance(given, (list, tuple)):
            raise ValueError("a list of rows is wanted")
        rows = [list(map(str, row if isinstance(row, (list, tuple)) else str(row))) for row in given]
        if not rows or not 1 <= len(rows[0]) <= 16 or len({len(row) for row in rows}) > 1:
            raise ValueError("rows of one length, of 1 to 16 cells, are wanted")
        if {cell for row in rows for cell in row} - set("?012345678"):
            raise ValueError("a cell is neither ? nor 0 to 8")
        return tuple(map("".join, rows))


# For each difficulty: the side, the share of mines, the share of cells without a mine that are open.
_LEVELS = (
    (3, 0.2, 0.6), (4, 0.2, 0.6), (4, 0.25, 0.55), (5, 0.2, 0.55), (5, 0.25, 0.5), (6, 0.2, 0.5), (6, 0.25, 0.5),
    (7, 0.2, 0.5), (8, 0.2, 0.5), (9, 0.2, 0.55), (10, 0.2, 0.55),
)  # fmt: skip


class Minesweeper(Puzzle):
    """Exactly the hidden cells that certainly hold a mine, or certainly none, whichever is asked for.

    Read are sets of cells, counted from 0, and the board with M, * or X on those cells and the rest as it was.
    """

    family = "minesweeper"
    instance_type = MinesweeperInstance

    def generate(self, seed: int, difficulty: int = 5) -> MinesweeperInstance:
        """A board on which at least two cells are certain."""
        dice = chance(self.family, seed, difficulty)
        ask: Literal["mines", "safe"] = dice.choice(("mines", "safe"))
        while True:
            instance = MinesweeperInstance(board=_board(*_LEVELS[difficulty], dice), ask=ask, unique=True)
            try:
                if len(_certain(instance.board, ask) or ()) >= 2:
                    return instance
            except SearchLimitError:
                continue

    def prompt(self, instance: MinesweeperInstance) -> str:
        """The board, and what is asked for."""
        wanted = "certainly hold a mine" if instance.ask == "mines" else "certainly hold no mine"
        return (
            "On this minesweeper board ? is a hidden cell, and a number is an open cell without a mine and says how "
            f"many of the eight cells around it hold one.\n{written(instance.board)}\nWhich hidden cells {wanted}, "
            "whatever arrangement of mines fits the numbers? Give all of them in <answer> tags as a list of (row, "
            "column), both counted from 0, such as [(0, 1), (2, 2)]."
        )

    def read(self, answer: str, instance: MinesweeperInstance) -> frozenset[Cell]:
        """The set of cells."""
        height, width = len(instance.board), len(instance.board[0])
        try:
            return parse_cells(answer, height, width)
        except UnreadableAnswerError as no_cells:
            try:
                marked = parse_grid(answer, _MARKS[instance.ask], height, width)
            except UnreadableAnswerError:
                raise no_cells from None
        cells = [(r, c, sign) for r, row in enumerate(marked) for c, sign in enumerate(row)]
        if any(sign != "!" and sign != instance.board[r][c] for r, c, sign in cells):
            raise UnreadableAnswerError("unreadable", "the board is another one")
        return frozenset((r, c) for r, c, sign in cells if sign == "!")

    def judge(self, answer: frozenset[Cell], instance: MinesweeperInstance) -> Finding:
        """Whether these are the certain cells."""
        try:
            right = _certain(instance.board, instance.ask)
        except SearchLimitError:
            raise UnreadableReferenceError("minesweeper: the board has too many arrangements") from None
        if right is None:
            raise UnreadableReferenceError("minesweeper: no arrangement of mines fits the numbers")
        if answer == right:
            return VALID
        both = 2 * len(answer & right) / max(len(answer) + len(right), 1)
        if answer < right:
            return Finding("incomplete", "not all certain cells are named", both)
        return Finding("wrong-value", "a cell that is not certain is named", both)

    def solution(self, instance: MinesweeperInstance) -> str | None:
        """The certain cells in order; None where no arrangement fits."""
        found = _certain(instance.board, instance.ask)
        return None if found is None else str(sorted(found))

    def count_solutions(self, instance: MinesweeperInstance, limit: int = 2) -> int:
        """One, unless no arrangement fits."""
        return 0 if _certain(instance.board, instance.ask) is None else min(1, limit)

    def hardness(self, instance: MinesweeperInstance) -> float:
        """Hidden cells."""
        return sum(row.count("?") for row in instance.board)

    def surface_forms(self, instance: MinesweeperInstance) -> Sequence[str]:
        """Pairs, lists, lines, the board with marks."""
        found = _certain(instance.board, instance.ask)
        if found is None:
            return ()
        cells = sorted(found)
        mark = "M" if instance.ask == "mines" else "S"
        board = enumerate(instance.board)
        marked = [[mark if (r, c) in cells else sign for c, sign in enumerate(row)] for r, row in board]
        if not cells:
            return ("[]", "none", written(marked))
        return (
            str(cells),
            str([list(cell) for cell in reversed(cells)]),
            "\n".join(f"- row {r}, column {c}" for r, c in cells),
            "; ".join(f"{r},{c}" for r, c in cells),
            written(marked),
        )

    def near_misses(self, instance: MinesweeperInstance) -> Sequence[str]:
        """A cell too few, one twice, one outside, none, the board as it was, every hidden cell."""
        cells = sorted(_certain(instance.board, instance.ask) or ())
        if not cells:
            return ()
        hidden = [(r, c) for r, row in enumerate(instance.board) for c, sign in enumerate(row) if sign == "?"]
        every = [str(hidden)] if hidden != cells else []
        return (
            str(cells[1:]), str([*cells, cells[0]]), str([*cells, (0, 99)]), "[]", written(instance.board), *every,
        )  # fmt: skip


class MinesweeperTasks(PuzzleTasks):
    """Boards of 3x3 to 10x10 cells, half of them asked for mines and half for safe cells."""

    puzzle = Minesweeper


_MARKS = {
    "mines": {**{sign: sign for sign in "?012345678"}, **dict.fromkeys("m*x💣", "!")},
    "safe": {**{sign: sign for sign in "?012345678"}, **dict.fromkeys("s✓", "!")},
}


def _board(side: int, mines: float, opened: float, dice: random.Random) -> tuple[str, ...]:
    cells = [(r, c) for r in range(side) for c in range(side)]
    mined = set(dice.sample(cells, max(round(mines * len(cells)), 1)))
    free = [cell for cell in cells if cell not in mined]
    seen = set(dice.sample(free, round(opened * len(free))))
    count = {cell: sum(other in mined for other in neighbours(*cell, side, side, diagonal=True)) for cell in seen}
    return tuple("".join(str(count[r, c]) if (r, c) in seen else "?" for c in range(side)) for r in range(side))


@functools.lru_cache(maxsize=1024)
def _certain(board: tuple[str, ...], ask: str) -> frozenset[Cell] | None:
    """The hidden cells beside numbers that are mines, or no mines, in all arrangements that fit.

    Cells that no number speaks of are never certain. None where no arrangement fits.

    Raises:
        SearchLimitError: there are too many arrangements.
    """
    height, width = len(board), len(board[0])
    rules = []
    for r in range(height):
        for c in range(width):
            if board[r][c] != "?":
                around = neighbours(r, c, height, width, diagonal=True)
                rules.append((frozenset(cell for cell in around if board[cell[0]][cell[1]] == "?"), int(board[r][c])))
    if any(number for around, number in rules if not around):
        return None
    found: set[Cell] = set()
    for together in _apart([rule for rule in rules if rule[0]]):
        cells = sorted(set().union(*(cells for cells, _ in together)))
        always = _always(cells, together)
        if always is None:
            return None
        found |= {cell for cell, value in always.items() if value == (ask == "mines")}
    return frozenset(found)


_Rule = tuple[frozenset[Cell], int]


def _apart(rules: list[_Rule]) -> list[list[_Rule]]:
    """The rules in groups that have no cell in common."""
    groups: list[tuple[set[Cell], list[_Rule]]] = []
    for rule in rules:
        touching = [group for group in groups if group[0] & rule[0]]
        groups = [group for group in groups if not group[0] & rule[0]]
        groups.append((set(rule[0]).union(*(g[0] for g in touching)), [rule, *(r for g in touching for r in g[1])]))
    return [rules for _, rules in groups]


def _always(cells: list[Cell], rules: list[_Rule]) -> dict[Cell, bool] | None:
    """The cells that are the same in all arrangements: each is tried the other way round; None where none fits."""
    search = _Arrangements(cells, rules)
    first = search.find({})
    if first is None:
        return None
    open_cells = dict(first)
    for cell in cells:
        if cell in open_cells:
            other = search.find({cell: not open_cells[cell]})
            if other is not None:
                open_cells = {one: value for one, value in open_cells.items() if other[one] == value}
    return open_cells


class _Arrangements:
    """A search for mines that fit some rules."""

    def __init__(self, cells: list[Cell], rules: list[_Rule]) -> None:
        self._cells, self._rules = cells, rules
        self._of = {cell: [i for i, (around, _) in enumerate(rules) if cell in around] for cell in cells}
        self._steps = Steps(_MOST_STEPS)

    def find(self, fixed: dict[Cell, bool]) -> dict[Cell, bool] | None:
        """An arrangement with these cells as they are, or None."""
        left = [number for _, number in self._rules]
        unknown = [len(around) for around, _ in self._rules]
        known: dict[Cell, bool] = {}
        if not self._set(list(fixed.items()), known, left, unknown):
            return None
        return self._search(known, left, unknown)

    def _set(
        self, queue: list[tuple[Cell, bool]], known: dict[Cell, bool], left: list[int], unknown: list[int]
    ) -> bool:
        """Fix cells, and those that follow; False where a rule breaks."""
        while queue:
            cell, mine = queue.pop()
            if cell in known:
                if known[cell] != mine:
                    return False
                continue
            known[cell] = mine
            for i in self._of[cell]:
                left[i] -= mine
                unknown[i] -= 1
                if not 0 <= left[i] <= unknown[i]:
                    return False
                if left[i] in (0, unknown[i]):
                    queue += [(one, left[i] > 0) for one in self._rules[i][0] if one not in known]
        return True

    def _search(self, known: dict[Cell, bool], left: list[int], unknown: list[int]) -> dict[Cell, bool] | None:
        cell = next((one for one in self._cells if one not in known), None)
        if cell is None:
            return known
        for mine in (False, True):
            self._steps.take()
            tried = dict(known), left.copy(), unknown.copy()
            if self._set([(cell, mine)], *tried) and (found := self._search(*tried)) is not None:
                return found
        return None
