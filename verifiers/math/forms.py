"""Answers that only repeat the question: 17 * 23 is no answer to "what is 17 * 23?"."""

from __future__ import annotations

import re
from math import gcd
from typing import TYPE_CHECKING

from .expressions import Expression, variables
from .spelling import bare, spell
from .values import Relation, Scalar, Value

if TYPE_CHECKING:
    from .ladder import Reference

_REWRITE = re.compile(
    r"\b(?:factor|expand|simplif|rationali[sz]e|factori[sz]e|comput|evaluat|calculat|subtract|write|express)|化简|计算",
    re.IGNORECASE,
)
_ASKS_VALUE = re.compile(
    r"\b(?:simplif|rationali[sz]e|comput|evaluat|calculat|find|determin|write|express|what)|求|计算|化简", re.IGNORECASE
)
_WORK = frozenset(("+", "*", "^", "!", "C", "f", "log", "sum", "prod", "root", "many", "/"))


def is_restated(spelled: str, value: Value, reference: Reference, question: str) -> bool:
    """Whether an answer is an unevaluated expression that stands in the question, and the reference is not.

    Args:
        spelled: the answer, in our spelling.
        value: the answer, read.
        reference: the reference, which is equal to it.
        question: the prompt.
    """
    if isinstance(value, Relation) and "=" in spelled and question:
        # 17*23 = 17*23 works out no more than 17*23 does; what a chain comes to is its last side
        last = spelled.rpartition("=")[2]
        return is_restated(last, value.sides[-1], reference, question)
    if not question or not isinstance(value, Scalar):
        return False
    has_unit = value.unit is not None or bool(variables(value.expression))  # 300 s may be 300 times s
    if has_unit and isinstance(reference.value, Scalar) and reference.value.unit is not None:
        # the question's 170 mm are no answer where it wants centimetres
        asked = _plain(spell(question[-20_000:]))
        return _plain(spelled) in asked and _plain(reference.spelled) not in asked
    if _REWRITE.search(question) and variables(value.expression):
        plain, asked = _plain(spelled), _plain(spell(question[-20_000:]))
        if value.expression[0] not in _WORK or _plain(reference.spelled) in asked:
            return False
        return plain in asked or _is_dressed(plain, asked)
    if not _is_work(value.expression):
        return False
    asked = _plain(spell(question[-20_000:]))
    plain = _plain(spelled)
    shown = plain in asked or _without_neutral(plain) in _BRACKETS.sub("", asked)
    of_reference = isinstance(reference.value, Scalar) and _is_work(reference.value.expression)
    if of_reference and not (_COMPLEX.fullmatch(reference.plain) or _SCIENTIFIC.fullmatch(_plain(reference.spelled))):
        # the reference is unevaluated, too, but it is not what the question shows
        return bool(_ASKS_VALUE.search(question)) and shown and _plain(reference.spelled) not in asked
    return shown


_LETTERS = re.compile(r"(?<![\\A-Za-z])[A-Za-z]{3,}|[\u4e00-\u9fff]{2,}")
_SPACE = re.compile(r"[\s$]+")


def ends_with_question(text: str, question: str) -> bool:
    """Whether a completion ends with the question as it was asked, so that nothing is said behind it.

    Args:
        text: what is read of the completion.
        question: the prompt.
    """
    question = question[-20_000:]
    if not _may_end_with(text, question):
        return False
    if "<" in question:
        question = _TAGS.sub("", question)
    asked = _SPACE.sub("", question).rstrip(".。?？")
    if len(asked) < 12 or not _LETTERS.search(asked):
        return False
    end = _TAGS.sub("", text[-(2 * len(question) + 200) :])
    return _SPACE.sub("", end).rstrip(".。?？}*").endswith(asked.rstrip("}*"))


_LONGEST_WORD, _LONGEST_DRESS = 60, 80  # characters of a question's last word, and of what may stand behind it


def _may_end_with(text: str, question: str) -> bool:
    """Whether the last word of a question stands near the end of a text; most texts are told by it at once."""
    words = question[-_LONGEST_WORD:].split()
    last = words[-1].rstrip(".。?？}*") if words else ""
    return not last or "$" in last or "<" in last or last in text[-len(last) - _LONGEST_DRESS :]


_TAGS = re.compile(r"</?\w{1,12}>")
_OVER_ONE = re.compile(r"\\frac\{(.*)\}\{1\}")
_BRACKETS = re.compile(r"[(){}\[\]]")
_NEUTRAL = re.compile(r"^0?\+(?=.)|^1×|[+-]0$|(?:×|/|\^)1$|[\u4e00-\u9fff]+$|^[A-Za-z]=")


def _without_neutral(plain: str) -> str:
    """A plain text without brackets and without what changes no value: one times it, zero more, what it is called."""
    whole = _OVER_ONE.fullmatch(plain)
    plain = _BRACKETS.sub("", plain if whole is None else whole[1])
    while (shorter := _NEUTRAL.sub("", plain)) != plain:
        plain = shorter
    return plain


def _is_dressed(plain: str, asked: str) -> bool:
    """Whether a plain text is a part of a question with what changes no value around it: ((x+1)^2)+0."""
    shorter = _without_neutral(plain)
    return shorter != _BRACKETS.sub("", plain) and "=" not in plain and shorter in _BRACKETS.sub("", asked)


_COMPLEX = re.compile(r"[-+]?\d*\.?\d*[-+]\d*\.?\d*i")  # 1+3i: a value, though written as a sum
_SCIENTIFIC = re.compile(r"[-+]?\d*\.?\d+×10\^(?:\{[-+]?\d+\}|[-+]?\d+)")  # a value, though written as a product
_OPERATORS = ("\\int", "\\lim", "\\sum", "\\prod", "\\iint", "\\oint")


def is_left_to_do(spelled: str, reference: Reference) -> bool:
    """Whether an answer that no rung reads is an integral, limit or sum, which it was to work out.

    Args:
        spelled: the answer, in our spelling.
        reference: the reference; where it has such an operator too, it is asked for.
    """
    return any(sign in spelled for sign in _OPERATORS) and not any(sign in reference.spelled for sign in _OPERATORS)


def is_said_of_itself(spelled: str) -> bool:
    """Whether an answer is an equation of a thing with itself, which says nothing: ``a + b = a + b``."""
    left, _, right = spelled.rpartition("=")
    return bare(left) != "" and _plain(left) == _plain(right)


def _plain(spelled: str) -> str:
    """A spelled text without space, with one sign for products."""
    for sign in ("\\times", "\\cdot", "*"):
        spelled = spelled.replace(sign, "×")
    return bare(spelled).rstrip("\\")


def _is_work(a: Expression) -> bool:
    """Whether there is something to work out in an expression without variables."""
    if variables(a) or a[0] not in _WORK:
        return False
    if a[0] == "*" and len(a[1]) == 2 and a[1][0] == ("n", -1):
        return _is_work(a[1][1])
    return not _is_fraction(a)


def _is_fraction(a: Expression) -> bool:
    """Whether an expression is a fraction of integers in lowest terms, which is a value like any other."""
    if a[0] != "/" or a[1][0] != "n" or a[2][0] != "n":
        return False
    above, below = a[1][1], a[2][1]
    return above.denominator == below.denominator == 1 and below > 1 and gcd(above.numerator, below.numerator) == 1
