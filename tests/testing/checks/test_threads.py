"""Checks with threads and loops find what works only alone, in the main thread, or without a loop."""

import asyncio
import contextlib
import itertools
import signal
import threading
from types import SimpleNamespace

import pytest

from rewardry import Verdict
from rewardry.testing.check import CHECKS, DefectError
from rewardry.testing.checks.threads import _in_threads

AGREE, OFF_MAIN, IN_LOOP = "threads_agree", "works_off_the_main_thread", "works_in_a_running_loop"
ALL = (AGREE, OFF_MAIN, IN_LOOP)


def is_main():
    return threading.current_thread() is threading.main_thread()


def in_loop():
    with contextlib.suppress(RuntimeError):
        return asyncio.get_running_loop() is not None
    return False


@pytest.mark.parametrize("name", ALL)
def test_a_function_of_the_sample_passes(check, reward, verifier, generator, name):
    check(reward(lambda sample: float(len(sample.text))), name)
    check(verifier(lambda sample: Verdict("correct", reason="so")), name)
    check(generator(lambda seed, n, difficulty: iter([{"id": str(i)} for i in range(n)])), name)


@pytest.mark.parametrize("name", ALL)
def test_what_is_awaited_passes(check, reward, name):
    async def score(self, batch):
        await asyncio.sleep(0)
        return [float(len(sample.text)) for sample in batch.samples]

    check(reward(None, score=score), name)


def test_one_call_among_those_at_once_that_gets_another_result_is_found(defect, reward):
    calls = itertools.count()

    def score(self, batch):
        return [float(next(calls) == 7)] + [0.0] * (len(batch) - 1)

    found = defect(reward(None, score=score), AGREE)
    assert found.did == "scored the same rows in 4 threads at once"
    assert "threading.Lock" in found.mend


def test_calls_are_made_at_once(check, reward):
    """Four threads meet in the same call; one after the other they would never."""
    meeting = threading.Barrier(4)

    def score(self, batch):
        if not is_main():
            meeting.wait(timeout=60)
        return [1.0] * len(batch)

    check(reward(None, score=score), AGREE)


def test_what_another_thread_gets_is_compared(defect, reward):
    found = defect(reward(lambda sample: float(is_main())), OFF_MAIN)
    assert found.did == "opened it and scored rows in another thread"
    assert found.came.startswith("row 0 got ")
    assert "`runs = 'worker'`" in found.mend


@pytest.mark.parametrize("where", ["scored", "opened"])
def test_signals_work_in_the_main_thread_only_and_that_is_found(defect, reward, where):
    def use():
        signal.signal(signal.SIGUSR2, signal.getsignal(signal.SIGUSR2))

    def value(sample):
        use()
        return 1.0

    def open_(self, runtime):
        use()
        return SimpleNamespace(score=lambda batch: [1.0] * len(batch))

    found = defect(reward(value) if where == "scored" else reward(None, open=open_), OFF_MAIN)
    assert "error" in found.came or "signal only works in main thread" in found.came


def test_a_generator_is_asked_in_another_thread_too(defect, generator):
    found = defect(generator(lambda seed, n, difficulty: iter([{"id": is_main()}] * n)), OFF_MAIN)
    assert found.came.startswith("row 0 got ")


def test_a_loop_of_its_own_within_a_running_one_is_found(defect, reward):
    async def work():
        return 1.0

    def value(sample):
        coroutine = work()
        try:
            return asyncio.run(coroutine)
        finally:
            coroutine.close()

    found = defect(reward(value), IN_LOOP)
    assert found.did == "scored rows within a running event loop"
    assert found.mend == "Make `score` or `verify` an `async def` instead of calling asyncio.run in it"


def test_what_a_loop_changes_is_compared(defect, reward):
    assert defect(reward(lambda sample: float(in_loop())), IN_LOOP).came.startswith("row 0 got ")


@pytest.mark.parametrize("name", [OFF_MAIN, IN_LOOP])
@pytest.mark.parametrize("declared", [{"deterministic": False}, {"stateful": True}])
def test_what_changes_by_design_need_only_work(check, reward, name, declared):
    calls = itertools.count()
    check(reward(lambda sample: float(next(calls)), **declared), name)
    assert not CHECKS[AGREE].applies(reward(lambda sample: 1.0, **declared))


# ---- the threads themselves ----------------------------------------------------------------------------------------


def test_each_thread_makes_the_call_once_and_is_waited_for():
    names = []
    _in_threads(lambda: names.append(threading.current_thread().name), 3)
    assert sorted(names) == [f"rewardry-check-{i}" for i in range(3)]


@pytest.mark.parametrize(
    "error", [ValueError("no"), SystemExit(2), KeyboardInterrupt()], ids=lambda e: type(e).__name__
)
def test_what_a_thread_raises_is_told_and_never_lost(error):
    def call():
        raise error

    with pytest.raises(DefectError) as raised:
        _in_threads(call, 2)
    assert raised.value.did == "called it in 2 threads"
    assert type(error).__name__ in raised.value.came
    assert raised.value.__cause__ is error
