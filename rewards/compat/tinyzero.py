"""Rewards of TinyZero (Jiayi-Pan/TinyZero, commit 95df88f, verl/utils/reward_score/countdown.py)."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from pydantic import FiniteFloat

from rewardry.component import JsonType
from rewardry.testing.case import Case

from .python_arithmetic import TooLargeError, allowed, evaluate, near
from .reference_reward import Graded, ReferenceReward, RefusedError, blocks, numbers_and_target

_DIGITS = re.compile(r"\d+")


class Countdown(ReferenceReward):
    """TinyZero's `compute_score` of the countdown game: `score` for an equation that hits, `format_score` for a block.

    The last ``<answer>`` block of the last line is the equation: its digits, run by run, are the given numbers, and
    its value as Python has it, ``//`` and ``**`` included, is within 1e-5 of the target. Any other block earns
    `format_score`; no block earns 0. The original gives the text to `eval`; here it is parsed, and a power that
    `eval` would not live to finish is refused. The reference is ``{"target": 24, "numbers": [3, 8]}``.

    Attributes:
        format_score: the value of a block whose equation does not hit.
        score_of_hit: the value of one that does.
    """

    source: ClassVar[str | None] = "github.com/Jiayi-Pan/TinyZero at 95df88f"
    takes: ClassVar[tuple[JsonType, ...]] = ("object",)

    format_score: FiniteFloat = 0.1
    score_of_hit: FiniteFloat = 1.0

    def value_bounds(self) -> tuple[float, float]:
        """From 0 to the value of a hit."""
        return min(0.0, self.format_score, self.score_of_hit), max(0.0, self.format_score, self.score_of_hit)

    def graded(self, text: str, reference: Any) -> Graded:
        """The value of a hit, of another block, or 0."""
        numbers, target = numbers_and_target(reference)
        found = blocks(text.rpartition("\n")[2])
        if not found:
            return Graded(0.0, False)
        right = hits(found[-1].strip(), numbers, target)
        return Graded(self.score_of_hit if right else self.format_score, right)

    def examples(self) -> list[Case]:
        """A hit, and a block that misses."""
        game = {"target": 24, "numbers": [3, 8]}
        return [
            Case("<think>a</think>\n<answer>3*8</answer>", self.score_of_hit, "Make 24 of 3 and 8.", game, "3*8"),
            Case("<think>a</think>\n<answer>3+8</answer>", self.format_score, "Make 24 of 3 and 8.", game, "3*8"),
        ]


def hits(equation: str, numbers: list[int], target: float, real: bool = False) -> bool:
    """Whether an equation uses the numbers, each once, and makes the target.

    Args:
        equation: a text.
        numbers: those that are to be used.
        target: what is to be made.
        real: whether a complex value, which is a hit where its distance is small, is none.

    Raises:
        RefusedError: `eval` would hang on it.
    """
    try:
        if sorted(int(run) for run in _DIGITS.findall(equation)) != sorted(numbers) or not allowed(equation):
            return False
        value = evaluate(equation)
        return near(float(value) if real else value, target)
    except TooLargeError as error:
        raise RefusedError(f"the original gives it to eval, which may never end: {error}") from None
    except (SyntaxError, ArithmeticError, TypeError, ValueError):
        return False
