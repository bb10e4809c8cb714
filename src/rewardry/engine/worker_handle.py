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


class Work(NamedTuple):
    """One item of a job."""

    job: Job
    position: int


class WorkerHandle:
    """A worker process, from its fork to its death.

    Attributes:
        connection: the socket to it, without blocking.
        pid: its process id, once it has said hello.
        deadline: the moment, by the monotonic clock, by which it must have answered; None while it has nothing to do.
        ready: whether the clock of an item is running, rather than that of importing and opening.
        said_bye: it ends on its own account, after an answer.
        gone: its connection is closed.
        last_seconds: how long the last item took, as seen from here.
    """

    def __init__(self, connection: socket.socket, deadline: float) -> None:
        connection.setblocking(False)
        self.connection = connection
        self.pid: int | None = None
        self.deadline: float | None = deadline
        self.ready = False
        self.said_bye = False
        self.gone = False
        self.last_seconds = 0.0
        self._reader = wire.Reader()
        self._outgoing = b""
        self._doing: collections.deque[Work] = collections.deque()
        self._opened: dict[Task, int] = {}
        self._began = 0.0

    @property
    def idle(self) -> bool:
        """Whether it waits for work."""
        return self.pid is not None and not self._doing and not self.said_bye

    @property
    def current(self) -> Work | None:
        """The item it is at, if any."""
        return self._doing[0] if self._doing else None

    def begin(self, batch: Sequence[Work], now: float, start_seconds: float) -> None:
        """Give it items of one task; where the component is not open yet, it opens that first."""
        task = batch[0].job.task
        message = b""
        self.ready = task in self._opened
        if not self.ready:
            self._opened[task] = len(self._opened)
            message = wire.encode({"open": _description(task, self._opened[task])})
        items = [work.job.items[work.position] for work in batch]
        self._outgoing = message + wire.encode({"run": self._opened[task]}, *items)
        self._doing.extend(batch)
        self._began = now
        self.deadline = now + (batch[0].job.timeout if self.ready else start_seconds)

    def flush(self) -> bool:
        """Send what can be sent now; returns whether anything is left.

        Raises:
            OSError: it has died.
        """
        while self._outgoing:
            try:
                sent = self.connection.send(self._outgoing)
            except BlockingIOError:
                return True
            self._outgoing = self._outgoing[sent:]
        return False

    def receive(self) -> Iterator[tuple[dict[str, Any], Work | None]]:
        """What it has said since: each message, and the item that it answers. Moves the clock to the next item."""
        for header in self._messages():
            now, answered = time.monotonic(), None
            if "hello" in header:
                self.pid = header["hello"]
            elif "rows" in header and self._doing:
                answered = self._doing.popleft()
                self.said_bye = header["bye"]
                self.last_seconds = now - self._began
            self.ready = True
            self._began = now
            self.deadline = now + self._doing[0].job.timeout if self._doing else None
            yield header, answered

    def _messages(self) -> Iterator[dict[str, Any]]:
        with contextlib.suppress(BlockingIOError):
            while not self.gone:
                try:
                    data = self.connection.recv(wire.CHUNK)
                except ConnectionError:
                    data = b""
                self.gone = not data
                try:
                    for lines in self._reader.feed(data):
                        yield json.loads(lines[0])
                except ValueError:  # no message of ours: something in there wrote on the connection
                    self.gone = True

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

    def kill(self) -> int | None:
        """Kill it and close the connection; returns the process id for the fork server to reap."""
        self.connection.close()
        if self.pid is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
        return self.pid


def _description(task: Task, key: int) -> dict[str, Any]:
    return {
        "key": key,
        "target": task.target,
        "file": task.file,
        "settings": task.settings,
        "memory_limit_mb": task.memory_limit_mb,
    }
