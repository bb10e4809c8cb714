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


def test_the_most_memory_of_a_process_is_told_after_it_let_go(wait_until):
    text = "hoard = b'x' * (64 << 20)\ndel hoard\nprint('ready', flush=True)\ninput()"
    with subprocess.Popen([sys.executable, "-c", text], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"ready\n"
        assert 64 << 20 < gauges.peak_bytes(process.pid) < 200 << 20
        assert gauges.resident_bytes(process.pid) < 64 << 20
        process.stdin.close()
    assert gauges.peak_bytes(process.pid) is None


def test_use_is_added_up_and_its_peak_is_the_highest():
    one, other = gauges.Usage(1.5, 10), gauges.Usage(2.0, 7)
    assert one | other == other | one == gauges.Usage(3.5, 10)
    assert one | gauges.Usage() == one


def test_use_grows_by_what_a_process_used(hungry):
    before = gauges.Usage(2.0, 1)
    found = before.with_process(hungry)
    assert found.cpu_seconds > 2.0
    assert found.peak_bytes > 64 << 20
    assert gauges.Usage(0.0, 1 << 60).with_process(hungry).peak_bytes == 1 << 60


def test_a_process_that_is_gone_has_used_nothing_that_is_known():
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    assert gauges.Usage(2.0, 1).with_process(process.pid) == gauges.Usage(2.0, 1)
