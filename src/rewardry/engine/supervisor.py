"""The supervisor of worker processes: one thread that hands out work, holds the clocks and kills.

It alone touches the workers, so it needs no locks beyond the queue on which callers put their jobs. It never waits for
a worker: everything it does is an answer to a readable socket or to a deadline.
"""

from __future__ import annotations

import collections
import contextlib
import logging
import selectors
import socket
import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from rewardry.engine import results
from rewardry.engine.fork_server import ForkServer
from rewardry.engine.local import Failure, Item, Task
from rewardry.engine.worker_handle import Work, WorkerHandle
from rewardry.errors import EngineError, describe

log = logging.getLogger("rewardry")

# A worker that is not ready by then will not be: it imports and opens a component, which may load a model.
START_SECONDS = 120.0
# Workers that die before they say hello, or while they open a component, in a row, until the supervisor gives up.
START_FAILURES = 3
# Work is sent in batches of about this long, so that a hanging item holds up little that is queued behind it.
BATCH_SECONDS = 0.02
BATCH_ITEMS = 64
BATCH_BYTES = 1 << 20
# However far the next deadline is, the supervisor looks up once in so many seconds; select() takes no infinity.
LONGEST_WAIT = 3600.0

_DIED = Failure("error", "worker-died", {"error": "the worker process ended while scoring it"})
_CLOSED = Failure("error", "engine-closed", {"error": "the engine was closed while it was scored"})


class Job:
    """The items of one call of `Supervisor.run`, and their results."""

    def __init__(self, task: Task, items: Sequence[Item], timeout: float) -> None:
        self.task = task
        self.items = items
        self.timeout = timeout
        self.results: list[Any] = [None] * len(items)
        self.left = len(items)
        self.done = threading.Event()
        self.cancelled = False

    def finish(self, position: int, result: Any) -> None:
        """Note the result of one item."""
        self.results[position] = result
        self.left -= 1
        if not self.left:
            self.done.set()


