"""The three ways to have items scored: all at once, as a stream, and under an event loop."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from rewardry.engine.backlog import BATCH_ITEMS
from rewardry.engine.job import Job

if TYPE_CHECKING:
    import asyncio

    from rewardry.engine.local import Item, Task
    from rewardry.engine.supervisor import Supervisor

# A caller that waits looks so often whether the supervisor is alive, in seconds.
_LOOK = 1.0
# A stream holds so many batches for each worker: one at work, one that waits, and some whose results wait for another.
_BATCHES_AHEAD = 4


def run(supervisor: Supervisor, task: Task, items: Sequence[Item], timeout: float) -> list[Any]:
    """See `LocalEngine.run`."""
    done = threading.Event()
    job = Job(task, timeout, done.set)
    job.add(items)
    with _cancelled_when_left(job):
        supervisor.submit(job)
        while supervisor.alive and not done.wait(_LOOK):
            pass
    return _results(job, supervisor)


async def arun(supervisor: Supervisor, task: Task, items: Sequence[Item], timeout: float) -> list[Any]:
    """See `LocalEngine.arun`."""
    import asyncio

    loop, done = asyncio.get_running_loop(), asyncio.Event()
    job = Job(task, timeout, lambda: _tell(loop, done))
    job.add(items)
    with _cancelled_when_left(job):
        supervisor.submit(job)
        while supervisor.alive and not done.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(done.wait(), _LOOK)
    return _results(job, supervisor)


def _tell(loop: asyncio.AbstractEventLoop, done: asyncio.Event) -> None:
    with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
        loop.call_soon_threadsafe(done.set)


def _results(job: Job, supervisor: Supervisor) -> list[Any]:
    return [job.take(supervisor.end_of_work) for _ in range(job.untaken)]


def stream(
    supervisor: Supervisor, task: Task, items: Iterable[Item], timeout: float, window: int | None
) -> Iterator[Any]:
    """See `LocalEngine.stream`."""
    limit = window or _BATCHES_AHEAD * BATCH_ITEMS * supervisor.workers
    come = threading.Event()
    job = Job(task, timeout, come.set)
    with _cancelled_when_left(job):
        for item in items:
            job.add_one(item)
            if supervisor.hungry or not job.listed:  # else it finds the item by itself, when a worker is free
                supervisor.submit(job)
            while job.untaken and (job.untaken >= limit or not job.awaits_next()):
                yield _next(supervisor, job, come)
        while job.untaken:
            yield _next(supervisor, job, come)


def _next(supervisor: Supervisor, job: Job, come: threading.Event) -> Any:
    """The next result of a stream, as soon as it has come."""
    while job.awaits_next():
        come.clear()
        if not supervisor.alive:
            break
        if job.awaits_next():
            come.wait(_LOOK)
    return job.take(supervisor.end_of_work)


@contextlib.contextmanager
def _cancelled_when_left(job: Job) -> Iterator[None]:
    """Whoever leaves before the end, by an exception or by closing a stream, wants no more of the job."""
    try:
        yield
    except BaseException:
        job.cancelled = True
        raise
