"""SIGTERM while a training runs: it is noted, and whoever handled it before does so again afterwards."""

import os
import signal
import threading

import pytest

from rewardry.trainer_adapters.grpo.stopping import at_sigterm


@pytest.fixture
def handled():
    """The signals that whoever handled SIGTERM before the training has seen; a handler of the test's own."""
    seen = []

    def note(number, frame):
        seen.append(number)

    before = signal.signal(signal.SIGTERM, note)
    yield seen
    signal.signal(signal.SIGTERM, before)


def terminate():
    """SIGTERM for this process; Python runs the handler before the next line of this thread."""
    os.kill(os.getpid(), signal.SIGTERM)


def test_nobody_asks_where_nobody_sends_a_signal(handled):
    with at_sigterm() as request:
        pass
    assert not request.asked
    assert handled == []


def test_the_first_sigterm_is_a_request_and_the_second_is_left_to_who_was_there_before(handled):
    """So that a scheduler that loses patience ends the process at once."""
    with at_sigterm() as request:
        terminate()
        assert request.asked
        assert handled == []
        terminate()
        assert handled == [signal.SIGTERM]
    assert request.asked


def test_after_the_training_sigterm_is_handled_as_before(handled):
    with at_sigterm() as request:
        pass
    terminate()
    assert handled == [signal.SIGTERM]
    assert not request.asked


def test_a_training_that_fails_gives_the_signal_back_too(handled):
    with pytest.raises(ZeroDivisionError), at_sigterm():
        _ = 1 / 0
    terminate()
    assert handled == [signal.SIGTERM]


def test_a_training_within_another_asks_only_itself(handled):
    with at_sigterm() as outer:
        with at_sigterm() as inner:
            terminate()
        assert (outer.asked, inner.asked) == (False, True)
        terminate()
        assert outer.asked
    assert handled == []


def test_in_another_thread_no_signal_is_touched(handled):
    found = []

    def train():
        with at_sigterm() as request:
            found.append((request.asked, signal.getsignal(signal.SIGTERM)))

    before = signal.getsignal(signal.SIGTERM)
    thread = threading.Thread(target=train)
    thread.start()
    thread.join()
    assert found == [(False, before)]
    assert signal.getsignal(signal.SIGTERM) is before
