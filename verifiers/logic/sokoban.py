"""Sokoban: boxes are pushed onto goals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Literal, TypeAlias

from pydantic import Field, model_validator

from rewardry.puzzle import VALID, Finding, Instance, Puzzle, PuzzleTasks, chance
from rewardry.text.grids import Cell
from rewardry.text.moves import DIRECTIONS, parse_moves

from .search_limits import SearchLimitError
from .state_search import shortest_moves
from .walks import ARROWS, BACK, STEPS, WORDS, beside, is_free

State: TypeAlias = tuple[Cell, frozenset[Cell]]

_MOST_STATES = 60_000


class SokobanInstance(Instance):
    """A board in the usual signs.

    Attributes:
        board: rows of one length, up to 20 by 20: ``#`` wall, ``@`` player, ``$`` box, ``.`` goal, ``*`` box on a goal,
            ``+`` player on a goal, ``-`` or a space for the floor.
    """

    puzzle: Literal["sokoban"] = "sokoban"
    board: tuple[Annotated[str, Field(min_length=1, max_length=20, pattern=r"^[#@$.*+ -]+$")], ...] = Field(
        min_length=1, max_length=20
    )

    @model_validator(mode="after")
    def _is_a_board(self) -> SokobanInstance:
        signs = "".join(self.board)
        if len({len(row) for row in self.board}) > 1:
            raise ValueError("the rows differ in length")
        if signs.count("@") + signs.count("+") != 1:
            raise ValueError("a board has one player")
        boxes, goals = len(self.cells("$*")), len(self.cells(".*+"))
        if not 1 <= boxes <= goals:
            raise ValueError(f"there are {boxes} boxes and {goals} goals")
        if "$" not in signs:
            raise ValueError("every box is on a goal already")
        return self

    def cells(self, signs: str) -> frozenset[Cell]:
        """The cells with one of some signs."""
        return frozenset(
            (row, column) for row, line in enumerate(self.board) for column, sign in enumerate(line) if sign in signs
        )


class Sokoban(Puzzle):
    """Any walk after which every box is on a goal; a step into a wall, or one that cannot push, is illegal."""

    family = "sokoban"
    instance_type = SokobanInstance

    def generate(self, seed: int, difficulty: int = 5) -> SokobanInstance:
        """Boxes on their goals, pulled away by a player who walks backwards."""
        dice = chance(self.family, seed, difficulty)
        size, boxes, pulls, walls = _LEVELS[difficulty]
        inside = [(row, column) for row in range(1, size + 1) for column in range(1, size + 1)]
        while True:
            blocked = {cell for cell in inside if dice.random() < walls}
            free = [cell for cell in inside if cell not in blocked]
            if len(free) < boxes + 3:
                continue
            goals = dice.sample(free, boxes)
            state: State = (dice.choice([cell for cell in free if cell not in goals]), frozenset(goals))
            for _ in range(pulls):
                ways = list(_pulls(state, set(free)))
                if not ways:
                    break
                state = dice.choice(ways)
            player, placed = state
            if placed & set(goals) or player in goals:
                continue
            rows = [["-" if (r, c) in free else "#" for c in range(size + 2)] for r in range(size + 2)]
            for cells, sign in ((goals, "."), (placed, "$"), ([player], "@")):
                for row, column in cells:
                    rows[row][column] = sign
            return SokobanInstance(board=tuple("".join(row) for row in rows))

    def prompt(self, instance: SokobanInstance) -> str:
        """The board and its signs."""
        rows = "\n".join(instance.board)
        return (
            "Solve this Sokoban: # wall, @ player, $ box, . goal, * box on a goal, + player on a goal, - floor. Push "
            f"every box onto a goal; one box at a time, never pull.\n{rows}\nGive the player's moves as a string of U, "
            "D, L and R in <answer></answer>."
        )

    def read(self, answer: str, instance: SokobanInstance) -> list[str]:
        """The moves."""
        return parse_moves(answer, DIRECTIONS)

    def judge(self, answer: list[str], instance: SokobanInstance) -> Finding:
        """Whether each move is possible, and every box on a goal at the end."""
        state: State | None = _start(instance)
        for place, move in enumerate(answer, 1):
            state = _after(state, move, instance) if state else None
            if state is None:
                return Finding("illegal-move", f"move {place}, {move}, is not possible")
        boxes = state[1] if state else frozenset()
        left = boxes - instance.cells(".*+")
        return Finding("incomplete", "a box is on no goal", 1 - len(left) / len(boxes)) if left else VALID

    def solution(self, instance: SokobanInstance) -> str | None:
        """As few moves as possible; None too where the search gives up."""
        goals = instance.cells(".*+")
        try:
            moves = shortest_moves(
                _start(instance), lambda state: _moves(state, instance), lambda state: state[1] <= goals, _MOST_STATES
            )
        except SearchLimitError:
            return None
        return None if moves is None else "".join(moves)

    def count_solutions(self, instance: SokobanInstance, limit: int = 2) -> int:
        """None, or no end of them, for a player can walk to and fro."""
        return 0 if self.solution(instance) is None else limit

    def hardness(self, instance: SokobanInstance) -> float:
        """The cells that the boxes are from their nearest goals, in all."""
        goals = instance.cells(".*+")
        boxes = instance.cells("$*")
        return float(sum(min(abs(r - a) + abs(c - b) for a, b in goals) for r, c in boxes))

    def surface_forms(self, instance: SokobanInstance) -> Sequence[str]:
        """Letters, words, arrows, JSON, small letters; and a step back after the last push."""
        found = self.solution(instance)
        if found is None:
            return ()
        words = [WORDS[move] for move in found]
        return (
            found, " ".join(found), found.lower(), ", ".join(words), "".join(ARROWS[move] for move in found),
            "[" + ", ".join(f'"{move}"' for move in found) + "]", found + BACK[found[-1]],
        )  # fmt: skip

    def near_misses(self, instance: SokobanInstance) -> Sequence[str]:
        """Moves into a wall, letters of a sentence, two answers."""
        found = self.solution(instance)
        if found is None:
            return ()
        return (
            "U" * 30 + found, f"Push the box: {found}", f"{found} or {found}", f"not {found}",
            str(len(found)), "all boxes are on goals", found + "!?", "x".join(found) if len(found) > 1 else "x",
        )  # fmt: skip


class SokobanTasks(PuzzleTasks):
    """Boards from 3 by 3 with one box to 6 by 6 with three."""

    puzzle = Sokoban


# The inside's size, boxes, pulls, and the share of walls inside.
_LEVELS = (
    (3, 1, 3, 0.0), (4, 1, 5, 0.0), (4, 1, 8, 0.05), (4, 1, 14, 0.1), (5, 1, 24, 0.1), (5, 2, 16, 0.05),
    (5, 2, 24, 0.1), (5, 2, 36, 0.1), (6, 2, 40, 0.12), (6, 2, 60, 0.14), (6, 3, 50, 0.1),
)  # fmt: skip


def _start(instance: SokobanInstance) -> State:
    return next(iter(instance.cells("@+"))), instance.cells("$*")


def _after(state: State, move: str, instance: SokobanInstance) -> State | None:
    """The state after a move, or None where it is not possible."""
    player, boxes = state
    to = beside(player, move)
    if not is_free(instance.board, to):
        return None
    if to not in boxes:
        return to, boxes
    behind = beside(to, move)
    return (to, boxes - {to} | {behind}) if is_free(instance.board, behind) and behind not in boxes else None


def _moves(state: State, instance: SokobanInstance) -> Iterator[tuple[str, State]]:
    for move in STEPS:
        if (after := _after(state, move, instance)) is not None:
            yield move, after


def _pulls(state: State, free: set[Cell]) -> Iterator[State]:
    """Where a step back leads, with the box in front pulled along or not."""
    player, boxes = state
    for move in STEPS:
        back, front = beside(player, BACK[move]), beside(player, move)
        if back in free and back not in boxes:
            yield back, boxes
            if front in boxes:
                yield back, boxes - {front} | {player}
