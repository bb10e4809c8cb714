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

from rewardry.engine.backlog import Backlog
from rewardry.engine.fork_server import ForkServer
from rewardry.engine.gauges import Usage
from rewardry.engine.job import Job, Work
from rewardry.engine.local import Failure, Task
from rewardry.engine.naps import COARSE_SECONDS, FINE_SECONDS, nap_seconds
from rewardry.engine.results import DEADLINE
from rewardry.engine.worker_handle import Limit, WorkerHandle
from rewardry.errors import EngineError, describe

log = logging.getLogger("rewardry")

# A worker that is not ready by then will not be: it imports and opens a component, which may load a model.
START_SECONDS = 120.0
# Workers that die before they say hello, or while they open a component, in a row, until the supervisor gives up.
START_FAILURES = 3
# However far the next deadline is, the supervisor looks up once in so many seconds; select() takes no infinity.
LONGEST_WAIT = 3600.0

_DIED = Failure("error", "worker-died", {"error": "the worker process ended while scoring it"})
_CLOSED = Failure("error", "engine-closed", {"error": "the engine was closed while it was scored"})


class Supervisor:
    """Runs jobs on worker processes.

    Args:
        workers: at most so many at work. Where one is about to be killed, or has been lost, another waits beside them
            to take over; it opens components when it does, so that it costs little memory until then.
        recycle_items: items after which a worker makes room for a fresh one.
        recycle_growth_mb: growth of its memory after which it does.

    Attributes:
        workers: as given.
        end_of_work: what items get that nobody will score any more.
        restarts: the workers that were killed at an item, or died.
        hungry: whether it sleeps though it could hand out more, so that a new item is worth waking it.

    Raises:
        EngineError: the fork server, or a thread, cannot be started.
    """

    def __init__(self, workers: int, recycle_items: int = 100_000, recycle_growth_mb: float = 512) -> None:
        self.workers = workers
        self.end_of_work = _CLOSED
        self.restarts = 0
        self._used = Usage()  # by workers that are gone
        self._recycle_items = recycle_items
        self._recycle_growth = int(recycle_growth_mb * 1024 * 1024)
        self._limit = workers
        self._most = workers + 1  # with the spare one
        self._server = ForkServer()
        self._workers: list[WorkerHandle] = []
        self._backlog = Backlog()
        self._submitted: collections.deque[Job] = collections.deque()
        self._preloaded: set[str] = set()
        self._harmless: set[str] = set()
        self._failed_starts = 0
        self._failed_opens: collections.Counter[Task | None] = collections.Counter()
        self._lost = False  # whether a worker was lost at work, so that a spare one is worth its memory
        self._closing = False
        self.hungry = False
        self._selector = selectors.DefaultSelector()
        self._doorbell = selectors.DefaultSelector()
        self._wake, self._wake_me = socket.socketpair()
        self._wake.setblocking(False)
        self._wake_me.setblocking(False)
        self._selector.register(self._wake_me, selectors.EVENT_READ, None)
        self._doorbell.register(self._wake_me, selectors.EVENT_READ, None)
        self._selector.register(self._server.connection, selectors.EVENT_READ, None)
        self._thread = threading.Thread(target=self._loop, name="rewardry-supervisor", daemon=True)
        try:
            self._thread.start()
        except RuntimeError as error:  # too many threads, or the process is about to end
            self._end()
            raise EngineError(f"no thread can be started to supervise worker processes: {error}") from error
        except BaseException:  # interrupted: the thread runs, but nobody will ever close it
            self._closing = True
            self._ring()
            raise

    @property
    def alive(self) -> bool:
        """Whether it still takes jobs."""
        return self._thread.is_alive() and not self._closing

    @property
    def usage(self) -> Usage:
        """What the workers have used, those that are gone too; of one that died by itself it may not be known."""
        used = self._used
        for worker in list(self._workers):
            used = used.with_process(worker.pid) if worker.pid is not None else used
        return used

    def submit(self, job: Job) -> None:
        """Have the items scored that were added to a job. A supervisor that has ended does nothing about it."""
        self._submitted.append(job)
        if self.hungry:
            self._ring()

    def _ring(self) -> None:
        with contextlib.suppress(OSError):  # closed meanwhile, or rung so often that it is full
            self._wake.send(b"!")

    def close(self) -> None:
        """Kill all workers and end the fork server; jobs that wait get failures."""
        self._closing = True
        self._ring()
        if threading.current_thread() is not self._thread:
            self._thread.join(timeout=20)

    def forget(self) -> None:
        """Drop everything in a forked child, without a word to the parent's workers."""
        self._closing = True
        self._server.forget()
        for worker in self._workers:
            worker.connection.close()
        self._selector.close()  # the child's copy; the parent's goes on
        self._doorbell.close()
        self._wake.close()
        self._wake_me.close()

    # ---- the supervisor's thread -------------------------------------------------------------------------------

    def _loop(self) -> None:
        try:
            while not self._closing:
                self._take_jobs()
                self._retire_workers()
                self._start_workers()
                self._hand_out()
                self._nap()
                self._wait()
                self._kill_overdue()
        except Exception as error:
            log.exception("the supervisor of the worker processes failed")
            why = f"the supervisor failed: {describe(error)}"
            self.end_of_work = Failure("error", "engine-failed", {"error": why})
        finally:
            self._end()

    def _take_jobs(self) -> None:
        while self._submitted:
            job = self._submitted.popleft()
            self._backlog.add(job)
            fresh = [name for name in job.task.preload if name not in self._preloaded]
            if fresh:
                self._preloaded.update(fresh)
                with contextlib.suppress(OSError):
                    self._server.preload(fresh)

    def _retire_workers(self) -> None:
        """Part with workers that have done their share, or have grown; they are idle, so that no item is lost."""
        for worker in list(self._workers):
            if worker.idle and worker.is_worn(self._recycle_items, self._recycle_growth):
                self._dismiss(worker)

    def _start_workers(self) -> None:
        """As many workers as there is work for, up to the limit, and a spare one where that may soon be needed."""
        waiting, spare = self._backlog.waiting(self._limit), self._lost or self._in_danger()
        if not waiting and not spare:
            return
        busy = sum(worker.left > 0 for worker in self._workers)
        wanted = min(self._most, min(self._limit, busy + waiting) + spare)
        for _ in range(wanted - len(self._workers)):
            try:
                connection, number = self._server.fork()
            except OSError:
                return  # the fork server is gone; its closed connection says so in a moment
            worker = WorkerHandle(connection, number, START_SECONDS)
            self._workers.append(worker)
            self._selector.register(worker.connection, selectors.EVENT_READ, worker)

    def _in_danger(self) -> bool:
        now = time.monotonic()
        return any(worker.in_danger(now) for worker in self._workers)

    def _hand_out(self) -> None:
        idle = [worker for worker in self._workers if worker.idle]
        busy = sum(worker.left > 0 for worker in self._workers)
        while idle and busy < self._limit and (batch := self._backlog.next_batch(self._limit)):
            # One that has the component open is at work at once, and others need no memory for it.
            task = batch[0].job.task
            worker = max(idle, key=lambda worker: worker.has_open(task))
            idle.remove(worker)
            busy += 1
            worker.begin(batch)
            self._flush(worker)

    def _nap(self) -> None:
        """Let the answers to quick items come together, rather than be woken for each."""
        nap = nap_seconds(self._workers, self._backlog)
        if nap >= COARSE_SECONDS:
            self._sleep(self._doorbell, nap)
        elif nap:
            time.sleep(min(nap, FINE_SECONDS))

    def _sleep(self, selector: selectors.BaseSelector, timeout: float | None) -> list[Any]:
        self.hungry = sum(worker.left > 0 for worker in self._workers) < self._limit  # from here on callers ring
        missed = self.hungry and any(worker.idle for worker in self._workers) and self._backlog.waiting(1)
        at_once = self._closing or self._submitted or missed
        try:
            return selector.select(0.0 if at_once else timeout)
        finally:
            self.hungry = False

    def _wait(self) -> None:
        ready = self._sleep(self._selector, self._next_moment())
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

    def _next_moment(self) -> float | None:
        """How long nothing is to be done unless something happens."""
        now = time.monotonic()
        moments = [worker.look_up for worker in self._workers]
        moments += [worker.danger for worker in self._workers if not worker.in_danger(now)]
        nearest = min((moment for moment in moments if moment is not None), default=None)
        return None if nearest is None else min(max(0.0, nearest - now), LONGEST_WAIT)

    def _flush(self, worker: WorkerHandle) -> None:
        try:
            left = worker.flush()
        except OSError:
            return  # it has died; reading from it says so
        if left != worker.waits_to_write:
            worker.waits_to_write = left
            wanted = selectors.EVENT_READ | (selectors.EVENT_WRITE if left else 0)
            self._selector.modify(worker.connection, wanted, worker)

    def _read(self, worker: WorkerHandle) -> None:
        self._take_answers(worker)
        if worker.gone and self._server.ended:  # since it was last looked for
            self._replace_server()
        elif worker.gone or worker.said_bye:
            self._worker_died(worker)

    def _take_answers(self, worker: WorkerHandle) -> None:
        task = worker.task
        for header, sent in worker.receive():
            if "hello" in header:
                self._failed_starts = 0
                self._harmless.update(self._preloaded)
            elif "ready" in header:
                self._failed_opens.pop(task, None)
            elif "failed" in header:
                failure = Failure("error", "open-failed", {"error": header["failed"]})
                self._fail_task(worker.drop_task(), failure, worker.take_back())
            elif sent is not None:
                found = Failure(*header["failure"]) if "failure" in header else header["rows"]
                sent.job.finish(sent.position, found)
                if "seconds" in header:
                    each = header["seconds"] / worker.batch, worker.received / worker.batch
                    self._backlog.note_pace(sent.job.task, *each)

    def _fail_task(self, task: Task, failure: Failure, begun: Sequence[Work]) -> None:
        """The component cannot be opened: no item of it can be scored by any worker."""
        failure = replace(failure, details={**failure.details, "component": task.name})
        for work in [*begun, *self._backlog.take_all(task)]:
            work.job.finish(work.position, failure)
        self._failed_opens.pop(task, None)

    def _worker_died(self, worker: WorkerHandle, with_server: bool = False) -> None:
        """A worker is gone: the item it was at is lost with it; the rest of its work is handed out again."""
        work, innocent = worker.current, with_server or not worker.begun
        if worker.ready and not with_server:
            self.restarts += 1
            self._lost = self._lost or not worker.said_bye
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
            self._most = len(self._workers)
            self._limit = min(self._limit, self._most)
            log.warning("no more than %d worker processes can be started", self._most)
        else:
            self._fail_all(Failure("error", "worker-start", {"error": "worker processes end before they are ready"}))

    def _count_failed_open(self, task: Task) -> None:
        """Give up on a component when processes end again and again while they open it."""
        self._failed_opens[task] += 1
        if self._failed_opens[task] >= START_FAILURES:
            why = "the worker process ended while opening it"
            self._fail_task(task, Failure("error", "open-failed", {"error": why}), [])

    def _kill_overdue(self) -> None:
        now = time.monotonic()
        for worker in [worker for worker in self._workers if worker.exceeded(now)]:
            self._read(worker)  # its answer may have come while this thread waited for its turn
            if worker in self._workers and (limit := worker.exceeded(time.monotonic())):
                self._kill(worker, limit)

    def _kill(self, worker: WorkerHandle, limit: Limit) -> None:
        """Kill a worker that has exceeded a limit."""
        work = worker.current
        if work is None:
            self._dismiss(worker)
            self._count_failed_start()
        elif worker.ready:
            self._lost = True
            self.restarts += 1
            # Where one hangs others may: for some batches few items wait behind another.
            self._backlog.note_pace(work.job.task, time.monotonic() - worker.began)
            self._dismiss(worker, work, _exceeded(work.job, limit), again=not worker.begun)
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
        self._selector.unregister(worker.connection)
        rest = [work for work in worker.take_back() if work is not culprit]
        if worker.pid is not None:
            self._used = self._used.with_process(worker.pid)
        worker.kill()
        self._server.reap(worker.number)
        self._backlog.give_back(rest)
        if culprit is None:
            return
        if again and not culprit.again:
            self._backlog.give_back([culprit._replace(again=True)])
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
        self._take_jobs()
        for work in self._backlog.take_all():
            work.job.finish(work.position, failure)

    def _end(self) -> None:
        self._closing = True
        try:
            for worker in list(self._workers):
                self._dismiss(worker, worker.current, self.end_of_work)
            self._fail_all(self.end_of_work)
        finally:
            self._selector.close()
            self._doorbell.close()
            self._wake.close()
            self._wake_me.close()
            self._server.close()


def _exceeded(job: Job, limit: Limit) -> Failure:
    """The failure of an item that exceeded a limit; an exhausted CPU limit says which, for no option names it."""
    if limit == DEADLINE:
        return Failure("timeout", limit, seconds=job.timeout)
    return Failure("timeout", limit, {"error": f"it took more than {job.task.cpu_limit_seconds:g} s of CPU time"})
