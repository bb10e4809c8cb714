"""What a call leaves running is found, and ended."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from rewardry.testing import processes
from rewardry.testing.processes import Survivors

SLEEP = "import time; time.sleep(60)"


def is_running(pid):
    """Whether a process is more than a zombie, which has no command line any more."""
    try:
        return Path(f"/proc/{int(pid)}/cmdline").read_bytes() != b""
    except OSError:
        return False


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    monkeypatch.setattr(processes, "_GRACE_SECONDS", 0.2)


@pytest.fixture
def survivors():
    made = Survivors()
    yield made
    if processes._MARK in os.environ:
        made.end()


def test_nothing_is_found_where_nothing_was_started(survivors):
    assert survivors.found() == []


@pytest.mark.parametrize("options", [{}, {"start_new_session": True}, {"env": {}}])
def test_a_process_is_found_and_killed(survivors, options):
    process = subprocess.Popen([sys.executable, "-c", SLEEP], **options)
    [found] = survivors.found()
    assert found.startswith("the process 'python")
    survivors.end()
    assert process.wait(timeout=20) == -signal.SIGKILL


def test_a_grandchild_that_left_its_parent_is_found_by_the_mark(survivors, wait_until):
    start = f"import subprocess as s, sys; print(s.Popen([sys.executable, '-c', {SLEEP!r}], stdout=s.DEVNULL).pid)"
    done = subprocess.run([sys.executable, "-c", start], stdout=subprocess.PIPE, start_new_session=True, check=True)
    assert len(survivors.found()) == 1
    survivors.end()
    assert wait_until(lambda: not is_running(done.stdout))


def test_a_process_that_ends_by_itself_in_a_moment_is_forgiven(survivors, monkeypatch):
    monkeypatch.setattr(processes, "_GRACE_SECONDS", 20.0)
    process = subprocess.Popen([sys.executable, "-c", "pass"])
    assert survivors.found() == []
    process.wait()


def test_a_thread_is_found_but_not_one_of_ours(survivors):
    end = threading.Event()
    for name in ("prefetch", "rewardry-async", "asyncio_0"):
        threading.Thread(target=end.wait, name=name, daemon=True).start()
    assert survivors.found() == ["the thread 'prefetch'"]
    end.set()


def test_what_ran_before_is_none_of_its_business():
    process = subprocess.Popen([sys.executable, "-c", SLEEP])
    survivors = Survivors()
    assert survivors.found() == []
    survivors.end()
    assert process.poll() is None
    process.kill()
    process.wait()


def test_the_environment_is_as_before():
    before = dict(os.environ)
    Survivors().end()
    assert dict(os.environ) == before
