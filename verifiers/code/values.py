"""Results of functions: strict JSON in, exact comparison out.

What a program hands over is bytes that it may have chosen at will. They are read as JSON of limited depth and size,
into plain values and nothing else; no object of the program's ever exists on this side.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from rewardry.text.strict_json import load_json

DEEPEST = 100
# A whole number of more bits has more digits than Python writes and reads.
_MOST_BITS = 14_000
Close = Callable[[float, float], bool]


class NotJsonError(ValueError):
    """What came is no JSON of the kind that is read, or what was given cannot be written as such."""


def read_value(data: bytes) -> Any:
    """The value of a JSON text.

    Raises:
        NotJsonError: no JSON; NaN or an infinity; a key that stands twice; deeper than `DEEPEST`; a whole number of
            more digits than Python reads; not UTF-8.
    """
    try:
        return load_json(data.decode("utf-8"), longest=len(data), deepest=DEEPEST)
    except ValueError as error:  # a JsonError, or one of the decoder's
        raise NotJsonError(str(error)) from None


def plain(value: Any, depth: int = 0) -> Any:
    """A value of a reference, with tuples as lists.

    Raises:
        NotJsonError: it has no JSON form, or one that is nested too deeply or holds a number that is too large.
    """
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, int):
        if value.bit_length() > _MOST_BITS:
            raise NotJsonError(f"a whole number of {value.bit_length()} bits; up to {_MOST_BITS} are written and read")
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    if depth >= DEEPEST:
        raise NotJsonError(f"it is nested more than {DEEPEST} deep")
    if isinstance(value, (list, tuple)):
        return [plain(item, depth + 1) for item in value]
    if isinstance(value, dict) and all(isinstance(key, str) for key in value):
        return {key: plain(item, depth + 1) for key, item in value.items()}
    raise NotJsonError(f"{type(value).__name__} {str(value)[:40]!r} is no JSON value")


def same(expected: Any, found: Any, close: Close | None = None) -> bool:
    """Whether two JSON values are the same: types and values, where 1 and 1.0 are one number and true is none.

    Args:
        expected: the reference's value; its nesting bounds the depth of the comparison.
        found: what came.
        close: whether a number is near enough to an expected one; default: only where it is equal.
    """
    if isinstance(expected, bool) or expected is None or isinstance(expected, str):
        return type(found) is type(expected) and bool(found == expected)
    if isinstance(expected, (int, float)):
        if type(found) not in (int, float):
            return False
        return bool(expected == found) or (close is not None and close(expected, found))
    if isinstance(expected, list):
        if type(found) is not list or len(found) != len(expected):
            return False
        return all(same(one, other, close) for one, other in zip(expected, found, strict=True))
    if type(found) is not dict or found.keys() != expected.keys():
        return False
    return all(same(one, found[key], close) for key, one in expected.items())
