"""The parts of a work on a file, in order: made here, or by several processes where the file is large."""

from __future__ import annotations

import contextlib
import os
import queue
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice

from rewardry.curation.chunks import Chunk, chunks
from rewardry.curation.kept_rows import Reading
from rewardry.curation.process import Process
from rewardry.curation.work import Part, Work, part_of

# So many chunks are worked on here before processes are started: that takes as long as half a second of rows.
_HERE = 4
# More processes than these wait for the one that reads and writes.
_MOST = 8


def cores() -> int:
    """The processes that a large file is worth: one a core."""
    available = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(available, _MOST)


def parts(work: Work, reading: Reading, workers: int | None = None) -> Iterator[Part]:
    """The parts of all chunks in order, the same for any number of processes. Memory is that of a few chunks.

    Args:
        work: what is done.
        reading: what is read.
        workers: processes; 1 is this one alone, None one a core. The inputs of rows that are joined with another file
            are read here in any case.

    Raises:
        DataError, ConfigError: a row cannot be worked on; all parts before it have been given.
        EngineError: a process cannot be started, or ended.
    """
    workers = cores() if workers is None else workers
    waiting = chunks(reading)
    here = waiting if workers == 1 or reading.rows else islice(waiting, _HERE)
    for chunk in here:
        yield from _given(part_of(work, reading, chunk))
    if (first := next(waiting, None)) is not None:
        yield from _elsewhere(work, reading, first, waiting, workers)


def _given(part: Part) -> Iterator[Part]:
    yield part
    if part.error is not None:
        raise part.error


def _elsewhere(work: Work, reading: Reading, first: Chunk, others: Iterator[Chunk], workers: int) -> Iterator[Part]:
    idle: queue.SimpleQueue[Process] = queue.SimpleQueue()
    made: deque[Future[Part]] = deque()

    def done(chunk: Chunk) -> Part:
        process = idle.get()
        try:
            return process.part_of(chunk)
        finally:
            idle.put(process)

    with contextlib.ExitStack() as stack:
        threads = stack.enter_context(ThreadPoolExecutor(workers, "rewardry-chunks"))
        for _ in range(workers):
            process = Process(work, reading)
            stack.callback(process.close)  # before the threads are waited for, so that none waits for an answer
            idle.put(process)
        stack.callback(lambda: threads.shutdown(wait=False, cancel_futures=True))
        made.append(threads.submit(done, first))
        for chunk in others:
            made.append(threads.submit(done, chunk))
            # More chunks than there are processes, so that none waits for the next to be read.
            while len(made) > 2 * workers:
                yield from _given(made.popleft().result())
        while made:
            yield from _given(made.popleft().result())
