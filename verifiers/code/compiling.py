"""Each program is compiled once, however many tests and rows have it."""

from __future__ import annotations

import collections
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeAlias

from rewardry.errors import describe
from rewardry.sandbox import Compilation, Ended, Execution, Limits, LiveSandbox, Program

from .languages import COMPILED

# Programs of one batch are mostly different, and an artifact may be megabytes.
KEPT = 64
_Key: TypeAlias = tuple[str, str, Limits]


class Compiler:
    """Compiles programs in a sandbox and keeps the last ones.

    Args:
        sandbox: where.
    """

    def __init__(self, sandbox: LiveSandbox) -> None:
        self._sandbox = sandbox
        self._lock = threading.Lock()
        self._kept: collections.OrderedDict[_Key, Future[Compilation]] = collections.OrderedDict()

    def begin(self, program: Program, submit: Callable[..., Future[Compilation]]) -> Future[Compilation]:
        """The compilation of a program, which may have been begun for another row.

        Args:
            program: language, source and limits; it has no input and no files yet.
            submit: has a call made by a thread.
        """
        if program.language not in COMPILED:
            ready: Future[Compilation] = Future()
            ready.set_result(Compilation(program, Execution(Ended.EXITED, 0)))
            return ready
        key = (program.language, program.source, program.limits)
        with self._lock:
            if key not in self._kept:
                self._kept[key] = submit(self._compile, program, key)
                while len(self._kept) > KEPT:
                    self._kept.popitem(last=False)
            self._kept.move_to_end(key)
            return self._kept[key]

    def _compile(self, program: Program, key: _Key) -> Compilation:
        try:
            made = self._sandbox.compile(program)
        except Exception as error:
            made = Compilation(None, Execution(Ended.FAULT, fault=describe(error)))
        if made.execution.ended is Ended.FAULT:  # the next row may find the sandbox healthy again
            with self._lock:
                self._kept.pop(key, None)
        return made
