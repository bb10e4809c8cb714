"""Batches and actors without Ray: who gets what, and what a loss costs."""

import json
from concurrent.futures import Future

import pytest

from rewardry import __version__
from rewardry.engine import wire
from rewardry.engine.ray import dispatch as ray_dispatch
from rewardry.engine.ray.dispatch import AHEAD, LOST_ACTORS, START_SECONDS, Batch, Dispatcher


class RaisedError(Exception):
    """What a living actor raises."""


class FakeCluster:
    """A cluster whose actors answer when the test says so."""

    def __init__(self):
        self.greetings = []
        self.calls = []
        self.killed = []

    def start(self, workers, calls):
        self.greetings.append(Future())
        return len(self.greetings) - 1

    def hello(self, actor):
        return self.greetings[actor]

    def run(self, actor, message):
        self.calls.append((actor, message, Future()))
        return self.calls[-1][2]

    def survived(self, error):
        return isinstance(error, RaisedError)

    def kill(self, actor):
        self.killed.append(actor)

    def why_not_placed(self):
        return "0 of 2 cores are free"

    def place(self, actor, version=__version__):
        self.greetings[actor].set_result(json.dumps({"version": version, "node": "n", "pid": 1}).encode())

    def sent(self):
        """For each call: the actor, the batch's number and its positions."""
        found = []
        for actor, message, _ in self.calls:
            ((header, *items),) = wire.Reader().feed(message)
            header = json.loads(header)
            assert len(items) == len(header["at"])
            found.append((actor, header["batch"], header["at"]))
        return found

    def answer(self, call, result=b"answered"):
        future = self.calls[call][2]
        future.set_exception(result) if isinstance(result, BaseException) else future.set_result(result)


@pytest.fixture
def cluster():
    return FakeCluster()


@pytest.fixture
def told():
    return []


@pytest.fixture
def dispatcher(cluster, told):
    return Dispatcher(cluster, told.append, lambda call, *arguments: call(*arguments))


def batch(number, *positions):
    at = list(positions or (0,))
    return Batch({"batch": number, "at": at, "task": {}, "timeout": 1.0}, [b"item%d" % i for i in at])


def messages(told):
    return [json.loads(line) for (line,) in wire.Reader().feed(b"".join(told))]


def lost(number, at, why="OSError: gone"):
    failure = ["error", "actor-lost", {"error": f"the Ray actor was lost twice while scoring it: {why}"}, None]
    return {"batch": number, "at": at, "failure": failure}


def test_the_caller_is_told_of_the_slots_of_an_actor_that_is_ready(cluster, dispatcher, told):
    dispatcher.start(3)
    assert told == []
    cluster.place(0)
    assert messages(told) == [{"ready": 3, "slots": 3 + AHEAD}]


def test_batches_wait_for_an_actor(cluster, dispatcher):
    dispatcher.start(1)
    dispatcher.add(batch(0))
    assert cluster.calls == []
    cluster.place(0)
    assert cluster.sent() == [(0, 0, [0])]


def test_each_batch_goes_to_the_actor_with_the_fewest_a_worker(cluster, dispatcher):
    for workers in (2, 4):
        dispatcher.start(workers)
        cluster.place(len(cluster.greetings) - 1)
    for number in range(6):
        dispatcher.add(batch(number))
    assert [actor for actor, _, _ in cluster.sent()] == [0, 1, 1, 0, 1, 1]


def test_no_actor_has_more_than_its_slots(cluster, dispatcher):
    dispatcher.start(1)
    cluster.place(0)
    for number in range(10):
        dispatcher.add(batch(number))
    assert len(cluster.calls) == 1 + AHEAD
    cluster.answer(0)
    assert [number for _, number, _ in cluster.sent()] == [0, 1, 2, 3]


def test_an_answer_is_handed_on_as_it_is(cluster, dispatcher, told):
    dispatcher.start(1)
    cluster.place(0)
    dispatcher.add(batch(0))
    cluster.answer(0, b"whatever it says")
    assert told[1:] == [b"whatever it says"]


def test_what_a_living_actor_raises_fails_the_batch_and_costs_no_actor(cluster, dispatcher, told):
    dispatcher.start(1)
    cluster.place(0)
    dispatcher.add(batch(7, 4, 5))
    cluster.answer(0, RaisedError("a bug"))
    failure = ["error", "engine-failed", {"error": "RaisedError: a bug"}, None]
    assert messages(told[1:]) == [{"batch": 7, "at": at, "failure": failure} for at in (4, 5)]
    assert (cluster.killed, len(cluster.greetings)) == ([], 1)


def test_the_batches_of_a_lost_actor_are_tried_again_item_by_item_and_in_order(cluster, dispatcher, told):
    dispatcher.start(1)
    cluster.place(0)
    dispatcher.add(batch(0, 0, 1))
    dispatcher.add(batch(1, 2))
    cluster.answer(0, OSError("gone"))
    assert cluster.killed == [0]
    cluster.place(1)
    for call in range(2, 5):
        cluster.answer(call)
    assert cluster.sent()[2:] == [(1, 0, [0]), (1, 0, [1]), (1, 1, [2])]
    assert told[1:] == [b"answered"] * 3  # the caller knows of its slots, which are those of the one it replaces


def test_the_late_failures_of_a_lost_actor_count_once(cluster, dispatcher):
    dispatcher.start(1)
    cluster.place(0)
    dispatcher.add(batch(0))
    dispatcher.add(batch(1))
    cluster.answer(0, OSError("gone"))
    cluster.answer(1, OSError("gone"))
    cluster.place(1)
    cluster.answer(2)
    assert cluster.sent()[2:] == [(1, 0, [0]), (1, 1, [0])]
    assert cluster.killed == [0]


