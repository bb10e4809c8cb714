"""The tower of Hanoi: legal moves that bring all disks to another peg."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from typing import Annotated, Literal, NamedTuple

from pydantic import Field, model_validator

from rewardry.puzzle import VALID, Finding, Instance, Puzzle, PuzzleTasks, UnreadableAnswerError, chance
from rewardry.text.moves import scan_steps, steps_text
from rewardry.text.signs import ARROW

Peg = Annotated[str, Field(min_length=1, max_length=12, pattern=r"^\w+$")]

_MOST_MOVES = 2500


class TowerOfHanoiInstance(Instance):
    """Disks on one peg, 1 the smallest, to be brought to another.

    Attributes:
        disks: from 1 to 10.
        pegs: the names of from 3 to 5 pegs.
        start, goal: the pegs, named ``from`` and ``to`` in JSON.
        optimal: as few moves as possible are asked for; of 3 or 4 pegs only, for whose numbers there is a proof.
    """

    puzzle: Literal["tower_of_hanoi"] = "tower_of_hanoi"
    disks: Annotated[int, Field(ge=1, le=10)]
    pegs: tuple[Peg, ...] = Field(("A", "B", "C"), min_length=3, max_length=5)
    start: Peg = Field("A", alias="from")
    goal: Peg = Field("C", alias="to")
    optimal: bool = False

    @model_validator(mode="after")
    def _is_a_task(self) -> TowerOfHanoiInstance:
        if len({peg.casefold() for peg in self.pegs}) < len(self.pegs):
            raise ValueError("two pegs have one name")
        if self.start not in self.pegs or self.goal not in self.pegs or self.start == self.goal:
            raise ValueError("`from` and `to` must be two of the pegs")
        if self.optimal and len(self.pegs) > 4:
            raise ValueError("the fewest moves are known for 3 and 4 pegs")
        return self


class Move(NamedTuple):
    """A move; the disk is 0 where only the pegs are said."""

    disk: int
    start: str
    goal: str


class TowerOfHanoi(Puzzle):
    """Any legal sequence that ends with all disks on the wanted peg; the fewest moves where they are asked for."""

    family = "tower_of_hanoi"
    instance_type = TowerOfHanoiInstance

    def generate(self, seed: int, difficulty: int = 5) -> TowerOfHanoiInstance:
        """A number of disks by the difficulty, on pegs by chance."""
        dice = chance(self.family, seed, difficulty)
        disks, pegs, optimal = _LEVELS[difficulty]
        names = tuple("ABCDE"[:pegs])
        start, goal = dice.sample(names, 2)
        disks = max(1, disks - dice.randint(0, 1))
        return TowerOfHanoiInstance.model_validate(
            {"disks": disks, "pegs": names, "from": start, "to": goal, "optimal": optimal}
        )

    def prompt(self, instance: TowerOfHanoiInstance) -> str:
        """The disks, the pegs and the form of a move."""
        how = "Use as few moves as possible." if instance.optimal else "Any legal sequence is accepted."
        return (
            f"Tower of Hanoi with {instance.disks} disks on peg {instance.start} (1 = smallest) and the pegs "
            f"{', '.join(instance.pegs)}; move all to peg {instance.goal}, one disk at a time, never a larger one on a "
            f"smaller one. {how} One move per line 'Move disk d from X to Y' in <answer></answer>."
        )

    def read(self, answer: str, instance: TowerOfHanoiInstance) -> list[Move]:
        """The moves."""
        names = {peg.casefold(): peg for peg in instance.pegs}
        steps = scan_steps(steps_text(answer, ("disk", "from", "to")), _step(instance.pegs), _MOST_MOVES)
        moves = []
        for step in steps:
            start, goal = step["from"].casefold(), step["to"].casefold()
            if start not in names or goal not in names:
                raise UnreadableAnswerError("unreadable", f"no peg: {step.group()[:40]!r}")
            disk, size = int(step["disk"] or 0), (step["size"] or "").casefold()
            if disk != {"smallest": 1, "largest": instance.disks, "biggest": instance.disks}.get(size, disk):
                raise UnreadableAnswerError("ambiguous", f"disk {disk} is not the {size}")
            moves.append(Move(disk, names[start], names[goal]))
        return moves

    def judge(self, answer: list[Move], instance: TowerOfHanoiInstance) -> Finding:
        """Whether each move is legal, and where the disks are at the end."""
        pegs: dict[str, list[int]] = {peg: [] for peg in instance.pegs}
        pegs[instance.start] = list(range(instance.disks, 0, -1))
        for place, move in enumerate(answer, 1):
            start, goal = pegs[move.start], pegs[move.goal]
            if not start or (move.disk and start[-1] != move.disk):
                said = f"disk {move.disk}" if move.disk else "a disk"
                return Finding("illegal-move", f"move {place}: {said} is not on top of peg {move.start}")
            if move.start == move.goal or (goal and goal[-1] < start[-1]):
                return Finding("illegal-move", f"move {place}: disk {start[-1]} cannot go to peg {move.goal}")
            goal.append(start.pop())
        arrived = len(pegs[instance.goal])
        if arrived < instance.disks:
            return Finding("incomplete", f"not all disks are on peg {instance.goal}", arrived / instance.disks)
        if instance.optimal and len(answer) > fewest_moves(instance.disks, len(instance.pegs)):
            return Finding("broken-rule", "fewer moves are possible")
        return VALID

    def solution(self, instance: TowerOfHanoiInstance) -> str:
        """As few moves as possible, as Frame and Stewart found them."""
        moves = _moves(instance.disks, instance.start, instance.goal, instance.pegs)
        return "\n".join(f"Move disk {move.disk} from {move.start} to {move.goal}" for move in moves)

    def count_solutions(self, instance: TowerOfHanoiInstance, limit: int = 2) -> int:
        """One way is shortest on three pegs, or of one disk, and is the only one then; else there are others."""
        return 1 if instance.optimal and (len(instance.pegs) == 3 or instance.disks == 1) else limit

    def hardness(self, instance: TowerOfHanoiInstance) -> float:
        """The fewest moves."""
        return float(fewest_moves(instance.disks, len(instance.pegs)))

    def surface_forms(self, instance: TowerOfHanoiInstance) -> Sequence[str]:
        """Sentences, arrows, JSON, numbered lines; and moves with a detour."""
        moves = list(_moves(instance.disks, instance.start, instance.goal, instance.pegs))
        triples = ", ".join(f'[{move.disk}, "{move.start}", "{move.goal}"]' for move in moves)
        objects = ", ".join(f'{{"disk": {m.disk}, "from": "{m.start}", "to": "{m.goal}"}}' for m in moves)
        forms = [
            self.solution(instance),
            "; ".join(f"{move.disk}: {move.start} -> {move.goal}" for move in moves),
            "\n".join(f"{n}. Move disk {m.disk} from peg {m.start} to peg {m.goal}." for n, m in enumerate(moves, 1)),
            "\n".join(f"{n}) {m.start} → {m.goal}" for n, m in enumerate(moves, 1)),
            f"[{triples}]",
            f"[{objects}]",
        ]
        if not instance.optimal:
            other = next(peg for peg in instance.pegs if peg not in (instance.start, instance.goal))
            there, back = f"from {instance.start} to {other}", f"from {other} to {instance.start}"
            forms.append(f"Move disk 1 {there}\nMove disk 1 {back}\n{forms[0]}")
        return forms

    def near_misses(self, instance: TowerOfHanoiInstance) -> Sequence[str]:
        """A move short, a covered disk, another peg, moves undone, a claim."""
        lines = self.solution(instance).splitlines()
        other = next(peg for peg in instance.pegs if peg not in (instance.start, instance.goal))
        start, goal = instance.start, instance.goal
        return (
            "\n".join(lines[:-1]) or "nothing",
            "\n".join([*lines, f"Move disk 1 from {goal} to {other}"]),
            "\n".join([f"Move disk {instance.disks} from {goal} to {start}", *lines]),
            "\n".join([f"Move disk {instance.disks + 1} from {start} to {goal}", *lines[1:]]),
            "\n".join(lines).replace(f"to {goal}", "to Z"),
            f"All disks are now on peg {goal}.",
            "\n".join([*lines, "or", *lines]),
        )


class TowerOfHanoiTasks(PuzzleTasks):
    """From 1 disk on 3 pegs to 7 disks on 4; in the middle the fewest moves are asked for."""

    puzzle = TowerOfHanoi


# Disks at most, pegs, and whether as few moves as possible are asked for.
_LEVELS = (
    (2, 3, False), (3, 3, False), (3, 3, True), (4, 3, False), (4, 3, True), (5, 3, False),
    (5, 4, False), (5, 4, True), (6, 3, False), (6, 4, True), (7, 4, True),
)  # fmt: skip


_TOOL = r"(?:(?:the\s+)?(?:peg|rod|tower|pole|stake|柱子?)\s*)?"


# A remark behind a disk: disk 1 (the smallest).
_SIZE = (
    r"(?:\((?:the\s+)?(?P<size>smallest|largest|biggest|small|medium|middle|large|big|smaller|larger|bigger)"
    r"(?:\s+(?:dis[kc]|one))?\)\s*)?"
)


@functools.lru_cache(maxsize=64)
def _step(pegs: tuple[str, ...]) -> re.Pattern[str]:
    """A move between pegs of these names."""
    names = "|".join(re.escape(peg) for peg in sorted(pegs, key=len, reverse=True))
    return re.compile(
        r"(?:(?:move|take|将|把|移动)\s*)?(?:(?:the\s+)?(?:top\s+)?(?:dis[kc]|plate|圆?盘子?)\s*)?"
        r"(?:\#?(?P<disk>\d{1,2})(?:号?(?:圆盘|盘子?))?(?![A-Za-z0-9_])\s*"
        rf"{_SIZE}[:,]?\s*)?"
        rf"(?:(?:from|从)\s*)?{_TOOL}(?P<from>{names})(?![A-Za-z0-9_])\s*"
        rf"(?:,|{ARROW}|-|to(?!\w)|(?:移动?)?到)?\s*{_TOOL}(?P<to>{names})(?![A-Za-z0-9_])",
        re.IGNORECASE,
    )


@functools.lru_cache(maxsize=256)
def fewest_moves(disks: int, pegs: int) -> int:
    """The fewest moves by Frame and Stewart; proved for 3 pegs, and for 4 by Bousch (2014)."""
    if disks < 2 or pegs == 3:
        return (1 << disks) - 1
    return min(2 * fewest_moves(above, pegs) + fewest_moves(disks - above, pegs - 1) for above in range(1, disks))


def _moves(disks: int, start: str, goal: str, pegs: Sequence[str], smallest: int = 1) -> Iterator[Move]:
    """Moves of the disks from `smallest` on: those above aside, the others with a peg less, those above back."""
    if disks == 1:
        yield Move(smallest, start, goal)
    if disks < 2:
        return
    spare = next(peg for peg in pegs if peg not in (start, goal))
    splits = range(1, disks) if len(pegs) > 3 else (disks - 1,)
    above = min(splits, key=lambda n: 2 * fewest_moves(n, len(pegs)) + fewest_moves(disks - n, max(len(pegs) - 1, 3)))
    fewer = [peg for peg in pegs if peg != spare] if len(pegs) > 3 else pegs
    yield from _moves(above, start, spare, pegs, smallest)
    if len(pegs) > 3:
        yield from _moves(disks - above, start, goal, fewer, smallest + above)
    else:
        yield Move(smallest + above, start, goal)
    yield from _moves(above, spare, goal, pegs, smallest)
