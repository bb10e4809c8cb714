"""What a process reward model is asked about a sample: a question and the steps of a solution."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from rewardry.steps import SplitBy, split_steps
from rewardry.text.spans import Span
from rewardry.types import Sample

Scope: TypeAlias = Literal["all", "think", "after_think"]


class UnreadableStepsError(ValueError):
    """A row's column of steps is no list of texts."""


@dataclass(frozen=True, slots=True)
class Solution:
    """A question and the steps of a solution.

    Attributes:
        question: the prompt's last question.
        steps: the steps' texts.
        ends: where each ends in the completion, in characters; None where the steps do not stand there as given.
    """

    question: str
    steps: tuple[str, ...]
    ends: tuple[int, ...] | None

    @property
    def characters(self) -> int:
        """The length of all of it."""
        return len(self.question) + sum(map(len, self.steps))


def solution_of(sample: Sample, by: SplitBy, scope: Scope = "all", column: str | None = None) -> Solution:
    """The steps of a sample's completion; tags of reasoning and answer separate steps and belong to none.

    Args:
        sample: the sample.
        by: what separates steps.
        scope: the part of the completion that counts.
        column: the name of a column that holds the steps as a list of texts; None splits the completion.

    Raises:
        CompletionError: there is no text.
        UnreadableStepsError: the column holds something else.
    """
    text = sample.text
    if column is not None:
        steps = _listed(sample.meta.get(column), column)
        return Solution(sample.question, steps, _ends_in(text, steps))
    tags = [*(sample.style.think or ()), *(sample.style.answer or ())]
    within = _within(sample, scope)
    spans = [] if within is None else split_steps(text, by, within, tags)
    return Solution(sample.question, tuple(span.of(text) for span in spans), tuple(span.end for span in spans))


def _within(sample: Sample, scope: Scope) -> Span | None:
    sections = sample.split()
    return {"all": Span(0, len(sections.text)), "think": sections.think, "after_think": sections.final}[scope]


def _listed(value: Any, column: str) -> tuple[str, ...]:
    if not isinstance(value, (list, tuple)) or not all(isinstance(step, str) for step in value):
        raise UnreadableStepsError(f"column {column!r} holds {type(value).__name__}; a list of texts is wanted")
    return tuple(value)


def _ends_in(text: str, steps: Sequence[str]) -> tuple[int, ...] | None:
    """Where steps end that stand in a text one behind the other, or None where they do not."""
    ends, start = [], 0
    for step in steps:
        found = text.find(step, start) if step else -1
        if found < 0:
            return None
        start = found + len(step)
        ends.append(start)
    return tuple(ends)
