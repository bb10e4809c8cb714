"""Reasoning in one block, and an answer behind it."""

from __future__ import annotations

from pydantic import Field

from rewardry.testing.case import Case
from rewardry.text.spans import has_content, says_something
from rewardry.types import Sample

from ..two_values import TwoValues
from .markup import is_markup

_FORBIDDEN = frozenset(
    {"order", "nested", "text_before", "empty_think"}
    | {f"{problem}_think" for problem in ("missing", "unopened", "unclosed", "duplicate")}
)


class Think(TwoValues):
    """The first of `values` for ``<think>reasoning</think>`` and an answer in any form behind it, else the second.

    The format of models that mark only their reasoning (DeepSeek-R1, arXiv:2501.12948, and the chat templates of its
    distilled models; TRL's `think_format_reward`). Each think tag stands there exactly once, nothing before it, the
    reasoning has `min_think_chars` letters or digits, and something is said after it: the originals pay empty blocks,
    and completions that end with their reasoning.

    Attributes:
        values: what a good and a bad form are worth.
        min_think_chars: letters and digits that the reasoning needs at least.
        require_answer: whether something must be said behind the reasoning.
    """

    min_think_chars: int = Field(1, ge=1)
    require_answer: bool = True

    def is_good(self, sample: Sample) -> bool:
        """Whether a completion has the form."""
        sections = sample.split()
        if sections.think is None or (sections.problems and sections.problems & _FORBIDDEN):
            return False
        if is_markup(sections.text, sections.think):
            return False
        if self.min_think_chars > 1 and not has_content(sections.text, *sections.think, self.min_think_chars):
            return False
        return not self.require_answer or _answers(sections.final_text, sample.style.answer)

    def examples(self) -> list[Case]:
        """Reasoning and an answer, and reasoning alone."""
        good, bad = self.values
        think = f"<think>{'Two and two make four. ' * (1 + self.min_think_chars // 17)}</think>"
        return [
            Case(f"{think}\nThe answer is 4.", good),
            Case(think, bad if self.require_answer else good),
        ]


def _answers(final: str, tags: tuple[str, str] | None) -> bool:
    """Whether something is said behind the reasoning; tags say nothing."""
    for tag in tags or ():
        final = final.replace(tag, " ")
    return says_something(final, 0, len(final))
