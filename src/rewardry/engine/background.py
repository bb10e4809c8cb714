"""Between plain functions and event loops: a loop for components that are `async`, threads for callers that are.

A reward is called from plain functions, from TRL's loop thread, or under a running loop in a notebook. Coroutines of
components always run in this one loop, so that a client opened there is used there, and the caller may have any loop.
"""

from __future__ import annotations

import contextlib
import contextvars
import inspect
import os
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from rewardry.platforms import in_forked_child

if TYPE_CHECKING:
    import asyncio
    from concurrent.futures import Executor

_lock = threading.Lock()
_loop: tuple[int, asyncio.AbstractEventLoop] | None = None
_executor: Executor | None = None
# So many blocking calls of asynchronous callers are made side by side; they mostly wait for worker processes.
THREADS = 64
T = TypeVar("T")


def finish(value: Any) -> Any:
    """`value`, or what it comes to if it is awaitable. Blocks the calling thread until then."""
    if type(value) is list or not inspect.isawaitable(value):
        return value
    import asyncio

    loop = _running_loop()
    if asyncio._get_running_loop() is loop:
        getattr(value, "close", int)()  # a coroutine that is never awaited would complain
        raise RuntimeError("an async component asked another one from its own event loop; await asyncio.to_thread(...)")
    future = asyncio.run_coroutine_threadsafe(_await(value), loop)
    try:
        return future.result()
    except BaseException:
        future.cancel()  # where the caller was interrupted, nobody waits for it any more
        raise


async def _await(value: Any) -> Any:
    return await value


def _running_loop() -> asyncio.AbstractEventLoop:
    """The loop of this process; a forked child gets one of its own, since threads do not survive a fork."""
    global _loop
    import asyncio

    with _lock:
        if _loop is None or _loop[0] != os.getpid():
            loop = asyncio.new_event_loop()
            threading.Thread(target=_run, args=(loop,), name="rewardry-async", daemon=True).start()
            _loop = (os.getpid(), loop)
        return _loop[1]


def _run(loop: asyncio.AbstractEventLoop) -> None:
    """Run the loop for good: a SystemExit or KeyboardInterrupt in a coroutine leaves it, but belongs to its caller."""
    while True:
        with contextlib.suppress(SystemExit, KeyboardInterrupt):
            loop.run_forever()


async def in_thread(call: Callable[..., T], *arguments: Any) -> T:
    """What a blocking call returns, awaited while a thread of ours makes it.

    They are not the threads of `asyncio.to_thread`, of which there are few and which are the caller's.
    """
    import asyncio

    context = contextvars.copy_context()
    return await asyncio.get_running_loop().run_in_executor(_threads(), lambda: context.run(call, *arguments))


def _threads() -> Executor:
    global _executor
    with _lock:
        if _executor is None:
            from concurrent.futures import ThreadPoolExecutor

            _executor = ThreadPoolExecutor(THREADS, "rewardry-caller")
        return _executor


def _after_fork() -> None:
    global _lock, _loop, _executor
    _lock, _loop, _executor = threading.Lock(), None, None


in_forked_child(_after_fork)
