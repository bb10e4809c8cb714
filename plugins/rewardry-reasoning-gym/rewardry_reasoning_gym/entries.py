"""Entries of reasoning-gym as JSON: tuples and keys that are no texts come back as they were."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_TUPLE, _PAIRS = "__tuple__", "__pairs__"


def to_json(value: Any) -> Any:
    """A value as JSON can hold it.

    Raises:
        TypeError: it holds something that JSON has no form for.
    """
    if isinstance(value, tuple):
        return {_TUPLE: [to_json(part) for part in value]}
    if isinstance(value, list):
        return [to_json(part) for part in value]
    if isinstance(value, Mapping):
        if all(isinstance(key, str) for key in value):
            return {key: to_json(part) for key, part in value.items()}
        return {_PAIRS: [[to_json(key), to_json(part)] for key, part in value.items()]}
    if value is None or isinstance(value, (str, bool, int, float)):
        return value
    if hasattr(value, "tolist"):  # a number or an array of numpy
        return to_json(value.tolist())
    return str(value)


def from_json(value: Any) -> Any:
    """What `to_json` was given; JSON that it did not write stays as it is."""
    if isinstance(value, list):
        return [from_json(part) for part in value]
    if isinstance(value, Mapping):
        if set(value) == {_TUPLE}:
            return tuple(from_json(part) for part in value[_TUPLE])
        if set(value) == {_PAIRS}:
            return {from_json(key): from_json(part) for key, part in value[_PAIRS]}
        return {key: from_json(part) for key, part in value.items()}
    return value
