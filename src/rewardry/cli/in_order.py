"""Calling a function for several arguments at once and taking the results in order, with back-pressure.

Without it, all rows would wait for one that hangs: the workers would have nothing to do until its deadline. The threads
are daemons: a component that never comes back cannot keep the process from ending.
"""

from __future__ import annotations

import collections
import queue
import threading
from collections.abc import Callable
from typing import Any, Generic, TypeVar

A = TypeVar("A")
R = TypeVar("R")


class Call(Generic[A, R]):
    """One call, and what comes of it."""

    def __init__(self, argument: A) -> None:
        self.argument = argument
        self._result: Any = None
        self._error: BaseException | None = None
        self._done = threading.Event()

    @property
    def done(self) -> bool:
        """Whether it has come to an end."""
        return self._done.is_set()

    def run(self, function: Callable[[A], R]) -> None:
        """Make the call."""
        try:
            self._result = function(self.argument)
        except BaseException as error:  # whoever takes the result gets it
            self._error = error
        self._done.set()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait for its end, for some time or as long as it takes; returns whether it has come."""
        return self._done.wait(seconds)

    def result(self) -> R:
        """What the function returned; waits for it.

        Raises:
            Whatever the function raised.
        """
        self._done.wait()
        if self._error is not None:
            raise self._error
        found: R = self._result
        return found


class InOrder(Generic[A, R]):
    """Calls a function in several threads.

    Args:
        function: what to call.
        lanes: how many calls are made at once.
    """

    def __init__(self, function: Callable[[A], R], lanes: int) -> None:
        self._function = function
        self._lanes = lanes
        self._threads = 0
        self._todo: queue.SimpleQueue[Call[A, R] | None] = queue.SimpleQueue()
        self._closed = False
        self.calls: collections.deque[Call[A, R]] = collections.deque()

    @property
    def full(self) -> bool:
        """Whether the oldest call should be taken before another is put."""
        return len(self.calls) >= self._lanes

    def put(self, argument: A) -> None:
        """Have the function called."""
        call: Call[A, R] = Call(argument)
        if self._threads < self._lanes:
            threading.Thread(target=self._work, name=f"rewardry-lane-{self._threads}", daemon=True).start()
            self._threads += 1
        self.calls.append(call)
        self._todo.put(call)

    def _work(self) -> None:
        while (call := self._todo.get()) is not None and not self._closed:
            call.run(self._function)

    def __enter__(self) -> InOrder[A, R]:
        return self

    def __exit__(self, *_: object) -> None:
        """Make no further call; those that are being made are left to themselves."""
        self._closed = True
        for _lane in range(self._threads):
            self._todo.put(None)
