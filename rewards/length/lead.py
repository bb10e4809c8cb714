"""GRPO-LEAD's length reward."""

from __future__ import annotations

import math
import re
import statistics
from collections.abc import Sequence

from pydantic import Field, FiniteFloat

from rewardry.testing.case import Case
from rewardry.text.repetition import find_loop
from rewardry.text.units import UNSPACED, units
from rewardry.types import Sample

from .outcome import GroupLength

_EPSILON = 1e-6
# A group's values stay finite and apart from the others, however many right answers it has.
_FARTHEST = 10.0


class Lead(GroupLength):
    """A right answer earns more than 1 when it is short among the right answers to its prompt, and less when long.

    GRPO-LEAD (arXiv:2504.09696): ``exp(-alpha * z)`` with ``z = (n - mean) / (std + 1e-6)`` over the right answers of
    the group (n - 1; one alone has z = 0), here within 10 deviations. While the mean of the three shortest completions
    is at most `min_three_avg_gate`, every right answer earns 1. A wrong answer earns `wrong`, and `looping` if its text
    runs in a loop or holds a word of 120 letters.

    Attributes:
        verifier: who decides whether the answer is right.
        unit: what lengths are counted in; without token ids of the whole group ``tokens`` abstains.
        alpha: how steeply the value falls with the length.
        min_three_avg_gate: lengths are compared only where the three shortest have a larger mean, in `unit`.
        wrong: the value of a wrong answer.
        looping: the value of a wrong answer whose text runs in a loop.
    """

    alpha: float = Field(0.05, ge=0, le=10)
    min_three_avg_gate: FiniteFloat = 4000.0
    wrong: FiniteFloat = -1.0
    looping: FiniteFloat = -2.0

    def value_bounds(self) -> tuple[float, float]:
        """From the worst value to that of the shortest right answer."""
        return min(self.wrong, self.looping), max(math.exp(self.alpha * _FARTHEST), self.wrong, self.looping)

    def values(self, lengths: Sequence[int], correct: Sequence[bool]) -> list[float]:
        """One value a completion."""
        values = lead(lengths, correct, self.alpha, self.min_three_avg_gate)
        return [self.wrong if value is None else value for value in values]

    def adjusted(self, sample: Sample, correct: bool, value: float) -> float:
        """`looping` for a wrong answer that runs in a loop."""
        return self.looping if not correct and is_endless(sample.text) else value

    def examples(self) -> list[Case]:
        """A right answer alone in its group, and a wrong one."""
        text = "<think>Two and two make four.</think>\n<answer>4</answer>"
        return [
            Case(text, 1.0, "What is 2 + 2?", "4", completion_ids=range(20), group="a"),
            Case(text, self.wrong, "What is 2 + 3?", "5", completion_ids=range(20), group="b"),
        ]


def lead(lengths: Sequence[int], correct: Sequence[bool], alpha: float, gate: float) -> list[float | None]:
    """The rewards of one group; None for wrong answers.

    >>> lead([100, 200, 300], [True, True, False], 0.05, 4000)
    [1.0, 1.0, None]
    """
    right = [length for length, is_right in zip(lengths, correct, strict=True) if is_right]
    shortest = sorted(lengths)[:3]
    if not right or statistics.fmean(shortest) <= gate:
        return [1.0 if is_right else None for is_right in correct]
    mean = statistics.fmean(right)
    deviation = statistics.stdev(right) if len(right) > 1 else 1.0
    return [
        math.exp(-alpha * max(-_FARTHEST, min(_FARTHEST, (length - mean) / (deviation + _EPSILON))))
        if is_right
        else None
        for length, is_right in zip(lengths, correct, strict=True)
    ]


_ENDLESS_WORD = re.compile(rf"[^\W{UNSPACED}]{{120}}")


def is_endless(text: str) -> bool:
    """Whether a text runs in a loop, or holds a word of 120 letters."""
    return _ENDLESS_WORD.search(text) is not None or find_loop(text, units(text)).found
