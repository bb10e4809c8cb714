"""What another process uses, as seen from here."""

import os
import subprocess
import sys
import time

import pytest

from rewardry.engine import gauges

HUNGRY = "hoard = b'x' * (64 << 20)\nprint('ready', flush=True)\nwhile True: pass"


@pytest.fixture
def hungry():
    with subprocess.Popen([sys.executable, "-c", HUNGRY], stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"ready\n"
        yield process.pid
        process.kill()


def test_the_cpu_time_of_a_process_grows_while_it_works(hungry, wait_until):
    start = gauges.cpu_seconds(hungry)
    assert wait_until(lambda: gauges.cpu_seconds(hungry) > start + 0.05)


def test_the_cpu_time_of_this_process_is_what_python_says():
    assert gauges.cpu_seconds(os.getpid()) == pytest.approx(time.process_time(), abs=0.5)


def test_the_memory_of_a_process_is_what_it_holds(hungry):
    assert 64 << 20 < gauges.resident_bytes(hungry) < 200 << 20


def test_of_a_process_that_is_gone_nothing_is_known():
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    assert gauges.cpu_seconds(process.pid) is None
    assert gauges.resident_bytes(process.pid) is None
