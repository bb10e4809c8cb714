"""What another process uses of the machine, read from outside of it."""

from __future__ import annotations

import os
import time

_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


def cpu_seconds(pid: int) -> float | None:
    """The CPU time of a process, all of its threads together; None where the system does not tell, or it is gone."""
    try:
        return time.clock_gettime(~pid << 3 | 2)  # the clock of a process, as clock_getcpuclockid(3) makes it on Linux
    except OSError:
        return None


def resident_bytes(pid: int) -> int | None:
    """The memory that a process has in use; None where the system does not tell, or it is gone."""
    try:
        with open(f"/proc/{pid}/statm", "rb") as file:
            return int(file.read().split()[1]) * _PAGE_BYTES
    except OSError:
        return None
