"""What waits to be handed out to workers, and how much of it at once."""

from __future__ import annotations

import collections
from collections.abc import Iterable, Iterator

from rewardry.engine.job import Job, Work
from rewardry.engine.local import Task

# Work is sent in batches of about this long, so that a hanging item holds up little that is queued behind it.
BATCH_SECONDS = 0.04
QUICK_SECONDS = 0.001
BATCH_ITEMS = 64
BATCH_BYTES = 1 << 20


class Backlog:
    """The jobs that have items to hand out, and the items that came back from workers that were lost.

    Jobs take turns, a batch each, so that a call with one item does not wait for another's hundred thousand.
    """

    def __init__(self) -> None:
        self._returned: collections.deque[Work] = collections.deque()
        self._jobs: collections.deque[Job] = collections.deque()
        self._tasks: dict[Task, Task] = {}
        self._pace: dict[Task, float] = {}
        self._size: dict[Task, float] = {}

    def add(self, job: Job) -> None:
        """Take in a job, or one that has new items."""
        job.task = self._tasks.setdefault(job.task, job.task)  # so that equal tasks are one object
        if not job.listed:
            job.listed = True
            self._jobs.append(job)

    def give_back(self, work: Iterable[Work]) -> None:
        """Take back items that no worker has begun; they come first, in their order."""
        self._returned.extendleft(reversed([one for one in work if not one.job.cancelled]))

    def waiting(self, enough: int) -> int:
        """How many items wait; it counts no further than `enough`."""
        count = len(self._returned)
        for job in self._jobs:
            if count >= enough:
                return enough
            count += job.waiting
        return min(count, enough)

    def task(self) -> Task | None:
        """The component of the next batch, if there is one."""
        while self._returned and self._returned[0].job.cancelled:
            self._returned.popleft()
        if self._returned:
            return self._returned[0].job.task
        while self._jobs and not self._jobs[0].waiting:
            self._unlist()
        return self._jobs[0].task if self._jobs else None

    def next_batch(self, workers: int) -> list[Work]:
        """Items of one task, as many as take about `BATCH_SECONDS`, but no other worker's share of what is left.

        Where all together take less than `QUICK_SECONDS`, sharing them would cost more than it gains.
        """
        batch: list[Work] = []
        while not batch and (task := self.task()) is not None:  # none of a job whose caller leaves just now
            batch = self._batch_of(task, workers)
        if batch and self._jobs and self._jobs[0] is batch[-1].job:
            self._jobs.rotate(-1)
        return batch

    def _batch_of(self, task: Task, workers: int) -> list[Work]:
        share = -(-self.waiting(BATCH_ITEMS * workers) // workers)
        pace = self.pace(task)
        size = max(1, min(BATCH_ITEMS, max(share, int(QUICK_SECONDS / pace)), int(BATCH_SECONDS / pace)))
        batch: list[Work] = []
        length = 0
        for work in self._of(task):
            batch.append(work)
            length += len(work.item)
            if len(batch) >= size or length >= BATCH_BYTES:
                break
        return batch

    def _of(self, task: Task) -> Iterator[Work]:
        """The next items as long as they are of that task."""
        while self._returned and self._returned[0].job.task is task:
            yield self._returned.popleft()
        while not self._returned and self.task() is task:
            yield from self._jobs[0].hand_out()

    def _unlist(self) -> None:
        job = self._jobs.popleft()
        job.listed = False  # from here on the caller submits it anew
        if job.waiting:  # with items that were added just before
            self.add(job)

    def pace(self, task: Task) -> float:
        """How long an item of that task takes, in seconds, as far as is known."""
        return self._pace.get(task, BATCH_SECONDS)

    def size(self, task: Task) -> float:
        """How long an answer to an item of that task is, in bytes, as far as is known."""
        return self._size.get(task, 1.0)

    def note_pace(self, task: Task, seconds: float, size: float = 0.0) -> None:
        """Note how long an item took and how long its answer is, or those of a batch on average.

        What is sent at once, and how often answers are read, follow moving averages.
        """
        self._pace[task] = max(1e-6, 0.5 * self._pace.get(task, seconds) + 0.5 * seconds)
        if size:
            self._size[task] = 0.5 * self._size.get(task, size) + 0.5 * size

    def take_all(self, task: Task | None = None) -> list[Work]:
        """Everything that waits, or everything of one task."""
        taken = [work for work in self._returned if task in (None, work.job.task)]
        self._returned = collections.deque(work for work in self._returned if task not in (None, work.job.task))
        for job in self._jobs:
            if task in (None, job.task):
                taken.extend(job.hand_out())
        return taken
