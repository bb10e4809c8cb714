"""Calls as streams and under event loops."""

import asyncio
import contextlib
import gc
import itertools
import threading
import time

import pytest

from rewardry.engine.local import Failure, LocalEngine
from rewardry.engine.remote import task_of
from rewardry.errors import EngineError, Identity
from rewardry.types import Sample


@pytest.fixture
def shared_engine(shared_runtime):
    """The engine that the tests of this module share."""
    return shared_runtime._engine


def item(text):
    return b'{"samples": [{"completion": "%s", "meta": {}}]}' % str(text).encode()


def extracted(result):
    return result.reason if isinstance(result, Failure) else result[0]["extracted"]


# ---- streams


def test_a_stream_gives_every_result_in_order(shared_engine, task):
    texts = [f"item{i}" for i in range(3000)]
    assert [extracted(r) for r in shared_engine.stream(task, map(item, texts), 20.0)] == texts


def test_a_stream_of_nothing_ends_at_once(shared_engine, task):
    assert list(shared_engine.stream(task, [], 20.0)) == []


@pytest.mark.parametrize("window", [1, 2, 7, 200])
def test_a_stream_draws_no_more_than_its_window(shared_engine, task, window):
    drawn = []

    def items():
        for number in range(300):
            drawn.append(number)
            yield item(f"item{number}")

    for number, result in enumerate(shared_engine.stream(task, items(), 20.0, window=window)):
        assert extracted(result) == f"item{number}"
        assert len(drawn) <= number + 1 + window


def test_a_slow_reader_holds_up_the_writer(shared_engine, task):
    endless = (item(f"item{number}") for number in itertools.count())
    results = shared_engine.stream(task, endless, 20.0, window=50)
    assert [extracted(next(results)) for _ in range(120)] == [f"item{i}" for i in range(120)]
    assert next(endless) in [item(f"item{i}") for i in range(120, 172)]
    results.close()


def test_results_come_while_the_items_are_still_being_made(shared_engine, task):
    ended, came = [], threading.Event()

    def slow():
        for _ in range(10_000):  # of these nobody waits for all
            yield item("a")
            if came.wait(0.01):
                return
        ended.append(True)

    results = shared_engine.stream(task, slow(), 20.0, window=10_000)
    assert extracted(next(results)) == "a"
    came.set()
    assert not ended, "the first result is not held back until the last item is drawn"
    results.close()


def test_no_item_is_held_back_while_the_next_one_is_not_there_yet(shared_engine, faulty, tmp_path, wait_until):
    log = tmp_path / "ran"
    task = task_of(faulty.Misbehaving(log=str(log)), Identity("misbehaving"))
    shared_engine.run(task, [item("a")] * 50, 20.0)
    arrived = []

    def burst():
        yield from (item(f"pause 0.01{i}") for i in range(20))
        wait_until(lambda: len(log.read_text().splitlines()) >= 70)
        arrived.append(len(log.read_text().splitlines()))
        yield item("last")

    assert len(list(shared_engine.stream(task, burst(), 20.0))) == 21
    assert arrived == [70]


def test_a_result_is_given_before_slower_ones_behind_it_are_there(shared_engine, task, tmp_path):
    came = tmp_path / "came"
    results = shared_engine.stream(task, map(item, ["a", f"await {came}", "b"]), 30.0)
    assert extracted(next(results)) == "a"
    came.touch()
    assert [extracted(result) for result in results] == [str(came), "b"]


def test_what_hangs_and_dies_in_a_stream_costs_its_item_alone(shared_engine, task):
    texts = [{13: "sleep", 77: "exit 1", 150: "garbage"}.get(i, f"item{i}") for i in range(200)]
    found = [extracted(result) for result in shared_engine.stream(task, map(item, texts), 1.5)]
    assert [f for f in found if not f.startswith("item")] == ["deadline", "worker-died", "worker-died"]
    assert [f for f in found if f.startswith("item")] == [text for text in texts if text.startswith("item")]


