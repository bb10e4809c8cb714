r"""Notations with a meaning as a whole, in plainer ones: units as fractions, bases in words, C and P for choosing."""

from __future__ import annotations

import re

from .spelling import CLOSE, OPEN

_UNIT_FRACTION = re.compile(
    rf"\\frac\s*\{{\s*{OPEN}([^{CLOSE}]*){CLOSE}\s*\}}\s*\{{\s*{OPEN}([^{CLOSE}]*){CLOSE}\s*((?:\^\s*\{{?\d\}}?)?)\s*\}}"
)
_OHM = re.compile(rf"{OPEN}\s*([kMGm]?)\s*{CLOSE}\s*\\Omega(?![A-Za-z])|(?<=[\d}}])\s*\\Omega\s*$")
_MICRO = re.compile(rf"\\mu\s*{OPEN}\s*([A-Za-z]{{1,3}})\s*{CLOSE}|{OPEN}\s*\\mu\s*([A-Za-z]{{1,3}})\s*{CLOSE}")
_MINUTES = re.compile(r"(?<=[\d}])\s*\^\s*\{?\s*\\prime(?:\s*\\prime)?\s*\}?(?=\s*\d|\s*$)")
# A letter that is raised before it is lowered: the v^2_0 that is (v_0)^2.
_RAISED_FIRST = re.compile(r"(?<![A-Za-z\\])([A-Za-z])\s?\^\s?(\{[^{}]{1,20}\}|\d)\s?_\s?(\{[^{}]{1,20}\}|[A-Za-z\d])")
_BASES = (
    "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen",
)  # fmt: skip
_NAMED_BASE = rf"{OPEN}?\s*({'|'.join(_BASES)})\s*{CLOSE}?"
_BASE = re.compile(rf"(?<=\w)\s*_\s*(?:\{{\s*{_NAMED_BASE}\s*\}}|{_NAMED_BASE}(?![A-Za-z]))")
_BASE_DIGITS = re.compile(rf"(?<=\w)_\s*(?:\{{\s*{OPEN}\s*(\d{{1,2}})\s*{CLOSE}\s*\}}|{OPEN}\s*(\d{{1,2}})\s*{CLOSE})")
_UPRIGHT_DIGITS = re.compile(rf"{OPEN}\s*([\dA-Fa-f]+)\s*{CLOSE}\s*(?=_)")
_HEX = re.compile(r"(?<![\w\\])(?=[A-F\d]*_\{?16\}?(?!\d))([A-F])")
_MARKED_BASE = re.compile(r"(?<![\w.])0(x[\dA-Fa-f]+|b[01]+|o[0-7]+)(?!\w|\.\d)")
_MARKS = {"x": 16, "b": 2, "o": 8}
_COUNT = r"(?:\{\s*(\w+)\s*\}|(\d+|[a-z]))"
_CHOSEN = re.compile(
    rf"(?<![\w)}}])(?:\{{\s*\}})?\s*[\^_]\s*{_COUNT}\s*\{{?\s*{OPEN}?([CP]){CLOSE}?\s*\}}?\s*_\s*{_COUNT}"
)
_CHOSEN_LATE = re.compile(r"(?<![A-Za-z\\])C_\s*(?:\{\s*(\d+|n)\s*\}|(\d|n))\s*\^\s*(?:\{\s*(\w+)\s*\}|(\d|[a-z]))")
_ARRANGED = re.compile(
    r"(?<![A-Za-z\\])A(?:_\s*\{?\s*(\d{1,3})\s*\}?\s*\^\s*\{?\s*(\d{1,3})(?!\d)\s*\}?"
    r"|\^\s*\{?\s*(\d{1,3})\s*\}?\s*_\s*\{?\s*(\d{1,3})(?!\d)\s*\}?)"
)
_CHOSEN_PLAIN = re.compile(r"(?<![\w.])(\d{1,4})\s?C\s?(\d{1,4})(?![\w.])")


def plainer(text: str) -> str:
    """A spelled text with these notations replaced; each is looked for only where its signs occur."""
    if "\\frac" in text and OPEN in text:
        text = _UNIT_FRACTION.sub(rf"{OPEN}\1/\2\3{CLOSE}", text)
    if "\\Omega" in text:
        text = _OHM.sub(lambda m: f"{OPEN}{m[1] or ''}ohm{CLOSE}", text)
    if "\\mu" in text:
        text = _MICRO.sub(lambda m: f"{OPEN}µ{m[1] or m[2]}{CLOSE}", text)
    if "prime" in text:
        text = _MINUTES.sub(lambda m: "'" * m[0].count("prime"), text)
    if "_" in text:
        text = _RAISED_FIRST.sub(r"\1_\3^\2", text) if "^" in text else text
        text = _UPRIGHT_DIGITS.sub(r"\1", text)
        text = _BASE.sub(lambda m: f"_{{{_BASES.index(m[1] or m[2]) + 2}}}", text)
        text = _BASE_DIGITS.sub(lambda m: f"_{{{m[1] or m[2]}}}", text)
        text = _HEX.sub(r"0\1", text)
    if "0x" in text or "0b" in text or "0o" in text:
        text = _MARKED_BASE.sub(lambda m: f"0{m[1][1:]}_{{{_MARKS[m[1][0]]}}}", text)
    if "A_" in text or "A^" in text:
        text = _ARRANGED.sub(lambda m: rf"(\frac{{{m[1] or m[4]}!}}{{({m[1] or m[4]}-{m[2] or m[3]})!}})", text)
    if "C" in text or "P" in text:
        text = _CHOSEN.sub(_as_binomial, text)
        text = _CHOSEN_LATE.sub(lambda m: rf"\binom{{{m[1] or m[2]}}}{{{m[3] or m[4]}}}", text)
        text = _CHOSEN_PLAIN.sub(r"\\binom{\1}{\2}", text)
    return text


def _as_binomial(match: re.Match[str]) -> str:
    n, k = match[1] or match[2], match[4] or match[5]
    if match[3] == "C":
        return rf"\binom{{{n}}}{{{k}}}"
    return rf"(\frac{{{n}!}}{{({n}-{k})!}})"
