"""What the tests of the Docker sandbox share: an engine with the image, or the reason why there is none."""

import os
import queue
import threading
from dataclasses import replace

import pytest

from rewardry.sandbox import Ended, Execution, Limits, Program, SandboxUnavailableError
from rewardry.sandboxes.docker.container import Outcome, Request, Settings
from rewardry.sandboxes.docker.pool import Pool
from rewardry.sandboxes.docker.sandbox import Docker


@pytest.fixture(scope="session")
def engine_is_there():
    """Skips where there is no engine with the image; fails where one must be."""
    pytest.importorskip("docker", reason="the extra docker is not installed") if not _is_required() else None
    try:
        from rewardry.sandboxes.docker.engine import Engine

        engine = Engine()
        found = engine.image(Docker().image)
        engine.close()
        reason = None if found else f"no image {Docker().image}; run: make docker-ready"
    except SandboxUnavailableError as error:
        reason = str(error)
    if reason and _is_required():
        pytest.fail(f"REWARDRY_REQUIRE_DOCKER is set, but {reason}")
    if reason:
        pytest.skip(reason)


def _is_required():
    return os.environ.get("REWARDRY_REQUIRE_DOCKER") == "1"


@pytest.fixture(scope="module")
def box(engine_is_there):
    """A sandbox of one container, shared by the tests of a file."""
    live = Docker(parallel=1).open(None)
    yield live
    live.close()


@pytest.fixture
def run(box):
    """Runs a Python text in `box`: `run(text, stdin=..., limits=..., ...)`."""

    def run(text, language="python", *, seconds=10.0, limits=None, **given):
        return box.run(Program(language, text, limits=limits or Limits(seconds=seconds), **given))

    return run


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Where Docker must be, a test of it that is skipped is a failure, but for languages that the image leaves out."""
    report = yield
    if report.skipped and _is_required() and "the sandbox has no" not in str(call.excinfo.value):
        report.outcome = "failed"
        report.longrepr = f"REWARDRY_REQUIRE_DOCKER is set, but the test was skipped: {call.excinfo.value}"
    return report


# ---- a pool without an engine ---------------------------------------------------------------------------------------

GUARD = 30  # seconds against a hang
WELL = Outcome(Execution(Ended.EXITED, 0, stdout=b"42\n"), clean=True)


class Stand:
    """Stands for a container; what it answers is what the world has in store for it."""

    def __init__(self, world, limits):
        self._world, self.limits = world, limits
        self.greeting = {"tools": []}
        self.runs = 0
        self.alive = True
        self.asked = []

    def takes(self, limits):
        return self.limits.disk_mb == limits.disk_mb

    def suits(self, limits):
        return self.limits == limits

    def is_idle(self):
        return self.alive

    def run(self, request):
        self.runs += 1
        self.asked.append(request)
        self.limits = replace(request.limits, seconds=self.limits.seconds, output_bytes=self.limits.output_bytes)
        return self._world.answer(self, request)

    def remove(self):
        self._world.removed.append(self)


class World:
    """Pools whose containers are `Stand`s, what these answer, and what became of them.

    Attributes:
        started, removed: the containers, in order.
        refused: what the next starts raise.
        answer: what a container answers to a request.
    """

    def __init__(self):
        self.started, self.removed, self.refused = [], [], []
        self.answer = lambda container, request: WELL
        self._pools = []

    def start(self, limits):
        if self.refused:
            raise self.refused.pop(0)
        self.started.append(Stand(self, limits))
        return self.started[-1]

    def pool(self, parallel=1, retire_after=500):
        self._pools.append(Pool(Settings("image", None, 1.0), None, parallel, retire_after))
        return self._pools[-1]

    def close(self):
        for pool in self._pools:
            pool.close()

    def asking(self, limits=None):
        return Request(True, ("main.py",), {}, {}, b"", (), limits or Limits())

    def begun(self, pool, *limits):
        """Threads that run programs under these limits, and the queue of what comes of them."""
        found = queue.Queue()
        threads = [
            threading.Thread(target=lambda one=one: found.put(pool.run(self.asking(one))), daemon=True)
            for one in limits
        ]
        for thread in threads:
            thread.start()
        return threads, found

    def settled(self, pool):
        """The idle containers, once those that are being replaced have been."""
        for thread in list(pool._replacing):
            thread.join(GUARD)
        return pool._idle


@pytest.fixture
def world(monkeypatch):
    world = World()
    monkeypatch.setattr(Pool, "_start", lambda pool, limits: world.start(limits))
    yield world
    world.close()


class Gate:
    """Holds runs until they are let go, and tells when each came in."""

    def __init__(self):
        self.inside, self.now, self.most = queue.Queue(), 0, 0
        self._open, self._lock = threading.Semaphore(0), threading.Lock()

    def __call__(self, container, request):
        with self._lock:
            self.now += 1
            self.most = max(self.most, self.now)
        self.inside.put(container)
        assert self._open.acquire(timeout=GUARD)
        with self._lock:
            self.now -= 1
        return WELL

    def let(self, count):
        self._open.release(count)


@pytest.fixture
def gate(world):
    """What all containers of the world answer by."""
    world.answer = Gate()
    return world.answer
