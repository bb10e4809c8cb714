"""A run's pipes from the caller's side; the test is the slot at the other end, so that no sandbox is needed."""

import json
import os
import socket
import threading
from types import SimpleNamespace

import pytest

from rewardry.sandbox import Ended, Limits
from rewardry.sandboxes.local.exchange import Exchange, SlotLostError
from rewardry.sandboxes.local.jail import OVER

LIMITS = Limits(seconds=20, memory_mb=64, disk_mb=8, output_bytes=1000)
HEAD = {"collect": ["a", "b"], "language": "python"}
DONE = {"status": 0, "killed": None, "memory_mb": 5.0, "seconds": 0.5}


@pytest.fixture
def exchanged():
    """Runs an exchange with a slot that does as it is told: what came of it, and what the slot was sent.

    A slot is a function of its socket and of the descriptors that a run has: standard input, output and error of the
    program, the job and the results. It runs in a thread; what it leaves open is closed.
    """

    def run(slot, stdin=b"", contents=(), limits=LIMITS):
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        raised = []

        def play():
            message, fds, *_ = socket.recv_fds(theirs, 65536, 8)
            try:
                slot(theirs, json.loads(message), fds)
            except BaseException as error:
                raised.append(error)
            finally:
                for fd in fds:
                    os.close(fd)
                theirs.close()

        player = threading.Thread(target=play)
        exchange = Exchange(HEAD, list(contents), stdin, limits, None)
        player.start()
        try:
            return exchange.run(SimpleNamespace(socket=ours))
        finally:
            player.join()
            exchange.close()
            ours.close()
            assert raised == []

    return run


def saying(answer, out=b"", err=b""):
    """A slot whose program says something, and that then answers."""

    def slot(connection, message, fds):
        os.write(fds[1], out)
        os.write(fds[2], err)
        connection.send(json.dumps(answer).encode())

    return slot


@pytest.mark.parametrize(
    ("answer", "ended", "code", "signal"),
    [
        ({}, Ended.EXITED, 0, None),
        ({"status": 3 << 8}, Ended.EXITED, 3, None),
        ({"status": 11}, Ended.SIGNALLED, None, 11),
        ({"status": 24}, Ended.TIME, None, None),  # SIGXCPU: its processor time was over
        ({"status": 9, "killed": "time"}, Ended.TIME, None, None),
        ({"status": 9, "killed": "memory"}, Ended.MEMORY, None, None),
        ({"status": 9, "killed": "output"}, Ended.OUTPUT, None, None),
        ({"status": None, "killed": None}, Ended.EXITED, None, None),
    ],
)
def test_the_slots_last_word_says_how_it_ended(exchanged, answer, ended, code, signal):
    done = exchanged(saying({**DONE, **answer}, b"out", b"err"))
    assert (done.ended, done.exit_code, done.signal) == (ended, code, signal)
    assert (done.stdout, done.stderr, done.seconds) == (b"out", b"err", 0.5)


@pytest.mark.parametrize(
    ("answer", "seconds", "memory"),
    [
        ({"took": 0.25}, 0.25, 5.0),
        ({"memory_mb": None}, 0.5, None),
        ({"memory_mb": None, "rss_mb": 7.0}, 0.5, 7.0),
        ({"memory_mb": 8.0, "rss_mb": 7.0}, 0.5, 8.0),
    ],
)
def test_what_was_measured_is_the_larger_of_two_counts(exchanged, answer, seconds, memory):
    done = exchanged(saying({**DONE, **answer}))
    assert (done.seconds, done.memory_mb) == (seconds, memory)


def test_a_fault_of_the_sandbox_is_no_end_of_the_program(exchanged):
    done = exchanged(saying({"fault": "no tmpfs"}, b"", b"why"))
    assert (done.ended, done.fault, done.stderr, done.exit_code) == (Ended.FAULT, "no tmpfs", b"why", None)


