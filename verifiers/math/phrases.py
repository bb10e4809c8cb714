"""Texts as words, and the commonest words that stand for a value: no solution, infinitely many."""

from __future__ import annotations

import re

from .expressions import INFINITY, negative
from .values import Interval, Nothing, Scalar, Value

_NO_VALUE = re.compile(
    r"(?:that )?(?:there (?:is|are|exists?) |(?:(?:it|equation|inequality|system|problem|this|they) )?(?:has|have) )?"
    r"(?:no|not any) (?:real |integer |such |valid |possible |positive )*"
    r"(?:solutions?|roots?|values?|numbers?|answers?|integers?|pairs?|functions?|triples?)?(?: exists?)?"
    r"|(?:(?:it|equation|inequality|system|problem|question|this) (?:is|has) )?(?:unsolvable|insoluble|not solvable)"
    r"|(?:(?:it|equation|inequality|system|problem|question|this) )?cannot be solved"
    r"|none|dne|undefined|(?:does|do) not exist|not exist|nonexistent|empty(?: set)?|null set|impossible|not possible"
    r"|无解|不存在|空集|没有解|无实数解|无实根"
)
_ARTICLES = re.compile(r"\b(?:the|a|an)\b")
_NOT_WORD = re.compile(r"[^\w\s'+-]")
_MARKUP = re.compile(r"\\[A-Za-z]+|[\x01\x02\x04{}$\\]")


def words_of(text: str) -> str:
    """A text as words: lower case, without articles, markup and punctuation."""
    text = _MARKUP.sub(" ", text.replace("\\%", " percent "))
    text = _ARTICLES.sub(" ", _NOT_WORD.sub(" ", text.casefold()))
    return " ".join(text.split())


_INFINITE = frozenset(("infinitely many", "infinite", "infinitely many solutions", "infinity", "无穷", "无数"))


_ALL_REALS = re.compile(r"(?:all|every|any) (?:real )?(?:reals?|numbers?|values?)(?: of)?(?: x)?|全体实数|一切实数")


def value_of_words(plain: str) -> Value | None:
    """The value that words stand for, or None.

    Args:
        plain: as `words_of` returns it.
    """
    if plain and _NO_VALUE.fullmatch(plain):
        return Nothing()
    if plain in _INFINITE:
        return Scalar(INFINITY)
    return Interval(negative(INFINITY), INFINITY, False, False) if _ALL_REALS.fullmatch(plain) else None
