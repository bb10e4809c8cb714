"""Rewards of TRL (huggingface/trl 1.16.0, trl/rewards)."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field, FiniteFloat

from ..length.cosine import CosineSchedule, cosine
from ..length.soft_overlong import soft_overlong
from ..length.unit import LengthReward
from ..repetition.ngram import Ngram as TokenNgram
from .math_verify_accuracy import MathVerifyAccuracy
from .text_reward import TextReward


class Think(TextReward):
    """TRL's `think_format_reward`: 1 where ``^<think>(?!.*<think>)(.*?)</think>.*$`` matches, else 0.

    The completion begins with ``<think>``, has no second one, and a ``</think>`` somewhere behind it.
    """

    source: ClassVar[str | None] = "github.com/huggingface/trl at 1.16.0"
    value_range: ClassVar[tuple[float, float] | None] = (0.0, 1.0)

    def value(self, text: str) -> float:
        """1 or 0, in time linear in the text."""
        opening = "<think>"
        if not text.startswith(opening) or text.find(opening, len(opening)) >= 0:
            return 0.0
        return float(text.find("</think>", len(opening)) >= 0)


class SoftOverlong(LengthReward):
    """TRL's `get_soft_overlong_punishment`, equation 13 of DAPO over token ids.

    Attributes:
        max_completion_len: the longest length, in tokens.
        soft_punish_cache: the width of the slope, in tokens; 0 makes it a step.
    """

    source: ClassVar[str | None] = "github.com/huggingface/trl at 1.16.0"
    value_range: ClassVar[tuple[float, float] | None] = (-1.0, 0.0)

    max_completion_len: int = 1280
    soft_punish_cache: int = 256

    def value(self, length: int) -> float:
        """The penalty at a length, in [-1, 0]."""
        return soft_overlong(length, self.max_completion_len, self.soft_punish_cache)


class Cosine(CosineSchedule):
    """TRL's `get_cosine_scaled_reward`: lengths in tokens, constant from `max_len` on, None without a reference.

    Attributes:
        verifier: who decides whether the answer is right.
        max_len: the length from which the reward is constant, in tokens.
        min_value_wrong, max_value_wrong: the values of a wrong answer at length 0 and at `max_len`.
        min_value_correct, max_value_correct: the values of a right answer at `max_len` and at length 0.
    """

    source: ClassVar[str | None] = "github.com/huggingface/trl at 1.16.0"
    max_len: int = Field(1280, gt=0)
    min_value_wrong: FiniteFloat = -1.0
    max_value_wrong: FiniteFloat = -0.5
    min_value_correct: FiniteFloat = 0.5
    max_value_correct: FiniteFloat = 1.0

    def value(self, length: int, correct: bool) -> float:
        """The value at a length."""
        progress = min(length / self.max_len, 1.0)
        if correct:
            return cosine(progress, self.max_value_correct, self.min_value_correct)
        return cosine(progress, self.min_value_wrong, self.max_value_wrong)


class Accuracy(MathVerifyAccuracy):
    """TRL's `accuracy_reward`: math-verify over the whole completion; nothing for a reference it cannot read.

    Boxes come first, and all of them together are the answer, so that two that differ are wrong; reasoning counts.
    The original's alarms are off: a worker that exceeds its deadline is killed, and its sample stays undecided.
    """

    source: ClassVar[str | None] = "github.com/huggingface/trl at 1.16.0"


class ReasoningAccuracy(MathVerifyAccuracy):
    """TRL's `reasoning_accuracy_reward`: as `accuracy_reward`, over what follows the last delimiter.

    The first of the delimiters that occurs counts; without any the completion earns 0.

    Attributes:
        delimiters: texts that end the reasoning.
    """

    source: ClassVar[str | None] = "github.com/huggingface/trl at 1.16.0"

    delimiters: Annotated[tuple[Annotated[str, Field(min_length=1)], ...], Field(min_length=1)] = ("</think>",)

    def read(self, text: str) -> str | None:
        """What follows the last delimiter, or None."""
        found = next((delimiter for delimiter in self.delimiters if delimiter in text), None)
        return None if found is None else text.rpartition(found)[2]

    def layout(self) -> str:
        """The reasoning's end, then an answer."""
        return f"a{self.delimiters[0]} so {{}}"


class Ngram(TokenNgram):
    """TRL's `get_repetition_penalty_reward`: the share of repeated n-grams of token ids, without a free share.

    Without token ids words are counted, where the original needs the ids.

    Attributes:
        ngram_size: n.
        max_penalty: the penalty of a text that only repeats itself, at most 0.
        free: the share of repeated n-grams that costs nothing; 0 is the original's.
    """

    source: ClassVar[str | None] = "github.com/huggingface/trl at 1.16.0"

    free: float = Field(0.0, ge=0, lt=1)
