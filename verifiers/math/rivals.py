r"""Other answers within an answer that is equal to the reference: on a line of its own, in the other row of cases.

The readers take an answer as one value, and what they cannot place they leave out: ``A \n C``, of which a line is read,
and ``\begin{cases} 0 & x > 0 \\ 5 & x \le 0 \end{cases}``, whose first row is. Such an answer says more than the
reference, and pays for each of what it says.
"""

from __future__ import annotations

import re

_ENVIRONMENT = re.compile(r"\\begin\s?\{([a-z]{1,12}\*?)\}.{0,4000}?\\end\s?\{\1\}", re.DOTALL)
# A line that goes on with the one before it, and one that is not at its end.
_CONTINUES = re.compile(
    r"[=+*/<>≤≥≈,;.)\]}|&:]|[-−]\s|(?:and|or|but)\b"
    r"|\\(?![dt]?frac|sqrt|begin|text|boxed|left|math|pi|sin|cos|tan)"
)
_UNFINISHED = re.compile(
    r"(?:[=+\-−*/<>≤≥≈,;:({\[&|]|\\\\|\\(?:cdot|times|left|quad|qquad|text\{)|\b(?:is|are|and|or|be))\s*$"
)
_MARKS = re.compile(r"[\s$*_`>#}{)\]\[(]|\\[\[\]()]")
_PROSE = re.compile(r"(?:[^\W\d_]{2,}[\s,.:;]+){2}[^\W\d_]{2,}")
_FORMULA = re.compile(r"[=<>≤≥\d$]|\\[a-z]")


def lines(answer: str) -> list[str]:
    """The lines of an answer that stand each for itself; fewer than two where it is one formula or one sentence.

    Args:
        answer: an extracted answer.
    """
    if "\n" not in answer.strip():
        return []
    text = _ENVIRONMENT.sub(lambda found: found[0].replace("\n", " "), answer)
    found: list[str] = []
    for line in map(str.strip, text.splitlines()):
        if not _MARKS.sub("", line):
            continue
        if found and (_CONTINUES.match(line) or _UNFINISHED.search(found[-1])):
            found[-1] = f"{found[-1]} {line}"
        else:
            found.append(line)
    said = [line for line in found if _FORMULA.search(line) or not _PROSE.search(line)]
    return said if len(said) > 1 else []


_ROWS = re.compile(r"(?:\\begin\s?\{d?cases\}|\\\{\s?\\begin\s?\{array\})(?P<rows>.{0,4000}?)\\end", re.DOTALL)
_CASE = re.compile(r"&(?!\s?(?:=|<|>|\\[lg]))")


def is_by_cases(text: str) -> bool:
    r"""Whether a text gives several values of which each holds in a case of its own; no system: ``x &= 1 \\ y &= 2``.

    Args:
        text: a reference or an answer.
    """
    found = _ROWS.search(text)
    return found is not None and "\\\\" in found["rows"] and _CASE.search(found["rows"]) is not None


_FIRST_SIDE = re.compile(r"[\s$]*(-?\d{1,40}(?:\.\d{1,40})?)\s*=")


def first_side(text: str) -> str | None:
    """The number with which a chain of equal sides begins, or None: the 3 of ``3 = 4 + x``."""
    found = _FIRST_SIDE.match(text)
    return None if found is None else found[1]
