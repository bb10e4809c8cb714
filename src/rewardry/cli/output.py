"""The file of results: whole rows only, whatever happens."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

from rewardry.errors import ConfigError, RewardryError
from rewardry.rows import STDIN, dump


class OutputError(RewardryError):
    """The results cannot be written any more; what was written is whole rows."""


class RowWriter:
    """Writes rows to a file, or to the standard output for ``-``.

    When a write fails half-way, as on a full disk, the file is cut back to the last whole row.

    Args:
        path: where to.
        inputs: the files that are read; none of them may be written to.

    Raises:
        ConfigError: the file is one of the inputs, or cannot be opened for writing.
    """

    def __init__(self, path: str, inputs: Iterable[str] = ()) -> None:
        self.path = path
        self.rows = 0
        self._whole = 0
        if path.endswith(".gz"):
            raise ConfigError(f"{path}: rows are written as they are; leave out .gz, or write to - and pipe into gzip")
        if path == STDIN:
            sys.stdout.flush()
            self._fd = os.dup(sys.stdout.fileno())
            return
        for file in inputs:
            if file != STDIN and Path(file).exists() and Path(path).exists() and os.path.samefile(file, path):
                raise ConfigError(f"{path}: this is an input; choose another output with -o")
        try:
            self._fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)
        except OSError as error:
            raise ConfigError(f"{path}: cannot be written: {error.strerror}") from None

    def write(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Write rows.

        Raises:
            OutputError: the file cannot take them; says how many rows it holds.
        """
        for row in rows:
            self._write_line(dump(row))
            self.rows += 1

    def _write_line(self, line: bytes) -> None:
        done = 0
        try:
            while done < len(line):
                done += os.write(self._fd, line[done:])
            self._whole += len(line)
        except BrokenPipeError:
            raise
        except OSError as error:
            self._cut_back()
            raise OutputError(f"{self.path}: writing failed after {self.rows} rows: {error.strerror}") from None
        except BaseException:  # Ctrl-C between two halves of a line
            self._cut_back()
            raise

    def _cut_back(self) -> None:
        if stat.S_ISREG(os.fstat(self._fd).st_mode):
            os.ftruncate(self._fd, self._whole)

    def __enter__(self) -> RowWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._fd)
