"""Search-and-replace edits of files, as SWE-RL's completions write them: found, applied, and compared as patches."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from typing import NamedTuple

Files = Mapping[str, str]
_HEAD, _MIDDLE, _END = "<<<<<<< SEARCH\n", "\n=======\n", "\n>>>>>>> REPLACE"
_CLOSED = _END + "\n```"


class EditError(ValueError):
    """Edits that are none: no block, a block that changes nothing, or one whose search text is not in the file."""


class Edit(NamedTuple):
    """One block: in the file `path`, every `search` becomes `replace`; both are whole lines."""

    path: str
    search: str
    replace: str


def find_edits(text: str) -> list[Edit]:
    """The edits of a text, in order and in one pass; each stands in a fence of its own behind ``### path``."""
    return list(_edits(text))


def _edits(text: str) -> Iterator[Edit]:
    head = text.find(_HEAD)
    while head >= 0:
        inside = head + len(_HEAD)
        following = text.find(_HEAD, inside)
        bound = len(text) if following < 0 else following
        # An empty side has no line end of its own: the search for the next mark begins at the line end before it.
        middle = text.find(_MIDDLE, inside - 1, bound)
        end = text.find(_END, middle + len(_MIDDLE) - 1, bound) if middle >= 0 else -1
        path = _path_before(text, head)
        if end >= 0 and path and text.startswith(_CLOSED, end):
            search, replace = (
                text[inside : max(inside, middle)],
                text[middle + len(_MIDDLE) : max(middle + len(_MIDDLE), end)],
            )
            yield Edit(path, search, replace)
        head = following


def _path_before(text: str, head: int) -> str:
    """The path on the line before a block, behind ``### `` and below the fence that opens the block."""
    start = text.rfind("\n", 0, max(head - 1, 0)) + 1
    line = text[start : head - 1]
    if start == 0 or text[head - 1] != "\n" or not line.startswith("### "):
        return ""
    fence = text[text.rfind("\n", 0, start - 1) + 1 : start]
    return line.removeprefix("### ").strip() if "```" in fence else ""


def apply_edits(context: Files, edits: list[Edit], most: int) -> dict[str, str]:
    """The files that edits change, with their new contents.

    Args:
        context: the files as they are; one that is not there is empty.
        edits: the edits.
        most: how many characters a file may grow to.

    Raises:
        EditError: an edit changes nothing, its search text is not in the file, or a file grows too large.
    """
    if not edits:
        raise EditError("no search-and-replace block")
    changed: dict[str, str] = {}
    for path, search, replace in edits:
        before = changed.get(path, "\n" + context.get(path, ""))
        if search == replace:
            raise EditError("a block whose two sides are the same")
        found = before.count("\n" + search)
        if not found:
            raise EditError("a search text that is not in the file")
        if len(before) + found * len(replace) > most:
            raise EditError("a file that grows too large")
        changed[path] = before.replace("\n" + search, "\n" + replace)
    return {path: content[1:] for path, content in changed.items()}


def patches(context: Files, contents: Files) -> dict[str, str]:
    """The unified diff of each file that changes, without its head."""
    found = {}
    for path, content in contents.items():
        lines = difflib.unified_diff(context.get(path, "").splitlines(), content.splitlines(), lineterm="")
        patch = "\n".join(list(lines)[2:])
        if patch:
            found[path] = patch
    return found


def patch_similarity(predicted: Files, expected: Files) -> float:
    """The mean similarity of two patches over all files that either changes, in [0, 1]; 1 where neither changes any.

    The similarity of a file is difflib's ratio of the characters of its two diffs, without junk; 0 where one of them
    does not change it.
    """
    paths = sorted({*predicted, *expected})
    if not paths:
        return 1.0
    return sum(_ratio(predicted.get(path, ""), expected.get(path, "")) for path in paths) / len(paths)


def _ratio(one: str, other: str) -> float:
    if not one or not other:
        return 0.0
    return difflib.SequenceMatcher(None, one, other, autojunk=False).ratio()