def test_the_slot_gets_the_limits_and_the_job_with_its_files(exchanged):
    seen = {}

    def slot(connection, message, fds):
        seen.update(message)
        size = int.from_bytes(os.pread(fds[3], 8, 0), "little")
        seen["head"], seen["files"] = json.loads(os.pread(fds[3], size, 8)), os.pread(fds[3], 100, 8 + size)
        connection.send(json.dumps(DONE).encode())

    exchanged(slot, contents=[b"first", b"second"])
    assert seen == {
        "seconds": 20,
        "memory_mb": 64,
        "disk_mb": 8,
        "collects": True,
        "head": HEAD,
        "files": b"firstsecond",
    }


@pytest.mark.parametrize("size", [0, 1, 300_000])
def test_a_program_reads_all_of_its_input_and_its_end(exchanged, size):
    given = bytes(i % 251 for i in range(size))
    read = bytearray()

    def slot(connection, message, fds):
        while data := os.read(fds[0], 1 << 16):
            read.extend(data)
        connection.send(json.dumps(DONE).encode())

    assert exchanged(slot, stdin=given).ended is Ended.EXITED
    assert read == given


def test_a_program_need_not_read_its_input(exchanged):
    def slot(connection, message, fds):
        os.close(fds.pop(0))
        os.write(fds[0], b"done")  # its output
        connection.send(json.dumps(DONE).encode())

    assert exchanged(slot, stdin=b"x" * 300_000).stdout == b"done"


@pytest.mark.parametrize("which", [1, 2])
@pytest.mark.parametrize(("size", "over"), [(999, False), (1000, False), (1001, True), (200_000, True)])
def test_output_over_the_limit_is_cut_and_the_slot_is_told_once(exchanged, which, size, over):
    told = []

    def slot(connection, message, fds):
        data = memoryview(b"x" * size)
        while data:
            data = data[os.write(fds[which], data) :]
        if over:
            told.append(connection.recv(100))
            connection.setblocking(False)
            with pytest.raises(BlockingIOError):
                connection.recv(100)
        connection.send(json.dumps({**DONE, "status": 9} if over else DONE).encode())

    done = exchanged(slot)
    assert (done.stdout, done.stderr)[which - 1] == b"x" * min(size, 1000)
    assert (done.ended, told) == ((Ended.OUTPUT, [OVER]) if over else (Ended.EXITED, []))


def test_files_come_back_in_the_order_of_their_names_and_sizes(exchanged):
    def slot(connection, message, fds):
        os.write(fds[4], b"onetwo")
        connection.send(json.dumps({**DONE, "files": [["b", 3], ["empty", 0], ["a", 3]]}).encode())

    assert exchanged(slot).files == {"b": b"one", "empty": b"", "a": b"two"}


def test_a_slot_that_is_gone_says_nothing_about_the_program(exchanged):
    with pytest.raises(SlotLostError, match="the run's slot is gone: it was killed from outside, or memory ran out"):
        exchanged(lambda connection, message, fds: None)
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    theirs.close()
    exchange = Exchange(HEAD, [], b"", LIMITS, None)
    with pytest.raises(SlotLostError, match="the run's slot is gone: "):
        exchange.run(SimpleNamespace(socket=ours))
    exchange.close()
    ours.close()


def test_a_slot_that_is_silent_after_the_programs_time_is_given_up(monkeypatch):
    monkeypatch.setattr("rewardry.sandboxes.local.exchange.PATIENCE_SECONDS", 0.0)
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    exchange = Exchange(HEAD, [], b"", Limits(seconds=0.05), None)
    with pytest.raises(SlotLostError, match="has not answered for 0 s after the program's time"):
        exchange.run(SimpleNamespace(socket=ours))
    exchange.close()
    ours.close()
    theirs.close()


def test_nothing_stays_open(exchanged):
    exchanged(saying(DONE))
    before = set(os.listdir("/proc/self/fd"))
    for _ in range(3):
        exchanged(saying(DONE), stdin=b"unread", contents=[b"x"])
    assert set(os.listdir("/proc/self/fd")) <= before
