"""Dyck words: the brackets that close a text of open ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field, model_validator

from rewardry.puzzle import VALID, Finding, Instance, Puzzle, PuzzleTasks, UnreadableAnswerError, chance
from rewardry.text.signs import plain_signs
from rewardry.text.strict_json import JsonError, load_json

CLOSING = {"(": ")", "[": "]", "{": "}", "<": ">"}


class DyckInstance(Instance):
    """Brackets of which some are open.

    Attributes:
        prefix: up to 1000 of the brackets ``()[]{}<>``, without a wrong one, and at least one left open.
        minimal: as few brackets as possible are asked for; else any that close them all.
    """

    puzzle: Literal["dyck"] = "dyck"
    prefix: Annotated[str, Field(min_length=1, max_length=1000, pattern=r"^[()\[\]{}<>]+$")]
    minimal: bool = True

    @model_validator(mode="after")
    def _leaves_some_open(self) -> DyckInstance:
        if not open_brackets(self.prefix):
            raise ValueError("the prefix must leave a bracket open, and close none that is not")
        return self


class Dyck(Puzzle):
    """The brackets that are missing; where the fewest are not asked for, any that leave all closed."""

    family = "dyck"
    instance_type = DyckInstance

    def generate(self, seed: int, difficulty: int = 5) -> DyckInstance:
        """Brackets opened and closed by chance."""
        dice = chance(self.family, seed, difficulty)
        length, kinds = _LEVELS[difficulty]
        while True:
            prefix, missing = "", ""
            while len(prefix) < length:
                if missing and dice.random() < 0.4:
                    prefix, missing = prefix + missing[0], missing[1:]
                else:
                    opening = dice.choice("([{<"[:kinds])
                    prefix, missing = prefix + opening, CLOSING[opening] + missing
            if len(missing) >= min(2, length - 1):
                return DyckInstance(prefix=prefix)

    def prompt(self, instance: DyckInstance) -> str:
        """The brackets, and what to give."""
        asked = "the shortest sequence" if instance.minimal else "any sequence"
        return (
            f"Give {asked} of brackets that closes the brackets: {instance.prefix} . Put only the missing brackets "
            "in <answer></answer>."
        )

    def read(self, answer: str, instance: DyckInstance) -> str:
        """The brackets, without the white space, commas, backslashes and quotes between them."""
        text = plain_signs(answer).strip()
        if text.startswith('["'):
            try:
                found = load_json(text)
            except JsonError:
                found = None
            if isinstance(found, list) and all(isinstance(item, str) for item in found):
                text = "".join(found)
        brackets = text.translate(_BETWEEN)
        if not brackets or set(brackets) - set(_BRACKETS):
            raise UnreadableAnswerError("unreadable", "brackets alone are wanted")
        return brackets

    def judge(self, answer: str, instance: DyckInstance) -> Finding:
        """Whether all brackets are closed, in their order."""
        missing = open_brackets(instance.prefix + answer)
        if missing is None:
            return Finding("broken-rule", "a bracket closes none that is open")
        if missing:
            return Finding("incomplete", "a bracket is left open")
        if instance.minimal and answer != open_brackets(instance.prefix):
            return Finding("broken-rule", "fewer brackets do")
        return VALID

    def solution(self, instance: DyckInstance) -> str:
        """The closing brackets of those that are open."""
        return open_brackets(instance.prefix) or ""

    def count_solutions(self, instance: DyckInstance, limit: int = 2) -> int:
        """One where the fewest brackets are asked for; else there is no end of them."""
        return 1 if instance.minimal else limit

    def hardness(self, instance: DyckInstance) -> float:
        """How many brackets are open."""
        return float(len(self.solution(instance)))

    def surface_forms(self, instance: DyckInstance) -> Sequence[str]:
        """With spaces, in backticks, in quotes, as a list."""
        found = self.solution(instance)
        return (
            found,
            " ".join(found),
            f"`{found}`",
            f'"{found}"',
            ", ".join(found),
            f"```\n{found}\n```",
            "[" + ", ".join(f'"{bracket}"' for bracket in found) + "]",
        )

    def near_misses(self, instance: DyckInstance) -> Sequence[str]:
        """Too few, too many, the other way round, the whole, the count."""
        found = self.solution(instance)
        opened = "".join(bracket for bracket in reversed(instance.prefix) if bracket in CLOSING)
        longer = (found + "()", "[]" + found) if instance.minimal else ()
        return (
            found[:-1] or "none", found + found[-1], *longer, instance.prefix,
            instance.prefix + found, str(len(found)), opened, f"{found} or {found}", f"not {found}",
        )  # fmt: skip


class DyckTasks(PuzzleTasks):
    """From 2 brackets of two kinds to 60 of four."""

    puzzle = Dyck


# Brackets, and how many kinds.
_LEVELS = ((2, 2), (4, 2), (6, 3), (8, 3), (12, 4), (16, 4), (20, 4), (26, 4), (34, 4), (44, 4), (60, 4))
_BRACKETS = "()[]{}<>"
_BETWEEN = str.maketrans("", "", " \t\r\n,\"'`\\")


def open_brackets(text: str) -> str | None:
    """What closes the brackets that are open in a text, the innermost first; None where one closes none."""
    missing: list[str] = []
    for bracket in text:
        if bracket in CLOSING:
            missing.append(CLOSING[bracket])
        elif not missing or missing.pop() != bracket:
            return None
    return "".join(reversed(missing))
