"""The supervisor's view of one worker process: its connection, what it is doing, and until when."""

from __future__ import annotations

import collections
import contextlib
import json
import os
import signal
import socket
import time
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from rewardry.engine import wire

if TYPE_CHECKING:
    from rewardry.engine.local import Task
    from rewardry.engine.supervisor import Job

# Reads in one turn, so that a worker that never stops writing cannot keep the supervisor from the others.
_READS = 64


class Work(NamedTuple):
    """One item of a job; `again` when a worker was lost with it through no fault of its own."""

    job: Job
    position: int
    again: bool = False


class WorkerHandle:
    """A worker process, from its fork to its death.

    Attributes:
        connection: the socket to it, without blocking.
        number: what its fork server calls it.
        pid: its process id, once it has said hello.
        deadline: the moment, by the monotonic clock, by which it must have answered; None while it has nothing to do.
        ready: whether the clock of an item is running, rather than that of starting and opening.
        begun: whether it has begun what it was given last, and so may have died of it.
        said_bye: it ends on its own account, after an answer.
        gone: its connection is closed, or spoiled.
        last_seconds: how long the last item took, as seen from here.
    """

    def __init__(self, connection: socket.socket, number: int, start_seconds: float) -> None:
        connection.setblocking(False)
        self.connection = connection
        self.number = number
        self.pid: int | None = None
        self.ready = False
        self.begun = False
        self.said_bye = False
        self.gone = False
        self.last_seconds = 0.0
        self._reader = wire.Reader()
        self._outgoing = memoryview(b"")
        self._doing: collections.deque[Work] = collections.deque()
        self._opened: dict[Task, int] = {}
        self._start_seconds = start_seconds
        self._began = time.monotonic()
        self.deadline: float | None = self._began + start_seconds

    @property
    def idle(self) -> bool:
        """Whether it waits for work."""
        return self.pid is not None and not self._doing and not self.said_bye

    @property
    def current(self) -> Work | None:
        """The item it is at, if any."""
        return self._doing[0] if self._doing else None

    def begin(self, batch: Sequence[Work]) -> None:
        """Give it items of one task; where the component is not open yet, it opens that first."""
        task = batch[0].job.task
        message = b""
        self.ready, self.begun = task in self._opened, False
        if not self.ready:
            self._opened[task] = len(self._opened)
            message = wire.encode({"open": _description(task, self._opened[task])})
        items = [work.job.items[work.position] for work in batch]
        self._outgoing = memoryview(message + wire.encode({"run": self._opened[task]}, *items))
        self._doing.extend(batch)
        self._restart_clock()

    def flush(self) -> bool:
        """Send what can be sent now; returns whether anything is left. The clock starts when all is sent.

        Raises:
            OSError: it has died.
        """
        while self._outgoing:
            try:
                sent = self.connection.send(self._outgoing)
            except BlockingIOError:
                return True
            self._outgoing = self._outgoing[sent:]
            self._restart_clock()
        return False

    def receive(self) -> Iterator[tuple[dict[str, Any], Work | None]]:
        """What it has said since: each message, and the item that it answers. Moves the clock to the next item."""
        for header in self._messages():
            answered = None
            match header:
                case {"hello": int(pid)} if self.pid is None:
                    self.pid = pid
                case {"rows": list(), "bye": bool(bye)} if self._doing:
                    answered = self._answered(bye)
                case {"failure": ["timeout" | "error", str(), dict()], "bye": bool(bye)} if self._doing:
                    answered = self._answered(bye)
                case {"ready": int()} | {"failed": str()} if not self.ready:
                    pass
                case {"begun": int()} if not self.begun:
                    self.begun = True
                case _:  # no message of ours: something in there wrote on the connection
                    self.gone = True
                    return
            self.ready = True
            self._restart_clock()
            yield header, answered

    def _answered(self, bye: bool) -> Work:
        self.said_bye = bye
        self.last_seconds = time.monotonic() - self._began
        return self._doing.popleft()

    def _messages(self) -> Iterator[Any]:
        with contextlib.suppress(BlockingIOError):
            for _ in range(_READS):
                try:
                    data = self.connection.recv(wire.CHUNK)
                except ConnectionError:
                    data = b""
                self.gone = not data
                try:
                    for lines in self._reader.feed(data):
                        yield json.loads(lines[0])
                except (ValueError, RecursionError):  # no message of ours either
                    self.gone = True
                if self.gone:
                    return

    def _restart_clock(self) -> None:
        self._began = time.monotonic()
        seconds = self._doing[0].job.timeout if self.ready and self._doing else self._start_seconds
        self.deadline = self._began + seconds if self._doing else None

    def overdue(self, now: float) -> bool:
        """Whether its deadline has passed."""
        return self.deadline is not None and now >= self.deadline

    def drop_task(self) -> Task:
        """Forget the task it could not open, and return it."""
        task, _ = self._opened.popitem()
        return task

    def take_back(self) -> list[Work]:
        """The items it was given and has not answered."""
        taken = list(self._doing)
        self._doing.clear()
        self.deadline = None
        return taken

    def kill(self) -> None:
        """Kill it, with the processes it has started, and close the connection."""
        self.connection.close()
        if self.pid is not None:
            for kill in (os.kill, os.killpg):
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    kill(self.pid, signal.SIGKILL)


def _description(task: Task, key: int) -> dict[str, Any]:
    return {
        "key": key,
        "target": task.target,
        "file": task.file,
        "settings": task.settings,
        "memory_limit_mb": task.memory_limit_mb,
    }
