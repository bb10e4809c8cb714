"""Tents: one beside each tree, none touching another, as many in each line as its number says."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import Literal

from pydantic import Field, model_validator

from rewardry.puzzle import VALID, Finding, Instance, Puzzle, PuzzleTasks, UnreadableAnswerError, chance
from rewardry.text.grids import Cell, parse_board_or_cells

from .boards import forms, neighbours, signs_of, written
from .search_limits import Steps, count_up_to, is_one

_MOST_STEPS = 20_000


class TentsInstance(Instance):
    """A camp site.

    Attributes:
        trees: cells with a tree, row and column from 0.
        row_counts: how many tents stand in each row; up to 12 rows.
        column_counts: how many stand in each column.
    """

    puzzle: Literal["tents"] = "tents"
    trees: tuple[Cell, ...] = Field(max_length=40)
    row_counts: tuple[int, ...] = Field(min_length=1, max_length=12)
    column_counts: tuple[int, ...] = Field(min_length=1, max_length=12)

    @model_validator(mode="after")
    def _fits(self) -> TentsInstance:
        height, width = len(self.row_counts), len(self.column_counts)
        if any(not (0 <= r < height and 0 <= c < width) for r, c in self.trees) or len(set(self.trees)) < len(
            self.trees
        ):
            raise ValueError(f"trees in different cells of {height} rows and {width} columns are wanted")
        return self


# For each difficulty: the side, the tents.
_LEVELS = ((3, 1), (4, 2), (4, 3), (5, 4), (5, 5), (6, 6), (6, 7), (7, 9), (8, 11), (9, 14), (10, 17))


class Tents(Puzzle):
    """Any tents that can be given to the trees one each, beside its tree, none touching another, with the numbers kept.

    Read are boards with T for a tree, A, ^ or ``*`` for a tent and ``.`` for neither, and the set of the tents' cells,
    counted from 0.
    """

    family = "tents"
    instance_type = TentsInstance

    def generate(self, seed: int, difficulty: int = 5) -> TentsInstance:
        """Tents with a tree beside each; it says whether it is proved that there is no other way."""
        dice = chance(self.family, seed, difficulty)
        side, wanted = _LEVELS[difficulty]
        for _ in range(4):
            instance = _camp(side, wanted, dice)
            if is_one(_placements(instance)):
                return instance.model_copy(update={"unique": True})
        return instance

    def prompt(self, instance: TentsInstance) -> str:
        """The trees, the numbers, and the rules."""
        height, width = len(instance.row_counts), len(instance.column_counts)
        board = [["T" if (r, c) in instance.trees else "." for c in range(width)] for r in range(height)]
        wanted = "Give the solution" if instance.unique else "Any valid placement is accepted. Give it"
        return (
            "Place one tent for each tree T of this board, in an empty cell above, below, left or right of its "
            "tree. No two tents may touch, not even diagonally, and each row and column has as many tents as its "
            f"number says.\n{written(board)}\nRows: {' '.join(map(str, instance.row_counts))}\nColumns: "
            f"{' '.join(map(str, instance.column_counts))}\n{wanted} as a board in <answer> tags, one row a line, "
            "with T for a tree, A for a tent and . for any other cell, separated by spaces."
        )

    def read(self, answer: str, instance: TentsInstance) -> frozenset[Cell]:
        """The tents' cells."""
        height, width = len(instance.row_counts), len(instance.column_counts)
        board = parse_board_or_cells(answer, _SIGNS, height, width)
        if isinstance(board, frozenset):
            return board
        cells = {(r, c): sign for r, row in enumerate(board) for c, sign in enumerate(row)}
        if {cell for cell, sign in cells.items() if sign == "T"} != set(instance.trees):
            raise UnreadableAnswerError("unreadable", "the trees are others")
        return frozenset(cell for cell, sign in cells.items() if sign == "A")

    def judge(self, answer: frozenset[Cell], instance: TentsInstance) -> Finding:
        """Numbers, tents that touch, and a tent for each tree."""
        height, width = len(instance.row_counts), len(instance.column_counts)
        if answer & set(instance.trees):
            return Finding("broken-rule", "a tent stands on a tree")
        rows = [sum(r == row for row, _ in answer) == count for r, count in enumerate(instance.row_counts)]
        columns = [sum(c == column for _, column in answer) == count for c, count in enumerate(instance.column_counts)]
        if not all(rows + columns):
            return Finding("broken-rule", "a line has another number of tents", sum(rows + columns) / (height + width))
        if any(answer & set(neighbours(r, c, height, width, diagonal=True)) for r, c in answer):
            return Finding("broken-rule", "two tents touch")
        if len(answer) != len(instance.trees) or not _can_be_given(answer, instance):
            return Finding("broken-rule", "the tents cannot be given to the trees one each")
        return VALID

    def solution(self, instance: TentsInstance) -> str | None:
        """The first placement that a search finds."""
        found = next(_placements(instance), None)
        return None if found is None else written(_board(found, instance))

    def count_solutions(self, instance: TentsInstance, limit: int = 2) -> int:
        """By search."""
        return count_up_to(limit, _placements(instance))

    def hardness(self, instance: TentsInstance) -> float:
        """Tents to place."""
        return len(instance.trees)

    def surface_forms(self, instance: TentsInstance) -> Sequence[str]:
        """The board as a table, as lists, without spaces, with other signs; the set of the tents' cells."""
        text = self.solution(instance)
        if text is None:
            return ()
        cells = sorted(self.read(text, instance))
        return (text, *forms(signs_of(text)), text.replace(" ", ""), str(cells), text.replace("A", "^"))

    def near_misses(self, instance: TentsInstance) -> Sequence[str]:
        """A row too few, a tent too few, a tent too many, no trees."""
        text = self.solution(instance)
        if text is None or not instance.trees:
            return ()
        cells = sorted(self.read(text, instance))
        more = [text.replace(".", "A", 1)] if "." in text else []
        return (written(signs_of(text)[:-1]), str(cells[1:]), text.replace("A", ".", 1), text.replace("T", "."), *more)


