"""Components that are async: asked like any other, under a loop, from threads, and by each other."""

import asyncio
import threading

from rewardry.component import Reward, Verifier
from rewardry.engine.runtime import Runtime
from rewardry.types import Batch, Verdict


class Asynchronous(Verifier):
    async def verify(self, found):
        await asyncio.sleep(0)
        if any(sample.text == "bad" for sample in found):
            raise ValueError("bad")
        return [Verdict("correct", extracted=sample.text) for sample in found]


class AsyncReward(Reward):
    async def score(self, batch):
        await asyncio.sleep(0)
        return [float(len(sample.text)) for sample in batch.samples]


class Nesting(Reward):
    """An async component that asks another: politely from a thread, or straight from its loop."""

    politely: bool = True

    def open(self, runtime):
        self_, inner = self, runtime.open(AsyncReward())

        class Live:
            async def score(self, batch):
                return await asyncio.to_thread(inner.score, batch) if self_.politely else inner.score(batch)

        return Live()


def test_an_async_component_is_asked_like_any_other(samples):
    runtime = Runtime(engine="inline")
    verdicts = runtime.open(Asynchronous()).verify(samples("a", "bad", "b"))
    assert [verdict.extracted for verdict in verdicts] == ["a", None, "b"]
    assert verdicts[1].details["error"] == "ValueError: bad"
    assert [score.value for score in runtime.open(AsyncReward()).score(Batch(samples("a", "bb")))] == [1.0, 2.0]


def test_an_async_component_is_asked_under_a_running_loop(samples):
    opened = Runtime(engine="inline").open(Asynchronous())

    async def notebook():
        return opened.verify(samples("a"))

    assert asyncio.run(notebook())[0].extracted == "a"


def test_an_async_component_is_asked_from_many_threads(samples):
    opened, found = Runtime(engine="inline").open(Asynchronous()), []
    threads = [threading.Thread(target=lambda: found.extend(opened.verify(samples("a", "b")))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(verdict.extracted for verdict in found) == ["a"] * 8 + ["b"] * 8


def test_an_async_component_may_ask_another_from_a_thread(samples):
    scores = Runtime(engine="inline").open(Nesting()).score(Batch(samples("a", "bb")))
    assert [score.value for score in scores] == [1.0, 2.0]


def test_an_async_component_that_asks_another_from_its_loop_is_an_error_and_no_deadlock(samples):
    scores = Runtime(engine="inline").open(Nesting(politely=False)).score(Batch(samples("a")))
    assert scores[0].status == "error"
    assert "await asyncio.to_thread(...)" in scores[0].details["error"]
