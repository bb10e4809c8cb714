"""Sliding puzzles: the tiles of a board are brought in order by sliding one at a time into the gap."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from typing import Literal, TypeAlias

from pydantic import Field, model_validator

from rewardry.puzzle import VALID, Finding, Instance, Puzzle, PuzzleTasks, UnreadableAnswerError, chance
from rewardry.text.moves import DIRECTIONS, parse_moves

from .walks import BACK, STEPS, WORDS, beside

Board: TypeAlias = tuple[int, ...]

_MOST_MOVES = 1000


class SlidingPuzzleInstance(Instance):
    """A board of tiles with one gap.

    Attributes:
        grid: rows of one length, from 2 to 5 rows and columns: the tiles 1, 2, ... and 0 for the gap.
        goal: the board to reach; by default the tiles in order, the gap last.
        moves: what a direction says: where the ``tile`` slides that goes into the gap, or where the ``blank`` goes.
    """

    puzzle: Literal["sliding_puzzle"] = "sliding_puzzle"
    grid: tuple[tuple[int, ...], ...] = Field(min_length=2, max_length=5)
    goal: tuple[tuple[int, ...], ...] = ()
    moves: Literal["tile", "blank"] = "tile"

    @model_validator(mode="after")
    def _is_a_board(self) -> SlidingPuzzleInstance:
        width, size = len(self.grid[0]), len(self.grid) * len(self.grid[0])
        for board in (self.grid, *([self.goal] if self.goal else [])):
            tiles = [tile for row in board for tile in row]
            if not 2 <= width <= 5 or {len(row) for row in board} != {width} or sorted(tiles) != list(range(size)):
                raise ValueError(f"a board has rows of one length, of 2 to 5 tiles, and each of 0 to {size - 1} once")
        return self

    @property
    def start(self) -> Board:
        """The tiles row by row."""
        return tuple(tile for row in self.grid for tile in row)

    @property
    def end(self) -> Board:
        """The tiles of the goal row by row."""
        ordered = (*range(1, len(self.start)), 0)
        return tuple(tile for row in self.goal for tile in row) if self.goal else ordered


class SlidingPuzzle(Puzzle):
    """Any slides that reach the goal, as directions in the sense of the instance, or as the tiles that slide."""

    family = "sliding_puzzle"
    instance_type = SlidingPuzzleInstance

    def generate(self, seed: int, difficulty: int = 5) -> SlidingPuzzleInstance:
        """The goal, taken apart by as many slides as the difficulty asks for, none of them back."""
        dice = chance(self.family, seed, difficulty)
        rows, columns, depth = _LEVELS[difficulty]
        goal = (*range(1, rows * columns), 0)
        while True:
            board: Board = goal
            last = ""
            for _ in range(depth):
                ways = [(move, after) for move, after in slides(board, columns) if move != BACK.get(last)]
                last, board = dice.choice(ways)
            if board != goal:
                grid = tuple(board[row * columns : (row + 1) * columns] for row in range(rows))
                return SlidingPuzzleInstance(grid=grid, moves=dice.choice(("tile", "blank")))

    def prompt(self, instance: SlidingPuzzleInstance) -> str:
        """The board, the goal and the sense of a direction."""
        columns = len(instance.grid[0])
        goal = [list(instance.end[at : at + columns]) for at in range(0, len(instance.end), columns)]
        sense = "the tile next to the gap slides" if instance.moves == "tile" else "the gap moves"
        return (
            f"Sliding puzzle, 0 is the gap: {[list(row) for row in instance.grid]}. Reach {goal} by any moves. A move "
            f"is U, D, L or R: where {sense}. Give the moves in <answer></answer>."
        )

    def read(self, answer: str, instance: SlidingPuzzleInstance) -> list[str]:
        """The moves: directions, or the numbers of the tiles."""
        tiles = {str(tile): str(tile) for tile in range(1, len(instance.start))}
        moves = parse_moves(answer, {**DIRECTIONS, **tiles}, _MOST_MOVES)
        if 0 < sum(move.isdecimal() for move in moves) < len(moves):
            raise UnreadableAnswerError("ambiguous", "directions or tiles are wanted, not both")
        return moves

    def judge(self, answer: list[str], instance: SlidingPuzzleInstance) -> Finding:
        """Whether each slide is possible, and the board at the end the goal."""
        board, columns = instance.start, len(instance.grid[0])
        for place, said in enumerate(answer, 1):
            ways = dict(slides(board, columns))
            if said.isdecimal():
                gap = board.index(0)
                after = next((other for other in ways.values() if other[gap] == int(said)), None)
            else:
                after = ways.get(said if instance.moves == "tile" else BACK[said])
            if after is None:
                return Finding("illegal-move", f"move {place}, {said}, is not possible")
            board = after
        if board != instance.end:
            right = sum(a == b for a, b in zip(board, instance.end, strict=True))
            return Finding("incomplete", "the board at the end is not the goal", right / len(board))
        return VALID

    def solution(self, instance: SlidingPuzzleInstance) -> str | None:
        """As few moves as possible; None too where the search gives up."""
        found = _shortest(instance)
        if found is None:
            return None
        return "".join(move if instance.moves == "tile" else BACK[move] for move in found)

    def count_solutions(self, instance: SlidingPuzzleInstance, limit: int = 2) -> int:
        """None where the goal cannot be reached; else there is no end of ways."""
        return limit if is_reachable(instance) else 0

    def hardness(self, instance: SlidingPuzzleInstance) -> float:
        """How far the tiles are from their places, in all."""
        return float(_apart(instance.start, instance.end, len(instance.grid[0])))

    def surface_forms(self, instance: SlidingPuzzleInstance) -> Sequence[str]:
        """Letters, words, arrows, JSON, the tiles that slide; and a move to and fro."""
        found = self.solution(instance)
        if found is None:
            return ()
        board, tiles = instance.start, []
        for move in _shortest(instance) or ():
            after = dict(slides(board, len(instance.grid[0])))[move]
            tiles.append(str(after[board.index(0)]))
            board = after
        words = [WORDS[move] for move in found]
        forms = [
            found, " ".join(found), ", ".join(words), "[" + ", ".join(f'"{word}"' for word in words) + "]",
            "\n".join(f"{place}. {word}" for place, word in enumerate(words, 1)), ", ".join(tiles), str(tiles),
        ]  # fmt: skip
        return [*forms, found[0] + BACK[found[0]] + found]

    def near_misses(self, instance: SlidingPuzzleInstance) -> Sequence[str]:
        """A move short or too many, every direction in the other sense, a move off the board, the count."""
        found = self.solution(instance)
        if found is None:
            return ()
        return (
            found[:-1] or "none", found + BACK[found[-1]], "U" * len(instance.grid) + found,
            "".join(BACK[move] for move in found), f"moves: {len(found)}", f"{found} or {found}", f"not {found}",
        )  # fmt: skip


class SlidingPuzzleTasks(PuzzleTasks):
    """Boards from 2 by 2 to 4 by 4, taken apart by up to 24 slides."""

    puzzle = SlidingPuzzle


# Rows, columns, and the slides that take the goal apart.
_LEVELS = (
    (2, 2, 3), (2, 3, 4), (2, 3, 7), (3, 3, 6), (3, 3, 9), (3, 3, 12), (3, 3, 15), (3, 3, 18), (3, 4, 16), (4, 4, 16),
    (4, 4, 20),
)  # fmt: skip


def slides(board: Board, columns: int) -> Iterator[tuple[str, Board]]:
    """The slides that are possible: where a tile goes, and the board after it."""
    gap = board.index(0)
    row, column = divmod(gap, columns)
    for move in STEPS:
        from_row, from_column = beside((row, column), BACK[move])
        if 0 <= from_row < len(board) // columns and 0 <= from_column < columns:
            place = from_row * columns + from_column
            after = list(board)
            after[gap], after[place] = after[place], 0
            yield move, tuple(after)


def is_reachable(instance: SlidingPuzzleInstance) -> bool:
    """Whether slides lead to the goal: half of all boards (Johnson and Story, 1879)."""
    start, end, columns = instance.start, instance.end, len(instance.grid[0])
    order = [end.index(tile) for tile in start]
    swaps = sum(order[i] > order[j] for j in range(len(order)) for i in range(j))
    steps = sum(abs(a - b) for a, b in zip(divmod(start.index(0), columns), divmod(end.index(0), columns), strict=True))
    return (swaps + steps) % 2 == 0


def _apart(board: Board, goal: Board, columns: int) -> int:
    """The steps that all tiles are from their places."""
    total = 0
    for place, tile in enumerate(board):
        if tile:
            row, column = divmod(place, columns)
            to_row, to_column = divmod(goal.index(tile), columns)
            total += abs(row - to_row) + abs(column - to_column)
    return total


# Boards looked at before the search gives up.
_MOST_BOARDS = 400_000


@functools.lru_cache(maxsize=256)
def _shortest(instance: SlidingPuzzleInstance) -> tuple[str, ...] | None:
    """The fewest slides, by iterative deepening (Korf, 1985); None where there are none or the search gives up.

    Where the board is the goal already they are a slide and the one back, for an answer has moves.
    """
    if not is_reachable(instance):
        return None
    goal, columns, looked = instance.end, len(instance.grid[0]), 0
    if instance.start == goal:
        move, _ = next(slides(goal, columns))
        return (move, BACK[move])

    def search(board: Board, moves: tuple[str, ...], bound: int) -> tuple[str, ...] | int:
        nonlocal looked
        looked += 1
        left = _apart(board, goal, columns)
        if len(moves) + left > bound:
            return len(moves) + left
        if not left and board == goal:
            return moves
        least = 10**9
        for move, after in slides(board, columns):
            if moves and move == BACK[moves[-1]]:
                continue
            found = search(after, (*moves, move), bound)
            if isinstance(found, tuple):
                return found
            least = min(least, found)
            if looked > _MOST_BOARDS:
                break
        return least

    bound = _apart(instance.start, goal, columns)
    while looked <= _MOST_BOARDS:
        found = search(instance.start, (), bound)
        if isinstance(found, tuple):
            return found
        bound = found
    return None
