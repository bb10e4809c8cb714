"""The format reward of R1: reasoning in one block, the answer in another, nothing around them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import AliasChoices, Field, FiniteFloat, model_validator

from rewardry.testing.case import Case
from rewardry.text.sections import Sections, SectionStyle
from rewardry.text.spans import has_content
from rewardry.types import Batch, Sample

from ..two_values import TwoValues
from .markup import is_markup

if TYPE_CHECKING:
    from typing import Self

Section = Literal["think", "answer"]


class ThinkAnswer(TwoValues):
    r"""The first of `values` for ``<think>reasoning</think><answer>answer</answer>``, the second for anything else.

    DeepSeek-R1 (arXiv:2501.12948, section 2.2.2) asks for reasoning between ``<think>`` and ``</think>`` and an answer
    between ``<answer>`` and ``</answer>``. Each tag must stand there exactly once, in order, and each block must say
    something: a letter or digit, so that neither white space nor invisible characters nor dots are paid.

    Attributes:
        require: the blocks that must be there.
        values: what a good and a bad form are worth (also written `score`); Logic-RL uses (1, -1).
        strict_newlines: the blocks must be laid out as ``<think>\n...\n</think>\n<answer>\n...\n</answer>``.
        allow_text_after: text may follow the last required block.
        allow_text_between: what may stand between the blocks.
        min_think_chars: letters and digits that the reasoning needs at least.
        min_answer_chars: letters and digits that the answer needs at least.
    """

    source: ClassVar[str | None] = "arXiv:2501.12948"
    require: tuple[Section, ...] = Field(("think", "answer"), min_length=1)
    values: tuple[FiniteFloat, FiniteFloat] = Field((1.0, 0.0), validation_alias=AliasChoices("values", "score"))
    strict_newlines: bool = False
    allow_text_after: bool = False
    allow_text_between: Literal["nothing", "whitespace", "any"] = "whitespace"
    min_think_chars: int = Field(1, ge=0)
    min_answer_chars: int = Field(1, ge=0)

    @model_validator(mode="before")
    @classmethod
    def _one_name(cls, given: Any) -> Any:
        if isinstance(given, dict) and {"values", "score"} <= given.keys():
            raise ValueError("`values` and `score` are one parameter; give it once")
        return given

    @model_validator(mode="after")
    def _can_be_met(self) -> Self:
        """Refuse a layout that no completion has."""
        if self.strict_newlines and self.allow_text_between == "nothing" and "answer" in self.require:
            raise ValueError(
                "strict_newlines puts each tag on a line of its own, and allow_text_between: nothing wants no line end "
                "between the blocks, so that no completion would be paid; leave one of them out"
            )
        return self

    def is_good(self, sample: Sample) -> bool:
        """Whether a completion has the form."""
        return self._is_good(sample.split(), self.forbidden(), sample.style)

    def score(self, batch: Batch) -> list[float]:
        """One value a sample; what is forbidden is worked out once for all."""
        good, bad = self.values
        forbidden = self.forbidden()
        return [good if self._is_good(s.split(), forbidden, s.style) else bad for s in batch.samples]

    def examples(self) -> list[Case]:
        """The form."""
        gap = "" if self.allow_text_between == "nothing" else "\n"
        text = f"<think>\nTwo and two make four.\n</think>{gap}<answer>\n4\n</answer>"
        least = max(self.min_think_chars, self.min_answer_chars)
        return [Case(text, self.values[0])] if least <= 1 else []

    def forbidden(self) -> frozenset[str]:
        """The splitter's problems that these settings do not let pass."""
        found = {"order", "nested", "text_before"}
        for section in self.require:
            found |= {f"{problem}_{section}" for problem in ("missing", "unopened", "unclosed", "duplicate")}
        if self.min_think_chars and "think" in self.require:
            found.add("empty_think")
        if self.min_answer_chars and "answer" in self.require:
            found.add("empty_answer")
        if "answer" in self.require:
            found |= {"text_between"} if self.allow_text_between != "any" else set()
            found |= set() if self.allow_text_after else {"text_after"}
        return frozenset(found)

    def _is_good(self, sections: Sections, forbidden: frozenset[str], style: SectionStyle) -> bool:
        if sections.problems and sections.problems & forbidden:
            return False
        if self._lacks_block(sections):
            return False  # the recipe's style has no such block
        if self.allow_text_between == "nothing" and not self._are_adjacent(sections, style, ""):
            return False
        if self.strict_newlines and not self._is_laid_out(sections, style):
            return False
        if self.min_think_chars and sections.think is not None and is_markup(sections.text, sections.think):
            return False
        return max(self.min_think_chars, self.min_answer_chars) <= 1 or self._says_enough(sections)

    def _lacks_block(self, sections: Sections) -> bool:
        """Whether a required block is not there."""
        if sections.think is not None and sections.answer is not None:
            return False
        return any(getattr(sections, name) is None for name in self.require)

    def _says_enough(self, sections: Sections) -> bool:
        """Whether each block has its least number of letters and digits; that it has any the splitter has seen."""
        text, think, answer = sections.text, sections.think, sections.answer
        return not (
            (self.min_think_chars > 1 and think and not has_content(text, *think, self.min_think_chars))
            or (self.min_answer_chars > 1 and answer and not has_content(text, *answer, self.min_answer_chars))
        )

    def _are_adjacent(self, sections: Sections, style: SectionStyle, gap: str) -> bool:
        """Whether exactly `gap` stands between the two blocks."""
        if sections.answer is None or style.answer is None:
            return True
        return sections.text[sections.final.start : sections.answer.start] == gap + style.answer[0]

    def _is_laid_out(self, sections: Sections, style: SectionStyle) -> bool:
        """Whether each tag has a line of its own and nothing else is on it."""
        text = sections.text
        tagged = (sections.think, sections.answer if style.answer else None)
        # A block that begins with the text was opened by the prompt, and so was its first line.
        insides = ["\n" * (block.start == 0) + block.of(text) for block in tagged if block is not None]
        lines = all(len(inside) > 2 and inside[0] == inside[-1] == "\n" for inside in insides)
        return lines and text == text.strip() and self._are_adjacent(sections, style, "\n")
