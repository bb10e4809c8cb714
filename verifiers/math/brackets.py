"""Brackets in a list of tokens: what lies outside of them, and where they close."""

from __future__ import annotations

from collections.abc import Sequence

_OPENING = frozenset(("(", "[", "{", "\\{", "\\langle", "\\lfloor", "\\lceil", "\\begin"))
_CLOSING = frozenset((")", "]", "}", "\\}", "\\rangle", "\\rfloor", "\\rceil", "\\end"))


def split(tokens: Sequence[str], separators: frozenset[str]) -> tuple[list[list[str]], list[str]]:
    """The parts between separators outside of all brackets, and the separators."""
    parts: list[list[str]] = [[]]
    found: list[str] = []
    depth = 0
    for token in tokens:
        if token in _OPENING:
            depth += 1
        elif token in _CLOSING:
            depth -= 1
        if token in separators and depth <= 0:
            parts.append([])
            found.append(token)
        else:
            parts[-1].append(token)
    return parts, found


def closing(tokens: Sequence[str], start: int = 0) -> int:
    """Where the bracket that opens at `start` closes, or -1."""
    depth = 0
    for i in range(start, len(tokens)):
        if tokens[i] in _OPENING:
            depth += 1
        elif tokens[i] in _CLOSING:
            depth -= 1
            if depth == 0:
                return i
    return -1


def opening_of_last(tokens: Sequence[str]) -> int:
    """Where the bracket opens that the last token closes, or -1."""
    depth = 0
    for i in range(len(tokens) - 1, -1, -1):
        depth += (tokens[i] in _CLOSING) - (tokens[i] in _OPENING)
        if not depth:
            return i
    return -1
