"""What a completion holds, for whoever reads one outside of a component: its sections, its code.

Thin names over `rewardry.text`, where the scanners live.
"""

from __future__ import annotations

from rewardry.text.code_blocks import last_code
from rewardry.text.sections import Sections, SectionStyle, split

__all__ = ["code_block", "sections"]


def sections(
    text: str,
    think: tuple[str, str] | None = ("<think>", "</think>"),
    answer: tuple[str, str] | None = ("<answer>", "</answer>"),
    prefilled_think: bool = False,
) -> Sections:
    """A completion, split into reasoning and answer; see `rewardry.text.sections.split`."""
    return split(text, SectionStyle(think, answer, prefilled_think))


def code_block(text: str, language: str | None = "python", exact: bool = False) -> str:
    r"""The last code block of a language, or an empty text.

    Args:
        text: any text; time is linear in it.
        language: the language; its aliases count (``py``, ``python3``). None takes a block of any language.
        exact: the fence bears exactly this name and may stand anywhere, as open-r1 reads code.

    >>> code_block("```py\\nprint(1)\\n```")
    'print(1)\\n'
    """
    if exact:
        return _exactly(text, f"```{language}\n") if language else ""
    return last_code(text, language) or ""


def _exactly(text: str, opening: str) -> str:
    """The inside of the last block, from this opening to the next fence."""
    found, start = "", text.find(opening)
    while start >= 0:
        inside = start + len(opening)
        end = text.find("```", inside)
        if end < 0:
            break
        found, start = text[inside:end], text.find(opening, end + 3)
    return found
