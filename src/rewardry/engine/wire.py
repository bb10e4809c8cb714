"""Messages between processes: a length, then lines of JSON.

Nothing is pickled in either direction: a worker reads hostile text all day, and what it answers is parsed as data.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from typing import Any

_LENGTH = struct.Struct("!Q")
# What one read asks for. A larger buffer costs more to come by than most reads bring.
CHUNK = 1 << 16
# The longest message. What claims to be longer is no message of ours.
LIMIT = 1 << 30


def encode(header: Any, *lines: bytes) -> bytes:
    """A message: a JSON header and lines that are JSON already (and so hold no newline).

    Raises:
        TypeError, RecursionError: the header has no JSON form.
        ValueError: likewise, or the message exceeds `LIMIT`.
    """
    body = b"\n".join((_ENCODER.encode(header).encode(), *lines))
    if len(body) > LIMIT:
        raise ValueError(f"a message of {len(body) >> 20} MB is too long; {LIMIT >> 20} MB is the limit")
    return _LENGTH.pack(len(body)) + body


def plain(value: Any) -> Any:
    """Values of numpy and torch as lists and numbers, for the `default` of `json.dumps`.

    Raises:
        TypeError: it is something else, which has no place in a row.
    """
    if hasattr(value, "tolist") and type(value).__module__.partition(".")[0] in ("numpy", "torch"):
        return value.tolist()
    raise TypeError(f"{type(value).__module__}.{type(value).__qualname__} is no JSON value")


def _lenient(value: Any) -> Any:
    try:
        return plain(value)
    except TypeError:
        return repr(value)


_ENCODER = json.JSONEncoder(default=_lenient)


class Reader:
    """Cuts a stream of bytes into messages, wherever the reads happen to end."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    @property
    def partial(self) -> bool:
        """Whether it holds the beginning of a message."""
        return bool(self._buffer)

    def feed(self, data: bytes) -> Iterator[list[bytes]]:
        """The lines of each message that `data` completes; the first line is the header.

        Raises:
            ValueError: the stream holds something else than messages.
        """
        self._buffer += data
        start, available = 0, len(self._buffer)
        try:
            while available - start >= _LENGTH.size:
                (length,) = _LENGTH.unpack_from(self._buffer, start)
                if length > LIMIT:
                    raise ValueError("no message begins like this")
                end = start + _LENGTH.size + length
                if available < end:
                    return
                body = bytes(memoryview(self._buffer)[start + _LENGTH.size : end])
                start = end
                yield body.split(b"\n")
        finally:
            del self._buffer[:start]