class TentsTasks(PuzzleTasks):
    """Camp sites of 3x3 to 10x10 cells."""

    puzzle = Tents


_SIGNS = {
    **dict.fromkeys(("t", "🌲", "🌳"), "T"),
    **dict.fromkeys(("a", "^", "*", "⛺", "▲", "△"), "A"),
    **dict.fromkeys("._-0", "."),
}


def _board(tents: frozenset[Cell], instance: TentsInstance) -> list[list[str]]:
    signs = {**dict.fromkeys(instance.trees, "T"), **dict.fromkeys(tents, "A")}
    return [
        [signs.get((r, c), ".") for c in range(len(instance.column_counts))] for r in range(len(instance.row_counts))
    ]


def _camp(side: int, wanted: int, dice: random.Random) -> TentsInstance:
    tents: set[Cell] = set()
    trees: set[Cell] = set()
    for cell in dice.sample(range(side * side), side * side):
        tent = divmod(cell, side)
        beside = [one for one in neighbours(*tent, side, side) if one not in trees and one not in tents]
        touches = tents & set(neighbours(*tent, side, side, diagonal=True))
        if len(tents) < wanted and tent not in trees and beside and not touches:
            tents.add(tent)
            trees.add(dice.choice(beside))
    rows = tuple(sum(r == row for row, _ in tents) for r in range(side))
    columns = tuple(sum(c == column for _, column in tents) for c in range(side))
    return TentsInstance(trees=tuple(sorted(trees)), row_counts=rows, column_counts=columns)


def _can_be_given(tents: frozenset[Cell], instance: TentsInstance) -> bool:
    """Whether each tree can have a tent of its own beside it: a matching, found by paths that give and take."""
    height, width = len(instance.row_counts), len(instance.column_counts)
    owner: dict[Cell, Cell] = {}

    def find(tree: Cell, tried: set[Cell]) -> bool:
        for tent in neighbours(*tree, height, width):
            if tent in tents and tent not in tried:
                tried.add(tent)
                if tent not in owner or find(owner[tent], tried):
                    owner[tent] = tree
                    return True
        return False

    return all(find(tree, set()) for tree in instance.trees)


def _placements(instance: TentsInstance) -> Iterator[frozenset[Cell]]:
    """Every set of tents of which each tree can be given one."""
    height, width = len(instance.row_counts), len(instance.column_counts)
    free = {tree: [c for c in neighbours(*tree, height, width) if c not in instance.trees] for tree in instance.trees}
    rows, columns = list(instance.row_counts), list(instance.column_counts)
    tents: set[Cell] = set()
    seen: set[frozenset[Cell]] = set()
    steps = Steps(_MOST_STEPS)

    def places(tree: Cell) -> list[Cell]:
        return [
            cell
            for cell in free[tree]
            if rows[cell[0]] and columns[cell[1]] and cell not in tents and not tents & near[cell]
        ]

    near = {cell: set(neighbours(*cell, height, width, diagonal=True)) for cells in free.values() for cell in cells}

    def search(left: list[Cell]) -> Iterator[frozenset[Cell]]:
        if not left:
            # Two ways to give the trees their tents may have the same tents.
            if not any(rows) and not any(columns) and (found := frozenset(tents)) not in seen:
                seen.add(found)
                yield found
            return
        tree = min(left, key=lambda one: len(places(one)))
        for cell in places(tree):
            steps.take()
            tents.add(cell)
            rows[cell[0]] -= 1
            columns[cell[1]] -= 1
            yield from search([one for one in left if one != tree])
            tents.discard(cell)
            rows[cell[0]] += 1
            columns[cell[1]] += 1

    yield from search(list(instance.trees))
