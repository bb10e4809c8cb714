"""Numbers, lists and grids as answers write them. A number is a numeral: arithmetic is no answer to arithmetic."""

from __future__ import annotations

import re
from fractions import Fraction

_SIGNS = str.maketrans({"−": "-", "–": "-", "＋": "+", "，": ",", "．": ".", "×": "x"})
_NUMERAL = re.compile(
    r"(?P<sign>[+-]?)(?:(?P<whole>\d{1,3}(?:,\d{3})+|\d{1,400})(?:\.(?P<part>\d{0,400}))?|\.(?P<only>\d{1,400}))"
    r"(?:[eE](?P<exponent>[+-]?\d{1,3}))?"
)
_RATIO = re.compile(r"(?P<sign>[+-]?)(?P<above>\d{1,400})\s?/\s?(?P<below>\d{1,400})")
_LATEX_RATIO = re.compile(r"(?P<sign>-?)\\[dt]?frac\s?\{(?P<above>\d{1,400})\}\s?\{(?P<below>\d{1,400})\}")
_TOKEN = re.compile(r"[^\s,\[\]()'\"]+")
_LIST = re.compile(r"[\s,\[\]()'\"0-9eE.+\-]*")


def numeral(text: str) -> Fraction | None:
    """The value of one decimal numeral, such as ``-1,234.5`` or ``1.5e-3``; None where the text is none."""
    found = _NUMERAL.fullmatch(text.translate(_SIGNS).strip())
    if found is None:
        return None
    whole, part = (found["whole"] or "").replace(",", ""), found["part"] or found["only"] or ""
    value = Fraction(int(f"{whole}{part}" or "0"), 10 ** len(part))
    value *= Fraction(10) ** int(found["exponent"] or 0)
    return -value if found["sign"] == "-" else value


def number(text: str) -> Fraction | None:
    r"""The value of a numeral, or of a ratio of two: ``3/4``, ``\frac{3}{4}``; None where the text is neither."""
    bare = text.translate(_SIGNS).strip().strip("$").strip()
    found = _RATIO.fullmatch(bare) or _LATEX_RATIO.fullmatch(bare)
    if found is None:
        return numeral(bare.rstrip(".") if bare.count(".") == 1 else bare)
    if not int(found["below"]):
        return None
    value = Fraction(int(found["above"]), int(found["below"]))
    return -value if found["sign"] == "-" else value


def sequence(text: str) -> list[Fraction] | None:
    """The numbers of a list, whatever separates and encloses them; None where anything else stands among them."""
    text = text.translate(_SIGNS)
    if not _LIST.fullmatch(text):
        return None
    values = [numeral(token) for token in _TOKEN.findall(text)]
    return None if any(value is None for value in values) else [value for value in values if value is not None]


def rows(text: str) -> list[list[Fraction]] | None:
    """The rows of a grid of numbers: lines, or lists within a list; None where the text is no such grid."""
    text = text.strip()
    lines = re.findall(r"\[([^\[\]]*)\]", text) if text.startswith("[") else text.splitlines()
    if text.startswith("[") and re.sub(r"\[[^\[\]]*\]", "", text).strip(" \n,[]"):
        return None
    found = [sequence(line) for line in lines if line.strip()]
    return None if not found or any(not row for row in found) else [row for row in found if row is not None]


def strict_sequence(text: str, what: str = r"\d+") -> list[str] | None:
    """The words of a list that are separated by spaces, commas or arrows and each fully match a pattern."""
    words = re.split(r"\s*(?:,|->|→|\s)\s*", text.strip())
    return words if words and all(re.fullmatch(what, word) for word in words) else None
