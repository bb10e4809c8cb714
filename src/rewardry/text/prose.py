r"""The prose of a text: what is left when formulas, code and addresses are taken out.

Words inside ``\text{...}`` of a formula and comments of code are prose, for a model writes them in a language of its
choice. One pass finds the marks, each closing mark is looked for once, so that a text of unclosed marks costs no more
than any other.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection
from typing import Literal, TypeAlias

Excluded: TypeAlias = Literal["latex", "code", "url"]

# Led by one class of characters, which is searched for many times faster than alternatives are tried.
_MARK = re.compile(
    r"[`~$\\\n](?:(?<=`)`*+|(?<=~)~~++|(?<=\$)\$?|(?<=\n)[ \t]*+\n"
    r"|(?<=\\)(?:[\[\]()$\\]|(?:begin|end)\{[A-Za-z]{1,20}\*?\}))"
)
_OPENS = {"\\[": "\\]", "\\(": "\\)", "$$": "$$", "$": "$"}
_PROSE_IN_FORMULA = re.compile(r"\\(?:text|textrm|textit|textbf|textsf|textnormal|mbox|intertext)[ ]?\{([^{}\n]*)\}")
# Of the languages that models write; a mark inside a string literal is taken for a comment, which costs a few words.
_COMMENT = re.compile(r"(?:#|//|/\*|<!--|(?:^|[ \t])--[ \t]|^[ \t]*\*[ \t])(.*)", re.MULTILINE)
_URL = re.compile(
    r"(?:https?://|www\.)[^\s<>\"'，。）)\]]+|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}"
)
_COMMAND = re.compile(r"\\[A-Za-z]+")
# Names with underscores and calls are of code, not of a language.
_IDENTIFIER = re.compile(r"\b(?:[A-Za-z0-9]*+_[A-Za-z0-9_]*+|[A-Za-z]{1,40}\(\))", re.ASCII)
_NOT_MATH = frozenset(
    {"document", "itemize", "enumerate", "center", "quote", "description", "proof", "theorem", "lemma"}
)


def prose(text: str, exclude: Collection[Excluded] = ("latex", "code", "url")) -> str:
    """The text with what is excluded replaced by a space each.

    Args:
        text: Markdown, LaTeX or plain text.
        exclude: ``latex`` formulas and commands, ``code`` in fences, in back-ticks and bare identifiers, ``url``
            addresses of pages and of mail.
    """
    if "url" in exclude and ("://" in text or "www." in text or "@" in text):
        text = _URL.sub(" ", text)
    latex, code = "latex" in exclude, "code" in exclude
    if (latex and ("$" in text or "\\" in text)) or (code and ("`" in text or "~~~" in text)):
        text = "".join(_pieces(text, latex, code))
    if latex and "\\" in text:
        text = _COMMAND.sub(" ", text)
    return _IDENTIFIER.sub(" ", text) if code and ("_" in text or "()" in text) else text


def _pieces(text: str, latex: bool, code: bool) -> list[str]:
    marks = [_Mark(text, found) for found in _MARK.finditer(text)]
    closings = _Closings(text, marks)
    pieces: list[str] = []
    at = 0
    for mark in marks:
        if mark.start < at or not (code if mark.is_code else latex):
            continue
        end = closings.of(mark)
        if end is not None:
            pieces += (text[at : mark.start], " ", *_prose_within(text[mark.end : end], mark), " ")
            at = end
    pieces.append(text[at:])
    return pieces


def _prose_within(inside: str, mark: _Mark) -> list[str]:
    if mark.is_fence:
        return [comment + "\n" for comment in _COMMENT.findall(inside.partition("\n")[2])]
    return [] if mark.is_code else [part + " " for part in _PROSE_IN_FORMULA.findall(inside)]


class _Mark:
    """Something that opens or closes a formula or a piece of code, or parts two paragraphs."""

    __slots__ = ("end", "is_code", "is_fence", "key", "start")

    def __init__(self, text: str, found: re.Match[str]) -> None:
        self.start, self.end = found.span()
        mark = found[0]
        self.is_code = mark[0] in "`~"
        self.is_fence = self.is_code and len(mark) >= 3 and _begins_line(text, self.start)
        # Marks of one key may close each other: fences of one character, runs of as many back-ticks.
        self.key = "\n\n" if mark[0] == "\n" else mark[:3] + " fence" if self.is_fence else mark


def _begins_line(text: str, start: int) -> bool:
    lead = text[max(0, start - 9) : start].rpartition("\n")
    return (bool(lead[1]) or start < 9) and not lead[2].strip(" \t>")


def _has_name(text: str, end: int) -> bool:
    """Whether the name of a language follows a fence, which opens then; prose may follow one that closes."""
    following = text[end : end + 1]
    return following.isascii() and following.isalnum()


class _Closings:
    """Where each kind of mark ends, looked up by position."""

    def __init__(self, text: str, marks: list[_Mark]) -> None:
        self._text = text
        self._starts: dict[str, list[int]] = defaultdict(list)
        self._fences: dict[str, list[tuple[int, int]]] = defaultdict(list)  # those that can close: start and length
        for mark in marks:
            if not mark.is_fence:
                self._starts[mark.key].append(mark.start)
            elif not _has_name(text, mark.end):
                self._fences[mark.key].append((mark.start, mark.end - mark.start))

    def of(self, mark: _Mark) -> int | None:
        """Where what the mark opens is over; None where it opens nothing."""
        if mark.is_fence:
            return self._of_fence(mark)
        if mark.is_code:
            start = self._next(mark.key, mark.end)
            return None if start is None or self._paragraph(mark.end) < start else start + len(mark.key)
        if mark.key.startswith("\\begin{"):
            name = mark.key[len("\\begin") :]
            start = None if name.strip("{}*") in _NOT_MATH else self._next(f"\\end{name}", mark.end)
            return None if start is None else start + len("\\end") + len(name)
        if mark.key == "$":
            return self._of_dollar(mark.end)
        start = self._next(_OPENS[mark.key], mark.end) if mark.key in _OPENS else None
        return None if start is None else start + len(mark.key)

    def _of_fence(self, mark: _Mark) -> int:
        """Behind the next fence that is as long and names no language; of an open one the end: the text was cut."""
        fences = self._fences[mark.key]
        for place in range(bisect_left(fences, (mark.end, 0)), len(fences)):
            start, length = fences[place]
            if length >= mark.end - mark.start:
                return start + length
        return len(self._text)

    def _of_dollar(self, start: int) -> int | None:
        """As Pandoc reads it: no space inside the marks and no digit behind, in one paragraph; else it is money."""
        text, end = self._text, self._next("$", start)
        if end is None or end == start or text[start].isspace() or self._paragraph(start) < end:
            return None
        return None if text[end - 1].isspace() or text[end + 1 : end + 2].isdigit() else end + 1

    def _next(self, key: str, after: int) -> int | None:
        starts = self._starts.get(key, [])
        place = bisect_left(starts, after)
        return starts[place] if place < len(starts) else None

    def _paragraph(self, after: int) -> int:
        found = self._next("\n\n", after)
        return len(self._text) if found is None else found