def test_a_stream_that_is_left_is_not_scored_to_its_end(shared_engine, faulty, tmp_path):
    log, left = tmp_path / "ran", tmp_path / "left"
    task = task_of(faulty.Misbehaving(log=str(log)), Identity("misbehaving"))
    shared_engine.run(task, [item("pause 0.05")], 20.0)  # so that the next ones travel alone
    results = shared_engine.stream(task, map(item, ["a", *(f"await {left} {i}" for i in range(500))]), 20.0)
    next(results)
    del results
    gc.collect()
    left.touch()
    assert extracted(shared_engine.run(task, [item("after")], 20.0)[0]) == "after"
    assert len(log.read_text().splitlines()) < 100


def test_an_error_of_whoever_makes_the_items_ends_the_stream(shared_engine, task):
    def broken():
        yield item("a")
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="the disk is gone"):
        list(shared_engine.stream(task, broken(), 20.0))
    assert extracted(shared_engine.run(task, [item("after")], 20.0)[0]) == "after"


def test_a_stream_whose_engine_is_closed_ends_with_failures(engine, task):
    drawn = threading.Event()

    def items():
        yield from map(item, ["a", "sleep", "sleep", "b"])
        drawn.set()

    def close():
        drawn.wait(20)
        engine.close()

    closing = threading.Thread(target=close)
    results = engine.stream(task, items(), 60.0, window=4)
    assert extracted(next(results)) == "a"
    closing.start()
    assert [extracted(result) for result in results] == ["engine-closed"] * 3
    closing.join()


def test_two_streams_and_a_call_take_turns(shared_engine, task):
    streams = [shared_engine.stream(task, map(item, [f"{name}{i}" for i in range(400)]), 20.0) for name in "xy"]
    firsts = [extracted(next(stream)) for stream in streams]
    assert extracted(shared_engine.run(task, [item("between")], 20.0)[0]) == "between"
    assert firsts == ["x0", "y0"]
    assert [[extracted(r) for r in stream][-1] for stream in streams] == ["x399", "y399"]


def test_a_short_call_does_not_wait_for_a_long_one(shared_engine, task):
    begun, over = threading.Event(), threading.Event()

    def score():
        for _ in shared_engine.stream(
            task, (item("pause 0.01") for _ in range(10_000) if not over.is_set()), 20.0, window=400
        ):
            begun.set()

    long = threading.Thread(target=score)
    long.start()
    try:
        assert begun.wait(20)
        assert extracted(shared_engine.run(task, [item("short")], 20.0)[0]) == "short"
        assert long.is_alive(), "the short call came second and is done first"
    finally:
        over.set()
        long.join()


@pytest.mark.parametrize("count", [20_000, pytest.param(1_000_000, marks=pytest.mark.long)])
def test_the_length_of_a_stream_does_not_show_in_its_memory(shared_engine, task, count):
    import resource

    def peak():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024

    assert sum(1 for _ in shared_engine.stream(task, (item("a") for _ in range(2000)), 20.0)) == 2000
    before = peak()
    assert sum(1 for _ in shared_engine.stream(task, (item("a") for _ in range(count)), 20.0)) == count
    assert peak() - before < 50


# ---- under an event loop


def test_an_awaited_call_gives_what_a_plain_one_gives(shared_engine, task):
    texts = ["a", "raise no", "b", "exit 1"]
    plain = [extracted(r) for r in shared_engine.run(task, list(map(item, texts)), 20.0)]
    assert [extracted(r) for r in asyncio.run(shared_engine.arun(task, list(map(item, texts)), 20.0))] == plain
    assert asyncio.run(shared_engine.arun(task, [], 20.0)) == []


def test_hundreds_of_awaited_calls_need_no_threads_and_leave_the_loop_free(shared_engine, task):
    shared_engine.run(task, [item("a")], 20.0)
    threads, ticks, most = threading.active_count(), [], []

    async def tick():
        while True:
            ticks.append(time.monotonic())
            most.append(threading.active_count())
            await asyncio.sleep(0.01)

    async def main():
        ticking = asyncio.create_task(tick())
        calls = (shared_engine.arun(task, [item(f"pause 0.002{i}")], 20.0) for i in range(300))
        found = await asyncio.gather(*calls)
        ticking.cancel()
        return [extracted(result) for (result,) in found]

    assert asyncio.run(main()) == [f"0.002{i}" for i in range(300)]
    assert max(most) <= threads  # fewer, where a thread of an earlier test has ended
    assert len(ticks) > 5


