"""The length reward of "Training Language Models to Reason Efficiently"."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from typing import ClassVar

from pydantic import Field

from rewardry.component import Needs
from rewardry.testing.case import Case
from rewardry.types import Sample

from ..sigmoid import sigmoid
from .outcome import GroupLength


class EfficientSigmoid(GroupLength):
    """A right answer earns up to 1, less the longer it is among the right answers to its prompt; a wrong one earns 0.

    Arora and Zanette (arXiv:2502.04463): ``1 - alpha * sigmoid((n - mean) / (std + 1e-7))`` with mean and standard
    deviation (of a population) over the right answers of the group. A completion that was cut earns 0.

    Attributes:
        verifier: who decides whether the answer is right.
        alpha: how much of the reward depends on the length, in [0, 1]; the paper's runs use 0.05 to 0.4.
        unit: what lengths are counted in; without token ids of the whole group ``tokens`` abstains.
    """

    value_range: ClassVar[tuple[float, float] | None] = (0.0, 1.0)

    alpha: float = Field(0.4, ge=0, le=1)

    def reads(self) -> Needs:
        """The length, and how the completion ended where that is known."""
        return super().reads() | Needs(frozenset({"finish_reason"}), optional=frozenset({"finish_reason"}))

    def values(self, lengths: Sequence[int], correct: Sequence[bool]) -> list[float]:
        """One value a completion, in [0, 1]."""
        return efficient_sigmoid(lengths, correct, self.alpha)

    def adjusted(self, sample: Sample, correct: bool, value: float) -> float:
        """0 where the completion was cut."""
        return 0.0 if sample.finish_reason == "length" else value

    def examples(self) -> list[Case]:
        """A right answer alone in its group lies in the middle."""
        text = "<think>Two and two make four.</think>\n<answer>4</answer>"
        return [
            Case(text, 1 - self.alpha / 2, "What is 2 + 2?", "4", completion_ids=range(20), group="a"),
            Case(text, 0.0, "What is 2 + 3?", "5", completion_ids=range(20), group="b"),
        ]


def efficient_sigmoid(lengths: Sequence[int], correct: Sequence[bool], alpha: float) -> list[float]:
    """The rewards of one group.

    >>> [round(value, 6) for value in efficient_sigmoid([100, 200, 300], [True, False, True], 0.4)]
    [0.892423, 0.0, 0.707577]
    """
    right = [length for length, is_right in zip(lengths, correct, strict=True) if is_right]
    if not right:
        return [0.0] * len(lengths)
    mean, deviation = statistics.fmean(right), statistics.pstdev(right)
    return [
        1.0 - alpha * sigmoid((length - mean) / (deviation + 1e-7)) if is_right else 0.0
        for length, is_right in zip(lengths, correct, strict=True)
    ]
