"""Proportions and times of day, which are written alike: 2:3 is 4:6, but 2:30 is not 4:60."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from .exact import rational
from .expressions import number
from .identity import identity
from .limits import UnreadableError
from .parser import parse
from .question import Question
from .values import Ratio, Relation, Value, Words

_HALF_DAY = 12


def ratio(parts: list[list[str]], read: Callable[[list[str]], Value]) -> Value:
    """Parts between colons as a ratio or a time of day; words before one colon are a label.

    Args:
        parts: the tokens of each.
        read: reads what stands behind a label.

    Raises:
        UnreadableError: a part is missing, or is no expression.
    """
    if not all(parts):
        raise UnreadableError("a ratio without one of its parts")
    if any(token[0] == '"' for token in parts[0]):  # a label, as in "Maximum: 3"
        return Relation(("=",), (Words(" ".join(t.lstrip('"').lower() for t in parts[0])), read(parts[-1])))
    half = ""
    if parts[-1][-1].lower() in ('"am', '"pm'):
        half, parts = parts[-1][-1][1:].lower(), [*parts[:-1], parts[-1][:-1]]
    clock = (
        len(parts) == 2
        and all(len(part) == 1 and part[0].isdigit() for part in parts)
        and len(parts[1][0]) == 2
        and int(parts[1][0]) < 60
        and int(parts[0][0]) < 25
    )
    return Ratio(tuple(parse(_without_words(part)) for part in parts), clock, half)


def _without_words(tokens: list[str]) -> list[str]:
    return [token for token in tokens if token[0] != '"']


def same_ratios(reference: Ratio, answer: Ratio, asked: Question) -> bool:
    """Whether two ratios are proportional, or the same time of day.

    Args:
        reference: the reference.
        answer: the answer.
        asked: what the question asks for; where it asks for a time, nothing is proportional.
    """
    if len(reference.parts) != len(answer.parts):
        return False
    if reference.clock and answer.clock and (asked.clock or not asked.known):
        if _same_time(reference, answer):
            return True
        if asked.clock or reference.half or answer.half:
            return False
    if reference.clock and asked.clock and not (answer.clock or asked.ratio):
        return False  # 4:60 is no time
    if reference.half and answer.half and reference.half != answer.half:
        return False
    return proportional(reference, answer)


def proportional(reference: Ratio, answer: Ratio) -> bool:
    """Whether the parts of two ratios differ by one factor."""
    first, other = reference.parts[0], answer.parts[0]
    if identity(first, number(0)).equal:
        return reference.parts == answer.parts
    return all(
        identity(("*", (a, other)), ("*", (b, first))).equal
        for a, b in zip(reference.parts[1:], answer.parts[1:], strict=True)
    )


def _same_time(a: Ratio, b: Ratio) -> bool:
    (hour, *minutes), (other_hour, *other_minutes) = map(_numbers, (a, b))
    if minutes != other_minutes or hour is None or other_hour is None:
        return False
    if bool(a.half) == bool(b.half):
        return hour == other_hour and a.half == b.half
    said, plain = (a, other_hour) if a.half else (b, hour)
    known = hour if a.half else other_hour
    of_day = known % _HALF_DAY + (_HALF_DAY if said.half == "pm" else 0)
    return plain in (known, of_day)


def _numbers(value: Ratio) -> list[Fraction | None]:
    return [rational(part) for part in value.parts]
