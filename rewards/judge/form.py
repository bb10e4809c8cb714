"""Answers that are none by their form, whatever a judge would make of them: lists, hedges, the question over again."""

from __future__ import annotations

import re
from typing import Any

from rewardry.text.answers import select_answer
from rewardry.text.units import UNSPACED
from rewardry.text.wrappers import strip_wrappers

from .guard import bare, why_void

_OR = re.compile(r"\s+(?:or|oder|ou|или|або)\s+|\s*(?:或者|或是|还是|或)\s*", re.IGNORECASE)
_LISTED = re.compile(
    r"\s*[,;/，、；|]\s*(?:and\s+|or\s+)?|\s+(?:and|or|oder|ou|или|або)\s+|\s*(?:或者|或是|还是|或|和)\s*"
)
_LEAD = re.compile(
    r"^.{0,200}?\b(?:answer|result|solution|value)s?\b[^.:\n]{0,40}?(?:\bis\b|\bare\b|[:=])\s*|^.{0,60}?(?:答案|结果)[^。\n]{0,8}?[是为：:]\s*",
    re.IGNORECASE | re.DOTALL,
)
_EITHER = re.compile(r"^(?:either|maybe|perhaps|possibly|probably|between|one of)\s+", re.IGNORECASE)
# A date, or a number with its thousands set apart, is one answer.
_ONE_NUMBER = re.compile(r"\d{1,2}/\d{1,2}/\d{4}|\d{4}/\d{1,2}/\d{1,2}|\d{1,3}(?:,\d{3})+(?:\.\d{1,20})?")
_HAN_A_WORD = 2
_WORDS_A_PART = 4
_WORDS_UNANNOUNCED = 6  # in a longer sentence that announces no answer an "or" may be anything
_LETTERS_A_MEMBER = 12
_FEWEST_MEMBERS = 3
_NO_LETTERS = re.compile(r"[\W_]+")
_UNSPACED = re.compile(f"[{UNSPACED}]")
_LONGEST_ANSWER = 500
_LEFT = 3  # words in front of the question that announce it
_LONGEST_ECHO, _AROUND = 2, 200  # an echo is not much longer than the question, but for so many characters
_SHORTEST_QUESTION = 8  # characters; a shorter one may well be an answer


def why_no_single_answer(text: str, reference: Any) -> str | None:
    """Why a text gives no single answer, or None where it may.

    Args:
        text: what follows the reasoning.
        reference: a reference that is itself a list or names alternatives allows them.

    Returns:
        ``ambiguous`` (marked answers disagree), ``hedge`` (``either A or B``), ``several`` (a list where one is wanted)
        or ``over-limit``.

    >>> why_no_single_answer("The answer is either A or B or C.", "B"), why_no_single_answer("It is B.", "B")
    ('hedge', None)
    """
    selected = select_answer(text)
    if selected.reason in ("ambiguous", "over-limit"):
        return selected.reason
    answer = bare(strip_wrappers(selected.answer if selected.answer is not None else _last_sentence(text)))
    if not answer or len(answer) > _LONGEST_ANSWER or _allows_several(reference):
        return None
    said = _EITHER.sub("", _LEAD.sub("", answer)).strip().rstrip(".!。")
    announced = selected.answer is not None or len(said) < len(answer.strip().rstrip(".!。"))
    brief = announced or len(said.split()) <= _WORDS_UNANNOUNCED
    members = [part.strip() for part in _LISTED.split(said)]
    if brief and len(_OR.split(said)) > 1 and all(part and len(part.split()) <= _WORDS_A_PART for part in members):
        return "hedge"
    if _ONE_NUMBER.fullmatch(said):
        return None
    listed = len(members) >= _FEWEST_MEMBERS and all(0 < len(m) <= _LETTERS_A_MEMBER and " " not in m for m in members)
    return "several" if listed else None


def _last_sentence(text: str) -> str:
    lines = [line for line in text.strip().splitlines() if line.strip()]
    return re.split(r"(?<=[.!?。！？])\s+", lines[-1].strip())[-1] if lines else ""


def _allows_several(reference: Any) -> bool:
    if isinstance(reference, (list, tuple)):
        return any(map(_allows_several, reference))
    return isinstance(reference, str) and (len(_LISTED.split(reference)) > 1 or len(_OR.split(reference)) > 1)


def is_echo(text: str, question: str) -> bool:
    """Whether a text is the question over again, with nothing behind it.

    >>> is_echo("You asked: What is 2 + 2?", "What is 2 + 2?"), is_echo("What is 2 + 2? 4", "What is 2 + 2?")
    (True, False)
    """
    if len(text) > _LONGEST_ECHO * len(question) + _AROUND:
        return False
    asked, said = _plain(bare(question)), _plain(bare(text))
    if len(asked) < _SHORTEST_QUESTION or asked not in said:
        return False
    before, _, after = said.rpartition(asked)
    return (not after.strip() or why_void(after) is not None) and _words(before) <= _LEFT


def _words(text: str) -> int:
    """About how many words a text has, in scripts that set none apart as well."""
    unspaced = len(_UNSPACED.findall(text))
    return len(_UNSPACED.sub(" ", text).split()) + unspaced // _HAN_A_WORD


def _plain(text: str) -> str:
    return " ".join(_NO_LETTERS.sub(" ", text.casefold()).split())
