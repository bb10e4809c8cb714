"""Several calls at once, results in order, with back-pressure."""

import threading
import time

import pytest

from rewardry.cli.in_order import InOrder


def test_results_come_in_order_however_long_each_takes():
    with InOrder(lambda seconds: time.sleep(seconds) or seconds, 4) as calls:
        for seconds in (0.2, 0.0, 0.1, 0.0):
            calls.put(seconds)
        assert [call.result() for call in calls.calls] == [0.2, 0.0, 0.1, 0.0]


def test_calls_are_made_side_by_side():
    """Each waits for the other: one after the other they would never end."""
    meeting = threading.Barrier(3, timeout=30)
    with InOrder(lambda _: meeting.wait(), 3) as calls:
        for i in range(3):
            calls.put(i)
        assert sorted(call.result() for call in calls.calls) == [0, 1, 2]


def test_with_one_lane_calls_follow_each_other():
    made, lock = [], threading.Lock()

    def call(i):
        assert lock.acquire(blocking=False)
        made.append(i)
        time.sleep(0.01)
        lock.release()

    with InOrder(call, 1) as calls:
        for i in range(5):
            calls.put(i)
            assert calls.full
            calls.calls.popleft().result()
    assert made == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("error", [ValueError("no"), SystemExit(3), KeyboardInterrupt()])
def test_whoever_takes_the_result_gets_the_exception(error):
    def fail(_):
        raise error

    with InOrder(fail, 1) as calls:
        calls.put(None)
        with pytest.raises(type(error)) as raised:
            calls.calls[0].result()
    assert raised.value is error


def test_what_is_not_begun_when_it_closes_is_never_called():
    go, made = threading.Event(), []

    def call(i):
        go.wait(30)
        made.append(i)

    with InOrder(call, 1) as calls:
        calls.put(0)
        calls.put(1)
        assert not calls.calls[0].wait(0.05)
    go.set()
    assert calls.calls[0].wait(30)
    for thread in lanes():
        thread.join(30)
    assert made == [0]


def lanes():
    """The threads that call."""
    return [thread for thread in threading.enumerate() if thread.name.startswith("rewardry-lane")]


def test_threads_end_with_it():
    with InOrder(lambda i: i, 8) as calls:
        for i in range(8):
            calls.put(i)
        assert [call.result() for call in calls.calls] == list(range(8))
    for thread in lanes():
        thread.join(30)
    assert lanes() == []


def test_no_thread_is_started_before_there_is_work():
    before = lanes()
    with InOrder(lambda i: i, 8) as calls:
        assert lanes() == before
        calls.put(1)
        assert calls.calls[0].result() == 1
        assert len(set(lanes()) - set(before)) == 1
