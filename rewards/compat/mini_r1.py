"""Rewards of mini-r1 (philschmid/deep-learning-pytorch-huggingface, commit 59b3797, run_r1_grpo.py)."""

from __future__ import annotations

from typing import Any, ClassVar

from rewardry.component import JsonType
from rewardry.testing.case import Case

from .reference_reward import Graded, ReferenceReward, blocks, numbers_and_target
from .text_reward import TextReward
from .tinyzero import hits


class ThinkAnswer(TextReward):
    """mini-r1's `format_reward_func`: 1 for reasoning, a line end and an answer block that ends the text, else 0.

    The prompt ends in ``<think>``, which the original puts before every completion, whether or not it has one: the
    reasoning holds no think tag, ``</think>`` and a line end follow it, and ``<answer>...</answer>`` ends the text.
    """

    source: ClassVar[str | None] = "github.com/philschmid/deep-learning-pytorch-huggingface at 59b3797"
    value_range: ClassVar[tuple[float, float] | None] = (0.0, 1.0)

    def value(self, text: str) -> float:
        """1 or 0, in time linear in the text."""
        closed = text.find("</think>")
        opened = text.find("<think>")
        if closed < 0 or 0 <= opened < closed:
            return 0.0
        rest = text[closed:]
        answers = rest.startswith("</think>\n<answer>") and (rest.endswith(("</answer>", "</answer>\n")))
        return float(answers and len(rest.rstrip("\n")) >= len("</think>\n<answer></answer>"))


class Countdown(ReferenceReward):
    """mini-r1's `equation_reward_func`: 1 where the first answer block's equation makes the target, else 0.

    The first ``<answer>...</answer>`` on one line, the reasoning included, is the equation: its digits, run by run,
    are the given numbers, and its value as Python has it is within 1e-5 of the target. The original gives the text to
    `eval`; here it is parsed, and a power that `eval` would not live to finish is refused. The reference is
    ``{"target": 24, "numbers": [3, 8]}``.
    """

    source: ClassVar[str | None] = "github.com/philschmid/deep-learning-pytorch-huggingface at 59b3797"
    value_range: ClassVar[tuple[float, float] | None] = (0.0, 1.0)
    takes: ClassVar[tuple[JsonType, ...]] = ("object",)

    def graded(self, text: str, reference: Any) -> Graded:
        """1 for a hit."""
        numbers, target = numbers_and_target(reference)
        found = next((block for line in text.split("\n") for block in blocks(line)), None)
        right = found is not None and hits(found.strip(), numbers, target, real=True)
        return Graded(float(right), right)

    def examples(self) -> list[Case]:
        """A hit and a miss."""
        game = {"target": 24, "numbers": [3, 8]}
        return [
            Case("a</think>\n<answer>3*8</answer>", 1.0, "Make 24 of 3 and 8.", game, "3*8"),
            Case("a</think>\n<answer>3+8</answer>", 0.0, "Make 24 of 3 and 8.", game, "3*8"),
        ]
