"""The variants of a response that IFEval's loose measure tries."""

from __future__ import annotations


def variants(text: str) -> list[str]:
    """A response, and it without its first line, its last line and both, each with and without asterisks.

    A first line is often a greeting, a last line an offer of more help, asterisks are mark-up.
    """
    lines = text.split("\n")
    cut = [text, *("\n".join(some).strip() for some in (lines[1:], lines[:-1], lines[1:-1]))]
    return list(dict.fromkeys((*cut, *(one.replace("*", "") for one in cut))))
