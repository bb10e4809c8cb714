"""Rewards of Logic-RL (Unakar/Logic-RL, commit 9d2c457, verl/utils/reward_score/kk.py)."""

from __future__ import annotations

from typing import ClassVar

from .text_reward import TextReward

_TAGS = ("<think>", "</think>", "<answer>", "</answer>")


class TagsOrdered(TextReward):
    """Logic-RL's `validate_response_structure`: 1 where each of the four tags stands once and in order, else 0."""

    value_range: ClassVar[tuple[float, float] | None] = (0.0, 1.0)

    def value(self, text: str) -> float:
        """1 or 0, in time linear in the text."""
        places = [text.find(tag) for tag in _TAGS]
        return float(all(text.count(tag) == 1 for tag in _TAGS) and places == sorted(places))
