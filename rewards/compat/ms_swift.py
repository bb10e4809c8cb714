"""Rewards of ms-swift (modelscope/ms-swift, commit 3602360, swift/rewards/orm.py)."""

from __future__ import annotations

import re
from typing import ClassVar

from pydantic import Field, FiniteFloat

from rewardry.types import Score, Verdict

from ..length.cosine import CosineSchedule, cosine
from ..length.unit import LengthReward
from .text_reward import TextReward

_MIDDLE = re.compile(r"</think>\s*<answer>")


class ThinkAnswer(TextReward):
    r"""ms-swift's `Format`: 1 where ``^<think>.*?</think>\s*<answer>.*?</answer>(?![\s\S])`` matches, else 0.

    The completion begins with ``<think>`` and ends with ``</answer>``; anything may stand inside the blocks.
    """

    source: ClassVar[str | None] = "github.com/modelscope/ms-swift at 3602360"
    value_range: ClassVar[tuple[float, float] | None] = (0.0, 1.0)

    def value(self, text: str) -> float:
        """1 or 0, in time linear in the text."""
        opening, closing = "<think>", "</answer>"
        if not (text.startswith(opening) and text.endswith(closing)):
            return 0.0
        return float(_MIDDLE.search(text, len(opening), len(text) - len(closing)) is not None)


class SoftOverlong(LengthReward):
    """ms-swift's `SoftOverlong`: the slope of DAPO's equation 13, which goes on falling beyond the longest length.

    Attributes:
        soft_max_length: the length at which the penalty is -1, in tokens.
        soft_cache_length: the width of the slope down to -1, in tokens.
    """

    source: ClassVar[str | None] = "github.com/modelscope/ms-swift at 3602360"
    soft_max_length: int = 20480
    soft_cache_length: int = Field(4096, gt=0)

    def value(self, length: int) -> float:
        """The penalty at a length, at most 0 and without a lower bound."""
        free = self.soft_max_length - self.soft_cache_length
        return min((free - length) / self.soft_cache_length, 0.0)


class Cosine(CosineSchedule):
    """ms-swift's `CosineReward`: lengths in tokens, and a cosine that swings back beyond `max_len`.

    A reference that cannot be read counts as a wrong answer, as in the original; a timeout stays undecided here.

    Attributes:
        verifier: who decides whether the answer is right.
        min_len_value_wrong, max_len_value_wrong: the values of a wrong answer at length 0 and at `max_len`.
        min_len_value_correct, max_len_value_correct: the values of a right answer at length 0 and at `max_len`.
        max_len: the length at which half a cosine is done, in tokens.
    """

    source: ClassVar[str | None] = "github.com/modelscope/ms-swift at 3602360"
    min_len_value_wrong: FiniteFloat = -0.5
    max_len_value_wrong: FiniteFloat = 0.0
    min_len_value_correct: FiniteFloat = 1.0
    max_len_value_correct: FiniteFloat = 0.5
    max_len: int = Field(1024, gt=0)

    def value(self, length: int, correct: bool) -> float:
        """The value at a length."""
        if correct:
            return cosine(length / self.max_len, self.min_len_value_correct, self.max_len_value_correct)
        return cosine(length / self.max_len, self.min_len_value_wrong, self.max_len_value_wrong)

    def undecided_at(self, verdict: Verdict, length: int) -> Score:
        """The value of a wrong answer for a reference that cannot be read."""
        if verdict.reason == "reference-unparseable":
            return Score(self.value(length, False), "ok", {"reason": verdict.reason}, verdict.seconds)
        return super().undecided_at(verdict, length)


class React(TextReward):
    r"""ms-swift's `ReActFormat`: 1 where ``^<think>.*?</think>\s*Action:.*?Action Input:.*?$`` matches, else 0.

    The completion begins with ``<think>``; some ``</think>`` is followed by ``Action:``, and that by ``Action Input:``.
    """

    source: ClassVar[str | None] = "github.com/modelscope/ms-swift at 3602360"
    value_range: ClassVar[tuple[float, float] | None] = (0.0, 1.0)

    def value(self, text: str) -> float:
        """1 or 0, in time linear in the text."""
        if not text.startswith("<think>"):
            return 0.0
        action = _ACTION.search(text, len("<think>"))
        return float(action is not None and text.find("Action Input:", action.end()) >= 0)


_ACTION = re.compile(r"</think>\s*Action:")
