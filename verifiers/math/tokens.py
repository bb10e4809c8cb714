r"""Cutting a spelled text into tokens.

A token is a short text: a number as it is written, a LaTeX command with its backslash, one letter, a sign, or a word of
upright text, which begins with a double quote. ``#`` begins an exact number that was written in a longer way, such as a
repeating decimal.
"""

from __future__ import annotations

import re
from fractions import Fraction

from .foreign_units import FOREIGN_SCALES, OVER
from .limits import LONGEST_TEXT, MOST_DIGITS, MOST_TOKENS, OverLimitError
from .spelling import CLOSE, OPEN
from .units import in_units, is_unit_word
from .vocabulary import words

FUNCTIONS = words(
    "sin cos tan cot sec csc arcsin arccos arctan arccot arcsec arccsc sinh cosh tanh coth exp ln log sqrt max min gcd"
    " lcm arsinh arcosh artanh asin acos atan cis cbrt abs floor ceil"
)
_OTHER_NAMES = {"tg": "\\tan", "ctg": "\\cot", "arctg": "\\arctan", "lg": "\\lg"}
_PLAIN_COMMANDS = {
    "pi": "\\pi", "infinity": "\\infty", "infty": "\\infty", "inf": "\\infty", "oo": "\\infty", "sqrt": "\\sqrt",
    "theta": "\\theta", "alpha": "\\alpha", "beta": "\\beta", "gamma": "\\gamma", "lambda": "\\lambda",
    "lg": "\\lg", "tg": "\\tan", "mod": "\\mod", "choose": "\\choose", "cup": "\\cup", "union": "\\cup", "U": "U",
}  # fmt: skip
CONNECTIVES = {
    "or": "or", "and": "and", "oder": "or", "und": "and", "ou": "or", "et": "and", "или": "or", "и": "and",
    "lub": "or", "veya": "or", "eller": "or", "och": "and", "atau": "or", "hoặc": "or", "và": "and", "або": "or",
    "또는": "or", "그리고": "and", "または": "or", "もしくは": "or",
}  # fmt: skip
PERCENT = frozenset(("percent", "pct", "percentage", "percents"))
SCALES = {
    "hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12, "dozen": 12,
    "万": 10**4, "亿": 10**8, **FOREIGN_SCALES,
}  # fmt: skip

_CODES = words("USD EUR GBP INR RMB CNY")
_RADIANS = words("rad rads radian radians")
_ARGUMENTS = frozenset("xyzABC")  # sinx is sin x, since and cost are words
_SMALL_WORDS = words(
    "per is in of the to at if for are has not yes no all any sq cu we it its by as be one two six ten"
)

# A letter that is neither of ours nor Greek nor Chinese: of Latin with accents, Cyrillic, Kana, Hangul.
_FOREIGN = "[\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0400-\u052f\u1e00-\u1eff\u3041-\u30ff\uac00-\ud7a3]"
_TOKEN = re.compile(
    rf"{OPEN}(?P<text>[^{CLOSE}]*){CLOSE}"
    r"|(?P<exact>#-?\d+/\d+)"
    r"|(?P<science>(?:\d+\.?\d*|\.\d+)[eE][-+]?\d+(?!\w|\.\d))"
    r"|(?P<based>(?<!\^)\d[\dA-Fa-f]*_(?:\{\d{1,2}\}|\d{1,2})(?!\d))"
    r"|(?<!\^)(?P<numeral>\d+)_(?:\{[a-z]\}|[a-z](?![A-Za-z]))"
    r"|(?P<number>\d+\.\d+|\.\d+|\d+)"
    r"|(?P<command>\\[A-Za-z]+|\\.)"
    rf"|(?P<foreign>[A-Za-z]*{_FOREIGN}(?:{_FOREIGN}|[A-Za-z])*)"
    r"|(?P<letters>[A-Za-z]+)"
    r"|(?P<sign><=|>=|!=|==|\*\*|\.\.\.|->)"
    r"|(?P<han>[\u4e00-\u9fff]+)"
    r"|(?P<other>[^\s])",
    re.DOTALL,
)
_SIGN = {"<=": "\\le", ">=": "\\ge", "!=": "\\ne", "==": "=", "**": "^", "...": "\\ldots", "->": "\\to"}
_WORD = re.compile(r"#-?\d+/\d+|[^\W\d_]+(?:['-][^\W\d_]+)*|\d+(?:\.\d+)?|[^\w\s]", re.UNICODE)

