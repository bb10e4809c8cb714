"""When answers are read one by one, and when together."""

import socket

import pytest

from rewardry.engine import naps, wire
from rewardry.engine.backlog import Backlog
from rewardry.engine.job import Job
from rewardry.engine.local import Task
from rewardry.engine.worker_handle import WorkerHandle

TASK = Task("m:A", None, "{}")


@pytest.fixture
def at_work():
    """Makes workers at so many items of a task that takes so long."""
    sockets = []

    def make(items, pace, size=100.0, timeout=60.0):
        ours, theirs = socket.socketpair()
        sockets.extend((ours, theirs))
        backlog, job = Backlog(), Job(TASK, timeout, lambda: None)
        backlog.note_pace(TASK, pace, size)
        job.add([b"1"] * items)
        worker = WorkerHandle(ours, 1, 60.0)
        theirs.sendall(wire.encode({"hello": 10**9}))
        list(worker.receive())
        worker.begin(list(job.hand_out()))
        theirs.sendall(wire.encode({"ready": 0}) + wire.encode({"begun": 0}))
        list(worker.receive())
        return worker, backlog, theirs

    yield make
    for one in sockets:
        one.close()


@pytest.mark.parametrize(
    ("items", "pace", "nap"),
    [
        (11, 0.001, 0.01),
        (65, 0.0001, 0.0064),
        (64, 0.01, naps.LONGEST_SECONDS),
        (1, 0.001, 0.0),
        (5, 0.000001, 0.0),
        (5, naps.LONGEST_SECONDS, 0.0),
        (5, 3.0, 0.0),
    ],
)
def test_it_naps_until_the_last_item_of_a_quick_batch(at_work, items, pace, nap):
    worker, backlog, _ = at_work(items, pace)
    assert naps.nap_seconds([worker], backlog) == pytest.approx(nap)


def test_it_does_not_nap_over_a_short_deadline(at_work):
    worker, backlog, _ = at_work(64, 0.001, timeout=0.05)
    assert naps.nap_seconds([worker], backlog) == pytest.approx(0.005)


def test_it_does_not_nap_until_the_buffer_is_full(at_work):
    worker, backlog, _ = at_work(64, 0.001, size=naps.BUFFERED_BYTES / 4)
    assert naps.nap_seconds([worker], backlog) == pytest.approx(0.004)


def test_the_worker_that_is_done_first_ends_the_nap(at_work):
    few, backlog, _ = at_work(5, 0.001)
    many, _, _ = at_work(50, 0.001)
    assert naps.nap_seconds([many, few], backlog) == pytest.approx(0.004)


def test_it_does_not_nap_where_nobody_is_at_work_or_a_component_is_being_opened(at_work):
    worker, backlog, _ = at_work(50, 0.001)
    assert naps.nap_seconds([], backlog) == 0.0
    worker.ready = False
    assert naps.nap_seconds([worker], backlog) == 0.0


def test_it_does_not_nap_amid_a_message(at_work):
    worker, backlog, theirs = at_work(50, 0.001)
    theirs.sendall(wire.encode({"rows": [], "bye": False})[:-1])
    list(worker.receive())
    assert naps.nap_seconds([worker], backlog) == 0.0
