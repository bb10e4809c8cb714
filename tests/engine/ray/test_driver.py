"""The driver process, as far as it goes without Ray: what it reads of the caller, and addresses that it refuses."""

import os
import socket
import subprocess
import sys

import pytest

from rewardry.engine import wire
from rewardry.engine.ray.driver import Events
from rewardry.engine.ray.engine import RayEngine
from rewardry.errors import ConfigError


@pytest.fixture
def caller():
    """The caller's end of a connection, and the driver's events."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, Events(theirs)


def test_the_first_message_says_what_to_do(caller):
    connection, events = caller
    connection.sendall(wire.encode({"address": None, "workers": 2}))
    assert events.settings() == {"address": None, "workers": 2}


def test_a_caller_that_has_gone_wants_nothing(caller):
    connection, events = caller
    connection.close()
    assert events.settings() is None


def test_batches_and_calls_are_seen_to_in_the_order_in_which_they_came(caller):
    connection, events = caller
    seen = []
    connection.sendall(wire.encode({"batch": 0, "at": [0, 1]}, b"a", b"b"))
    while not seen:
        assert events.handle(seen.append)
    assert (seen[0].header, seen[0].items, seen[0].again) == ({"batch": 0, "at": [0, 1]}, [b"a", b"b"], False)
    events.post(seen.append, "called")
    assert events.handle(seen.append)
    assert seen[1:] == ["called"]


def test_nothing_to_see_to_takes_no_more_than_a_moment(caller):
    _, events = caller
    assert events.handle(pytest.fail)


def test_the_end_of_the_caller_comes_after_what_it_had_sent(caller):
    connection, events = caller
    seen = []
    connection.sendall(wire.encode({"batch": 0, "at": [0]}, b"a"))
    connection.close()
    while events.handle(seen.append):
        pass
    assert [batch.items for batch in seen] == [[b"a"]]


def test_a_driver_whose_caller_has_gone_before_it_could_say_anything_ends():
    ours, theirs = socket.socketpair()
    code = "import sys; from rewardry.engine.ray.driver import main; main(int(sys.argv[1]), int(sys.argv[2]))"
    with subprocess.Popen(
        [sys.executable, "-c", code, str(theirs.fileno()), str(os.getpid())], pass_fds=[theirs.fileno()]
    ) as driver:
        theirs.close()
        ours.close()
        assert driver.wait(timeout=60) == 0


def test_an_address_where_nobody_listens_is_told_the_caller_at_once(monkeypatch, processes, wait_until):
    monkeypatch.setattr("rewardry.engine.ray.engine.refuse_missing_ray", lambda: None)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(ConfigError, match=f"no Ray cluster answers at {address}: "):
            RayEngine(address=address).connect()
    assert wait_until(lambda: processes() == [])
