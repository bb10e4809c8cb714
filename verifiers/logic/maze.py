"""Mazes: a walk from the start to the goal of a grid."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator, Sequence
from typing import Annotated, Literal

from pydantic import Field, model_validator

from rewardry.puzzle import VALID, Finding, Instance, Puzzle, PuzzleTasks, UnreadableAnswerError, chance
from rewardry.text.grids import Cell
from rewardry.text.moves import DIRECTIONS, parse_moves
from rewardry.text.signs import ARROW, plain_signs

from .state_search import count_shortest, shortest_moves
from .walks import ARROWS, BACK, STEPS, WORDS, beside, is_free


class MazeInstance(Instance):
    """A grid with a start, a goal and walls.

    Attributes:
        grid: rows of one length, of ``S``, ``G``, ``.`` for a free cell and ``#`` for a wall; at most 50 by 50.
        shortest: the prompt asks for as few steps as possible.
    """

    puzzle: Literal["maze"] = "maze"
    grid: tuple[Annotated[str, Field(min_length=1, max_length=50, pattern=r"^[SG.#]+$")], ...] = Field(
        min_length=1, max_length=50
    )
    shortest: bool = False

    @model_validator(mode="after")
    def _is_a_maze(self) -> MazeInstance:
        cells = "".join(self.grid)
        if len({len(row) for row in self.grid}) > 1:
            raise ValueError("the rows differ in length")
        if cells.count("S") != 1 or cells.count("G") != 1:
            raise ValueError("a maze has one S and one G")
        return self

    def find(self, sign: str) -> Cell:
        """Where a sign is: row and column, counted from 0."""
        row = next(row for row, line in enumerate(self.grid) if sign in line)
        return row, self.grid[row].index(sign)


class Maze(Puzzle):
    """Any walk that stays on free cells and stands on the goal at its end; a shortest one where it is asked for."""

    family = "maze"
    instance_type = MazeInstance

    def generate(self, seed: int, difficulty: int = 5) -> MazeInstance:
        """A grid of random walls whose goal is reached."""
        dice = chance(self.family, seed, difficulty)
        size, walls, shortest = _LEVELS[difficulty]
        while True:
            cells = [["#" if dice.random() < walls else "." for _ in range(size)] for _ in range(size)]
            start, goal = dice.sample([(row, column) for row in range(size) for column in range(size)], 2)
            if abs(start[0] - goal[0]) + abs(start[1] - goal[1]) < size - 1:
                continue
            cells[start[0]][start[1]], cells[goal[0]][goal[1]] = "S", "G"
            instance = MazeInstance(grid=tuple(map("".join, cells)), shortest=shortest)
            if shortest_walk(instance) is not None:
                return instance

    def prompt(self, instance: MazeInstance) -> str:
        """The grid, and what a move is."""
        asked = "a shortest path" if instance.shortest else "any path"
        rows = "\n".join(instance.grid)
        return (
            f"Find {asked} from S to G (# = wall), moves U D L R; the path ends on G.\n{rows}\n"
            "Give the moves in <answer></answer>."
        )

    def read(self, answer: str, instance: MazeInstance) -> list[Cell]:
        """The cells of the walk, the start first; moves or coordinates (row, column) counted from 0."""
        if cells := _coordinates(answer):
            return cells
        walk = [instance.find("S")]
        for move in parse_moves(answer, DIRECTIONS):
            walk.append(beside(walk[-1], move))
        return walk

    def judge(self, answer: list[Cell], instance: MazeInstance) -> Finding:
        """Whether the walk keeps to free cells, one step at a time, and ends on the goal."""
        if answer[0] != instance.find("S"):
            return Finding("illegal-move", "the path does not begin at S")
        for place, (before, after) in enumerate(itertools.pairwise(answer), 1):
            if abs(before[0] - after[0]) + abs(before[1] - after[1]) != 1:
                return Finding("illegal-move", f"move {place} is no step to a neighbour")
            if not is_free(instance.grid, after):
                return Finding("illegal-move", f"move {place} goes into a wall or off the grid")
        if answer[-1] != instance.find("G"):
            return Finding("incomplete", "the path does not end on G")
        if instance.shortest and len(answer) - 1 > len(shortest_walk(instance) or ()):
            return Finding("broken-rule", "a shorter path exists")
        return VALID

    def solution(self, instance: MazeInstance) -> str | None:
        """A shortest walk, found in breadth."""
        return shortest_walk(instance)

    def count_solutions(self, instance: MazeInstance, limit: int = 2) -> int:
        """How many shortest walks there are where one is asked for, up to `limit`; else there is no end of walks."""
        if shortest_walk(instance) is None:
            return 0
        return min(limit, _count_shortest(instance)) if instance.shortest else limit

    def hardness(self, instance: MazeInstance) -> float | None:
        """The length of a shortest walk."""
        walk = shortest_walk(instance)
        return None if walk is None else float(len(walk))

    def surface_forms(self, instance: MazeInstance) -> Sequence[str]:
        """Letters, words, arrows, coordinates; and a walk that is longer."""
        walk = shortest_walk(instance)
        if walk is None:
            return ()
        cells = self.read(walk, instance)
        words = [WORDS[move] for move in walk]
        forms = [
            walk,
            " ".join(walk),
            ", ".join(words),
            "[" + ", ".join(f'"{word}"' for word in words) + "]",
            " -> ".join(ARROWS[move] for move in walk),
            "\n".join(f"{place}. Move {word}" for place, word in enumerate(words, 1)),
            " -> ".join(map(str, cells)),
        ]
        return forms if instance.shortest else [*forms, walk[0] + BACK[walk[0]] + walk]

    def near_misses(self, instance: MazeInstance) -> Sequence[str]:
        """A step short or too far, walks that leave the grid, a length, a claim."""
        walk = shortest_walk(instance)
        if walk is None:
            return ()
        return (
            walk[:-1] or "none",
            walk + walk[-1],
            "U" * (len(instance.grid) + 1) + walk,
            str(len(walk)),
            "I reached G",
            f"{walk} or {walk}",
            f"not {walk}",
        )


class MazeTasks(PuzzleTasks):
    """Mazes from 3 by 3 to 14 by 14; at higher difficulties a shortest path is asked for."""

    puzzle = Maze


# The size, the share of walls, and whether a shortest path is asked for.
_LEVELS = (
    (3, 0.15, False), (4, 0.2, False), (4, 0.3, False), (5, 0.3, False), (6, 0.3, False), (7, 0.3, False),
    (8, 0.3, True), (9, 0.3, True), (10, 0.32, True), (12, 0.32, True), (14, 0.34, True),
)  # fmt: skip
_PAIR = re.compile(r"[(\[]\s*(\d{1,3})\s*,\s*(\d{1,3})\s*[)\]]")
_BETWEEN_PAIRS = re.compile(rf"(?:\s|[,;]|{ARROW})*")


def _coordinates(answer: str) -> list[Cell]:
    """The cells of an answer that lists them, or none where it does not."""
    plain = plain_signs(answer).strip()
    if plain.startswith("[") and plain.endswith("]"):
        plain = plain[1:-1] if not _PAIR.fullmatch(plain) else plain
    cells: list[Cell] = []
    at = 0
    while at < len(plain):
        pair = _PAIR.match(plain, _end(plain, at))
        if pair is None:
            if cells and _end(plain, at) < len(plain):
                raise UnreadableAnswerError("unreadable", f"no cell: {plain[at : at + 20]!r}")
            break
        cells.append((int(pair[1]), int(pair[2])))
        at = pair.end()
    return cells


def _end(plain: str, at: int) -> int:
    between = _BETWEEN_PAIRS.match(plain, at)
    return between.end() if between else at


def _moves(instance: MazeInstance, cell: Cell) -> Iterator[tuple[str, Cell]]:
    for move in STEPS:
        if is_free(instance.grid, other := beside(cell, move)):
            yield move, other


@functools.lru_cache(maxsize=256)
def shortest_walk(instance: MazeInstance) -> str | None:
    """The moves of a shortest walk, or None where there is none."""
    goal = instance.find("G")
    found = shortest_moves(instance.find("S"), functools.partial(_moves, instance), lambda cell: cell == goal)
    return None if found is None else "".join(found)


def _count_shortest(instance: MazeInstance) -> int:
    """How many shortest walks there are."""
    goal = instance.find("G")
    return count_shortest(instance.find("S"), functools.partial(_moves, instance), lambda cell: cell == goal)
