"""Worker processes for tests: components that misbehave on demand, and proof that no process outlives its test."""

import os
import time
import uuid
from pathlib import Path

import pytest

from rewardry.engine.runtime import Runtime
from rewardry.local_files import load_file
from rewardry.types import Sample

MARK = "REWARDRY_TEST_MARK"
FAULTY = Path(__file__).with_name("faulty.py")


@pytest.fixture(scope="session")
def faulty():
    """The module of misbehaving components, loaded by its path as `use: ./faulty.py:Name` would."""
    return load_file(str(FAULTY))


@pytest.fixture
def open_runtime():
    """Makes runtimes that are closed at the end of the test."""
    opened = []

    def make(**settings):
        opened.append(Runtime(**{"workers": 2, "timeout": 20.0, **settings}))
        return opened[-1]

    yield make
    for runtime in opened:
        runtime.close()


@pytest.fixture(scope="module")
def shared_runtime(faulty):
    """Two workers that the tests of a module share; they may be killed, but not their fork server."""
    mark = uuid.uuid4().hex
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(MARK, mark)
        runtime = Runtime(workers=2, timeout=20.0)
        runtime.open(faulty.Misbehaving()).verify([Sample(completion="a")])
    yield runtime
    runtime.close()
    assert wait_until(lambda: not living_with(mark)), f"left running: {living_with(mark)}"


@pytest.fixture
def verify(open_runtime, request):
    """Verifies completions with a component: in the shared workers, or with settings in workers of their own."""

    def run(component, completions, **settings):
        runtime = open_runtime(**settings) if settings else request.getfixturevalue("shared_runtime")
        return runtime.open(component).verify([Sample(completion=completion) for completion in completions])

    return run


def living_with(mark):
    """The processes that have this mark in their environment, zombies apart."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            try:
                if mark.encode() in (entry / "environ").read_bytes():
                    found.append(int(entry.name))
            except OSError:
                continue
    return found


def wait_until(condition, seconds=20.0):
    """Whether `condition()` becomes true before the time is up."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


@pytest.fixture(name="wait_until", scope="session")
def wait_until_fixture():
    return wait_until


@pytest.fixture(name="living_with", scope="session")
def living_with_fixture():
    return living_with


@pytest.fixture(autouse=True)
def processes(monkeypatch):
    """The processes that the test has started and that live; none may be left when it is over."""
    mark = uuid.uuid4().hex
    monkeypatch.setenv(MARK, mark)
    yield lambda: living_with(mark)
    if os.path.isdir("/proc/self"):
        assert wait_until(lambda: not living_with(mark)), f"left running: {living_with(mark)}"
