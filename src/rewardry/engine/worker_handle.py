"""The supervisor's view of one worker process: its connection, what it is doing, and until when."""

from __future__ import annotations

import collections
import contextlib
import json
import math
import os
import signal
import socket
import time
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from rewardry.engine import wire
from rewardry.engine.gauges import cpu_seconds, resident_bytes
from rewardry.engine.job import Work
from rewardry.engine.results import CPU_LIMIT, DEADLINE

if TYPE_CHECKING:
    from rewardry.engine.local import Task

Limit: TypeAlias = Literal["deadline", "cpu-limit"]

# Reads in one turn, so that a worker that never stops writing cannot keep the supervisor from the others.
_READS = 64
# CPU time is looked at no more often than this, in seconds.
_CPU_CHECK = 0.02
# Its memory no more often than this.
_WEIGHING_SECONDS = 1.0
_CORES = os.cpu_count() or 1


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
        answered: the items it has answered.
        batch: the items it was given last.
        received: the bytes it has sent since then.
        began: the moment at which its clock was started last.
        waits_to_write: whether some of its work is not sent yet.
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
        self.answered = 0
        self.batch = 0
        self.received = 0
        self.waits_to_write = False
        self._reader = wire.Reader()
        self._outgoing = memoryview(b"")
        self._doing: collections.deque[Work] = collections.deque()
        self._opened: dict[Task, int] = {}
        self._start_seconds = start_seconds
        self.began = time.monotonic()
        self._cpu_began = 0.0
        self._weighed = 0.0
        self._first_weight = 0
        self._cpu_check: float | None = None
        self.deadline: float | None = self.began + start_seconds

    @property
    def idle(self) -> bool:
        """Whether it waits for work."""
        return self.pid is not None and not self._doing and not self.said_bye

    @property
    def task(self) -> Task | None:
        """The component it is at, if any."""
        return self._doing[0].job.task if self._doing else None

    @property
    def current(self) -> Work | None:
        """The item it is at, if any."""
        return self._doing[0] if self._doing else None

    @property
    def left(self) -> int:
        """The items it was given and has not answered."""
        return len(self._doing)

    @property
    def amid_message(self) -> bool:
        """Whether a message is sent or come in part, so that the rest should not be kept waiting."""
        return self.waits_to_write or self._reader.partial

    def has_open(self, task: Task) -> bool:
        """Whether it has opened the component."""
        return task in self._opened

    def begin(self, batch: Sequence[Work]) -> None:
        """Give it items of one task; where the component is not open yet, it opens that first."""
        task = batch[0].job.task
        message = b""
        self.ready, self.begun = task in self._opened, False
        if not self.ready:
            self._opened[task] = len(self._opened)
            self._first_weight = 0  # what it opens is no growth
            message = wire.encode({"open": _description(task, self._opened[task])})
        items = [work.item for work in batch]
        self._outgoing = memoryview(message + wire.encode({"run": self._opened[task]}, *items))
        self._doing.extend(batch)
        self.batch, self.received = len(batch), 0
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
                case {"rows": list(), "bye": bool(bye)} if self._doing and _is_timed(header):
                    answered = self._answered(bye)
                case {"failure": ["timeout" | "error", str(), dict()], "bye": bool(bye), **rest} if (
                    self._doing and not rest
                ):
                    answered = self._answered(bye)
                case {"hello": int(pid)} if self.pid is None:
                    self.pid = pid
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
        self.answered += 1
        return self._doing.popleft()

    def _messages(self) -> Iterator[Any]:
        with contextlib.suppress(BlockingIOError):
            for _ in range(_READS):
                try:
                    data = self.connection.recv(wire.CHUNK)
                except ConnectionError:
                    data = b""
                self.gone = not data
                self.received += len(data)
                try:
                    for lines in self._reader.feed(data):
                        yield json.loads(lines[0].decode())
                except (ValueError, RecursionError):  # no message of ours either
                    self.gone = True
                if self.gone or len(data) < wire.CHUNK:
                    return

    def _restart_clock(self) -> None:
        self.began = now = time.monotonic()
        if not self._doing:
            self.deadline = self._cpu_check = None
            return
        job = self._doing[0].job
        self.deadline = now + (job.timeout if self.ready else self._start_seconds)
        if job.task.cpu_limit_seconds is not None:
            self._restart_cpu_clock(job.task.cpu_limit_seconds)

    def _restart_cpu_clock(self, limit: float) -> None:
        """Look at its CPU time when it can have used up the limit at the earliest."""
        self._cpu_check = None
        if self.ready and self.pid is not None and (used := cpu_seconds(self.pid)) is not None:
            self._cpu_began = used
            self._cpu_check = self.began + limit / _CORES

    @property
    def look_up(self) -> float | None:
        """The moment at which to ask `exceeded` again."""
        return min((moment for moment in (self.deadline, self._cpu_check) if moment is not None), default=None)

    def exceeded(self, now: float) -> Limit | None:
        """The limit that the item it is at has exceeded, if any."""
        if self.deadline is not None and now >= self.deadline:
            return DEADLINE
        if self._cpu_check is not None and now >= self._cpu_check and self._spent_cpu(now):
            return CPU_LIMIT
        return None

    def _spent_cpu(self, now: float) -> bool:
        limit = self._doing[0].job.task.cpu_limit_seconds
        used = cpu_seconds(self.pid) if self.pid is not None else None
        if limit is None or used is None:
            self._cpu_check = None
            return False
        left = limit - (used - self._cpu_began)
        if left > 0:
            self._cpu_check = now + max(left / _CORES, _CPU_CHECK)
        return left <= 0

    @property
    def danger(self) -> float | None:
        """The moment at which half of the time of the item it is at is over: it may well have to be killed."""
        return (self.began + self.deadline) / 2 if self.ready and self.deadline is not None else None

    def in_danger(self, now: float) -> bool:
        """Whether that moment has passed."""
        danger = self.danger
        return danger is not None and now >= danger

    def is_worn(self, items: int, growth: int) -> bool:
        """Whether it has answered so many items, or its memory has grown by so many bytes since its first ones.

        Its memory is looked at once a second, for what that costs.
        """
        if self.answered >= items:
            return True
        now = time.monotonic()
        if self.pid is None or not self.answered or now < self._weighed + _WEIGHING_SECONDS:
            return False
        self._weighed = now
        weight = resident_bytes(self.pid)
        if weight is None:
            return False
        self._first_weight = min(self._first_weight or weight, weight)
        return weight - self._first_weight > growth

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


def _is_timed(header: dict[str, Any]) -> bool:
    """Whether the time that its batch took is one, where it says so."""
    seconds = header.get("seconds", 0.0)
    return isinstance(seconds, float) and 0.0 <= seconds < math.inf


def _description(task: Task, key: int) -> dict[str, Any]:
    return {
        "key": key,
        "target": task.target,
        "file": task.file,
        "settings": task.settings,
        "memory_limit_mb": task.memory_limit_mb,
    }
