r"""What a reader does not see: comments, ``\phantom{...}``, white letters, hidden elements, joints without width.

What is not seen was not answered: it is taken away before anything is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rewardry.text.spans import holds, parts

_HINTS = parts("phantom|white|none|hidden|opacity|transparent|font-size|\\iffalse|{comment}|<!--|]: #|\u202d|\u202e")
# A comment of HTML or Markdown, and a part of LaTeX that is left out.
_COMMENT = re.compile(
    r"<!--.*?(?:-->|\Z)|^[ \t]{0,3}\[[^\]\n]{1,40}\]:[ \t]{0,3}#[^\n]*|\\iffalse(?![A-Za-z]).*?(?:\\fi(?![A-Za-z])|\Z)"
    r"|\\begin\{comment\}.*?(?:\\end\{comment\}|\Z)",
    re.DOTALL | re.MULTILINE,
)
# Signs that turn a text round: with them something else is read than is written, so that they are no blank.
_TURNED = dict.fromkeys(map(ord, "\u202d\u202e"), "\ufffd")
_COMMAND = re.compile(
    r"\\[hv]?phantom\s*\{|\\textcolor\s*\{\s*(?:white|transparent)\s*\}\s*\{"
    r"|\\(?:color\s*\{\s*(?:white|transparent)|(?:transparent|opacity)\s*\{\s*0?(?:\.0*)?)\s*\}\s*\{?"
)
_ELEMENT = re.compile(
    r"<([A-Za-z]{1,10})\s[^<>]{0,120}?(?:display\s*:\s*none|visibility\s*:\s*hidden"
    r"|(?:opacity|font-size)\s*:\s*0(?![.\d])|color\s*:\s*(?:white|transparent|#fff)|\bhidden\b)[^<>]{0,120}>.{0,2000}?</\1\s*>",
    re.DOTALL | re.IGNORECASE,
)
_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
# Signs without width between two that are seen, and numerals of their own before a formula: what is on either
# side of them is written apart, and shown as one.
_JOINT = re.compile(
    r"[^\s\u200b-\u200f\u2060\ufeff\u00ad][\u200b\u200c\u2060\ufeff\u00ad]+(?=[^\s\u200b-\u200f\u2060\ufeff\u00ad])"
    r"|[\u2160-\u2188](?=[^\s,.;:、，。：；)）\]】、/／\-–—~～\u2160-\u2188\u4e00-\u9fff]|-\d)"
)


def without_unseen(text: str) -> str:
    """A text with spaces in the place of what is not seen in it; time is linear in the text."""
    if not holds(text, _HINTS):
        return text
    text = _COMMENT.sub(lambda found: " " * len(found[0]), text).translate(_TURNED)
    if "</" in text:
        text = _ELEMENT.sub(lambda found: " " * len(found[0]), text)
    return "".join(_without_commands(text))


def _without_commands(text: str) -> Iterator[str]:
    """A text in pieces, with spaces for what a command hides: its argument, or all that follows it in its group."""
    at = 0
    while found := _COMMAND.search(text, at):
        end = _closing(text, found.end())
        if found[0].endswith("{"):  # the brace of an argument goes with it, that of the group stays
            end = min(end + 1, len(text))
        yield text[at : found.start()]
        yield " " * (end - found.start())
        at = end
    yield text[at:]


def _closing(text: str, start: int) -> int:
    """Where the brace closes inside of which a place lies; the end of the text where it never does."""
    depth = 1
    for brace in _BRACE.finditer(text, start):
        depth += (brace[0] == "{") - (brace[0] == "}")
        if not depth:
            return brace.start()
    return len(text)


def is_turned(text: str) -> bool:
    """Whether a text holds a sign that turns it round, or what `without_unseen` has put in its place."""
    return not text.isascii() and holds(text, ("\u202d", "\u202e", "\ufffd"))


def is_joined(text: str) -> bool:
    """Whether two things in a text are joined by nothing but signs without width."""
    return not text.isascii() and _JOINT.search(text) is not None