_REPEATING = re.compile(
    r"(\d*)\.(\d*)(?:\\overline|\\bar|\\dot)\s*(?:\{(\d+)\}|(\d+))(?:(\d*)\\dot\s*(?:\{(\d)\}|(\d)))?"
)
_DOTTED = re.compile(r"(\d*\.\d{3,}?)\s*(?:\\ldots|\.\.\.)")
_PARENTHESISED = re.compile(r"(?<![\d.])(\d*)\.(\d*)\((\d+)\)(?!\d|\.\d)")
_MIXED = re.compile(r"(?<![\d.,/^_])(\d+)\s+(\d+)\s*/\s*(\d+)(?!\d|\.\d)")
_SPACED = re.compile(r"(?<![\d.,])\d{1,3}(?: \d{3})+(?![\d/])")
_GROUPED = re.compile(r"(?<![\d.,])[1-9]\d{0,2}(?:,\d{3})+(?!\d)(?!,\d)")


def _repeating(match: re.Match[str]) -> str:
    whole, start, period = match[1], match[2], match[3] or match[4]
    if match[6] or match[7]:  # dots over the first and last digit of the period
        period += match[5] + (match[6] or match[7])
    return _recurring(whole, start, period)


def _dotted(match: re.Match[str]) -> str:
    """A decimal that goes on as it began: 0.333..., 0.1666..., 0.142857142857..."""
    whole, _, digits = match[1].partition(".")
    for length in range(1, len(digits) // 2 + 1):
        period = digits[-length:]
        times = 3 if length == 1 else 2
        if digits.endswith(period * times) or (length == 1 and len(digits) > 2 and digits.endswith(period * 2)):
            start = digits[: len(digits) - length]
            while start.endswith(period):
                start = start[: len(start) - length]
            return _recurring(whole, start, period)
    return match[1]


def _recurring(whole: str, start: str, period: str) -> str:
    """The exact number of a repeating decimal: 0.1666... is whole 0, start 1, period 6."""
    shift = 10 ** len(start)
    value = Fraction(f"{whole or 0}.{start or 0}") + Fraction(int(period), (10 ** len(period) - 1) * shift)
    return f" #{value.numerator}/{value.denominator} "


def tokenize(text: str) -> list[str]:
    """The tokens of a spelled text.

    Args:
        text: as `spelling.spell` returns it.

    Raises:
        OverLimitError: the text, a number in it or the list of tokens is too long.
    """
    if len(text) > LONGEST_TEXT:
        raise OverLimitError(f"the text has {len(text)} characters, {LONGEST_TEXT} are looked at")
    text = text.replace("#", " ")  # the mark of exact numbers is ours alone
    if _has_notation(text):
        from .notations import plainer  # most rows do without its patterns

        text = plainer(text)
    if "." in text:
        if "\\" in text:
            text = _REPEATING.sub(_repeating, text)
        if "\\ldots" in text or "..." in text:
            text = _DOTTED.sub(_dotted, text)
        if "(" in text:
            text = _PARENTHESISED.sub(lambda found: _recurring(*found.groups()), text)
    if " " in text:
        text = _MIXED.sub(lambda m: f" #{int(m[1]) * int(m[3]) + int(m[2])}/{m[3]} " if int(m[3]) else m[0], text)
        text = _SPACED.sub(lambda m: m[0].replace(" ", ""), text)
    found: list[str] = []
    for match in _TOKEN.finditer(_ungrouped(text) if "," in text else text):
        _take(found, match)
    if len(found) > MOST_TOKENS:
        raise OverLimitError(f"the text has {len(found)} tokens, {MOST_TOKENS} are looked at")
    return found


def _has_notation(text: str) -> bool:
    """Whether a notation may occur that `notations` knows; plain searches, since most answers have none."""
    if "_" in text or "0x" in text or "0b" in text or "0o" in text or (OPEN in text and "\\frac" in text):
        return True
    return "C" in text or ("\\" in text and ("\\Omega" in text or "\\mu" in text or "prime" in text))


def _ungrouped(text: str) -> str:
    """A text whose thousands are joined: 12,500, but neither (100,200) nor 32, 349."""
    if _GROUPED.search(text) is None:
        return text
    opened: list[str] = []
    depth = []
    escaped = False
    for char in text:
        if char in "([" or (char == "{" and escaped):
            opened.append(char)
        elif char in ")]" or (char == "}" and escaped):
            opened[-1:] = []
        depth.append(len(opened))
        escaped = char == "\\"
    return _GROUPED.sub(lambda m: m[0] if depth[m.start()] else m[0].replace(",", ""), text)


def _take(found: list[str], match: re.Match[str]) -> None:
    kind, token = match.lastgroup, match[0]
    if kind in ("number", "science", "exact"):
        if kind == "science" and len(token.lower().rpartition("e")[2].lstrip("+-0")) > 4:
            raise OverLimitError("an exponent has more than four digits")
        if len(token) > MOST_DIGITS:
            raise OverLimitError(f"a number has {len(token)} digits, {MOST_DIGITS} are looked at")
        found.append(token)
    elif kind == "numeral":  # a number in a base that has no value: 1001_b
        found.append(match["numeral"])
    elif kind == "letters":
        _take_letters(found, token, match.string[match.end() : match.end() + 2].strip())
    elif kind == "text":
        for word in _WORD.findall(match["text"]):
            found.append("\\%" if found and word.lower() in PERCENT and found[-1][0] != '"' else _upright(word))
    elif kind == "sign":
        found.append(_SIGN[token])
    elif kind == "foreign":
        found.append(CONNECTIVES.get(token.lower(), f'"{token}'))
    elif kind == "han":
        found.extend(f'"{word}' for word in in_units(token))
    elif kind == "other" and not token.isascii() and token.isalpha():
        found.append(f'"{token}')
    else:
        found.append(token)


def _upright(word: str) -> str:
    lower = word.lower()
    if lower in CONNECTIVES:
        return CONNECTIVES[lower]
    if lower in FUNCTIONS and not is_unit_word(word):  # upright min and sec are minutes and seconds
        return f"\\{lower}"
    if lower in _OTHER_NAMES:
        return _OTHER_NAMES[lower]
    if word[0].isdigit() or not word[0].isalpha():
        return word
    return f'"{word}'


def _ends(found: list[str], behind: str) -> bool:
    """Whether a word that ends a text stands behind something that can be measured: 12 pi cm."""
    return bool(found) and found[-1] in ("\\pi", ")", "}") and behind[:1] in ("", ".", "^", ",", "/")


def _take_letters(found: list[str], run: str, behind: str) -> None:
    lower = run.lower()
    measures = bool(found) and (found[-1][-1].isdigit() or found[-1][0] == '"' or found[-1] == "/")
    if lower in CONNECTIVES:
        found.append(CONNECTIVES[lower])
    elif lower in PERCENT:
        found.append("\\%" if found and (found[-1][-1].isdigit() or found[-1] in (")", "}")) else f'"{run}')
    elif lower in FUNCTIONS and not (measures and is_unit_word(run) and behind[:1] in ("", ".", ",", "/")):
        found.append(f"\\{lower}")
    elif run in _PLAIN_COMMANDS and len(run) > 1:
        found.append(_PLAIN_COMMANDS[run])
    elif len(run) == 1:
        found.append(run)
    elif run[:2] == "or" and len(run) == 3 and found and (found[-1][-1].isdigit() or found[-1] in (")", "}", "]")):
        found.extend(("or", run[2]))
    elif (
        (lower in _SMALL_WORDS and behind[:1] != "^")
        or run in _CODES
        or (lower in OVER and bool(found) and found[-1][0] == '"')
        or (run in _RADIANS and bool(found))
        or lower in SCALES
        or (is_unit_word(run) and (measures or _ends(found, behind)))
    ):
        found.append(f'"{run}')
    elif len(run) <= 3 or (run.isupper() and len(run) <= 5):
        found.extend(run)
    elif (head := next((f for f in ("arcsin", "arccos", "arctan", "sqrt", "sin", "cos", "tan", "log", "ln", "exp")
                        if lower.startswith(f) and set(run[len(f) :]) <= _ARGUMENTS), None)):  # fmt: skip
        found.append(f"\\{head}")
        found.extend(run[len(head) :])
    else:
        found.append(f'"{run}')
