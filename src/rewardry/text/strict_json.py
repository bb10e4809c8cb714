"""JSON as RFC 8259 has it, for text that a model wrote: within limits, and with one meaning only."""

from __future__ import annotations

import json
import math
import re
from typing import Any, Final, Literal, NoReturn, TypeAlias

LONGEST: Final = 20_000
DEEPEST: Final = 20
MOST_DIGITS: Final = 4_300

JsonFault: TypeAlias = Literal["not-json", "ambiguous", "over-limit"]

# A string is passed over as a whole, closed or not, so that each character is looked at once.
_BRACKET_OR_STRING = re.compile(r'[\[{\]}]|"(?:[^"\\]++|\\.)*+"?', re.DOTALL)


class JsonError(ValueError):
    """A text that is no JSON with one meaning.

    Attributes:
        reason: ``not-json``; ``ambiguous``, a key stands twice in an object; ``over-limit``, too long, too deep, or a
            number that is too large.
    """

    def __init__(self, message: str, reason: JsonFault = "not-json") -> None:
        super().__init__(message)
        self.reason: JsonFault = reason


def load_json(text: str, *, longest: int = LONGEST, deepest: int = DEEPEST, most_digits: int = MOST_DIGITS) -> Any:
    """The value of a text that is JSON as a whole; nothing in it is guessed or left out.

    Args:
        text: the JSON, with white space around it or without.
        longest: the most characters that it may have.
        deepest: how deep lists and objects may lie in each other; ``[[]]`` is 2 deep. At most some hundreds.
        most_digits: the most digits of a whole number.

    Raises:
        JsonError: it is no JSON, a key stands twice, a number is NaN or infinite, or a limit is exceeded.

    >>> load_json('{"a": [1, 2.5]}')
    {'a': [1, 2.5]}
    """
    if len(text) > longest:
        raise JsonError(f"the JSON has {len(text)} characters; {longest} are allowed", "over-limit")
    if (depth := _depth(text)) > deepest:
        raise JsonError(f"the JSON is {depth} deep; {deepest} are allowed", "over-limit")

    def whole(digits: str) -> int:
        if len(digits) - digits.startswith("-") > most_digits:
            raise JsonError(f"a number has {len(digits)} digits; {most_digits} are allowed", "over-limit")
        try:
            return int(digits)
        except ValueError as error:  # the interpreter's own limit may be lower
            raise JsonError(f"a number has {len(digits)} digits: {error}", "over-limit") from None

    try:
        return json.loads(
            text, object_pairs_hook=_one_of_each, parse_int=whole, parse_float=_finite, parse_constant=_no_constant
        )
    except json.JSONDecodeError as error:
        raise JsonError(f"line {error.lineno}, column {error.colno}: {error.msg}") from None


def _depth(text: str) -> int:
    """How deep the brackets of a text lie in each other at most, whether or not they match."""
    depth = deepest = 0
    for found in _BRACKET_OR_STRING.finditer(text):
        mark = found.group()
        if mark in ("[", "{"):
            depth += 1
            deepest = max(deepest, depth)
        elif mark in ("]", "}"):
            depth -= 1
    return deepest


def _one_of_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for key, value in pairs:
        if key in made:
            raise JsonError(f"the key {key[:80]!r} stands twice in an object", "ambiguous")
        made[key] = value
    return made


def _finite(digits: str) -> float:
    value = float(digits)
    if math.isinf(value):
        raise JsonError(f"the number {digits[:40]} is too large", "over-limit")
    return value


def _no_constant(name: str) -> NoReturn:
    raise JsonError(f"{name} is no number of JSON")
