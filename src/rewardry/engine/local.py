"""The local engine: worker processes on this machine, each of which can be killed without harm to the others.

A thread that hangs cannot be stopped, an alarm works only in the main thread and not inside a long C call, and a pool
whose worker is killed is broken. So every item runs in a process; a supervisor outside of it holds the clock, kills
exactly the process whose item is overdue, and gives the rest of its work to another.
"""

from __future__ import annotations

import os
import threading
import weakref
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from rewardry.engine.gauges import Usage
from rewardry.platforms import in_forked_child

if TYPE_CHECKING:
    from rewardry.engine.supervisor import Supervisor

# One unit of work, as JSON; see `rewardry.engine.remote` for its form.
Item: TypeAlias = bytes


@dataclass(frozen=True, slots=True)
class Task:
    """What a worker must know to open a component.

    Attributes:
        target: the import string of its class.
        file: the file of a component without a package, or None.
        settings: its parameters as JSON.
        preload: modules to import before workers are forked.
        memory_limit_mb: the address space a worker may use once it is open, or None for no limit.
        cpu_limit_seconds: the CPU time an item may take, of all threads together, or None for no limit.
        name: how messages call it.
    """

    target: str
    file: str | None
    settings: str
    preload: tuple[str, ...] = ()
    memory_limit_mb: int | None = None
    cpu_limit_seconds: float | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Failure:
    """An item without a result.

    Attributes:
        status: ``timeout`` or ``error``.
        reason: ``deadline``, ``cpu-limit``, ``memory-limit``, ``worker-died``, ``worker-start``, ``open-failed``,
            ``raised``, ``refused``, ``engine-closed``.
        details: what is known of the cause.
        seconds: how long the item was worked at, where that is known.
    """

    status: Literal["timeout", "error"]
    reason: str
    details: dict[str, Any] = field(default_factory=dict)
    seconds: float | None = None


class LocalEngine:
    """A pool of killable workers. Starts them when there is work; safe to call from any thread and after a fork.

    Args:
        workers: at most so many processes at work; default: one a usable core.
        recycle_items: a worker that has scored so many items makes room for a fresh one.
        recycle_growth_mb: so does one whose memory has grown by so much since its first items. Both happen between
            items, so that none is lost.
    """

    def __init__(
        self, workers: int | None = None, *, recycle_items: int = 100_000, recycle_growth_mb: float = 512
    ) -> None:
        self.workers = workers or usable_cores()
        self._recycling = recycle_items, recycle_growth_mb
        self._restarts = 0  # of supervisors that have ended
        self._used = Usage()  # by theirs
        self._lock = threading.Lock()
        self._supervisor: Supervisor | None = None
        self._finalizer: Any = None
        _engines.add(self)

    def run(self, task: Task, items: Sequence[Item], timeout: float) -> list[Any]:
        """Run items, side by side, and wait for all of them.

        Args:
            task: the component.
            items: what to score.
            timeout: seconds that each item may take, counted from when a worker that is ready begins it.

        Returns:
            For each item, in order, what the worker answered, or a `Failure`.

        Raises:
            EngineError: no worker process can be started at all.
        """
        if not items:
            return []
        supervisor = self._running()
        from rewardry.engine import calls

        return calls.run(supervisor, task, items, timeout)

    async def arun(self, task: Task, items: Sequence[Item], timeout: float) -> list[Any]:
        """`run` for a running event loop, which goes on meanwhile; no thread waits for the items."""
        if not items:
            return []
        supervisor = self._running()
        from rewardry.engine import calls

        return await calls.arun(supervisor, task, items, timeout)

    def stream(self, task: Task, items: Iterable[Item], timeout: float, window: int | None = None) -> Iterator[Any]:
        """Run items as they are drawn from an iterable, and give each result as soon as those before it are given.

        Items are drawn only while fewer than `window` are on their way, so that both ends of a stream may be slow and
        its length does not matter.

        Args:
            task: the component.
            items: what to score; drawn from in the caller's thread.
            timeout: seconds that each item may take.
            window: items that are drawn and whose results are not taken; default: some batches for each worker.

        Returns:
            An iterator over what `run` returns, in the order of the items. Who stops before its end closes it, and
            the items that no worker has begun are dropped.

        Raises:
            EngineError: no worker process can be started at all.
        """
        supervisor = self._running()
        from rewardry.engine import calls

        yield from calls.stream(supervisor, task, items, timeout, window)

    @property
    def restarts(self) -> int:
        """The workers that were killed at an item, or died, since the engine was made."""
        supervisor = self._supervisor
        return self._restarts + (supervisor.restarts if supervisor is not None else 0)

    @property
    def usage(self) -> Usage:
        """The CPU time and memory that the workers have used since the engine was made."""
        supervisor = self._supervisor
        return self._used | supervisor.usage if supervisor is not None else self._used

    def close(self) -> None:
        """Kill the workers. The engine starts others when it is used again."""
        with self._lock:
            supervisor = self._take_supervisor()
        if supervisor is not None:
            supervisor.close()

    def _running(self) -> Supervisor:
        with self._lock:
            if self._supervisor is None or not self._supervisor.alive:
                from rewardry.engine.supervisor import Supervisor

                self._take_supervisor()
                supervisor = Supervisor(self.workers, *self._recycling)
                self._finalizer = weakref.finalize(self, supervisor.close)
                self._supervisor = supervisor
            return self._supervisor

    def _take_supervisor(self) -> Supervisor | None:
        supervisor, self._supervisor = self._supervisor, None
        if supervisor is not None:
            self._restarts += supervisor.restarts
            self._used |= supervisor.usage
            self._finalizer.detach()
        return supervisor

    def _forget(self) -> None:
        """In a forked child: the supervisor's thread and workers stayed with the parent."""
        self._lock = threading.Lock()
        supervisor = self._take_supervisor()
        if supervisor is not None:
            supervisor.forget()


def usable_cores() -> int:
    """The cores this process may use: its share, where a launcher started several processes on this machine."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    beside = os.environ.get("LOCAL_WORLD_SIZE", "1")  # set by torchrun and accelerate
    return max(1, cores // max(1, int(beside) if beside.isdecimal() else 1))


_engines: weakref.WeakSet[LocalEngine] = weakref.WeakSet()


def _after_fork() -> None:
    for engine in list(_engines):
        engine._forget()


in_forked_child(_after_fork)
