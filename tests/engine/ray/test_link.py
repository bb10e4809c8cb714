"""The caller's side of the driver process, with a driver that the test plays."""

import json
import os
import socket
import subprocess
import tempfile
import threading
from pathlib import Path

import pytest

from rewardry.engine import wire
from rewardry.engine.local import Failure, Task
from rewardry.engine.ray import link as ray_link
from rewardry.engine.ray.engine import RayEngine
from rewardry.engine.ray.link import BATCH_BYTES, BATCH_ITEMS, Link, Settings, batch_items, cut
from rewardry.errors import ConfigError, EngineError

TASK = Task("a:B", None, "{}")


class Driver:
    """The other end of a link: reads what it is sent and says what the test wants."""

    def __init__(self):
        self.theirs, self.ours = socket.socketpair()
        self.ours.settimeout(20)
        self._reader, self._read = wire.Reader(), []
        self.process = subprocess.Popen(["true"], start_new_session=True)

    def next(self):
        """The header and items of the next message."""
        while not self._read:
            self._read.extend(self._reader.feed(self.ours.recv(wire.CHUNK)))
        header, *items = self._read.pop(0)
        return json.loads(header), items

    def say(self, **message):
        self.ours.sendall(wire.encode(message))

    def answer(self, batch, rows=None):
        for at in batch["at"]:
            self.say(batch=batch["batch"], at=at, rows=rows or [at])

    def quiet(self, seconds=0.2):
        """Whether it is sent nothing for a while."""
        self.ours.settimeout(seconds)
        try:
            return not self._read and not self.ours.recv(1, socket.MSG_PEEK)
        except TimeoutError:
            return True
        finally:
            self.ours.settimeout(20)


@pytest.fixture
def drivers(monkeypatch):
    """The drivers that links were given, in order; each says at once that it is ready."""
    made = []

    def start():
        driver = Driver()
        made.append(driver)
        driver.say(ready=1, slots=2)
        return driver.theirs, driver.process

    monkeypatch.setattr(ray_link, "_start_driver", start)
    monkeypatch.setattr("rewardry.engine.ray.engine.refuse_missing_ray", lambda: None)
    yield made
    for driver in made:
        driver.ours.close()


@pytest.fixture
def link(drivers):
    made = Link(Settings("head:6379", None, 8))
    made.wait_ready()
    yield made
    made.close()


@pytest.fixture
def engine(drivers):
    made = RayEngine(address="head:6379")
    yield made
    made.close()


def in_thread(call, *arguments):
    """Calls something in a thread; returns how to get what it returned."""
    found = []
    thread = threading.Thread(target=lambda: found.append(call(*arguments)))
    thread.start()

    def result():
        thread.join(timeout=20)
        return found[0]

    return result


def test_the_driver_is_told_what_to_do(link, drivers):
    assert drivers[0].next() == ({"address": "head:6379", "workers": None, "per_actor": 8, "folder": None}, [])


def test_items_travel_in_batches_and_come_back_in_order(link, drivers):
    result = in_thread(link.run, TASK, [b"a", b"b", b"c", b"d", b"e"], 7.0)
    drivers[0].next()
    first, items = drivers[0].next()
    assert (first["at"], first["timeout"], first["task"]["target"], items) == (
        [0, 1, 2],
        7.0,
        "a:B",
        [b"a", b"b", b"c"],
    )
    second, items = drivers[0].next()
    assert (second["at"], items) == ([3, 4], [b"d", b"e"])
    drivers[0].answer(second)
    drivers[0].answer(first)
    assert result() == [[0], [1], [2], [3], [4]]


def test_no_more_batches_are_sent_than_there_are_slots(link, drivers):
    result = in_thread(link.run, TASK, [b"a"] * 300, 1.0)
    drivers[0].next()
    sent = [drivers[0].next()[0] for _ in range(2)]
    assert drivers[0].quiet()
    drivers[0].say(ready=1, slots=1)
    sent.append(drivers[0].next()[0])
    assert drivers[0].quiet()
    while sent:
        drivers[0].answer(sent.pop())
        if sum(len(batch["at"]) for batch in sent) == 0 and not drivers[0].quiet():
            sent.append(drivers[0].next()[0])
    assert result() == [[at] for at in range(300)]


def test_a_failure_comes_back_as_one(link, drivers):
    result = in_thread(link.run, TASK, [b"a"], 1.0)
    drivers[0].next()
    batch, _ = drivers[0].next()
    drivers[0].say(batch=batch["batch"], at=0, failure=["timeout", "deadline", {}, 1.0])
    assert result() == [Failure("timeout", "deadline", {}, 1.0)]


def test_threads_do_not_mix(link, drivers):
    results = [in_thread(link.run, TASK, [b"%d" % number], 1.0) for number in range(5)]
    drivers[0].next()
    for _ in range(5):
        batch, items = drivers[0].next()
        drivers[0].answer(batch, [items[0].decode()])
    assert [result() for result in results] == [[[f"{number}"]] for number in range(5)]


def test_the_workers_are_those_of_the_actors_that_are_ready(engine, drivers, wait_until):
    engine.connect()
    assert engine.workers == 1
    drivers[0].say(ready=4, slots=6)
    assert wait_until(lambda: engine.workers == 5)


def test_what_the_driver_refuses_is_an_error_of_the_configuration(drivers, monkeypatch):
    start = ray_link._start_driver

    def refuse():
        found = start()
        drivers[-1].ours.close()
        return found

    monkeypatch.setattr(
        Driver, "say", lambda self, **_: self.ours.sendall(wire.encode({"failed": "no", "config": True}))
    )
    monkeypatch.setattr(ray_link, "_start_driver", refuse)
    with pytest.raises(ConfigError, match=r"^no$"):
        RayEngine(address="head:6379").connect()


