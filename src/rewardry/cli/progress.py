"""What a terminal is shown while rows are scored."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

# Told after each chunk: how many rows more are finished, and what became of all rows so far, by name.
Advance: TypeAlias = Callable[[int, Mapping[str, int]], None]


@contextlib.contextmanager
def progress(files: Sequence[str], finished: int = 0) -> Iterator[Advance]:
    """A progress bar on the standard error, if that is a terminal; yields what moves it on.

    Args:
        files: the inputs, whose lines are counted where that is possible.
        finished: rows of an earlier run.
    """
    if not sys.stderr.isatty():
        yield lambda rows, counts: None
        return
    bar = _Bar(count_lines(files), finished)
    bar.draw()
    try:
        yield bar.advance
    finally:
        bar.wipe()


class _Bar:
    """A line of a terminal that is drawn again and again, and wiped at the end.

    Args:
        total: the rows there are, or None where nobody knows.
        finished: those that were done before.
    """

    def __init__(self, total: int | None, finished: int) -> None:
        self._total, self._done, self._before = total, finished, finished
        self._counts = ""
        self._start = self._drawn = time.monotonic()

    def advance(self, rows: int, counts: Mapping[str, int]) -> None:
        """Move on, and draw what has changed, at most some times a second."""
        self._done += rows
        self._counts = ", ".join(f"{count} {name}" for name, count in counts.items())
        now = time.monotonic()
        if now - self._drawn >= _EVERY or self._done == self._total:
            self._drawn = now
            self.draw()

    def draw(self) -> None:
        """Draw the line over itself, no longer than the terminal is wide."""
        line = "  ".join(filter(None, self._parts()))[: shutil.get_terminal_size().columns - 1]
        print(f"\r\x1b[2K{line}", end="", file=sys.stderr, flush=True)

    def wipe(self) -> None:
        """Show how far it came, and take the line away."""
        self.draw()
        print("\r\x1b[2K", end="", file=sys.stderr, flush=True)

    def _parts(self) -> Iterator[str]:
        """A bar, rows, rate, what became of them, time, and the time that is left."""
        seconds, rows = time.monotonic() - self._start, self._done - self._before
        if self._total:
            full = round(_LENGTH * min(1.0, self._done / self._total))
            yield "#" * full + "." * (_LENGTH - full)
        yield f"{self._done}/{'?' if self._total is None else self._total} rows"
        rate = rows / seconds if rows and seconds > 0 else 0.0
        yield f"{rate:,.0f} rows/s" if rate else ""
        yield self._counts
        yield _clock(seconds)
        if rate and self._total is not None:
            yield f"{_clock(max(0, self._total - self._done) / rate)} left"


_LENGTH = 20
_EVERY = 0.1


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{rest:02}"


def count_lines(files: Iterable[str]) -> int | None:
    """How many lines some files have, or None where that cannot be known without reading a stream."""
    total = 0
    for file in files:
        if not file.endswith(".jsonl") or not os.path.isfile(file):
            return None
        last = b"\n"
        with open(file, "rb") as stream:
            while block := stream.read(1 << 20):
                total += block.count(b"\n")
                last = block[-1:]
        total += last != b"\n"  # a line that nothing ends is one too
    return total
