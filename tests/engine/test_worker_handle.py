"""The supervisor's view of a worker, with a test at the other end of the connection."""

import json
import socket
import time

import pytest

from rewardry.engine import wire
from rewardry.engine.job import Job
from rewardry.engine.local import Task
from rewardry.engine.worker_handle import WorkerHandle

TASK, OTHER = Task("m:A", None, "{}"), Task("m:B", None, "{}")
START, TIMEOUT = 60.0, 5.0


@pytest.fixture
def connected():
    """A handle and the worker's end of its connection."""
    ours, theirs = socket.socketpair()
    handle = WorkerHandle(ours, 1, START)
    yield handle, theirs
    ours.close()
    theirs.close()


@pytest.fixture
def ready(connected):
    """The same, for a worker that has said hello and opened the task."""
    handle, theirs = connected
    say(theirs, {"hello": 10**9})
    list(handle.receive())
    handle.begin(works(TASK, b"[0]"))
    handle.flush()
    say(theirs, {"ready": 0}, {"begun": 0}, {"rows": [], "bye": False})
    list(handle.receive())
    theirs.recv(10000)
    return handle, theirs


def works(task, *items):
    job = Job(task, TIMEOUT, lambda: None)
    job.add(items)
    return list(job.hand_out())


def say(theirs, *headers):
    theirs.sendall(b"".join(wire.encode(header) for header in headers))


def heard(theirs):
    return [[json.loads(line) for line in lines] for lines in wire.Reader().feed(theirs.recv(1 << 20))]


def seconds_left(handle):
    return handle.deadline - time.monotonic()


def test_a_worker_has_so_long_to_say_hello(connected):
    handle, theirs = connected
    assert seconds_left(handle) == pytest.approx(START, abs=5)
    assert not handle.idle
    say(theirs, {"hello": 10**9})
    list(handle.receive())
    assert (handle.pid, handle.deadline, handle.idle) == (10**9, None, True)


def test_the_first_work_of_a_task_opens_it_and_later_work_does_not(connected):
    handle, theirs = connected
    say(theirs, {"hello": 10**9})
    list(handle.receive())
    handle.begin(works(TASK, b"[1]", b"[2]"))
    assert not handle.flush()
    (opening,), running = heard(theirs)
    assert opening["open"] == {"key": 0, "target": "m:A", "file": None, "settings": "{}", "memory_limit_mb": None}
    assert running == [{"run": 0}, [1], [2]]
    say(theirs, {"ready": 0}, {"rows": [], "bye": False}, {"rows": [], "bye": False})
    list(handle.receive())
    handle.begin(works(TASK, b"[3]"))
    handle.flush()
    assert heard(theirs) == [[{"run": 0}, [3]]]


def test_each_task_has_a_key_of_its_own(ready):
    handle, theirs = ready
    handle.begin(works(OTHER, b"[1]"))
    handle.flush()
    (opening,), running = heard(theirs)
    assert (opening["open"]["key"], running[0]) == (1, {"run": 1})


def test_a_task_that_could_not_be_opened_is_opened_again_next_time(ready):
    handle, theirs = ready
    handle.begin(works(OTHER, b"[1]"))
    handle.flush()
    heard(theirs)
    say(theirs, {"failed": "no"})
    assert list(handle.receive()) == [({"failed": "no"}, None)]
    assert handle.drop_task() == OTHER
    assert [work.position for work in handle.take_back()] == [0]
    assert handle.idle
    assert handle.deadline is None
    handle.begin(works(OTHER, b"[1]"))
    handle.flush()
    assert "open" in heard(theirs)[0][0]


def test_the_clock_of_an_item_starts_when_the_worker_is_ready(connected):
    handle, theirs = connected
    say(theirs, {"hello": 10**9})
    list(handle.receive())
    handle.begin(works(TASK, b"[1]"))
    handle.flush()
    assert seconds_left(handle) == pytest.approx(START, abs=4)
    assert not handle.ready
    say(theirs, {"ready": 0})
    list(handle.receive())
    assert seconds_left(handle) == pytest.approx(TIMEOUT, abs=4)
    assert handle.ready


def test_the_clock_of_an_item_starts_when_all_of_it_is_sent(ready):
    handle, theirs = ready
    handle.begin(works(TASK, b'"' + b"x" * (8 << 20) + b'"'))
    assert handle.flush(), "more than a socket holds"
    handle.deadline = time.monotonic() - 1
    while handle.flush():
        theirs.recv(1 << 20)
    assert seconds_left(handle) > 1
    assert not handle.begun