def test_a_second_try_has_the_actor_to_itself(cluster, dispatcher):
    dispatcher.start(4)
    cluster.place(0)
    dispatcher.add(batch(0, 0, 1))
    cluster.answer(0, OSError("gone"))
    dispatcher.add(batch(1))
    cluster.place(1)
    assert cluster.sent()[1:] == [(1, 0, [0])]
    cluster.answer(1)
    assert cluster.sent()[2:] == [(1, 0, [1])]
    cluster.answer(2)
    assert cluster.sent()[3:] == [(1, 1, [0])]


def test_a_second_try_waits_for_an_actor_that_has_nothing_else(cluster, dispatcher):
    for actor in range(2):
        dispatcher.start(1)
        cluster.place(actor)
    for number in range(3):
        dispatcher.add(batch(number))
    assert [actor for actor, _, _ in cluster.sent()] == [0, 1, 0]
    cluster.answer(1, OSError("gone"))
    cluster.answer(0)
    assert len(cluster.calls) == 3
    cluster.answer(2)
    assert cluster.sent()[3:] == [(0, 1, [0])]


def test_what_is_lost_twice_is_an_error(cluster, dispatcher, told):
    dispatcher.start(1)
    cluster.place(0)
    dispatcher.add(batch(3, 8, 9))
    cluster.answer(0, OSError("gone"))
    cluster.place(1)
    cluster.answer(1, b"the first of them")
    cluster.answer(2, OSError("gone"))
    assert told[1] == b"the first of them"
    assert messages(told[2:]) == [lost(3, 9)]


def test_another_actor_takes_over_while_the_lost_one_is_replaced(cluster, dispatcher):
    for actor in range(2):
        dispatcher.start(1)
        cluster.place(actor)
    dispatcher.add(batch(0))
    cluster.answer(0, OSError("gone"))
    assert cluster.sent() == [(0, 0, [0]), (1, 0, [0])]


def test_an_actor_that_cannot_start_is_asked_for_again_until_it_is_too_much(cluster, dispatcher, told):
    dispatcher.start(1)
    for actor in range(LOST_ACTORS):
        assert dispatcher.failed is None
        cluster.greetings[actor].set_exception(ImportError("no module named rewardry"))
    why = "Ray actors end before they answer: ImportError: no module named rewardry"
    assert dispatcher.failed == why
    assert messages(told) == [{"failed": why, "config": False}]


def test_one_of_several_that_cannot_start_is_left_out(cluster, dispatcher):
    dispatcher.start(1)
    cluster.place(0)
    dispatcher.start(8)
    for actor in range(1, LOST_ACTORS + 1):
        cluster.greetings[actor].set_exception(OSError("gone"))
    assert dispatcher.failed is None
    assert len(cluster.greetings) == LOST_ACTORS + 1
    dispatcher.add(batch(0))
    assert cluster.sent() == [(0, 0, [0])]


def test_losses_between_which_something_is_answered_are_never_too_much(cluster, dispatcher):
    dispatcher.start(1)
    for number in range(2 * LOST_ACTORS):
        cluster.place(number)
        while not cluster.calls[-1:] or cluster.calls[-1][2].done():
            dispatcher.add(batch(number))
        cluster.answer(len(cluster.calls) - 1)
        dispatcher.add(batch(100 + number))
        cluster.answer(len(cluster.calls) - 1, OSError("gone"))
    assert dispatcher.failed is None


def test_another_version_of_rewardry_is_refused(cluster, dispatcher, told):
    dispatcher.start(1)
    cluster.place(0, version="0.0.1")
    why = f"the node n has rewardry 0.0.1 and this process has {__version__}; install the same version on every node"
    assert messages(told) == [{"failed": why, "config": False}]
    dispatcher.add(batch(0))
    assert cluster.calls == []


def test_a_cluster_without_a_place_is_given_up_after_a_while(cluster, dispatcher, alone):
    alone(ray_dispatch, "time", monotonic=lambda: 1000.0)
    dispatcher.start(1)
    dispatcher.tick(999.0 + START_SECONDS)
    assert dispatcher.failed is None
    dispatcher.tick(1000.0 + START_SECONDS)
    assert dispatcher.failed == "no actor was ready after 120 s: 0 of 2 cores are free"


def test_an_actor_without_a_place_is_waited_for_while_another_works(cluster, dispatcher):
    dispatcher.start(1)
    dispatcher.start(1)
    cluster.place(0)
    dispatcher.tick(1e12)
    assert dispatcher.failed is None
    cluster.place(1)
    for number in range(2 * (1 + AHEAD)):
        dispatcher.add(batch(number))
    assert {actor for actor, _, _ in cluster.sent()} == {0, 1}


def test_an_actor_that_stopped_answering_is_lost(cluster, dispatcher, alone):
    alone(ray_dispatch, "time", monotonic=lambda: 1000.0)
    dispatcher.start(1)
    cluster.place(0)
    given = batch(0)
    dispatcher.add(given)
    dispatcher.tick(given.until - 0.1)
    assert cluster.killed == []
    dispatcher.tick(given.until)
    assert cluster.killed == [0]
    cluster.place(1)
    assert cluster.sent()[1:] == [(1, 0, [0])]


def test_an_actor_gets_the_time_of_every_item_it_has(cluster, dispatcher, alone):
    alone(ray_dispatch, "time", monotonic=lambda: 0.0)
    dispatcher.start(1)
    cluster.place(0)
    first, second = batch(0, *range(64)), batch(1, *range(64))
    dispatcher.add(first)
    dispatcher.add(second)
    assert first.until >= 64 * 1.0
    assert second.until - first.until >= 64 * 1.0
