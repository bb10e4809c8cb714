r"""Boxes: ``\boxed{...}`` and ``\fbox{...}``, with braces matched, in one pass."""

from __future__ import annotations

import re
from typing import NamedTuple

from rewardry.text.spans import Span

# A box's command, an escaped character (so that \{ and \} are no braces), or a brace.
_TOKEN = re.compile(r"\\(?:f?boxed|fbox)(?![A-Za-z])\s{0,8}\{?|\\.|[{}]", re.DOTALL)

_NO_BOX = (-1, -1)


class Box(NamedTuple):
    """A box.

    Attributes:
        outer: the whole, with its command.
        inner: what it holds.
        depth: in how many other boxes it lies.
    """

    outer: Span
    inner: Span
    depth: int


def find_boxes(text: str) -> list[Box]:
    r"""The boxes of a text whose braces close, in the order in which they open.

    Args:
        text: any text; time and memory are linear in it, however boxes nest and whether or not they close.

    Returns:
        Boxes within boxes too, each with its depth. ``\boxed 5`` without a brace is no box.
    """
    if "box" not in text:
        return []
    boxes: list[tuple[Span, Span]] = []
    opened: list[tuple[int, int]] = []  # for each open brace: where its box's command and its inside begin
    for token in _TOKEN.finditer(text):
        found = token.group()
        if found == "{":
            opened.append(_NO_BOX)
        elif found == "}":
            if opened:
                start, inside = opened.pop()
                if start >= 0:
                    boxes.append((Span(start, token.end()), Span(inside, token.start())))
        elif found.endswith("{") and len(found) > 2:
            opened.append((token.start(), token.end()))
    return _with_depths(sorted(boxes))


def _with_depths(boxes: list[tuple[Span, Span]]) -> list[Box]:
    """The boxes with their depths, which only the end of the text tells: a box that never closes counts for none."""
    around: list[int] = []  # the ends of the boxes that are open
    found = []
    for outer, inner in boxes:
        while around and around[-1] <= outer.start:
            around.pop()
        found.append(Box(outer, inner, len(around)))
        around.append(outer.end)
    return found