class Supervisor:
    """Runs jobs on worker processes.

    Args:
        workers: at most so many.

    Attributes:
        restarts: workers that were lost before it was closed.

    Raises:
        EngineError: the fork server, or a thread, cannot be started.
    """

    def __init__(self, workers: int) -> None:
        self._limit = workers
        self._server = ForkServer()
        self._workers: list[WorkerHandle] = []
        self._waiting: collections.deque[Work] = collections.deque()
        self._submitted: collections.deque[Job] = collections.deque()
        self._pace: dict[Task, float] = {}
        self._preloaded: set[str] = set()
        self._harmless: set[str] = set()
        self.restarts = 0
        self._failed_starts = 0
        self._failed_opens: collections.Counter[Task] = collections.Counter()
        self._closing = False
        self._end_of_work = _CLOSED  # what items get that nobody will score any more
        self._selector = selectors.DefaultSelector()
        self._wake, self._wake_me = socket.socketpair()
        self._wake_me.setblocking(False)
        self._selector.register(self._wake_me, selectors.EVENT_READ, None)
        self._selector.register(self._server.connection, selectors.EVENT_READ, None)
        self._thread = threading.Thread(target=self._loop, name="rewardry-supervisor", daemon=True)
        try:
            self._thread.start()
        except RuntimeError as error:  # too many threads, or the process is about to end
            self._end()
            raise EngineError(f"no thread can be started to supervise worker processes: {error}") from error
        except BaseException:  # interrupted: the thread runs, but nobody will ever close it
            self._closing = True
            self._wake.send(b"!")
            raise

    @property
    def alive(self) -> bool:
        """Whether it still takes jobs."""
        return self._thread.is_alive() and not self._closing

    def run(self, task: Task, items: Sequence[Item], timeout: float) -> list[Any]:
        """See `LocalEngine.run`."""
        job = Job(task, items, timeout)
        self._submitted.append(job)
        with contextlib.suppress(OSError):  # closed meanwhile
            self._wake.send(b"!")
        try:
            while not job.done.wait(1.0) and self._thread.is_alive():
                pass
        except BaseException:
            job.cancelled = True
            raise
        return [self._end_of_work if result is None else result for result in job.results]

    def close(self) -> None:
        """Kill all workers and end the fork server; jobs that wait get failures."""
        self._closing = True
        with contextlib.suppress(OSError):
            self._wake.send(b"!")
        if threading.current_thread() is not self._thread:
            self._thread.join(timeout=20)

    def forget(self) -> None:
        """Drop everything in a forked child, without a word to the parent's workers."""
        self._closing = True
        self._server.forget()
        for worker in self._workers:
            worker.connection.close()
        self._selector.close()  # the child's copy; the parent's goes on
        self._wake.close()
        self._wake_me.close()

    # ---- the supervisor's thread -------------------------------------------------------------------------------

    def _loop(self) -> None:
        try:
            while not self._closing:
                self._take_jobs()
                self._start_workers()
                self._hand_out()
                self._wait()
                self._kill_overdue()
        except Exception as error:
            log.exception("the supervisor of the worker processes failed")
            why = f"the supervisor failed: {describe(error)}"
            self._end_of_work = Failure("error", "engine-failed", {"error": why})
        finally:
            self._end()

    def _take_jobs(self) -> None:
        while self._submitted:
            job = self._submitted.popleft()
            fresh = [name for name in job.task.preload if name not in self._preloaded]
            if fresh:
                self._preloaded.update(fresh)
                with contextlib.suppress(OSError):
                    self._server.preload(fresh)
            self._waiting.extend(Work(job, i) for i in range(len(job.items)))

    def _start_workers(self) -> None:
        """As many workers as there is work for, up to the limit."""
        starting = sum(not worker.pid for worker in self._workers)
        idle = sum(worker.idle for worker in self._workers)
        for _ in range(min(self._limit - len(self._workers), len(self._waiting) - idle - starting)):
            try:
                connection, number = self._server.fork()
            except OSError:
                return  # the fork server is gone; its closed connection says so in a moment
            worker = WorkerHandle(connection, number, START_SECONDS)
            self._workers.append(worker)
            self._selector.register(worker.connection, selectors.EVENT_READ, worker)

    def _hand_out(self) -> None:
        for worker in self._workers:
            if worker.idle and self._waiting:
                batch = self._next_batch()
                if batch:
                    worker.begin(batch)
                    self._flush(worker)

    def _next_batch(self) -> list[Work]:
        """Items of one task, as many as take about `BATCH_SECONDS`, but no worker's share of what is left."""
        while self._waiting and self._waiting[0].job.cancelled:
            self._waiting.popleft()
        if not self._waiting:
            return []
        task = self._waiting[0].job.task
        share = -(-len(self._waiting) // self._limit)
        size = max(1, min(BATCH_ITEMS, share, int(BATCH_SECONDS / self._pace.get(task, BATCH_SECONDS))))
        batch: list[Work] = []
        length = 0
        while self._waiting and self._waiting[0].job.task == task and len(batch) < size and length < BATCH_BYTES:
            work = self._waiting.popleft()
            if not work.job.cancelled:
                batch.append(work)
                length += len(work.job.items[work.position])
        return batch

    def _wait(self) -> None:
        deadlines = [worker.deadline for worker in self._workers if worker.deadline is not None]
        timeout = min(max(0.0, min(deadlines) - time.monotonic()), LONGEST_WAIT) if deadlines else None
        ready = self._selector.select(timeout)
        if any(key.fileobj is self._server.connection for key, _ in ready):
            self._replace_server()  # first: what its workers say now is that they died with it
        for key, events in ready:
            if key.fileobj is self._wake_me:
                with contextlib.suppress(BlockingIOError):
                    self._wake_me.recv(4096)
            elif key.data in self._workers:
                if events & selectors.EVENT_WRITE:
                    self._flush(key.data)
                if events & selectors.EVENT_READ:
                    self._read(key.data)

    def _flush(self, worker: WorkerHandle) -> None:
        try:
            left = worker.flush()
        except OSError:
            return  # it has died; reading from it says so
        wanted = selectors.EVENT_READ | (selectors.EVENT_WRITE if left else 0)
        self._selector.modify(worker.connection, wanted, worker)

    def _read(self, worker: WorkerHandle) -> None:
        self._take_answers(worker)
        if worker.gone or worker.said_bye:
            self._worker_died(worker)

    def _take_answers(self, worker: WorkerHandle) -> None:
        for header, sent in worker.receive():
            if "hello" in header:
                self._failed_starts = 0
                self._harmless.update(self._preloaded)
            elif "ready" in header and worker.current is not None:
                self._failed_opens.pop(worker.current.job.task, None)
            elif "failed" in header:
                failure = Failure("error", "open-failed", {"error": header["failed"]})
                self._fail_task(worker.drop_task(), failure, worker.take_back())
            elif sent is not None:
                self._note_pace(sent.job.task, worker.last_seconds)
                found = Failure(*header["failure"]) if "failure" in header else header["rows"]
                sent.job.finish(sent.position, found)

    def _note_pace(self, task: Task, seconds: float) -> None:
        """A moving average of how long an item takes; it settles how many are sent at once."""
        known = self._pace.get(task)
        self._pace[task] = max(1e-6, seconds if known is None else 0.8 * known + 0.2 * seconds)

    def _fail_task(self, task: Task, failure: Failure, begun: Sequence[Work]) -> None:
        """The component cannot be opened: no item of it can be scored by any worker."""
        failure = replace(failure, details={**failure.details, "component": task.name})
        kept = [work for work in self._waiting if work.job.task != task]
        for work in [*begun, *(work for work in self._waiting if work.job.task == task)]:
            work.job.finish(work.position, failure)
        self._waiting = collections.deque(kept)
        self._failed_opens.pop(task, None)

    def _worker_died(self, worker: WorkerHandle, with_server: bool = False) -> None:
        """A worker is gone: the item it was at is lost with it; the rest of its work is handed out again."""
        work, innocent = worker.current, with_server or not worker.begun
        if worker.pid is None:
            self._dismiss(worker)
            if not with_server:
                self._count_failed_start()
        elif worker.ready or work is None:
            self._dismiss(worker, None if worker.said_bye else work, _DIED, again=innocent)
        else:
            self._dismiss(worker)
            self._count_failed_open(work.job.task)

    def _count_failed_start(self) -> None:
        """Be content with the workers there are, or give up, when processes end again and again before they begin."""
        self._failed_starts += 1
        if self._failed_starts < START_FAILURES:
            return
        self._failed_starts = 0
        if self._workers:
            self._limit = len(self._workers)
            log.warning("no more than %d worker processes can be started", self._limit)
        else:
            self._fail_all(Failure("error", "worker-start", {"error": "worker processes end before they are ready"}))

    def _count_failed_open(self, task: Task) -> None:
        """Give up on a component when processes end again and again while they open it."""
        self._failed_opens[task] += 1
        if self._failed_opens[task] >= START_FAILURES:
            why = "the worker process ended while opening it"
            self._fail_task(task, Failure("error", "open-failed", {"error": why}), [])

    def _kill_overdue(self) -> None:
        for worker in list(self._workers):
            if worker.overdue(time.monotonic()):
                self._read(worker)  # its answer may have come while this thread waited for its turn
            if worker in self._workers and worker.overdue(time.monotonic()):
                self._kill(worker)

    def _kill(self, worker: WorkerHandle) -> None:
        """Kill a worker whose time is up."""
        work = worker.current
        if work is None:
            self._dismiss(worker)
            self._count_failed_start()
        elif worker.ready:
            failure = Failure("timeout", results.DEADLINE, seconds=work.job.timeout)
            self._dismiss(worker, work, failure, again=not worker.begun)
        else:
            begun = worker.take_back()
            self._dismiss(worker)
            why = f"it was not ready after {START_SECONDS:.0f} s"
            self._fail_task(work.job.task, Failure("error", "open-failed", {"error": why}), begun)

    def _dismiss(
        self, worker: WorkerHandle, culprit: Work | None = None, failure: Failure = _DIED, again: bool = False
    ) -> None:
        """Kill a worker; its culprit fails, and the rest of its work goes back to the head of the queue.

        With `again` the culprit has a second chance, for the worker was lost through no fault of the item.
        """
        self._workers.remove(worker)
        self.restarts += not self._closing
        self._selector.unregister(worker.connection)
        rest = [work for work in worker.take_back() if work is not culprit]
        worker.kill()
        self._server.reap(worker.number)
        self._waiting.extendleft(reversed(rest))
        if culprit is None:
            return
        if again and not culprit.again:
            self._waiting.appendleft(culprit._replace(again=True))
        else:
            culprit.job.finish(culprit.position, failure)

    def _replace_server(self) -> None:
        """The fork server is gone, and its workers with it: start another and hand their work out again."""
        log.warning("the fork server of the worker processes ended; starting another")
        for worker in list(self._workers):
            self._take_answers(worker)
            self._worker_died(worker, with_server=True)
        self._count_failed_start()
        self._selector.unregister(self._server.connection)
        self._server.close()
        self._server = ForkServer()
        with contextlib.suppress(OSError):
            self._server.preload(sorted(self._harmless))
        self._selector.register(self._server.connection, selectors.EVENT_READ, None)

    def _fail_all(self, failure: Failure) -> None:
        while self._submitted:
            job = self._submitted.popleft()
            self._waiting.extend(Work(job, i) for i in range(len(job.items)))
        while self._waiting:
            work = self._waiting.popleft()
            work.job.finish(work.position, failure)

    def _end(self) -> None:
        self._closing = True
        try:
            for worker in list(self._workers):
                self._dismiss(worker, worker.current, self._end_of_work)
            self._fail_all(self._end_of_work)
        finally:
            self._selector.close()
            self._wake.close()
            self._wake_me.close()
            self._server.close()
