"""Worker processes for tests: components that misbehave on demand, and proof that no process outlives its test."""

import os
import uuid
from pathlib import Path

import pytest

from rewardry.engine.local import LocalEngine
from rewardry.engine.remote import task_of
from rewardry.engine.runtime import Runtime
from rewardry.errors import Identity
from rewardry.local_files import load_file
from rewardry.types import Sample

MARK = "REWARDRY_TEST_MARK"
FAULTY = Path(__file__).with_name("faulty.py")


@pytest.fixture(scope="session")
def faulty():
    """The module of misbehaving components, loaded by its path as `use: ./faulty.py:Name` would."""
    return load_file(str(FAULTY))


@pytest.fixture
def inline():
    """A runtime in this process."""
    with Runtime("inline") as made:
        yield made


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
def shared_runtime(faulty, wait_until, living_with):
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


@pytest.fixture(scope="session")
def samples():
    """Makes samples with these completions."""
    return lambda *texts: [Sample(completion=text) for text in texts]


@pytest.fixture(scope="session")
def outcomes():
    """The status and the reason of each verdict."""
    return lambda verdicts: [(verdict.status, verdict.reason) for verdict in verdicts]


@pytest.fixture
def task(faulty):
    """The task of a component that does what its completion says."""
    return task_of(faulty.Misbehaving(), Identity("misbehaving"))


@pytest.fixture
def engine():
    """An engine of the test's own, with two workers."""
    made = LocalEngine(2)
    yield made
    made.close()


@pytest.fixture(autouse=True)
def processes(monkeypatch, wait_until, living_with):
    """The processes that the test has started and that live; none may be left when it is over."""
    mark = uuid.uuid4().hex
    monkeypatch.setenv(MARK, mark)
    yield lambda: living_with(mark)
    if os.path.isdir("/proc/self"):
        assert wait_until(lambda: not living_with(mark)), f"left running: {living_with(mark)}"
