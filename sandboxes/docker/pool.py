"""The warm pool: as many containers as runs at one time, each given to one run at a time."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Mapping
from dataclasses import replace

from rewardry.sandbox import Ended, Execution, Limits, SandboxUnavailableError

from .container import Container, Outcome, Request, Settings
from .engine import Engine, EngineError
from .toolchains import ENVIRONMENT

_PROBE_TEXT = b"open('made', 'w').write('x')\nprint(6 * 7)\n"
_PROBE_SECONDS = 10.0


class Pool:
    """Containers, started when they are needed and kept. Safe to use from any thread.

    Args:
        settings: what containers are made of.
        host: the engine's address, or None.
        parallel: how many containers there may be.
        retire_after: runs after which a container is replaced.

    Raises:
        SandboxUnavailableError: no engine answers, or it cannot start a container.
    """

    def __init__(self, settings: Settings, host: str | None, parallel: int, retire_after: int) -> None:
        self.settings, self._host = settings, host
        self._parallel, self._retire_after = parallel, retire_after
        self._process = os.getpid()
        self._idle: list[Container] = []
        self._places = parallel  # containers that may still be started
        self._changed = threading.Condition()
        self._closed = False
        self._replacing: set[threading.Thread] = set()
        try:
            first = self._start(Limits())
        except EngineError as error:
            raise SandboxUnavailableError(str(error)) from None
        self.greeting: Mapping[str, object] = first.greeting
        self._places -= 1
        self._idle.append(first)

    def run(self, request: Request) -> Execution:
        """Run a program when a container is free.

        Returns:
            Its execution; `Ended.FAULT` where there is no container for it, or it failed.
        """
        if os.getpid() != self._process:
            return Execution(Ended.FAULT, fault="the sandbox was opened before this process was forked; open it anew")
        try:
            container = self._acquire(request.limits)
        except (EngineError, SandboxUnavailableError) as error:
            return Execution(Ended.FAULT, fault=str(error))
        outcome = Outcome(Execution(Ended.FAULT, fault="interrupted"), clean=False)
        try:
            outcome = container.run(request)
        finally:
            self._release(container, outcome, request.limits)
        return outcome.execution

    def _acquire(self, limits: Limits) -> Container:
        """A container for a run under these limits: the one that suits best, a new one, or one that is replaced.

        Raises:
            EngineError, SandboxUnavailableError: none can be started.
        """
        while True:
            with self._changed:
                while not self._idle and not self._places and not self._closed:
                    self._changed.wait()
                if self._closed:
                    raise EngineError("the sandbox is closed")
                found = self._best(limits)
                if found is None and self._places:
                    self._places -= 1
                elif found is None:
                    found = self._idle.pop(0)
            if found is not None and found.takes(limits) and found.is_idle():
                return found
            # Here a place is ours: a free one, or that of a container that is dead or of another size.
            try:
                if found is not None:
                    found.remove()
                return self._start(limits)
            except BaseException:
                self._give_place_back()
                raise

    def _best(self, limits: Limits) -> Container | None:
        """Take the idle container that can run under these limits with the least change, if there is one."""
        fitting = [c for c in self._idle if c.suits(limits)] or [c for c in self._idle if c.takes(limits)]
        if not fitting:
            return None
        self._idle.remove(fitting[-1])
        return fitting[-1]

    def _start(self, limits: Limits) -> Container:
        engine = Engine(self._host)
        try:
            return Container(engine, self.settings, limits)
        except BaseException:
            engine.close()
            raise

    def _release(self, container: Container, outcome: Outcome, limits: Limits) -> None:
        """Give a container back, or retire it: after many runs, and where anything about it is not as it should be."""
        goes_on = False
        try:
            healthy = outcome.clean and (outcome.execution.ended is Ended.EXITED or self._probe(container, limits))
            goes_on = healthy and container.runs < self._retire_after and self._is_back(container)
        finally:  # Ctrl-C may come while it is tried
            if not goes_on:
                self._retire(container, limits)

    def _is_back(self, container: Container) -> bool:
        """Put a container among those that are idle; False where the pool is closed."""
        with self._changed:
            if self._closed:
                return False
            self._idle.append(container)
            self._changed.notify()
            return True

    def _probe(self, container: Container, limits: Limits) -> bool:
        """Whether a container still does a small run from end to end, after one that ended badly."""
        limits = replace(limits, seconds=_PROBE_SECONDS, output_bytes=max(limits.output_bytes, 64))
        probe = Request(True, ("main.py",), ENVIRONMENT, {"main.py": (_PROBE_TEXT, 0o600)}, b"", (), limits)
        outcome = container.run(probe)
        return outcome.clean and outcome.execution.exit_code == 0 and outcome.execution.stdout == b"42\n"

    def _retire(self, container: Container, limits: Limits) -> None:
        """Remove a container, and have another start in its place, while the caller goes on."""
        thread = threading.Thread(target=self._replace, args=(container, limits), name="rewardry docker pool")
        with self._changed:
            self._replacing.add(thread)
        thread.start()

    def _replace(self, container: Container, limits: Limits) -> None:
        container.remove()
        fresh = None
        with contextlib.suppress(Exception):  # whatever it is, the next run tries again, and tells why
            fresh = None if self._closed else self._start(limits)
        with self._changed:
            self._replacing.discard(threading.current_thread())
            if fresh is not None and not self._closed:
                self._idle.append(fresh)
                fresh = None
            else:
                self._places += 1
            self._changed.notify()
        if fresh is not None:
            fresh.remove()

    def _give_place_back(self) -> None:
        with self._changed:
            self._places += 1
            self._changed.notify()

    def close(self) -> None:
        """Remove every container that is idle; the others go when their runs end."""
        with self._changed:
            self._closed = True
            idle, self._idle = self._idle, []
            self._places += len(idle)
            replacing = list(self._replacing)
            self._changed.notify_all()
        for container in idle:
            container.remove()
        for thread in replacing:
            thread.join()
