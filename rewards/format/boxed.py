r"""A final answer in a box."""

from __future__ import annotations

from pydantic import FiniteFloat

from rewardry.component import Reward
from rewardry.testing.case import Case
from rewardry.text.boxed import find_boxes
from rewardry.text.spans import says_something
from rewardry.types import Batch, Sample


class Boxed(Reward):
    r"""The first of `values` where the answer stands in ``\boxed{}``, once or always the same, else the second.

    The instruction of most mathematical replications, "put your final answer within \boxed{}" (SimpleRL-Zoo,
    arXiv:2503.18892; Dr. GRPO, arXiv:2503.20783). Only what follows the reasoning is read, or the whole text of a model
    that marks none; a box that does not close or says nothing is none, and two boxes that differ are no final answer.

    Attributes:
        values: what a good and a bad form are worth.
        whole_text: read the whole completion where it has no reasoning block.
    """

    values: tuple[FiniteFloat, FiniteFloat] = (1.0, 0.0)
    whole_text: bool = True

    def value_bounds(self) -> tuple[float, float]:
        """The smaller and the larger of `values`."""
        return min(self.values), max(self.values)

    def score(self, batch: Batch) -> list[float]:
        """One value a sample."""
        good, bad = self.values
        return [good if self._is_good(sample) else bad for sample in batch.samples]

    def _is_good(self, sample: Sample) -> bool:
        sections = sample.split()
        if "missing_think" in sections.problems and not self.whole_text:
            return False
        text = sections.final_text
        boxes = [box for box in find_boxes(text) if not box.depth]
        if not boxes or not all(says_something(text, *box.inner) for box in boxes):
            return False
        return len({"".join(box.inner.of(text).split()) for box in boxes}) == 1

    def examples(self) -> list[Case]:
        """A box, and two that differ."""
        good, bad = self.values
        return [
            Case("<think>2 + 2 is 4</think>\nThe answer is \\boxed{4}.", good),
            Case("<think>2 + 2 is 4</think>\n\\boxed{4} or \\boxed{5}", bad),
        ]
