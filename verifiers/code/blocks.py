"""Where the program is: the last fenced block after the reasoning, in the task's language."""

from __future__ import annotations

import re
from typing import Literal

from rewardry.component import Extraction
from rewardry.text.code_blocks import ALIASES, find_code_blocks
from rewardry.text.spans import Span, is_blank
from rewardry.types import Sample

Fence = Literal["required", "optional"]
# A program that is longer than this many characters is no answer.
LONGEST_PROGRAM = 200_000


def find_program(sample: Sample, language: str, fence: Fence = "required") -> Extraction:
    """The program of a completion.

    Args:
        sample: the completion; what its reference expects is not looked at.
        language: the language that the task wants, by its canonical name.
        fence: ``optional`` takes a text without any fence for the program.

    Returns:
        The last closed block after the reasoning whose tag names the language, or that has no tag, without the
        indentation of its fence; reason ``no-answer`` where there is none, ``over-limit`` for one that is too long.
    """
    text = _fences_on_their_lines(sample.split().final_text, sample)
    wanted = {"", *ALIASES[language]}
    blocks = find_code_blocks(text)
    for block in reversed(blocks):
        if block.closed and block.language in wanted:
            return _within_limit(_as_far_left_as_its_fence(text, block.code))
    if fence == "optional" and not blocks:
        return _bare(sample)
    return Extraction(None, "no-answer")


def _bare(sample: Sample) -> Extraction:
    """A text without a fence: the inside of the answer block, or all that follows the reasoning."""
    sections = sample.split()
    found = sections.final_text if sections.answer is None else sections.answer.of(sections.text)
    return Extraction(None, "no-answer") if is_blank(found, 0, len(found)) else _within_limit(found)


_INDENTATION = re.compile(r"^[ \t]*(?=[^ \t\r\n])", re.MULTILINE)


def _as_far_left_as_its_fence(text: str, code: Span) -> str:
    """The inside of a block without what its fence is indented by, as in an item of a list.

    CommonMark takes that from each line alike; here no line loses more than the one that is indented least, so that
    all keep their places to each other.
    """
    program = code.of(text)
    fence = _INDENTATION.match(text, text.rfind("\n", 0, max(0, code.start - 1)) + 1)
    indented = len(fence.group()) if fence is not None else 0
    taken = min([indented, *map(len, _INDENTATION.findall(program))]) if indented else 0
    return re.sub(rf"(?m)^[ \t]{{{taken}}}", "", program) if taken else program


def _within_limit(program: str) -> Extraction:
    """The program, in which a character that no file can hold is a question mark: a compiler will say so, not we."""
    if len(program) > LONGEST_PROGRAM:
        return Extraction(None, "over-limit")
    return Extraction(program.encode("utf-8", "replace").decode("utf-8"))


def _fences_on_their_lines(text: str, sample: Sample) -> str:
    """The text with a line end between an answer tag and a fence beside it.

    Models write ``<answer>```python``, and a stop string or a template puts the closing tag right behind the last
    fence; neither makes the program another one.
    """
    tags = sample.style.answer
    if tags is None or (tags[0] not in text and tags[1] not in text):
        return text
    opening, closing = map(re.escape, tags)
    fence, gap = r"(?:`{3,40}|~{3,40})", r"[ \t]{0,8}"
    text = re.sub(rf"(?m){opening}{gap}(?={fence}[\w+#. -]{{0,40}}$)", lambda _: f"{tags[0]}\n", text)
    return re.sub(rf"(?m)^({gap}{fence}){gap}(?={closing})", r"\1\n", text)
