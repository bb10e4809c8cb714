"""The host's end of the channel to a container's inner server: attached standard input and output.

The engine wraps what a container writes into records of its own, eight bytes of head and a part of one stream. Out of
those of standard output come the frames of the inner server; standard error is kept for messages. Programs never hold
a descriptor of either stream, so what arrives here is the inner server's; anything that is no frame of its is taken as
a sign that the container is broken, never as a result.
"""

from __future__ import annotations

import select
import socket
import struct
import time

from .inner_program import FRAME, MAGIC

_RECORD = struct.Struct(">BxxxL")
_STDERR = 2
_CHUNK = 1 << 16
_KEPT_STDERR = 2000


class ChannelError(Exception):
    """The channel gives no result: the inner server has gone, keeps silent or does not keep to the protocol."""


class SilentError(ChannelError):
    """Nothing came before the deadline."""


class Channel:
    """Sends requests and receives frames. Belongs to one thread at a time.

    Args:
        connection: the attached socket, which the channel closes.
    """

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._raw = bytearray()
        self._out = bytearray()
        self._err = bytearray()

    @property
    def complaint(self) -> str:
        """The end of what the inner server wrote to standard error, in one line; empty most of the time."""
        return " ".join(self._err.decode("utf-8", "replace").split())

    def is_quiet(self) -> bool:
        """Whether nothing waits to be read, as it must be between runs; a closed channel is not quiet."""
        if self._raw or self._out:
            return False
        try:
            return not select.select([self._connection], [], [], 0)[0]
        except (OSError, ValueError):
            return False

    def send(self, data: bytes, deadline: float) -> None:
        """Send a request.

        Args:
            data: all of it.
            deadline: by `time.monotonic`.

        Raises:
            ChannelError: it could not be sent.
        """
        try:
            self._connection.settimeout(_left(deadline))
            self._connection.sendall(data)
        except TimeoutError:
            raise SilentError("the container does not read") from None
        except OSError as error:
            raise ChannelError(f"the container cannot be written to: {error}") from None

    def frame(self, deadline: float, largest: int) -> tuple[bytes, bytes]:
        """The next frame: its kind and its content.

        Args:
            deadline: by `time.monotonic`.
            largest: bytes that the content may have.

        Raises:
            ChannelError: none comes, or something else does.
        """
        magic, kind, size = FRAME.unpack(self._take(FRAME.size, deadline))
        if magic != MAGIC:
            raise ChannelError("the container sent something that is no frame")
        if size > largest:
            raise ChannelError(f"the container sent a frame of {size} bytes where {largest} are allowed")
        return kind, self._take(size, deadline)

    def _take(self, size: int, deadline: float) -> bytes:
        while len(self._out) < size:
            self._receive(deadline)
        taken = bytes(self._out[:size])
        del self._out[:size]
        return taken

    def _receive(self, deadline: float) -> None:
        try:
            self._connection.settimeout(_left(deadline))
            got = self._connection.recv(_CHUNK)
        except TimeoutError:
            raise SilentError("the container keeps silent") from None
        except OSError as error:
            raise ChannelError(f"the container cannot be read from: {error}") from None
        if not got:
            raise ChannelError("the container has gone")
        self._raw += got
        self._unwrap()

    def _unwrap(self) -> None:
        """Move the records that are complete into their streams."""
        at = 0
        while len(self._raw) - at >= _RECORD.size:
            stream, size = _RECORD.unpack_from(self._raw, at)
            end = at + _RECORD.size + size
            if end > len(self._raw):
                break
            target = self._err if stream == _STDERR else self._out
            target += self._raw[at + _RECORD.size : end]
            at = end
        del self._raw[:at]
        del self._err[:-_KEPT_STDERR]

    def close(self) -> None:
        """Close it, which ends the inner server."""
        self._connection.close()


def _left(deadline: float) -> float:
    return max(0.001, deadline - time.monotonic())
