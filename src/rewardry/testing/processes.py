"""What a component leaves running: processes and threads, found by a mark, by their group and by their parent."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time
import uuid
from pathlib import Path
from typing import NamedTuple

_MARK = "REWARDRY_CHECK_MARK"
_GRACE_SECONDS = 1.0
# Threads of the engines, and those that an event loop keeps for `asyncio.to_thread`.
_OURS = ("rewardry-", "asyncio_")


class _Process(NamedTuple):
    pid: int
    parent: int
    group: int
    name: str
    state: str


class Survivors:
    """Finds what was started since it was made and still runs. Works where there is a /proc; threads everywhere."""

    def __init__(self) -> None:
        self._mark = uuid.uuid4().hex
        self._before = os.environ.get(_MARK)
        os.environ[_MARK] = self._mark
        self._threads = set(threading.enumerate())
        self._processes = {process.pid for process in _processes()}

    def found(self) -> list[str]:
        """Descriptions of what still runs, after a moment of grace."""
        end = time.monotonic() + _GRACE_SECONDS
        while (left := self._left()) and time.monotonic() < end:
            time.sleep(0.02)
        return left

    def end(self) -> None:
        """Kill the processes that were left, and take the mark out of the environment.

        They are not reaped: whoever started one still asks for its exit status.
        """
        for process in self._started():
            with contextlib.suppress(OSError):
                os.kill(process.pid, signal.SIGKILL)
        end = time.monotonic() + _GRACE_SECONDS
        while self._started() and time.monotonic() < end:
            time.sleep(0.02)
        os.environ.pop(_MARK)
        if self._before is not None:
            os.environ[_MARK] = self._before

    def _left(self) -> list[str]:
        threads = [thread for thread in threading.enumerate() if thread not in self._threads]
        left = [f"the thread {thread.name!r}" for thread in threads if not thread.name.startswith(_OURS)]
        return left + [f"the process {process.name!r}" for process in self._started()]

    def _started(self) -> list[_Process]:
        """The processes started since, zombies apart: marked, of our group, or below us."""
        every = {process.pid: process for process in _processes()}
        ours = {os.getpid()}
        for pid, process in sorted(every.items()):
            if pid not in self._processes and (
                process.parent in ours or (os.getpgrp() == os.getpid() == process.group) or self._is_marked(pid)
            ):
                ours.add(pid)
        return [every[pid] for pid in ours - {os.getpid()} if every[pid].state != "Z"]

    def _is_marked(self, pid: int) -> bool:
        try:
            return self._mark.encode() in Path(f"/proc/{pid}/environ").read_bytes()
        except OSError:
            return False


def _processes() -> list[_Process]:
    """Every process of this machine that can be seen."""
    found = []
    for entry in os.listdir("/proc") if os.path.isdir("/proc/self") else []:
        if entry.isdigit():
            with contextlib.suppress(OSError, ValueError, IndexError):
                head, _, rest = Path(f"/proc/{entry}/stat").read_text(errors="replace").rpartition(")")
                state, parent, group = rest.split()[:3]
                found.append(_Process(int(entry), int(parent), int(group), head.partition("(")[2], state))
    return found