def test_an_awaited_call_that_is_cancelled_is_not_scored_to_its_end(shared_engine, faulty, tmp_path):
    log, left = tmp_path / "ran", tmp_path / "left"
    task = task_of(faulty.Misbehaving(log=str(log)), Identity("misbehaving"))
    shared_engine.run(task, [item("pause 0.05")], 20.0)  # so that the next ones travel alone

    async def main():
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(shared_engine.arun(task, [item(f"await {left}")] * 300, 20.0), 0.3)
        left.touch()
        return extracted((await shared_engine.arun(task, [item("after")], 20.0))[0])

    assert asyncio.run(main()) == "after"
    assert len(log.read_text().splitlines()) < 60


def test_a_loop_that_is_closed_is_not_told(faulty, tmp_path, caplog):
    log, closed = tmp_path / "ran", tmp_path / "closed"
    task = task_of(faulty.Misbehaving(log=str(log)), Identity("misbehaving"))

    async def main():
        call = asyncio.ensure_future(engine.arun(task, [item(f"await {closed}")], 20.0))
        while not log.exists():
            await asyncio.sleep(0.01)
        call.cancel()

    with contextlib.closing(LocalEngine(1)) as engine:  # its one worker answers one after the other
        asyncio.run(asyncio.wait_for(main(), 120))
        closed.touch()
        assert extracted(engine.run(task, [item("after")], 20.0)[0]) == "after"
    assert caplog.text == ""


def test_an_awaited_call_whose_engine_is_closed_fails(engine, faulty, tmp_path):
    log = tmp_path / "ran"
    task = task_of(faulty.Misbehaving(log=str(log)), Identity("misbehaving"))

    async def main():
        call = asyncio.ensure_future(engine.arun(task, [item("sleep")] * 3, 60.0))
        while not log.exists() and not call.done():
            await asyncio.sleep(0.01)
        await asyncio.to_thread(engine.close)
        return [extracted(result) for result in await call]

    assert asyncio.run(main()) == ["engine-closed"] * 3


def test_verdicts_are_awaited_in_the_order_of_the_samples(faulty, shared_runtime):
    opened = shared_runtime.open(faulty.Seeing())
    samples = [Sample(completion="a"), Sample(completion=None), Sample(completion="b", reference=object())]
    verdicts = asyncio.run(opened.averify([*samples, Sample(completion="c")]))
    assert [(v.status, v.reason) for v in verdicts] == [
        ("correct", ""),
        ("error", "refused"),
        ("error", "refused"),
        ("correct", ""),
    ]
    assert [v.extracted and v.extracted["completion"] for v in verdicts] == ["a", None, None, "c"]
    assert all(v.seconds is not None for v in verdicts[::3])


def test_a_verifier_of_this_process_is_awaited_in_a_thread(faulty, open_runtime):
    class Inline(faulty.Misbehaving):
        runs = "inline"

        def verify(self, samples):
            names.append(threading.current_thread().name)
            return super().verify(samples)

    names = []
    verdicts = asyncio.run(open_runtime(engine="inline").open(Inline()).averify([Sample(completion="a")]))
    assert verdicts[0].extracted == "a"
    assert names[0].startswith("rewardry-caller")


def test_an_engine_that_cannot_start_is_an_error_of_each_awaited_sample(faulty, open_runtime, monkeypatch):
    async def failing(*_):
        raise EngineError("no worker process can be started")

    monkeypatch.setattr(LocalEngine, "arun", failing)
    verdicts = asyncio.run(open_runtime().open(faulty.Misbehaving()).averify([Sample(completion="a")] * 3))
    assert [v.status for v in verdicts] == ["error"] * 3
    assert "no worker process can be started" in verdicts[0].details["error"]
