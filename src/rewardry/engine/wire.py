"""Messages between processes: a length, then lines of JSON.

Nothing is pickled in either direction: a worker reads hostile text all day, and what it answers is parsed as data.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from typing import Any

_LENGTH = struct.Struct("!Q")
# What one read asks for. Larger than a pipe's buffer, so that a read empties it.
CHUNK = 1 << 20


def encode(header: Any, *lines: bytes) -> bytes:
    """A message: a JSON header and lines that are JSON already (and so hold no newline)."""
    body = b"\n".join((json.dumps(header, default=repr).encode(), *lines))
    return _LENGTH.pack(len(body)) + body


class Reader:
    """Cuts a stream of bytes into messages, wherever the reads happen to end."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, data: bytes) -> Iterator[list[bytes]]:
        """The lines of each message that `data` completes; the first line is the header."""
        self._buffer += data
        while len(self._buffer) >= _LENGTH.size:
            (length,) = _LENGTH.unpack_from(self._buffer)
            end = _LENGTH.size + length
            if len(self._buffer) < end:
                return
            body = bytes(self._buffer[_LENGTH.size : end])
            del self._buffer[:end]
            yield body.split(b"\n")
