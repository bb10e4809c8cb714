"""The file of results: whole rows only, whatever happens."""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import os
import stat
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

from rewardry.errors import ConfigError, RewardryError
from rewardry.rows import STDIN, dump

# The usual balance of time and size; about five microseconds a row.
_LEVEL = 6
# Else Windows would write each line's end as two bytes, and a run that is resumed would be another file.
_AS_BYTES: int = getattr(os, "O_BINARY", 0)


class OutputError(RewardryError):
    """The results cannot be written any more; what was written is whole rows."""


@dataclass
class Written:
    """What a file of results holds.

    Attributes:
        rows: its rows.
        size: its bytes.
        digest: the SHA-256 of these bytes.
    """

    rows: int = 0
    size: int = 0
    digest: Any = field(default_factory=hashlib.sha256)

    def add(self, data: bytes, rows: int) -> None:
        """Take in some whole rows, as they stand in the file."""
        self.rows += rows
        self.size += len(data)
        self.digest.update(data)


class RowWriter:
    """Writes rows to a file, or to the standard output for ``-``; to a file whose name ends in ``.gz`` as an archive.

    When a write fails half-way, as on a full disk, the file is cut back to the last whole row. An archive has a member
    for all rows that were written at once, so what is in it can be read at any moment, and a run be resumed.

    Args:
        path: where to.
        inputs: the files that are read; none of them may be written to.
        kept: what of an earlier run is kept; the rest is cut off, and rows are written behind it.

    Raises:
        ConfigError: the file is one of the inputs, or cannot be opened for writing.
    """

    def __init__(self, path: str, inputs: Iterable[str] = (), kept: Written | None = None) -> None:
        self.path = path
        self.written = kept or Written()
        self._packed = path.endswith(".gz")
        self._fd = _standard_output(inputs) if path == STDIN else _opened(path, inputs, self.written.size)
        self._can_be_cut = stat.S_ISREG(os.fstat(self._fd).st_mode)

    @property
    def rows(self) -> int:
        """How many rows the file holds, those of an earlier run included."""
        return self.written.rows

    def write(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Write rows, all at once; where `rows` raises, those before are written.

        Raises:
            OutputError: the file cannot take them; says how many rows it holds.
        """
        lines: list[bytes] = []
        try:
            lines.extend(dump(row) for row in rows)
        finally:
            if lines:
                self._write_lines(b"".join(lines), len(lines))

    def write_lines(self, lines: Sequence[bytes]) -> None:
        """Write rows that are lines already, without their ends, all at once.

        Raises:
            OutputError: see `write`.
        """
        if lines:
            self._write_lines(b"\n".join((*lines, b"")), len(lines))

    def _write_lines(self, lines: bytes, rows: int) -> None:
        lines = gzip.compress(lines, _LEVEL, mtime=0) if self._packed else lines
        start = os.lseek(self._fd, 0, os.SEEK_CUR) if self._can_be_cut else 0
        done = 0
        try:
            left = memoryview(lines)
            while done < len(lines):
                done += os.write(self._fd, left[done:])
        except BrokenPipeError:
            raise
        except OSError as error:
            self._keep_whole(lines[:done], start)
            raise OutputError(f"{self.path}: writing failed after {counted(self.rows)}: {error.strerror}") from None
        except BaseException:  # Ctrl-C between two halves of a line
            self._keep_whole(lines[:done], start)
            raise
        self.written.add(lines, rows)

    def _keep_whole(self, lines: bytes, start: int) -> None:
        """Cut off the half row at the end of what was written last; of an archive, the half member."""
        whole = b"" if self._packed else lines[: lines.rfind(b"\n") + 1]
        self._cut_back_to(start + len(whole))
        self.written.add(whole, whole.count(b"\n"))

    def _cut_back_to(self, end: int) -> None:
        if self._can_be_cut:
            os.ftruncate(self._fd, end)
            os.lseek(self._fd, end, os.SEEK_SET)  # else what is written next would leave a hole

    def __enter__(self) -> RowWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if self._packed and not self.written.size and kind is None:
                os.write(self._fd, gzip.compress(b"", mtime=0))  # a file of nothing would be no archive
        finally:
            os.close(self._fd)


def _standard_output(inputs: Iterable[str]) -> int:
    if sys.stdout is None:
        raise ConfigError("-: the standard output is closed")
    sys.stdout.flush()
    fd = os.dup(sys.stdout.fileno())
    status = os.fstat(fd)
    if _is_among(status, inputs):
        os.close(fd)
        raise ConfigError("-: the standard output goes to an input; choose another output with -o")
    if stat.S_ISREG(status.st_mode) and _appends(fd):
        os.lseek(fd, 0, os.SEEK_END)  # where the next write will go, which is not yet where the descriptor stands
    return fd


def _appends(fd: int) -> bool:
    """Whether what is written goes to the end of the file; Windows, which has no such flag, does not say."""
    try:
        import fcntl
    except ImportError:
        return False
    return bool(fcntl.fcntl(fd, fcntl.F_GETFL) & os.O_APPEND)


def _opened(path: str, inputs: Iterable[str], kept: int) -> int:
    try:
        if os.path.exists(path) and _is_among(os.stat(path), inputs):
            raise ConfigError(f"{path}: this is an input; choose another output with -o")
        fd = os.open(path, os.O_WRONLY | os.O_CREAT | _AS_BYTES | (0 if kept else os.O_TRUNC), 0o666)
        if kept:
            os.ftruncate(fd, kept)
            os.lseek(fd, kept, os.SEEK_SET)
        return fd
    except OSError as error:
        raise ConfigError(f"{path}: cannot be written: {error.strerror}") from None


def _is_among(output: os.stat_result, inputs: Iterable[str]) -> bool:
    """Whether writing the output would change an input."""
    for file in inputs:
        with contextlib.suppress(OSError):
            status = os.fstat(sys.stdin.fileno()) if file == STDIN else os.stat(file)
            if stat.S_ISREG(status.st_mode) and os.path.samestat(status, output):
                return True
    return False


def counted(rows: int) -> str:
    """A number of rows in words."""
    return f"{rows} row{'s' * (rows != 1)}"
