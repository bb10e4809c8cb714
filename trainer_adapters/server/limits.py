"""How much a server takes: rows and bytes that it holds at once, and rows a second of each client."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import mmap
import struct
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from rewardry.pace import Pace

from .refusal import try_later

# Bodies that are held at once may take so many times the longest one.
_BODIES = 8
_SLOTS = 4096
_SLOT = struct.Struct("d")
# A client that was quiet may send as many rows at once as it may send in so many seconds.
_BURST_SECONDS = 2.0


class Room:
    """The rows and bytes that a process holds. Used in its event loop only.

    Args:
        most_rows: rows that wait or are scored; beyond it requests are refused.
        most_bytes: the longest body.

    Attributes:
        pace: how long rows take.
    """

    def __init__(self, most_rows: int, most_bytes: int) -> None:
        self.rows = 0
        self.bytes = 0
        self._most_rows = most_rows
        self._most_bytes = _BODIES * most_bytes
        self.pace = Pace()

    @property
    def wait_seconds(self) -> float:
        """How long the rows that are held will take, as far as is known."""
        return self.pace.seconds_for(self.rows) or 0.0

    @contextlib.contextmanager
    def for_body(self, size: int) -> Iterator[None]:
        """Hold the bytes of a body.

        Raises:
            Refusal: there is no room.
        """
        if self.bytes and self.bytes + size > self._most_bytes:
            raise try_later("busy", "the server holds as many bytes as it may; send this again later", 1.0)
        self.bytes += size
        try:
            yield
        finally:
            self.bytes -= size

    @contextlib.contextmanager
    def for_rows(self, count: int) -> Iterator[None]:
        """Hold rows until they are scored.

        Raises:
            Refusal: there is no room.
        """
        if self.rows + count > self._most_rows:
            why = f"{self.rows} rows wait and {self._most_rows} is the limit; send this again later"
            raise try_later("busy", why, self.wait_seconds)
        self.rows += count
        try:
            yield
        finally:
            self.rows -= count


class Rate:
    """Rows a second that each client may send, over all processes of a server.

    Of each client one number is kept: until when what it has sent is paid for (the generic cell rate algorithm). It
    lies in one of a fixed number of slots, so that no number of clients fills the memory; two clients whose slots
    coincide share a limit.

    Args:
        rows_a_second: the limit.
        file: where the slots lie when several processes share them; None for one process.
        clock: seconds that are the same in all processes.
    """

    def __init__(
        self, rows_a_second: float, file: Path | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._rate = rows_a_second
        self._clock = clock
        self._file = None if file is None else open(file, "r+b", buffering=0)  # noqa: SIM115 - as long as we live
        self._slots = mmap.mmap(-1 if self._file is None else self._file.fileno(), _SLOTS * _SLOT.size)

    @staticmethod
    def make_file(file: Path) -> None:
        """Make the file that processes share."""
        file.write_bytes(bytes(_SLOTS * _SLOT.size))

    def charge(self, client: str, rows: int) -> None:
        """Take note of rows that a client sent.

        A request of any size is taken while less than two seconds' worth of rows is owed.

        Raises:
            Refusal: it sends too many; says when it may go on.
        """
        digest = hashlib.blake2b(client.encode("utf-8", "replace"), digest_size=8).digest()
        place = int.from_bytes(digest, "big") % _SLOTS * _SLOT.size
        with self._locked(place):
            now = self._clock()
            paid_until = max(now, _SLOT.unpack_from(self._slots, place)[0])
            late = paid_until - now - _BURST_SECONDS
            if late < 0:
                _SLOT.pack_into(self._slots, place, paid_until + rows / self._rate)
                return
        raise try_later("rate", f"the limit is {self._rate:g} rows a second; send this again later", late)

    @contextlib.contextmanager
    def _locked(self, place: int) -> Iterator[None]:
        """Keep other processes from a slot."""
        if self._file is None:
            yield
            return
        fcntl.lockf(self._file, fcntl.LOCK_EX, _SLOT.size, place)
        try:
            yield
        finally:
            fcntl.lockf(self._file, fcntl.LOCK_UN, _SLOT.size, place)

    def close(self) -> None:
        """Give up the memory."""
        self._slots.close()
        if self._file is not None:
            self._file.close()
