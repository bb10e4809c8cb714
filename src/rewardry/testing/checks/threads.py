"""Threads and event loops: trainers and servers call from several at once."""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import Callable
from typing import Any

from rewardry.errors import describe
from rewardry.testing.check import ALL, DefectError, check
from rewardry.testing.checks.repeats import differ
from rewardry.testing.trial import Trial

_THREADS = 4
_ROUNDS = 3


@check(*ALL, applies=lambda component: component.deterministic and not component.stateful)
def threads_agree(trial: Trial) -> None:
    """Servers and asynchronous trainers score several batches at once with one live object."""
    expected = trial.work()
    found: list[Any] = []

    def work() -> None:
        for _ in range(_ROUNDS):
            found.append(trial.work())

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        _in_threads(work, _THREADS)
    finally:
        sys.setswitchinterval(interval)
    mend = "Keep what belongs to a call in local variables; guard what calls share with a threading.Lock"
    for results in found:
        differ(f"scored the same rows in {_THREADS} threads at once", expected, results, mend)


@check(*ALL)
def works_off_the_main_thread(trial: Trial) -> None:
    """Trainers call rewards from threads of their own, where neither signals nor alarms work."""
    expected = trial.work()
    found: list[Any] = []
    _in_threads(lambda: found.append(trial.work(_again(trial))), 1)
    if trial.component.deterministic and not trial.component.stateful:
        mend = "Do without signals and thread-local state; what may hang declares `runs = 'worker'`"
        differ("opened it and scored rows in another thread", expected, found[0], mend)


@check(*ALL)
def works_in_a_running_loop(trial: Trial) -> None:
    """Notebooks, TRL and servers call from within a running event loop."""
    expected = trial.work()

    async def work() -> Any:
        return trial.work(_again(trial))

    found = asyncio.run(work())
    if trial.component.deterministic and not trial.component.stateful:
        mend = "Make `score` or `verify` an `async def` instead of calling asyncio.run in it"
        differ("scored rows within a running event loop", expected, found, mend)


def _again(trial: Trial) -> Any:
    return None if trial.component.kind == "generator" else trial.open_again()


def _in_threads(call: Callable[[], object], count: int) -> None:
    """Run a call in threads of their own, and wait for them.

    Raises:
        DefectError: one of them raised.
    """
    raised: list[BaseException] = []

    def guarded() -> None:
        try:
            call()
        except BaseException as error:
            raised.append(error)

    threads = [threading.Thread(target=guarded, name=f"rewardry-check-{i}", daemon=True) for i in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if raised:
        raise DefectError(
            f"called it in {count} threads", describe(raised[0]), "It must work in any thread"
        ) from raised[0]
