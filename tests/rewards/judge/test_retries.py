"""Trying again: which failures pass, how often, how long is waited, and what is told at the end."""

import asyncio

import pytest

from rewardry.rewards.judge import retries
from rewardry.rewards.judge.replies import CallFailedError, Reply


@pytest.fixture
def tried(alone):
    """Makes calls that fail as they are told, without a wait: the outcome, the waits, the notes, how many calls."""
    waits = []

    async def no_sleep(seconds):
        waits.append(seconds)

    alone(retries, "asyncio", sleep=no_sleep)

    def run(*outcomes, again=4):
        left, notes = list(outcomes), []
        waits.clear()

        async def call():
            found = left.pop(0)
            if isinstance(found, Exception):
                raise found
            return found

        try:
            found = asyncio.run(retries.with_retries(call, again, lambda: notes.append(len(waits))))
        except CallFailedError as error:
            found = str(error)
        return found, list(waits), notes, len(outcomes) - len(left)

    return run


def busy(wait=None):
    return CallFailedError("busy", again=True, wait=wait)


def test_a_reply_ends_the_tries(tried):
    found, waits, notes, calls = tried(busy(), busy(), Reply("a"), Reply("b"))
    assert (found, calls, notes) == (Reply("a"), 3, [0, 1])  # each further try is noted before its wait
    assert 0.25 <= waits[0] <= 0.5 <= waits[1] <= 1.0


def test_the_first_reply_waits_for_nothing(tried):
    assert tried(Reply("a")) == (Reply("a"), [], [], 1)


@pytest.mark.parametrize(("again", "told"), [(0, "busy"), (1, "busy (tried 2 times)"), (3, "busy (tried 4 times)")])
def test_after_the_last_try_it_is_told_how_many_there_were(tried, again, told):
    found, waits, notes, calls = tried(*[busy()] * 9, again=again)
    assert (found, calls, len(waits), len(notes)) == (told, again + 1, again, again)


def test_what_does_not_pass_ends_the_tries_at_once(tried):
    assert tried(CallFailedError("no such model"), Reply("a")) == ("no such model", [], [], 1)
    found, _, _, calls = tried(busy(), CallFailedError("no such model"), Reply("a"))
    assert (found, calls) == ("no such model (tried 2 times)", 2)


def test_a_server_is_waited_for_up_to_a_minute(tried):
    found, [wait], _, _ = tried(busy(60.0), Reply("a"))
    assert found == Reply("a")
    assert 60.0 <= wait <= 60.5


def test_a_server_that_asks_for_more_is_not_waited_for(tried):
    assert tried(busy(60.5), Reply("a")) == ("busy; the server asks to wait 60 seconds", [], [], 1)
    assert tried(busy(3600.0), Reply("a"))[0] == "busy; the server asks to wait 3600 seconds"


@pytest.mark.parametrize("attempt", [1, 2, 3, 8, 21, 22, 1000, 10**6])
@pytest.mark.parametrize("asked_for", [None, 0.0, 0.2, 20.0])
def test_a_wait_keeps_to_its_bounds(attempt, asked_for):
    own = min(60.0, 0.5 * 2.0 ** min(attempt - 1, 30))
    low, high = (own / 2, own) if asked_for is None else (asked_for, asked_for * 1.25 + 0.05)
    for _ in range(50):
        assert low <= retries.wait_before(attempt, asked_for) <= high


def test_calls_that_were_refused_together_come_back_apart():
    assert len({retries.wait_before(3, 0.0) for _ in range(20)}) > 10
