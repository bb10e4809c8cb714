"""How fast a server is asked, with a clock of the tests' own."""

import asyncio
import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewardry.rewards.judge import pacing
from rewardry.rewards.judge.budget import Budget, estimated
from rewardry.rewards.judge.counts import Counts
from rewardry.rewards.judge.desk import Desk
from rewardry.rewards.judge.parsing import Choice
from rewardry.rewards.judge.replies import CallFailedError, Reply, Request, Usage

ASKED = Request(({"role": "user", "content": "hello"},), Choice("verdict", ("a", "b")), max_tokens=100)


@pytest.fixture
def clock(alone):
    """A clock that moves when somebody waits: the time, and what was waited."""

    class Clock:
        def __init__(self):
            self.now, self.waits = 0.0, []

        async def sleep(self, seconds):
            self.waits.append(seconds)
            self.now += seconds

        def pace(self, **limits):
            return pacing.Pace(8, clock=lambda: self.now, **limits)

    found = Clock()
    alone(pacing, "asyncio", sleep=found.sleep)
    return found


def turns(pace, *tokens):
    async def go():
        for one in tokens:
            await pace.turn(one)

    asyncio.run(go())


def test_without_limits_nothing_is_waited_for(clock):
    turns(clock.pace(), *[1e9] * 5)
    assert clock.waits == []


@pytest.mark.parametrize(
    ("limits", "waits"),
    [
        ({"requests_per_minute": 60}, [1.0, 1.0, 1.0]),
        ({"tokens_per_minute": 600}, [10.0, 10.0, 10.0]),
        ({"requests_per_minute": 60, "tokens_per_minute": 600}, [10.0, 10.0, 10.0]),
        ({"requests_per_minute": 3, "tokens_per_minute": 600}, [20.0, 20.0, 20.0]),
    ],
)
def test_the_narrower_limit_is_waited_for(clock, limits, waits):
    turns(clock.pace(**limits), *[100] * 4)
    assert clock.waits == pytest.approx(waits)


def test_more_tokens_than_estimated_are_waited_for_and_fewer_are_not(clock):
    pace = clock.pace(tokens_per_minute=600)
    turns(pace, 100)
    pace.correct(50)
    turns(pace, 100)
    pace.correct(-100)
    turns(pace, 0)
    assert clock.waits == pytest.approx([15.0])


@given(
    rate=st.sampled_from([6, 60, 600]),
    calls=st.lists(st.tuples(st.floats(0, 100), st.floats(0, 30)), min_size=1, max_size=30),
)
@settings(max_examples=60)
def test_no_stretch_of_time_has_more_than_its_share(rate, calls):
    """Whenever units are taken: what begins in a stretch, its last one apart, fits into it and one second more."""
    now = 0.0
    limit = pacing.Rate(rate, lambda: now)
    taken = []
    for units, idle in calls:
        now += idle
        now += limit.reserve(units)
        taken.append((now, units))
    for first, last in itertools.combinations(range(len(taken)), 2):
        units = sum(units for _, units in taken[first:last])
        assert units <= (taken[last][0] - taken[first][0] + 1.0) * rate / 60 + 1e-6


def desk(client, pace, limit=None):
    return Desk(client, ("m",), pace, Budget(limit, 1e6, 1e6))


class Client:
    """Answers each reply in turn."""

    def __init__(self, *replies):
        self.replies = list(replies)

    async def ask(self, request):
        reply = self.replies.pop(0)
        if isinstance(reply, Exception):
            raise reply
        return reply


@pytest.mark.parametrize(("usage", "tokens"), [(Usage(3, 4), 7), (Usage(500, 400), 900), (None, None)])
def test_a_desk_paces_by_what_the_server_counts(clock, usage, tokens):
    """Ten tokens a second: the second call waits for those of the first one, estimated where nobody counts them."""
    most = estimated(ASKED)

    async def go():
        one = desk(Client(Reply("a", usage), Reply("b")), clock.pace(tokens_per_minute=600))
        return [await one.ask(ASKED, Counts()) for _ in range(2)]

    assert [reply.text for reply in asyncio.run(go())] == ["a", "b"]
    assert clock.waits == pytest.approx([(most.prompt + most.reply if tokens is None else tokens) / 10])


def test_each_try_takes_its_turn(clock, monkeypatch):
    monkeypatch.setattr("rewardry.rewards.judge.retries._FIRST_WAIT", 0.0)
    counts = Counts()

    async def go():
        one = desk(Client(CallFailedError("busy", again=True), Reply("a")), clock.pace(requests_per_minute=60))
        return await one.ask(ASKED, counts)

    assert asyncio.run(go()) == Reply("a")
    assert clock.waits == pytest.approx([1.0])
    assert counts["calls"] == 2


def test_a_cancelled_call_gives_its_money_back(clock):
    async def go():
        asked = asyncio.Event()

        class Silent:
            async def ask(self, request):
                asked.set()
                await asyncio.Event().wait()

        one = desk(Silent(), clock.pace(), limit=1000.0)
        counts = Counts()
        asking = asyncio.ensure_future(one.ask(ASKED, counts))
        await asked.wait()
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
        one.budget.reserve(Usage(1000, 0))  # all of it
        return one.budget.spent, counts["failed"]

    assert asyncio.run(go()) == (0.0, 0)
