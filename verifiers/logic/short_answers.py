"""Answers of a word, a date or a number, without what dresses them."""

from __future__ import annotations

from rewardry.text.signs import plain_signs

_QUOTES = "\"'`"


def one_line(answer: str) -> str:
    """An answer in one line, without emphasis, quotes around it and a full stop at its end.

    >>> one_line('**"two  days".**')
    'two days'
    """
    said = " ".join(plain_signs(answer).replace("**", "").split())
    return said.strip(_QUOTES).rstrip(f". {_QUOTES}")
