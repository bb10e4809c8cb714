r"""Displayed formulas: ``$$...$$``, ``\\[...\\]``, and environments in rows, of which the last one counts."""

from __future__ import annotations

import re

from rewardry.text.spans import Span

from .lines import tidied

_LONGEST_DISPLAY = 2_000

_ENVIRONMENTS = r"(?:align|aligned|gather|gathered|equation|eqnarray|split|multline)\*?"
_ENDS = re.compile(rf"\\end\{{({_ENVIRONMENTS})\}}\s*$")
_BEGINS = re.compile(rf"\s*\\begin\{{({_ENVIRONMENTS})\}}(?:\{{[^{{}}]{{0,20}}\}})?")
_ROWS = re.compile(r"\\\\(?:\[[^\]]{0,10}\])?")
# What makes a row a step: a relation, or the place where it would stand.
_STEP = re.compile(r"[=<>&≤≥≈≠]|\\(?:[lg]eq?|neq?|[lg]t|approx|equiv|sim|in|to|implies|iff|Rightarrow)(?![A-Za-z])")
_MARKS = re.compile(r"\\(?:label|tag|nonumber|notag)\*?(?:\{[^{}]{0,40}\})?")


def displayed(text: str, end: int) -> tuple[Span, Span] | None:
    r"""A displayed formula with which a text ends; of ``align`` and its like the last row.

    Args:
        text: any text.
        end: where it ends.

    Returns:
        The place of the formula that counts, and the place of the whole.
    """
    for opening, closing in (("$$", "$$"), ("\\[", "\\]")):
        if text.endswith(closing, 0, end) or text.endswith(closing + ".", 0, end):
            stop = text.rfind(closing, 0, end)
            start = text.rfind(opening, max(0, stop - _LONGEST_DISPLAY), stop)
            if start < 0:
                return None
            return last_row(text, start + len(opening), stop), Span(start, stop)
    ends = _ENDS.search(text, max(0, end - 40), end)
    if ends is None:
        return None
    start = text.rfind(f"\\begin{{{ends[1]}}}", max(0, end - _LONGEST_DISPLAY), ends.start())
    return None if start < 0 else (last_row(text, start, ends.end()), Span(start, ends.end()))


def last_row(text: str, start: int, end: int) -> Span:
    """The last row of a formula in rows, behind its equals sign; other formulas as they are.

    Rows of which neither is a step to the next, values one below the other, stay together.
    """
    begins = _BEGINS.match(text, start, end)
    if begins is None:
        return tidied(text, start, end)
    stop = text.rfind("\\end{", start, end)
    first, last = begins.end(), stop if stop > 0 else end
    if _ROWS.search(text, first, last) and not _STEP.search(text, first, last):
        return tidied(text, start, end)
    for row in _ROWS.finditer(text, first, last):
        if text[row.end() : last].strip():
            first = row.end()
    marks = _MARKS.search(text, first, last)
    if marks is not None:
        last = marks.start()
    while first < last and text[first] in " \t\n&":
        first += 1
    if text[first : first + 1] == "=":
        first += 1
    found = tidied(text, first, last)
    while found.start < found.end and text[found.end - 1] in "\\,. \n":
        found = Span(found.start, found.end - 1)
    return found
