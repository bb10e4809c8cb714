"""A third party's sandbox: it counts the runs of another one, which it finds by its id."""

import threading

from rewardry.plugins import registry
from rewardry.sandbox import LiveSandbox, Sandbox


class LiveCounting(LiveSandbox):
    """A started sandbox with a counter in front."""

    def __init__(self, inner):
        self.inner = inner
        self.runs = 0
        self._lock = threading.Lock()

    def capabilities(self):
        return self.inner.capabilities()

    def run(self, program):
        with self._lock:
            self.runs += 1
        return self.inner.run(program)

    def compile(self, program):
        return self.inner.compile(program)

    def close(self):
        self.inner.close()


class Counting(Sandbox):
    """Settings of the counting sandbox."""

    inner: str = "local"

    def open(self, runtime):
        return LiveCounting(registry().find("sandbox", self.inner).load()().open(runtime))