def test_a_driver_that_ends_before_it_is_ready_is_an_error_of_the_engine(drivers, monkeypatch):
    def say_nothing(self, **_):
        self.ours.close()

    monkeypatch.setattr(Driver, "say", say_nothing)
    with pytest.raises(EngineError, match="the driver process of Ray ended with status 0; its messages stand above"):
        RayEngine(address="head:6379").connect()


def test_what_is_lost_with_the_driver_is_tried_again_with_another(engine, drivers, wait_until):
    result = in_thread(engine.run, TASK, [b"a", b"b"], 1.0)
    assert wait_until(lambda: drivers)
    drivers[0].next()
    first, _ = drivers[0].next()
    drivers[0].answer(first)
    drivers[0].next()
    drivers[0].ours.close()
    assert wait_until(lambda: len(drivers) == 2)
    drivers[1].next()
    again, items = drivers[1].next()
    assert items == [b"b"]
    drivers[1].answer(again, ["again"])
    assert result() == [[0], ["again"]]


def test_what_is_lost_with_two_drivers_is_an_error(engine, drivers, wait_until):
    result = in_thread(engine.run, TASK, [b"a"], 1.0)
    for number in range(2):
        assert wait_until(lambda number=number: len(drivers) > number)
        drivers[number].next()
        drivers[number].next()
        drivers[number].ours.close()
    why = "the driver process of Ray was lost twice while it was scored"
    assert result() == [Failure("error", "engine-failed", {"error": why})]


def test_a_driver_that_gives_up_says_why_and_is_not_replaced(engine, drivers, wait_until):
    result = in_thread(engine.run, TASK, [b"a"], 1.0)
    assert wait_until(lambda: drivers)
    drivers[0].next()
    drivers[0].next()
    drivers[0].say(failed="actors end", config=False)
    drivers[0].ours.close()
    assert result() == [Failure("error", "engine-failed", {"error": "actors end"})]
    assert len(drivers) == 1


def test_closing_ends_what_waits(engine, drivers, wait_until):
    result = in_thread(engine.run, TASK, [b"a"], 1.0)
    assert wait_until(lambda: drivers)
    drivers[0].next()
    drivers[0].next()
    engine.close()
    assert result() == [Failure("error", "engine-closed", {"error": "the engine was closed while it was scored"})]


def test_an_engine_that_is_collected_ends_its_driver(drivers):
    made = RayEngine(address="head:6379")
    made.connect()
    drivers[0].next()
    del made
    assert drivers[0].ours.recv(1) == b""


def test_no_items_need_no_driver(engine, drivers):
    assert engine.run(TASK, [], 1.0) == []
    assert drivers == []


def test_a_batch_has_as_many_items_as_leave_two_for_every_actor():
    assert [batch_items(left, 1) for left in (1, 2, 3, 64, 128, 10_000)] == [1, 1, 2, 32, 64, BATCH_ITEMS]
    assert batch_items(256, 8) == 16
    assert batch_items(100, 0) == 50


def test_cutting_keeps_every_item_once_and_in_order():
    items = [b"x" * (i % 7) for i in range(500)]
    ranges = list(cut(items, 64))
    assert [position for positions in ranges for position in positions] == list(range(500))
    assert max(map(len, ranges)) == 64


def test_large_items_travel_in_smaller_batches():
    large = b"x" * (BATCH_BYTES // 2)
    assert list(map(len, cut([large] * 5, 64))) == [2, 2, 1]
    assert list(map(len, cut([large * 4, b"", large * 4], 64))) == [1, 2]


@pytest.mark.parametrize("name", ["RAY_TMPDIR", "TMPDIR"])
def test_the_files_of_a_cluster_go_where_the_environment_says(monkeypatch, name):
    with tempfile.TemporaryDirectory(dir="/tmp", prefix="rt-") as wanted:
        monkeypatch.delenv("RAY_TMPDIR", raising=False)
        monkeypatch.setattr(tempfile, "tempdir", None)
        monkeypatch.setenv(name, wanted)
        assert Path(ray_link._new_folder()).parent == Path(wanted)


def test_a_folder_that_cannot_be_made_is_told(monkeypatch):
    monkeypatch.setenv("RAY_TMPDIR", "/no/such/folder")
    with pytest.raises(EngineError, match=r"no folder for the files of a Ray cluster can be made: .*; set RAY_TMPDIR"):
        Link(Settings(None, 1, 8))


def test_a_driver_that_cannot_be_started_leaves_no_folder(monkeypatch, alone):
    with tempfile.TemporaryDirectory(dir="/tmp", prefix="rt-") as wanted:
        monkeypatch.setenv("RAY_TMPDIR", wanted)
        alone(ray_link, "sys", executable="/no/such/python")
        with pytest.raises(EngineError, match="no driver process can be started with /no/such/python: "):
            Link(Settings(None, 1, 8))
        assert os.listdir(wanted) == []


def test_a_path_that_is_too_long_for_rays_sockets_is_not_taken(monkeypatch, tmp_path):
    wanted = tmp_path / ("long" * 12)
    wanted.mkdir()
    monkeypatch.setenv("RAY_TMPDIR", str(wanted))
    folder = ray_link._new_folder()
    os.rmdir(folder)
    assert Path(folder).parent == Path("/tmp")
    assert list(wanted.iterdir()) == []