def test_each_answer_belongs_to_the_next_item_and_moves_the_clock(ready):
    handle, theirs = ready
    batch = works(TASK, b"[1]", b"[2]", b"[3]")
    handle.begin(batch)
    handle.flush()
    for place, work in enumerate(batch):
        handle.deadline = time.monotonic() - 1
        assert handle.exceeded(time.monotonic())
        assert handle.current is work
        say(theirs, {"rows": [place], "bye": False})
        assert list(handle.receive()) == [({"rows": [place], "bye": False}, work)]
        assert not handle.exceeded(time.monotonic())
    assert (handle.current, handle.deadline, handle.idle) == (None, None, True)


def test_a_worker_that_says_bye_gets_no_more_work(ready):
    handle, theirs = ready
    batch = works(TASK, b"[1]", b"[2]")
    handle.begin(batch)
    say(theirs, {"failure": ["timeout", "memory-limit", {}], "bye": True})
    list(handle.receive())
    assert handle.said_bye
    assert not handle.idle
    assert handle.take_back() == [batch[1]]


def test_a_closed_connection_is_noticed_after_the_last_answer(ready):
    handle, theirs = ready
    batch = works(TASK, b"[1]", b"[2]")
    handle.begin(batch)
    say(theirs, {"rows": [], "bye": False})
    theirs.close()
    assert [work for _, work in handle.receive()] == [batch[0]]
    assert list(handle.receive()) == []
    assert handle.gone
    assert handle.current is batch[1]


def test_sending_to_the_dead_says_so(ready):
    handle, theirs = ready
    theirs.close()
    handle.begin(works(TASK, b"[1]"))
    with pytest.raises(OSError, match="Broken pipe"):
        handle.flush()
    assert not handle.begun


@pytest.mark.parametrize(
    "data",
    [
        b"Traceback (most recent call last)",
        wire.encode([1]),
        wire.encode({"rows": []}),
        wire.encode({"rows": [], "bye": 0}),
        wire.encode({"failure": ["timeout", "x"], "bye": False}),
        wire.encode({"failure": ["ok", "x", {}], "bye": False}),
        wire.encode({"hello": 1}),
        (4).to_bytes(8, "big") + b"{:-)",
        (200_000).to_bytes(8, "big") + b"[" * 200_000,
        (2).to_bytes(8, "big") + b"\xff\xfe",
    ],
    ids=lambda data: str(data[:40]),
)
def test_what_is_no_message_spoils_the_connection(ready, data):
    handle, theirs = ready
    batch = works(TASK, b"[1]")
    handle.begin(batch)
    theirs.sendall(data)
    assert list(handle.receive()) == []
    assert handle.gone
    assert handle.current is batch[0], "nothing was answered"


def test_an_answer_to_nothing_spoils_the_connection(ready):
    handle, theirs = ready
    say(theirs, {"rows": [], "bye": False})
    assert list(handle.receive()) == []
    assert handle.gone


@pytest.mark.parametrize("header", [{"ready": 0}, {"failed": "no"}, {"begun": 0}])
def test_a_worker_cannot_put_off_its_deadline_with_words(ready, header):
    handle, theirs = ready
    handle.begin(works(TASK, b"[1]"))
    handle.flush()
    say(theirs, {"begun": 0})
    list(handle.receive())
    handle.deadline = time.monotonic() - 1
    say(theirs, header)
    assert list(handle.receive()) == []
    assert handle.gone
    assert handle.exceeded(time.monotonic())


def test_only_the_first_hello_counts(ready):
    handle, theirs = ready
    say(theirs, {"hello": 1})
    assert list(handle.receive()) == []
    assert (handle.gone, handle.pid) == (True, 10**9)


def test_reading_ends_though_the_worker_does_not_stop_writing(ready, monkeypatch):
    handle, theirs = ready
    monkeypatch.setattr(wire, "CHUNK", 100)
    theirs.sendall((1 << 20).to_bytes(8, "big") + b"x" * 50_000)
    assert list(handle.receive()) == []
    assert not handle.gone
    assert len(handle.connection.recv(1 << 20)) > 10_000, "the rest is left for the next turn"


def test_killing_one_that_never_said_hello_closes_its_connection(connected):
    handle, theirs = connected
    handle.kill()
    assert theirs.recv(1) == b""


def test_killing_one_that_is_dead_already_is_no_mistake(ready):
    handle, theirs = ready
    handle.pid = 2**22 + 1  # beyond any process id
    handle.kill()
    assert theirs.recv(1) == b""
