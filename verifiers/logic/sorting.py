"""Lists: sorted, turned round, without repetitions, added up."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Sequence
from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from rewardry.puzzle import VALID, Finding, Instance, Puzzle, PuzzleTasks, chance
from rewardry.text.int_lists import parse_int_list
from rewardry.text.signs import plain_signs

Operation: TypeAlias = Literal[
    "sort", "sort_down", "reverse", "distinct", "running_sums", "rotate", "evens", "differences"
]


class SortingInstance(Instance):
    """A list of whole numbers, and what is to be done with it.

    Attributes:
        numbers: from 1 to 500 numbers.
        op: ``sort`` and ``sort_down``; ``reverse``; ``distinct``, each number where it stands first;
            ``running_sums``; ``rotate``, by one place to the left; ``evens``, in order; ``differences`` of neighbours.
    """

    puzzle: Literal["sorting"] = "sorting"
    numbers: tuple[Annotated[int, Field(ge=-(10**9), le=10**9)], ...] = Field(min_length=1, max_length=500)
    op: Operation = "sort"


class Sorting(Puzzle):
    """Exactly the list that is asked for: every number, in its place."""

    family = "sorting"
    instance_type = SortingInstance

    def generate(self, seed: int, difficulty: int = 5) -> SortingInstance:
        """Numbers by chance, some of them twice, and an operation of the difficulty."""
        dice = chance(self.family, seed, difficulty)
        length, largest, operations = _LEVELS[difficulty]
        while True:
            numbers = [dice.randint(-largest if difficulty > 2 else 0, largest) for _ in range(length)]
            numbers[dice.randrange(length)] = dice.choice(numbers)
            op = dice.choice(_OPERATIONS[:operations])
            made = _APPLY[op](numbers)
            if made and made != numbers:
                return SortingInstance(numbers=tuple(numbers), op=op, unique=True)

    def prompt(self, instance: SortingInstance) -> str:
        """The list and the operation."""
        return (
            f"{_ASKED[instance.op]} the list {list(instance.numbers)}. Give the resulting list of numbers, such as "
            "[3, 1, 2], in <answer></answer>."
        )

    def read(self, answer: str, instance: SortingInstance) -> tuple[int, ...]:
        """The numbers."""
        plain = plain_signs(answer)
        lead = _LEAD.match(plain)
        return parse_int_list(plain[lead.end() :] if lead else plain)

    def judge(self, answer: tuple[int, ...], instance: SortingInstance) -> Finding:
        """Whether it is the list that is asked for."""
        right = tuple(_APPLY[instance.op](instance.numbers))
        if answer == right:
            return VALID
        if len(answer) != len(right):
            return Finding("incomplete" if len(answer) < len(right) else "wrong-value", "the list has another length")
        if sorted(answer) != sorted(right):
            return Finding("wrong-value", "the list has other numbers")
        place = next(place for place, (a, b) in enumerate(zip(answer, right, strict=True), 1) if a != b)
        return Finding("wrong-value", f"place {place} has another number")

    def solution(self, instance: SortingInstance) -> str:
        """The list."""
        return str(list(_APPLY[instance.op](instance.numbers)))

    def count_solutions(self, instance: SortingInstance, limit: int = 2) -> int:
        """One."""
        return 1

    def hardness(self, instance: SortingInstance) -> float:
        """How many numbers there are."""
        return float(len(instance.numbers))

    def surface_forms(self, instance: SortingInstance) -> Sequence[str]:
        """A list, commas, spaces, lines; an empty list in brackets alone."""
        made = list(map(str, _APPLY[instance.op](instance.numbers)))
        if not made:
            return ("[]", "()")
        return (
            f"[{', '.join(made)}]", f"[{','.join(made)}]", ", ".join(made), " ".join(made), "\n".join(made),
            f"({', '.join(made)})", f"Answer: [{', '.join(made)}]",
        )  # fmt: skip

    def near_misses(self, instance: SortingInstance) -> Sequence[str]:
        """A number too few, too many, off by one, in another place; decimals."""
        made = list(_APPLY[instance.op](instance.numbers))
        if not made:
            return ("[0]", str(list(instance.numbers)), "none", "not []", "[] or [0]")
        turned = made[::-1]
        return (
            str(made[:-1]), str([*made, made[-1]]), str([number + 1 for number in made]),
            str([made[0] + 1, *made[1:]]), str([number + 0.9 for number in made]),
            *([str(turned)] if turned != made else []), f"{made} or {made}", f"not {made}", str(len(made)) + " numbers",
        )  # fmt: skip


class SortingTasks(PuzzleTasks):
    """Lists of 3 to 60 numbers and from two to eight operations."""

    puzzle = Sorting


_LEAD = re.compile(
    r"\s*\**(?:the\s+|my\s+)?(?:(?:sorted|ordered|resulting|reversed|rotated|final|new)\s+)?(?:list|array|result|output)"
    r"(?:\s+is)?\**\s*[:=]?\**\s*(?=[\[(\d-])",
    re.IGNORECASE,
)
# Numbers, the largest, and how many of the operations there are.
_LEVELS = (
    (3, 9, 2), (4, 20, 2), (5, 50, 3), (6, 99, 4), (8, 99, 5), (10, 99, 6), (14, 200, 8), (20, 500, 8), (30, 999, 8),
    (40, 9999, 8), (60, 9999, 8),
)  # fmt: skip
_OPERATIONS: tuple[Operation, ...] = (
    "sort", "sort_down", "reverse", "distinct", "evens", "rotate", "running_sums", "differences",
)  # fmt: skip
_ASKED: dict[Operation, str] = {
    "sort": "Sort in ascending order",
    "sort_down": "Sort in descending order",
    "reverse": "Reverse",
    "distinct": "Keep only the first occurrence of each number of",
    "evens": "Keep only the even numbers, in their order, of",
    "rotate": "Rotate by one place to the left (the first number moves to the end)",
    "running_sums": "Give the running sums of",
    "differences": "Give the differences of neighbours (each number minus the one before it) of",
}
_APPLY: dict[Operation, Callable[[Sequence[int]], list[int]]] = {
    "sort": sorted,
    "sort_down": lambda numbers: sorted(numbers, reverse=True),
    "reverse": lambda numbers: list(numbers)[::-1],
    "distinct": lambda numbers: list(dict.fromkeys(numbers)),
    "evens": lambda numbers: [number for number in numbers if number % 2 == 0],
    "rotate": lambda numbers: [*numbers[1:], numbers[0]],
    "running_sums": lambda numbers: list(itertools.accumulate(numbers)),
    "differences": lambda numbers: [after - before for before, after in itertools.pairwise(numbers)],
}
