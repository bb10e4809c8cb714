"""Samples of many tasks, scored in one call of a thread: each task gets its own, whatever becomes of the others."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from rewardry.trainer_adapters.joined import Joined
from rewardry.types import Sample

# The hang guard of whatever a test waits for, in seconds.
PATIENCE = 60


class Scores:
    """Scores a sample as its text in capitals; raises for those that are "bad". Notes each call and its thread."""

    def __init__(self, gate=None):
        self.calls, self.threads, self._gate = [], [], gate
        self.begun = threading.Event()

    def __call__(self, samples, progress):
        texts = [sample.text for sample in samples]
        self.calls.append((texts, progress))
        self.threads.append(threading.current_thread())
        self.begun.set()
        if self._gate is not None:
            assert self._gate.wait(PATIENCE)
        if "bad" in texts:
            raise ValueError("/".join(texts))
        return [text.upper() for text in texts]


def samples(*texts):
    return [Sample(completion=text) for text in texts]


def asked(scores, *rows, progress=None):
    """What tasks are told that ask at the same time: an answer each, or what was raised."""
    joined = Joined(scores)
    told = progress or [None] * len(rows)

    async def all_of_them():
        calls = [joined.score(samples(*texts), one) for texts, one in zip(rows, told, strict=True)]
        return await asyncio.gather(*calls, return_exceptions=True)

    return asyncio.run(asyncio.wait_for(all_of_them(), PATIENCE))


def test_each_task_is_told_of_its_own_samples_in_their_order():
    scores = Scores()
    rows = [["a"], ["b", "c", "d"], [], ["e", "f"]]
    assert asked(scores, *rows) == [["A"], ["B", "C", "D"], [], ["E", "F"]]
    assert scores.calls == [(["a", "b", "c", "d", "e", "f"], None)]


def test_the_caller_s_loop_is_left_free():
    scores = Scores()
    asked(scores, ["a"])
    assert scores.threads != [threading.main_thread()]


def test_tasks_at_another_time_of_the_training_are_scored_apart():
    """A schedule gives the same completion another worth."""
    scores = Scores()
    assert asked(scores, ["a"], ["b"], ["c"], progress=[0.5, 0.25, 0.5]) == [["A"], ["B"], ["C"]]
    assert sorted(scores.calls) == [(["a"], 0.5), (["b"], 0.25), (["c"], 0.5)]
    together = Scores()
    asked(together, ["a"], ["b"], progress=[0.5, 0.5])
    assert together.calls == [(["a", "b"], 0.5)]


def test_an_error_reaches_the_task_whose_sample_it_is():
    scores = Scores()
    first, second, third = asked(scores, ["a"], ["b", "bad"], ["c"])
    assert (first, third) == (["A"], ["C"])
    assert isinstance(second, ValueError)
    assert str(second) == "b/bad"


def test_what_one_task_alone_asks_in_vain_is_asked_once():
    """Of a component that is slow to fail a second try would cost as much again."""
    scores = Scores()
    [error] = asked(scores, ["bad"])
    assert isinstance(error, ValueError)
    assert len(scores.calls) == 1


def test_every_task_may_fail():
    found = asked(Scores(), ["bad"], ["bad", "x"])
    assert [str(error) for error in found] == ["bad", "bad/x"]


def test_who_asks_while_others_are_scored_is_scored_next():
    """And does not wait until those are done."""
    gate = threading.Event()
    scores = Scores(gate)
    joined = Joined(scores)

    async def both():
        first = asyncio.ensure_future(joined.score(samples("a")))
        await asyncio.to_thread(scores.begun.wait, PATIENCE)
        scores.begun.clear()
        second = asyncio.ensure_future(joined.score(samples("b")))
        await asyncio.to_thread(scores.begun.wait, PATIENCE)
        assert not first.done()
        gate.set()
        return await first, await second

    assert asyncio.run(asyncio.wait_for(both(), PATIENCE)) == (["A"], ["B"])
    assert scores.calls == [(["a"], None), (["b"], None)]


@pytest.mark.parametrize("gone", [0, 1, 2])
def test_a_task_that_was_cancelled_costs_the_others_nothing(gone):
    gate = threading.Event()
    scores = Scores(gate)
    joined = Joined(scores)

    async def all_of_them():
        tasks = [asyncio.ensure_future(joined.score(samples(text))) for text in "abc"]
        await asyncio.to_thread(scores.begun.wait, PATIENCE)
        tasks[gone].cancel()
        gate.set()
        return await asyncio.gather(*tasks, return_exceptions=True)

    found = asyncio.run(asyncio.wait_for(all_of_them(), PATIENCE))
    assert isinstance(found.pop(gone), asyncio.CancelledError)
    assert found == [[text.upper()] for i, text in enumerate("abc") if i != gone]


def test_loops_of_several_threads_share_nothing():
    scores = Scores()
    joined = Joined(scores)

    def in_a_loop(text):
        return asyncio.run(asyncio.wait_for(joined.score(samples(text)), PATIENCE))

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(in_a_loop, "abcdefgh")) == [[text.upper()] for text in "abcdefgh"]
    assert sorted(texts for texts, _ in scores.calls) == [[text] for text in "abcdefgh"]


def test_tasks_ask_again_and_again_in_one_loop():
    scores = Scores()
    joined = Joined(scores)

    async def rounds():
        found = []
        for turn in range(3):
            calls = [joined.score(samples(f"{text}{turn}")) for text in "ab"]
            found += await asyncio.gather(*calls)
        return found

    assert asyncio.run(rounds()) == [["A0"], ["B0"], ["A1"], ["B1"], ["A2"], ["B2"]]
    assert [texts for texts, _ in scores.calls] == [["a0", "b0"], ["a1", "b1"], ["a2", "b2"]]
