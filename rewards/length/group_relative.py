"""The length reward of Kimi k1.5: short among the answers to the same prompt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from pydantic import Field

from rewardry.testing.case import Case
from rewardry.text.spans import has_content
from rewardry.types import Sample

from .outcome import GroupLength


class GroupRelative(GroupLength):
    """Right answers earn more the shorter they are among the answers to their prompt; long wrong ones lose.

    Section 2.3.3 of Kimi k1.5 (arXiv:2501.12599)::

        lam = 0.5 - (n - n_min) / (n_max - n_min)
        lam            right
        min(0, lam)    wrong

    A group of one length gets 0. Reasoning that is hardly there wins nothing by being short: below `min_think_chars`
    a right answer is worth ``min(0, lam)`` too. Raise its weight as training goes on, as Kimi does.

    Attributes:
        verifier: who decides whether the answer is right.
        unit: what lengths are counted in; without token ids of the whole group ``tokens`` abstains.
        min_think_chars: letters and digits that the reasoning needs to be paid for its brevity; 0 asks for none.
    """

    value_range: ClassVar[tuple[float, float] | None] = (-0.5, 0.5)

    min_think_chars: int = Field(8, ge=0)

    def values(self, lengths: Sequence[int], correct: Sequence[bool]) -> list[float]:
        """One value a completion, in [-0.5, 0.5]."""
        return group_relative(lengths, correct)

    def adjusted(self, sample: Sample, correct: bool, value: float) -> float:
        """At most 0 where the reasoning says next to nothing."""
        think = sample.split().think
        if not self.min_think_chars or sample.style.think is None:
            return value
        reasons = think is not None and has_content(sample.text, *think, self.min_think_chars)
        return value if reasons else min(0.0, value)

    def examples(self) -> list[Case]:
        """A group of one: nothing is shorter or longer."""
        text = "<think>The sum of 2 and 2 is 4.</think>\n<answer>4</answer>"
        return [
            Case(text, 0.0, "What is 2 + 2?", "4", completion_ids=range(20), group="a"),
            Case(text.replace("4.", "5."), 0.0, "What is 1 + 3?", "4", completion_ids=range(25), group="b"),
        ]


def group_relative(lengths: Sequence[int], correct: Sequence[bool]) -> list[float]:
    """Kimi k1.5's length rewards of one group.

    >>> group_relative([100, 200, 300], [True, False, True])
    [0.5, 0.0, -0.5]
    """
    if not lengths or min(lengths) == max(lengths):
        return [0.0] * len(lengths)
    shortest, spread = min(lengths), max(lengths) - min(lengths)
    lambdas = [0.5 - (length - shortest) / spread for length in lengths]
    return [lam if right else min(0.0, lam) for lam, right in zip(lambdas, correct, strict=True)]
