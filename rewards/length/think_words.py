"""ToolRL's reward for thinking at length."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from rewardry.testing.case import Case
from rewardry.text.repetition import find_loop
from rewardry.text.units import units
from rewardry.types import Sample, Score, Verdict

from ..outcome import OutcomeReward


class ThinkWords(OutcomeReward):
    """A right answer earns a share for each word of its reasoning, up to all of it at `max_words`.

    ToolRL (arXiv:2504.13958): ``min(1, words / 512)``. It rewards longer thinking, whatever is thought, so here wrong
    answers and reasoning that runs in a loop earn nothing. Words are those of any script; where words are not spaced,
    as in Chinese, each character counts as one.

    Attributes:
        verifier: who decides whether the answer is right.
        max_words: the number of words that earns everything.
    """

    value_range: ClassVar[tuple[float, float] | None] = (0.0, 1.0)

    max_words: int = Field(512, gt=0)

    def of(self, sample: Sample, verdict: Verdict) -> Score:
        """The value of a sample."""
        think = sample.split().think_text or ""
        words = units(think)
        details = {"words": len(words)}
        if verdict.status != "correct" or find_loop(think, words).found:
            return Score(0.0, details=details)
        return Score(self.value(len(words)), details=details)

    def value(self, words: int) -> float:
        """The value of so many words, in [0, 1]."""
        return min(1.0, words / self.max_words)

    def examples(self) -> list[Case]:
        """Eight words, with a right answer and with a wrong one."""
        text = "<think>Two and two make four, as everybody knows.</think>\n<answer>4</answer>"
        return [Case(text, self.value(8), "What is 2 + 2?", "4"), Case(text, 0.0, "What is 2 + 3?", "5")]
