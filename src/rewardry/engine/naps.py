"""When the supervisor reads what workers have answered.

To be woken for every answer costs more than to read it. So while more than one answer is due from each worker that is
busy, the supervisor naps and then reads them together. The answers wait in the connection's buffer, which outlives the
worker: an item is answered as soon as its worker has written, and none is lost when the worker is killed.
"""

from __future__ import annotations

from collections.abc import Iterable

from rewardry.engine.backlog import Backlog
from rewardry.engine.worker_handle import WorkerHandle

# The longest nap. A result may be there for so long until it is given; a new item ends the nap.
LONGEST_SECONDS = 0.02
SHORTEST_SECONDS = 0.00002
# From here on one can wait for events meanwhile, which count in whole milliseconds; nothing ends a finer nap, so that
# it is short.
COARSE_SECONDS = 0.002
FINE_SECONDS = 0.0005
# A worker waits when its connection's buffer is full, which is some times as large.
BUFFERED_BYTES = 1 << 16


def nap_seconds(workers: Iterable[WorkerHandle], backlog: Backlog) -> float:
    """How long no answer need be read; 0 where one should be waited for."""
    nap = min((_until_due(worker, backlog) for worker in workers if worker.left), default=0.0)
    return 0.0 if nap < SHORTEST_SECONDS else min(nap, LONGEST_SECONDS)


def _until_due(worker: WorkerHandle, backlog: Backlog) -> float:
    """The seconds until a worker's answers should be read, as far as is known; 0 where items take long.

    That is when it is at the last item of its batch, or has filled much of its connection's buffer, and before a
    deadline, which is counted from when the answer before it is read, can be late by much.
    """
    work = worker.current
    if work is None or not worker.ready or worker.amid_message:
        return 0.0
    pace, size = backlog.pace(work.job.task), backlog.size(work.job.task)
    if pace >= LONGEST_SECONDS:
        return 0.0
    return min(pace * min(worker.left - 1, BUFFERED_BYTES / size), work.job.timeout / 10)
