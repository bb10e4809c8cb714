"""The format reward of code: the usual layout, with a program in a fence as the answer."""

from __future__ import annotations

from pydantic import field_validator

from rewardry.errors import nearest
from rewardry.testing.case import Case
from rewardry.text.code_blocks import ALIASES, find_code_blocks
from rewardry.text.sections import Sections, SectionStyle
from rewardry.text.spans import has_content

from .think_answer import ThinkAnswer


class Code(ThinkAnswer):
    """The first of `values` for reasoning and an answer that holds a closed fenced block; the second for anything else.

    After open-r1's `get_code_format_reward`, which wants the block between its tags anywhere, and lets anything follow.
    Here the layout is that of `format.think_answer` with all its parameters, the block must be closed, say something,
    and bear a tag that names the language, aliases included.

    Attributes:
        language: the language that the block's tag must name; None for any, or no tag.
    """

    language: str | None = None

    @field_validator("language")
    @classmethod
    def _known(cls, given: str | None) -> str | None:
        if given is None:
            return None
        for language, aliases in ALIASES.items():
            if given.lower() in aliases:
                return language
        raise ValueError(f"there is no language {given!r}. {nearest(given, ALIASES)}")

    def examples(self) -> list[Case]:
        """The form with a program in it, and an answer without one."""
        tag = self.language or "python"
        gap = "" if self.allow_text_between == "nothing" else "\n"
        program = f"<think>\nThe sum is printed.\n</think>{gap}<answer>\n```{tag}\nprint(2 + 2)\n```\n</answer>"
        least = max(self.min_think_chars, self.min_answer_chars)
        bare = "<think>\nTwo and two make four.\n</think>\n<answer>\n4\n</answer>"
        return [Case(program, self.values[0]), Case(bare, self.values[1])] if least <= 1 else []

    def _is_good(self, sections: Sections, forbidden: frozenset[str], style: SectionStyle) -> bool:
        return super()._is_good(sections, forbidden, style) and self._has_program(sections)

    def _has_program(self, sections: Sections) -> bool:
        """Whether a block of the language stands in the answer, or after the reasoning where there is none."""
        where = sections.final if sections.answer is None else sections.answer
        text = where.of(sections.text)
        wanted = None if self.language is None else ALIASES[self.language]
        return any(
            block.closed and (wanted is None or block.language in wanted) and has_content(text, *block.code)
            for block in find_code_blocks(text)
        )
