"""Rewards of mini-r1 (philschmid/deep-learning-pytorch-huggingface, commit 59b3797, run_r1_grpo.py)."""

from __future__ import annotations

from typing import ClassVar

from .text_reward import TextReward


class ThinkAnswer(TextReward):
    """mini-r1's `format_reward_func`: 1 for reasoning, a line end and an answer block that ends the text, else 0.

    The prompt ends in ``<think>``, which the original puts before every completion, whether or not it has one: the
    reasoning holds no think tag, ``</think>`` and a line end follow it, and ``<answer>...</answer>`` ends the text.
    """

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
