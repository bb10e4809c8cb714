"""Lists of whole numbers as answers write them: in brackets, with commas, spaces, arrows, or one a line."""

from __future__ import annotations

import re

from rewardry.text.signs import ARROW, plain_signs
from rewardry.text.unreadable import UnreadableAnswerError

_BRACKETS = {"[": "]", "(": ")", "{": "}", "<": ">"}
_NUMBER = re.compile(r"[-+]?\d+")
_BETWEEN = re.compile(rf"\s*(?:[,;]|{ARROW}|\band\b|\s)\s*")


def parse_int_list(text: str, longest: int = 1000, most_digits: int = 30) -> tuple[int, ...]:
    """The numbers of a text that is a list of them as a whole, in order; an empty list is ``[]``.

    Args:
        text: the answer as it is written.
        longest: the most numbers.
        most_digits: the most digits of a number.

    Raises:
        UnreadableAnswerError: something else stands in the text, or a limit is exceeded.

    >>> parse_int_list("[3, 1, −2]")
    (3, 1, -2)
    """
    inside, bracketed = _without_brackets(plain_signs(text).strip().removesuffix("."))
    numbers: list[int] = []
    at = 0
    while at < len(inside):
        found = _NUMBER.match(inside, at)
        if found is None:
            raise UnreadableAnswerError("unreadable", f"no whole number: {inside[at : at + 20]!r}")
        if len(found.group().lstrip("+-")) > most_digits or len(numbers) >= longest:
            raise UnreadableAnswerError("over-limit", f"more than {longest} numbers or {most_digits} digits")
        numbers.append(int(found.group()))
        at = found.end()
        between = _BETWEEN.match(inside, at)
        if at < len(inside) and between is None:
            raise UnreadableAnswerError("unreadable", f"not part of a list: {inside[at : at + 20]!r}")
        at = between.end() if between else at
    if not numbers and not bracketed:
        raise UnreadableAnswerError("unreadable", "there are no numbers")
    return tuple(numbers)


def _without_brackets(text: str) -> tuple[str, bool]:
    """What stands in brackets, and whether there are any."""
    if len(text) > 1 and _BRACKETS.get(text[0]) == text[-1]:
        return text[1:-1].strip(), True
    return text, False
