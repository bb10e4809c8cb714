"""Proportions and times of day, which are written alike: 2:3 is 4:6, but 2:30 is not 4:60."""

from __future__ import annotations

from fractions import Fraction

from .exact import rational
from .identity import identity
from .question import Question
from .values import Ratio

_HALF_DAY = 12


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
    if reference.half and answer.half and reference.half != answer.half:
        return False
    return proportional(reference, answer)


def proportional(reference: Ratio, answer: Ratio) -> bool:
    """Whether the parts of two ratios differ by one factor."""
    first, other = reference.parts[0], answer.parts[0]
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
