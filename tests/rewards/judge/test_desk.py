"""Where questions go: the same one is asked once, a failure is nobody's reply, money is set aside and settled."""

import asyncio

import pytest

from rewardry.rewards.judge.budget import Budget
from rewardry.rewards.judge.counts import Counts
from rewardry.rewards.judge.desk import Desk
from rewardry.rewards.judge.pacing import Pace
from rewardry.rewards.judge.parsing import Choice
from rewardry.rewards.judge.replies import BudgetSpentError, CallFailedError, Reply, Request, Usage
from rewardry.rewards.judge.reply_cache import ReplyCache

VERDICT = Choice("verdict", ("correct", "incorrect"))


def request(text="hello", **given):
    return Request(({"role": "user", "content": text},), VERDICT, max_tokens=100, **given)


class Client:
    """Answers as it is told, once the gate is open; the most that were asked at once."""

    def __init__(self, *answers):
        self.answers, self.calls, self.at_once, self.most = list(answers), 0, 0, 0
        self.gate = asyncio.Event()
        self.gate.set()

    async def ask(self, request):
        self.calls += 1
        self.at_once += 1
        self.most = max(self.most, self.at_once)
        try:
            await self.gate.wait()
            answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
            if isinstance(answer, Exception):
                raise answer
            return answer
        finally:
            self.at_once -= 1

    async def close(self):
        self.calls = -1


def desk(client, cache=True, limit=None, concurrency=8, retries=0):
    budget = Budget(limit, prompt_price=1e6, reply_price=1e6)  # a dollar a token
    return Desk(client, ("m",), Pace(concurrency), budget, retries, ReplyCache() if cache else None)


def run(go):
    """Runs a coroutine function with counts of its own."""
    counts = Counts()
    return asyncio.run(go(counts)), counts


def test_the_same_question_is_asked_once_while_it_is_under_way_and_after():
    client = Client(Reply("a", Usage(3, 4)))

    async def go(counts):
        one = desk(client)
        client.gate.clear()
        asking = [asyncio.ensure_future(one.ask(request(), counts)) for _ in range(3)]
        asking.append(asyncio.ensure_future(one.ask(request("other"), counts)))
        while client.at_once < 2:
            await asyncio.sleep(0)
        client.gate.set()
        found = await asyncio.gather(*asking)
        return [*found, await one.ask(request(), counts)]

    found, counts = run(go)
    assert found == [Reply("a", Usage(3, 4))] * 5
    assert (client.calls, counts["calls"], counts["cached"]) == (2, 2, 3)
    assert (counts["prompt_tokens"], counts["reply_tokens"], counts.cost) == (6, 8, 14.0)


@pytest.mark.parametrize(("cache", "fresh"), [(False, False), (True, True)])
def test_without_a_cache_and_where_it_must_be_fresh_each_is_asked(cache, fresh):
    client = Client(Reply("a"))

    async def go(counts):
        one = desk(client, cache)
        return [await one.ask(request(), counts, fresh) for _ in range(3)]

    _, counts = run(go)
    assert (client.calls, counts["cached"]) == (3, 0)


def test_who_gives_up_takes_the_reply_from_nobody_else():
    client = Client(Reply("a"))

    async def go(counts):
        one = desk(client)
        client.gate.clear()
        first, second = (asyncio.ensure_future(one.ask(request(), counts)) for _ in range(2))
        while not client.at_once:
            await asyncio.sleep(0)
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)
        client.gate.set()
        return await second

    assert run(go)[0] == Reply("a")
    assert client.calls == 1


def test_a_failure_is_told_to_all_who_wait_and_is_kept_for_nobody():
    client = Client(CallFailedError("gone"), Reply("a"))

    async def go(counts):
        one = desk(client, limit=1e6)
        failed = await asyncio.gather(*(one.ask(request(), counts) for _ in range(2)), return_exceptions=True)
        return failed, await one.ask(request(), counts), one.budget.spent

    (failed, reply, spent), counts = run(go)
    assert [str(error) for error in failed] == ["gone", "gone"]
    assert reply == Reply("a")
    assert (counts["calls"], counts["failed"]) == (2, 1)
    assert spent == counts.cost > 0  # of the call that brought a reply, whose tokens nobody told: the most it may take


def test_no_more_are_under_way_than_are_allowed():
    client = Client(Reply("a"))

    async def go(counts):
        one = desk(client, concurrency=3)
        client.gate.clear()
        asking = [asyncio.ensure_future(one.ask(request(str(i)), counts)) for i in range(20)]
        while client.at_once < 3:
            await asyncio.sleep(0)
        client.gate.set()
        await asyncio.gather(*asking)

    run(go)
    assert (client.calls, client.most) == (20, 3)


def test_where_the_budget_ends_no_call_is_made_and_it_is_logged_once(caplog):
    """A call may take 100 tokens of a reply and some of the prompt; it takes 5."""
    client = Client(Reply("a", Usage(3, 2)))

    async def go(counts):
        one = desk(client, limit=125.0)
        found = [await one.ask(request(str(i)), counts) for i in range(2)]
        one.budget.limit = 20.0
        found += await asyncio.gather(*(one.ask(request(f"x{i}"), counts) for i in range(3)), return_exceptions=True)
        return found, one.budget.spent

    (found, spent), counts = run(go)
    assert found[:2] == [Reply("a", Usage(3, 2))] * 2
    assert all(isinstance(error, BudgetSpentError) for error in found[2:])
    assert (client.calls, counts["failed"], spent) == (2, 0, pytest.approx(10.0))
    assert caplog.text.count("the budget of 20 USD is spent") == 1


def test_each_further_try_is_counted(monkeypatch):
    monkeypatch.setattr("rewardry.rewards.judge.retries._FIRST_WAIT", 0.0)
    client = Client(CallFailedError("busy", again=True), CallFailedError("busy", again=True), Reply("a"))

    async def go(counts):
        return await desk(client, retries=2).ask(request(), counts)

    reply, counts = run(go)
    assert reply == Reply("a")
    assert (counts["calls"], counts["retries"], counts["failed"]) == (3, 2, 0)
