"""Coroutines of components run in one loop of their own, whoever asks and from wherever."""

import asyncio
import contextvars
import os
import threading
import time
import warnings
from concurrent.futures import Future

import pytest

from rewardry.engine import background
from rewardry.engine.background import finish


async def where():
    return asyncio.get_running_loop(), threading.current_thread()


def test_what_is_not_awaitable_is_returned_as_it_is():
    value = [1, 2]
    assert finish(value) is value
    assert finish(None) is None


def test_a_coroutine_is_finished():
    async def slow():
        await asyncio.sleep(0.01)
        return 7

    assert finish(slow()) == 7


def test_any_awaitable_is_finished():
    class Later:
        def __await__(self):
            yield from asyncio.sleep(0).__await__()
            return "later"

    assert finish(Later()) == "later"


def test_all_coroutines_share_one_loop_which_is_not_the_callers():
    loop, thread = finish(where())
    assert finish(where()) == (loop, thread)
    assert thread is not threading.current_thread()
    assert thread.daemon
    found = []
    other = threading.Thread(target=lambda: found.append(finish(where())))
    other.start()
    other.join()
    assert found == [(loop, thread)]


def test_under_a_running_loop_the_component_has_a_loop_of_its_own():
    async def notebook():
        mine = asyncio.get_running_loop()
        loop, _ = finish(where())
        return mine is not loop

    assert asyncio.run(notebook())


def test_many_threads_are_served_side_by_side():
    barrier_reached = []

    async def together(number):
        barrier_reached.append(number)
        while len(barrier_reached) < 8:
            await asyncio.sleep(0.001)
        return number

    found = []
    threads = [threading.Thread(target=lambda n=n: found.append(finish(together(n)))) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(found) == list(range(8))


def test_an_exception_reaches_the_caller():
    async def broken():
        raise LookupError("no such thing")

    with pytest.raises(LookupError, match="no such thing"):
        finish(broken())


@pytest.mark.parametrize("kind", [SystemExit, KeyboardInterrupt])
@pytest.mark.parametrize("deep", [False, True])
def test_an_exit_reaches_the_caller_and_the_loop_goes_on(kind, deep):
    async def leave():
        raise kind(3)

    async def gathered():
        await asyncio.gather(asyncio.sleep(0), leave(), asyncio.sleep(0))

    loop, thread = finish(where())
    with pytest.raises(kind):
        finish(gathered() if deep else leave())
    assert finish(where()) == (loop, thread)
    assert thread.is_alive()


def test_a_cancelled_coroutine_is_an_ordinary_failure():
    async def cancelled():
        raise asyncio.CancelledError

    with pytest.raises(Exception) as caught:  # noqa: PT011 - its class is that of concurrent.futures
        finish(cancelled())
    assert type(caught.value).__name__ == "CancelledError"
    assert finish(where())


def test_an_async_component_that_asks_another_one_from_its_loop_is_told_what_to_do():
    async def inner():
        return 1

    async def outer():
        return finish(inner())

    with pytest.raises(RuntimeError, match=r"from its own event loop; await asyncio\.to_thread"):
        finish(outer())

    async def polite():
        return await asyncio.to_thread(finish, inner())

    assert finish(polite()) == 1


def test_a_caller_that_is_interrupted_leaves_no_coroutine_running(monkeypatch, wait_until):
    events = []

    async def endless():
        events.append("began")
        try:
            await asyncio.sleep(1000)
        finally:
            events.append("ended")

    wait, this = Future.result, threading.get_ident()

    def interrupted(self, timeout=None):
        if threading.get_ident() != this:
            return wait(self, timeout)
        while not events:
            time.sleep(0.001)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Future, "result", interrupted)
        with pytest.raises(KeyboardInterrupt):
            finish(endless())
    assert wait_until(lambda: len(events) == 2)
    assert events == ["began", "ended"]


def test_a_fork_starts_without_a_loop():
    loop, _ = finish(where())
    kept = background._loop, background._lock
    background._after_fork()
    try:
        assert background._loop is None
        other, _ = finish(where())
        assert other is not loop
    finally:
        stop, (background._loop, background._lock) = background._loop[1], kept
        stop.call_soon_threadsafe(stop.stop)


# ---- blocking calls of asynchronous callers


def test_a_blocking_call_is_awaited_in_a_thread_of_ours_with_the_callers_context():
    flavour = contextvars.ContextVar("flavour")

    def call(word):
        return word, flavour.get(), threading.current_thread().name

    async def main():
        flavour.set("vanilla")
        return await background.in_thread(call, "said")

    word, found, name = asyncio.run(main())
    assert (word, found) == ("said", "vanilla")
    assert name.startswith("rewardry-caller")


def test_what_a_blocking_call_raises_reaches_whoever_awaits_it():
    def call():
        raise KeyError("lost")

    with pytest.raises(KeyError, match="lost"):
        asyncio.run(background.in_thread(call))


def test_more_calls_block_side_by_side_than_a_loop_has_threads():
    together = threading.Barrier(40)

    async def main():
        return await asyncio.gather(*(background.in_thread(together.wait, 20) for _ in range(40)))

    assert sorted(asyncio.run(main())) == list(range(40))


def test_a_forked_child_has_threads_of_its_own():
    assert asyncio.run(background.in_thread(os.getpid)) == os.getpid()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # newer Pythons mind a fork beside threads
        child = os.fork()
    if child == 0:
        os._exit(asyncio.run(background.in_thread(os.getpid)) != os.getpid())
    assert os.waitpid(child, 0)[1] == 0
