"""Fenced code blocks of Markdown."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Sequence
from typing import NamedTuple

from rewardry.text.spans import Span, has_content

_FENCE = re.compile(r"^[ \t]{0,8}(?P<marks>`{3,}|~{3,})(?P<info>[^\n]*)$", re.MULTILINE)
# The names under which models write a language after the fence.
ALIASES = {
    "bash": ("bash", "sh", "shell"),
    "c": ("c",),
    "cpp": ("cpp", "c++", "cc"),
    "go": ("go", "golang"),
    "java": ("java",),
    "javascript": ("javascript", "js", "node"),
    "python": ("python", "py", "python3"),
    "rust": ("rust", "rs"),
}


class CodeBlock(NamedTuple):
    """A fenced block.

    Attributes:
        language: the first word after the fence in lower case, or "".
        code: the inside.
        closed: whether a closing fence follows.
    """

    language: str
    code: Span
    closed: bool


def find_code_blocks(text: str) -> list[CodeBlock]:
    """The fenced blocks of a text, in order and in one pass; the last may lack its closing fence.

    A block is closed by a fence of the same character, at least as long and with nothing behind it (CommonMark 4.5).
    """
    blocks: list[CodeBlock] = []
    opened: tuple[str, str, int] | None = None
    for fence in _FENCE.finditer(text):
        marks, info = fence["marks"], fence["info"].strip()
        if opened is None:
            if marks[0] == "~" or "`" not in info:
                opened = (marks, info.split()[0].lower() if info else "", fence.end() + 1)
        elif not info and marks[0] == opened[0][0] and len(marks) >= len(opened[0]):
            blocks.append(CodeBlock(opened[1], Span(min(opened[2], fence.start()), fence.start()), True))
            opened = None
    if opened is not None:
        blocks.append(CodeBlock(opened[1], Span(min(opened[2], len(text)), len(text)), False))
    return blocks


_COMMENT = re.compile(r"[ \t]*(?:#(?!#)|//|--)[ \t]")
_AT_COMMENT = 80  # characters from the beginning of a comment within which something stands in it
_CODE_BEHIND = 400


def is_in_comment(text: str, place: int, said: Span, blocks: Sequence[CodeBlock]) -> bool:
    """Whether a place lies in a comment of a program that goes on without what the comment says.

    Args:
        text: any text.
        place: where something is said.
        said: what is said there; of a line of many places only so much is read as could stand in the code.
        blocks: the fenced blocks of the text.
    """
    line = text[max(0, place - _AT_COMMENT) : place].rpartition("\n")[2]
    if _COMMENT.match(line) is None:
        return False
    at = bisect(blocks, place, key=lambda block: block.code.start) - 1
    end = text.find("\n", place)
    if at < 0 or not place < end < blocks[at].code.end:
        return False
    code = text[end : min(blocks[at].code.end, end + _CODE_BEHIND)]
    value = text[said.start : min(said.end, said.start + 2 * _CODE_BEHIND)].strip(" .。")
    return has_content(code) and value not in code


def last_code(text: str, language: str | None = None) -> str | None:
    """The inside of the last closed block, of a language where one is given (aliases count), or None."""
    wanted = None if language is None else ALIASES.get(language, (language,))
    for block in reversed(find_code_blocks(text)):
        if block.closed and (wanted is None or block.language in wanted):
            return block.code.of(text)
    return None


def fenced(code: str, language: str = "") -> str:
    r"""Code in a fence that is longer than any run of backquotes in it.

    >>> fenced("print(1)", "python")
    '```python\nprint(1)\n```'
    """
    longest = max((len(run) for run in re.findall("`+", code)), default=0)
    fence, line_end = "`" * max(3, longest + 1), "" if code.endswith("\n") else "\n"
    return f"{fence}{language}\n{code}{line_end}{fence}"
