"""Examples of a family for the conformance kit, made of an instance and answers to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rewardry.puzzle import Puzzle
    from rewardry.testing.case import Case, Expected


def cases(puzzle: Puzzle, instance: Any, right: Sequence[str], wrong: Sequence[str]) -> list[Case]:
    """One example an answer; the first right one is what the checks negate, hedge and contradict."""
    from rewardry.testing.case import Case

    prompt, reference = puzzle.prompt(instance), instance.as_reference()
    said: list[tuple[str, Expected]] = [(answer, "correct") for answer in right]
    said += [(answer, "incorrect") for answer in wrong]
    return [Case(f"<answer>{answer}</answer>", status, prompt, reference, right[0]) for answer, status in said]
