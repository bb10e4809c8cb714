"""The items of one call: handed out by the supervisor's thread, waited for by the caller's."""

from __future__ import annotations

import collections
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from rewardry.engine.local import Item, Task


class Work(NamedTuple):
    """One item of a job; `again` when a worker was lost with it through no fault of its own."""

    job: Job
    position: int
    item: Item
    again: bool = False


class Job:
    """Items of one component that belong together, and their results.

    The caller adds items and takes results; the supervisor hands out and finishes. No field is written by both.

    Args:
        task: the component.
        timeout: seconds that each item may take.
        ring: called by the supervisor's thread when all items are finished, or the one that is waited for.

    Attributes:
        cancelled: the caller has gone; what is not handed out yet need not be.
        listed: whether the supervisor has it on its list of jobs with items to hand out.
    """

    def __init__(self, task: Task, timeout: float, ring: Callable[[], object]) -> None:
        self.task = task
        self.timeout = timeout
        self.cancelled = False
        self.listed = False
        self._ring = ring
        self._fresh: collections.deque[Item] = collections.deque()
        self._results: dict[int, Any] = {}
        self._added = 0
        self._handed_out = 0
        self._finished = 0
        self._taken = 0
        self._awaited = -1

    # ---- the caller's side

    def add(self, items: Iterable[Item]) -> None:
        """Add items; they are scored once the job is submitted."""
        added = list(items)
        self._added += len(added)  # first: one may be finished before this returns
        self._fresh.extend(added)

    def add_one(self, item: Item) -> None:
        """Add an item. While the job is listed the supervisor finds it there; else the job is to be submitted."""
        self._added += 1
        self._fresh.append(item)

    @property
    def untaken(self) -> int:
        """The items that are added and whose results are not taken."""
        return self._added - self._taken

    def awaits_next(self) -> bool:
        """Whether the next result is still to come; if so the bell rings when it has come."""
        self._awaited = self._taken
        return self._taken not in self._results

    def take(self, otherwise: Any = None) -> Any:
        """The next result, in the order of the items; `otherwise` where it has not come."""
        result = self._results.pop(self._taken, otherwise)
        self._taken += 1
        return result

    # ---- the supervisor's side

    @property
    def waiting(self) -> int:
        """The items to be handed out."""
        return 0 if self.cancelled else len(self._fresh)

    def hand_out(self) -> Iterator[Work]:
        """The items that are not handed out yet, one by one."""
        while self._fresh and not self.cancelled:
            work = Work(self, self._handed_out, self._fresh.popleft())
            self._handed_out += 1
            yield work

    def finish(self, position: int, result: Any) -> None:
        """Note the result of an item."""
        self._results[position] = result
        self._finished += 1
        if position == self._awaited or self._finished == self._added:
            self._ring()
