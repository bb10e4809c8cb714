"""A text of a value, as keys of the cache are made of: the same for the same value, another for every other value.

Values of JSON are written as JSON, in which 1, 1.0, true and "1" differ, and so do 0.0 and -0.0, null and a name that
is not there. The order of an object's names counts: what a component makes of an object may name them in that order.
Surrogates are kept as they are: JSON's escapes would make one character of two halves. All else that Python code may
pass in is written with the name of its type, so that a tuple is no list and a number of numpy's is none of Python's.
"""

from __future__ import annotations

import dataclasses
import datetime
import decimal
import enum
import fractions
import json
import re
import uuid
from collections.abc import Iterable, Mapping
from pathlib import PurePath
from typing import Any

from pydantic import BaseModel

_SCALARS = frozenset({str, int, float, bool, type(None)})
_TEXTS = frozenset({str})
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
# Types whose `repr` says all there is to say.
_REPRESENTED = (
    complex,
    datetime.date,
    datetime.time,
    datetime.timedelta,
    decimal.Decimal,
    fractions.Fraction,
    range,
    uuid.UUID,
)


def canonical(value: Any) -> bytes:
    """The text of a value.

    Raises:
        TypeError: a value of a type that is not known here, which may look like another.
        ValueError, RecursionError: an integer of thousands of digits; a value that is nested too deeply.
    """
    return b"j" + dumped(value) if is_json(value) else b"p" + dumped(_tagged(value))


def is_json(value: Any) -> bool:
    """Whether a value is made of JSON's own types alone, so that it is read back as it was written.

    Raises:
        RecursionError: it is nested too deeply, or in itself.
    """
    if type(value) in _SCALARS:
        return True
    if type(value) is dict:
        if not set(map(type, value)) <= _TEXTS:
            return False
        value = value.values()
    elif type(value) is not list:
        return False
    return set(map(type, value)) <= _SCALARS or all(map(is_json, value))


def dumped(value: Any) -> bytes:
    """A value as JSON that `loaded` reads back exactly; NaN and lone surrogates included."""
    return _ENCODER.encode(value).encode("utf-8", "surrogatepass")


def loaded(text: bytes) -> Any:
    """The value of a text that `dumped` made.

    Raises:
        ValueError: it made no such text.
    """
    return json.loads(text.decode("utf-8", "surrogatepass"))


def _tagged(value: Any) -> Any:
    """A value with every container and every type that JSON lacks as a list that begins with its name."""
    kind = type(value)
    if kind in _SCALARS:
        return value
    name = f"{kind.__module__}.{kind.__qualname__}"
    if isinstance(value, enum.Enum):
        return [name, value.name]
    if isinstance(value, (list, tuple)):
        return [name, *map(_tagged, value)]
    if isinstance(value, (set, frozenset)):
        return [name, *sorted(map(_tagged, value), key=dumped)]
    if isinstance(value, Mapping):
        return [name, *_tagged_pairs(value.items())]
    if isinstance(value, BaseModel):
        return [name, *_tagged_pairs((field, getattr(value, field)) for field in type(value).model_fields)]
    if dataclasses.is_dataclass(value):
        return [name, *_tagged_pairs((field.name, getattr(value, field.name)) for field in dataclasses.fields(value))]
    return [name, _tagged_scalar(value)]


def _tagged_pairs(pairs: Iterable[tuple[Any, Any]]) -> list[Any]:
    return [[_tagged(key), _tagged(item)] for key, item in pairs]


def _tagged_scalar(value: Any) -> Any:
    if isinstance(value, (bytes, bytearray)):
        return value.hex()
    if callable(getattr(value, "tolist", None)) and type(value).__module__.partition(".")[0] in ("numpy", "torch"):
        return [str(value.dtype), list(value.shape), _tagged(value.tolist())]
    if isinstance(value, _REPRESENTED):
        return repr(value)
    if isinstance(value, (str, PurePath)):
        return str(value)
    if isinstance(value, re.Pattern):
        return [_tagged(value.pattern), value.flags]
    raise TypeError(f"a value of type {type(value).__qualname__} cannot be told from others")
