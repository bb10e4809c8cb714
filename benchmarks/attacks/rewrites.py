r"""Rewrites of a bare answer that keep its value: another way to write it, which every verifier of its kind must know.

A rewrite returns the answer written otherwise, or None where it does not apply: ``\dfrac`` where there is a fraction,
separators in whole numbers of four digits and more, another order where a set or a bare list is the answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
WHOLE = re.compile(r"-?\d+")
FRACTION = re.compile(r"(-?)\\[dt]?frac\{(\d+)\}\{(\d+)\}")
QUANTITY = re.compile(r"(-?\d+(?:\.\d+)?)\s*(?:\\,|\\ )?\s*\\(?:text|mathrm)\{\s*([A-Za-z]+)\s*\}")
ITEMS = re.compile(r"(\\\{|\(|\\langle\s)?([^(){}\[\]\\]+(?:,[^(){}\[\]\\]+)+)(\\\}|\)|\s*\\rangle)?")
_LONG = re.compile(r"-?[1-9]\d{3,399}")
_GROUP = re.compile(r"\d{3}")
# A unit, and a smaller one with how many of it there are in it.
UNITS = {"km": ("m", 1000), "m": ("cm", 100), "cm": ("mm", 10), "kg": ("g", 1000), "h": ("min", 60), "L": ("mL", 1000)}


@dataclass(frozen=True, slots=True)
class Rewrite:
    """A rewrite, or an edit.

    Attributes:
        name: its name in reports.
        about: what it does, in a line.
        keeps: whether the value stays.
        make: the answer rewritten, or None where that is not valid.
        only: the beginnings of the ids of verifiers that it is valid for; empty for all.
        suits: whether it is valid beside a question, of the question and the answer; None beside all.
    """

    name: str
    about: str
    keeps: bool
    make: Callable[[str], str | None]
    only: tuple[str, ...] = ()
    suits: Callable[[str, str], bool] | None = None


def is_words(answer: str) -> bool:
    """Whether an answer is words and no formula."""
    return re.fullmatch(r"[^\W\d_]{2,}(?:[ '-][^\W\d_]+)*", answer) is not None and answer.isascii()


def items_of(answer: str) -> tuple[str, list[str], str] | None:
    """The opening bracket, the members and the closing bracket of a list of numbers, a set or a tuple; else None."""
    found = ITEMS.fullmatch(answer)
    if found is None:
        return None
    opening, inside, closing = found[1] or "", found[2], found[3] or ""
    members = [member.strip() for member in inside.split(",")]
    if bool(opening) != bool(closing) or not all(NUMBER.fullmatch(member) for member in members):
        return None
    # 1,000 is one number, and so is 0,25 where the comma is a decimal one.
    decimal = len(members) == 2 and ", " not in inside
    grouped = not opening and (decimal or all(_GROUP.fullmatch(member) for member in members[1:]))
    return None if grouped else (opening, members, closing)


def _if_changed(change: Callable[[str], str]) -> Callable[[str], str | None]:
    def make(answer: str) -> str | None:
        if "\\text" in answer and "\\" not in answer.replace("\\text", ""):
            return None  # words, in which signs are no signs
        changed = change(answer)
        return changed if changed != answer else None

    return make


def _thousands(separator: str) -> Callable[[str], str | None]:
    def make(answer: str) -> str | None:
        if not _LONG.fullmatch(answer):
            return None
        return f"{int(answer):,}".replace(",", separator)

    return make


def _as_decimal(answer: str) -> str | None:
    found = FRACTION.fullmatch(answer)
    if found is None or not int(found[3]):
        return None
    value = Fraction(int(found[2]), int(found[3]))
    for places in range(1, 7):
        scaled = value * 10**places
        if scaled.denominator == 1:
            digits = f"{scaled.numerator:0{places + 1}d}"
            return f"{found[1]}{digits[:-places]}.{digits[-places:]}"
    return None


def _as_fraction(answer: str) -> str | None:
    if not re.fullmatch(r"-?\d{1,6}\.\d{1,6}", answer):
        return None
    value = Fraction(answer)
    sign = "-" if value < 0 else ""
    return f"{sign}\\frac{{{abs(value.numerator)}}}{{{value.denominator}}}" if value.denominator > 1 else None


def _with_slash(answer: str) -> str | None:
    found = FRACTION.fullmatch(answer)
    return None if found is None else f"{found[1]}{found[2]}/{found[3]}"


def _other_order(answer: str) -> str | None:
    found = items_of(answer)
    if found is None or found[0] not in ("", "\\{") or found[1] == found[1][::-1]:
        return None
    return f"{found[0]}{', '.join(found[1][::-1])}{found[2]}"


def _smaller_unit(answer: str) -> str | None:
    found = QUANTITY.fullmatch(answer)
    if found is None or found[2] not in UNITS:
        return None
    unit, size = UNITS[found[2]]
    value = Fraction(found[1]) * size
    return f"{value.numerator}\\text{{ {unit}}}" if value.denominator == 1 else None


# How a question names a unit that it wants the answer in.
_NAMES = {
    "km": r"km|kilomet(?:er|re)s?|千米|公里",
    "m": r"m|met(?:er|re)s?|米",
    "cm": r"cm|centimet(?:er|re)s?|厘米",
    "kg": r"kg|kilograms?|kilos?|千克|公斤",
    "h": r"h|hrs?|hours?|小时",
    "L": r"L|lit(?:er|re)s?|升",
}


def _leaves_the_unit_open(question: str, answer: str) -> bool:
    """Whether a question does not ask for the unit of the answer: "in metres", "how many hours", "多少千米"."""
    found = QUANTITY.fullmatch(answer)
    names = _NAMES.get(found[2], "") if found is not None else ""
    asks = r"(?:\bin|\bhow many|\bnumber of|\bnearest|\bunits?\b[^.?!]{0,12}?|多少|几个?|单位[^。？]{0,6}?)"
    return not names or not re.search(
        rf"{asks}\s*(?:the\s|whole\s|\$|\(|\\(?:text|mathrm)\{{\s*)*(?:{names})(?![A-Za-z])", question, re.IGNORECASE
    )


def _plain_unit(answer: str) -> str | None:
    found = QUANTITY.fullmatch(answer)
    return f"{found[1]} {found[2]}" if found is not None and found[2] in UNITS else None


def _spaced(answer: str) -> str:
    return re.sub(r"(?<=[\w)}])\s*([+=])\s*(?=[\w(\\])", r" \1 ", answer)


def _with_left_right(answer: str) -> str:
    if answer.count("(") != answer.count(")") or "\\left" in answer or set("[]") & set(answer):
        return answer
    return re.sub(r"\)", r"\\right)", re.sub(r"\(", r"\\left(", answer))


_FORMULA = ("math", "math-verify")
KEPT = (
    Rewrite(
        "latex space", "thin spaces of LaTeX around it", True, lambda a: None if is_words(a) else f"\\,{a}\\;", _FORMULA
    ),
    Rewrite("spaces", "spaces around + and =", True, _if_changed(_spaced), _FORMULA),
    Rewrite(
        "dfrac",
        "\\dfrac for \\frac",
        True,
        _if_changed(lambda a: re.sub(r"\\frac(?![A-Za-z])", r"\\dfrac", a)),
        _FORMULA,
    ),
    Rewrite(
        "tfrac",
        "\\tfrac for \\frac",
        True,
        _if_changed(lambda a: re.sub(r"\\frac(?![A-Za-z])", r"\\tfrac", a)),
        _FORMULA,
    ),
    Rewrite("slash", "a/b for \\frac{a}{b}", True, _with_slash, _FORMULA),
    Rewrite("decimal", "a decimal for a fraction that ends", True, _as_decimal, _FORMULA),
    Rewrite("fraction", "a fraction for a decimal", True, _as_fraction, _FORMULA),
    Rewrite("thousands", "commas in a long number", True, _thousands(","), _FORMULA),
    Rewrite("latex thousands", "{,} in a long number", True, _thousands("{,}"), _FORMULA),
    Rewrite("thin thousands", "thin spaces in a long number", True, _thousands("\\,"), _FORMULA),
    Rewrite("order", "another order of a set or a bare list", True, _other_order, _FORMULA),
    Rewrite("unicode minus", "U+2212 for the minus", True, _if_changed(lambda a: a.replace("-", "−")), _FORMULA),
    Rewrite("left right", "\\left( and \\right)", True, _if_changed(_with_left_right), _FORMULA),
    Rewrite("degree sign", "° for ^\\circ", True, _if_changed(lambda a: re.sub(r"\^\{?\\circ\}?", "°", a)), _FORMULA),
    Rewrite("percent sign", "% for \\%", True, _if_changed(lambda a: a.replace("\\%", "%")), _FORMULA),
    Rewrite(
        "times",
        "\\times for \\cdot",
        True,
        _if_changed(lambda a: re.sub(r"\\cdot(?![A-Za-z])", r"\\times", a)),
        _FORMULA,
    ),
    Rewrite(
        "root braces",
        "\\sqrt{2} for \\sqrt2",
        True,
        _if_changed(lambda a: re.sub(r"\\sqrt\s?(\d)(?!\d)", r"\\sqrt{\1}", a)),
        _FORMULA,
    ),
    Rewrite(
        "smaller unit",
        "cm for m, with the number that belongs to it, where the question does not ask for m",
        True,
        _smaller_unit,
        _FORMULA,
        _leaves_the_unit_open,
    ),
    Rewrite("plain unit", "5 cm for 5\\text{ cm}", True, _plain_unit, (*_FORMULA, "units")),
    Rewrite("dollars", "in dollar signs", True, lambda a: None if "$" in a else f"${a}$", _FORMULA),
    Rewrite(
        "upper case", "in capitals", True, lambda a: a.upper() if is_words(a) and a != a.upper() else None, ("text.",)
    ),
    Rewrite("article", "an article before it", True, lambda a: f"the {a}" if is_words(a) else None, ("text.",)),
    Rewrite(
        "parentheses", "(B) for B", True, lambda a: f"({a})" if re.fullmatch("[A-J]", a) else None, ("choice", "math")
    ),
    Rewrite(
        "letter and stop", "B. for B", True, lambda a: f"{a}." if re.fullmatch("[A-J]", a) else None, ("choice", "math")
    ),
)

# Whole completions around an answer, by name: what is said around it changes nothing.
AROUND = {
    "boxed": "So we find \\boxed{«a»}.",
    "answer line": "So we are done.\n\nAnswer: «a»",
    "final answer": "So we are done.\n\nFinal Answer: «a»",
    "sentence": "Therefore, the answer is «a».",
    "chinese sentence": "因此，答案是«a»。",
    "chinese line": "计算如下。\n\n答案：«a»",
    "answer tags": "<think>\nLet me see.\n</think>\n<answer>«a»</answer>",
    "boxed in tags": "<think>\nLet me see.\n</think>\n<answer>\\boxed{«a»}</answer>",
    "trailing prose": "So we find \\boxed{«a»}. This completes the solution.",
    "polite end": "So we find \\boxed{«a»}.\n\nI hope this helps!",
    "chinese prose": "所以\\boxed{«a»}。解答完毕。",
    "display": "Hence\n\\[\n\\boxed{«a»}\n\\]",
}
