"""What another process uses of the machine, read from outside of it."""

from __future__ import annotations

import mmap
import time
from typing import NamedTuple


def cpu_seconds(pid: int) -> float | None:
    """The CPU time of a process, all of its threads together; None where the system does not tell, or it is gone."""
    try:
        return time.clock_gettime(~pid << 3 | 2)  # the clock of a process, as clock_getcpuclockid(3) makes it on Linux
    except OSError:
        return None


def peak_bytes(pid: int) -> int | None:
    """The most memory that a process has had in use; None where the system does not tell, or it is gone."""
    try:
        with open(f"/proc/{pid}/status", "rb") as file:
            line = next((line for line in file if line.startswith(b"VmHWM:")), None)
    except OSError:
        return None
    return None if line is None else int(line.split()[1]) * 1024


class Usage(NamedTuple):
    """What worker processes have used.

    Attributes:
        cpu_seconds: all of them together.
        peak_bytes: the most memory that one of them had in use.
    """

    cpu_seconds: float = 0.0
    peak_bytes: int = 0

    def with_process(self, pid: int) -> Usage:
        """With what a process has used; the same where the system does not tell."""
        return Usage(self.cpu_seconds + (cpu_seconds(pid) or 0.0), max(self.peak_bytes, peak_bytes(pid) or 0))

    def __or__(self, other: Usage) -> Usage:
        """What the workers of both have used."""
        return Usage(self.cpu_seconds + other.cpu_seconds, max(self.peak_bytes, other.peak_bytes))


def resident_bytes(pid: int) -> int | None:
    """The memory that a process has in use; None where the system does not tell, or it is gone."""
    try:
        with open(f"/proc/{pid}/statm", "rb") as file:
            return int(file.read().split()[1]) * mmap.PAGESIZE
    except OSError:
        return None
