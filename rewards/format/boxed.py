r"""A final answer in a box."""

from __future__ import annotations

from rewardry.testing.case import Case
from rewardry.text.boxed import find_boxes
from rewardry.text.spans import says_something
from rewardry.text.wrappers import strip_wrappers
from rewardry.types import Sample

from ..two_values import TwoValues


class Boxed(TwoValues):
    r"""The first of `values` where the answer stands in ``\boxed{}``, once or always the same, else the second.

    The instruction of most mathematical replications, "put your final answer within \boxed{}" (SimpleRL-Zoo,
    arXiv:2503.18892; Dr. GRPO, arXiv:2503.20783). Only what follows the reasoning is read, or the whole text of a model
    that marks none; a box that does not close or says nothing is none, and two boxes that differ are no final answer.

    Attributes:
        values: what a good and a bad form are worth.
        whole_text: read the whole completion where it has no reasoning block.
    """

    whole_text: bool = True

    def is_good(self, sample: Sample) -> bool:
        """Whether a completion has the form."""
        sections = sample.split()
        if "missing_think" in sections.problems and not self.whole_text:
            return False
        text = sections.final_text
        boxes = [box for box in find_boxes(text) if not box.depth]
        insides = [strip_wrappers(box.inner.of(text)) for box in boxes]
        if not boxes or not all(says_something(inside, 0, len(inside)) for inside in insides):
            return False
        return len({"".join(box.inner.of(text).split()) for box in boxes}) == 1

    def examples(self) -> list[Case]:
        """A box, and two that differ."""
        good, bad = self.values
        return [
            Case("<think>2 + 2 is 4</think>\nThe answer is \\boxed{4}.", good),
            Case("<think>2 + 2 is 4</think>\n\\boxed{4} or \\boxed{5}", bad),
        ]
