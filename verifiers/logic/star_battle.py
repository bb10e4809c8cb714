"""Star battle: one star in each row, column and region, no two stars touching."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import Literal

from pydantic import Field, model_validator

from rewardry.puzzle import VALID, Finding, Instance, Puzzle, PuzzleTasks, chance

from .boards import Board, forms, neighbours, written
from .latin_rows import Row, stacked
from .marks import cells_of, read_marks, shown
from .search_limits import count_up_to, is_one


class StarBattleInstance(Instance):
    """A star battle.

    Attributes:
        regions: for each cell the letter of its region; 4 to 12 rows of as many cells, and as many regions.
    """

    puzzle: Literal["star_battle"] = "star_battle"
    regions: tuple[str, ...] = Field(min_length=4, max_length=12)

    @model_validator(mode="after")
    def _fits(self) -> StarBattleInstance:
        n = len(self.regions)
        if any(len(row) != n for row in self.regions) or len(set("".join(self.regions))) != n:
            raise ValueError("a square with as many regions as rows is wanted")
        return self


# For each difficulty: the side.
_SIDES = (4, 5, 5, 6, 6, 6, 7, 7, 7, 8, 8)


class StarBattle(Puzzle):
    """Any choice of cells for the stars: one in each row, column and region, none beside another, not even diagonally.

    Read are boards with ``* 1 #`` for a star and ``. 0 _`` for no star, and the set of cells, counted from 0.
    """

    family = "star_battle"
    instance_type = StarBattleInstance

    def generate(self, seed: int, difficulty: int = 5) -> StarBattleInstance:
        """Regions that are grown around stars; it says whether it is proved that the stars can stand nowhere else."""
        dice = chance(self.family, seed, difficulty)
        n = _SIDES[difficulty]
        for _ in range(12):
            stars = next(stacked([dice.sample(_stars(n), n) for _ in range(n)], _apart))
            instance = StarBattleInstance(regions=_grown(stars, dice))
            if is_one(_placements(instance, 800)):
                return instance.model_copy(update={"unique": True})
        return instance

    def prompt(self, instance: StarBattleInstance) -> str:
        """The regions, and the rules."""
        n = len(instance.regions)
        wanted = "Give the solution" if instance.unique else "Any valid placement is accepted. Give it"
        return (
            f"Place {n} stars on this {n}x{n} board, one in each row, each column and each region, so that no two "
            "stars are beside each other, not even diagonally. The letters are the "
            f"regions.\n{written(instance.regions)}\n{wanted} as a board in <answer> tags, one row a line, with * "
            "for a star and . for an empty cell, separated by spaces."
        )

    def read(self, answer: str, instance: StarBattleInstance) -> Board:
        """The board."""
        return read_marks(answer, len(instance.regions), len(instance.regions))

    def judge(self, answer: Board, instance: StarBattleInstance) -> Finding:
        """Rows, columns, regions, and stars that touch."""
        n = len(instance.regions)
        stars = cells_of(answer)
        if len(stars) != n:
            return Finding("incomplete" if len(stars) < n else "broken-rule", f"{len(stars)} stars for {n}")
        lines = (
            ("row", {r for r, _ in stars}),
            ("column", {c for _, c in stars}),
            ("region", {instance.regions[r][c] for r, c in stars}),
        )
        for name, used in lines:
            if len(used) < n:
                return Finding("broken-rule", f"two stars in a {name}", len(used) / n)
        placed = set(stars)
        if any(placed & set(neighbours(r, c, n, n, diagonal=True)) for r, c in stars):
            return Finding("broken-rule", "two stars touch")
        return VALID

    def solution(self, instance: StarBattleInstance) -> str | None:
        """The first placement that a search finds."""
        found = next(_placements(instance), None)
        return None if found is None else written(shown(found, "*"))

    def count_solutions(self, instance: StarBattleInstance, limit: int = 2) -> int:
        """By search."""
        return count_up_to(limit, _placements(instance))

    def hardness(self, instance: StarBattleInstance) -> float:
        """The side."""
        return len(instance.regions)

    def surface_forms(self, instance: StarBattleInstance) -> Sequence[str]:
        """Signs, digits, tables, lists, without spaces, the set of the stars' cells."""
        board = next(_placements(instance), None)
        if board is None:
            return ()
        signs = shown(board, "*")
        return (written(signs), *forms(board), written(signs, ""), written(shown(board, "1")), str(cells_of(board)))

    def near_misses(self, instance: StarBattleInstance) -> Sequence[str]:
        """A row too few, stars that touch, a star too few, none."""
        board = next(_placements(instance), None)
        if board is None:
            return ()
        n = len(board)
        diagonal = [[int(r == c) for c in range(n)] for r in range(n)]
        return (written(board[:-1]), written(diagonal), str(cells_of(board)[1:]), written([[0] * n] * n))


class StarBattleTasks(PuzzleTasks):
    """Boards of 4 to 8 rows with one star each."""

    puzzle = StarBattle


def _stars(n: int) -> list[Row]:
    return [tuple(int(c == star) for c in range(n)) for star in range(n)]


def _apart(rows: Sequence[Row]) -> bool:
    """Whether the last row's star is in a column of its own and does not touch the one above."""
    star = rows[-1].index(1)
    columns = [row.index(1) for row in rows[:-1]]
    return star not in columns and not (columns and abs(columns[-1] - star) < 2)


def _placements(instance: StarBattleInstance, most_steps: int = 100_000) -> Iterator[Board]:
    n, regions = len(instance.regions), instance.regions

    def may_stand(rows: Sequence[Row]) -> bool:
        if not _apart(rows):
            return False
        found = [regions[r][row.index(1)] for r, row in enumerate(rows)]
        return found[-1] not in found[:-1]

    return stacked([_stars(n)] * n, may_stand, most_steps)


def _grown(stars: Board, dice: random.Random) -> tuple[str, ...]:
    """Regions around the stars, grown by a cell at a time at random places, some of them small."""
    n = len(stars)
    region = {cell: i for i, cell in enumerate(cells_of(stars))}
    eager = [dice.choice((0.15, 0.3, 1.0)) for _ in range(n)]
    edges = [(i, other) for cell, i in region.items() for other in neighbours(*cell, n, n)]
    while edges:
        place = dice.randrange(len(edges))
        i, cell = edges[place]
        if cell in region or dice.random() < eager[i]:
            edges[place] = edges[-1]
            edges.pop()
            if cell not in region:
                region[cell] = i
                edges += [(i, other) for other in neighbours(*cell, n, n) if other not in region]
    return tuple("".join("ABCDEFGHIJKL"[region[r, c]] for c in range(n)) for r in range(n))
