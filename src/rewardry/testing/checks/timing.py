"""Time: every call ends, costs no more than in proportion to the text, and leaves nothing running behind it."""

from __future__ import annotations

import gc
import itertools
import time
from collections.abc import Callable

from rewardry.testing.check import ALL, SCORERS, DefectError, check
from rewardry.testing.processes import Survivors
from rewardry.testing.texts import REPEATED
from rewardry.testing.trial import Trial, may_hang, shown

_LENGTHS = (4_000, 16_000, 64_000)
# A call that costs less than this is no trouble, whatever its growth, and too short to measure.
_NOTICED_SECONDS = 0.05
# Linear growth makes 4 of the 4 times longer text, n log n about 5, a square 16.
_MOST_GROWTH = 8.0


@check(*ALL)
def answers_in_time(trial: Trial) -> None:
    """A call that never ends stops a training run; it can be killed only in a worker process."""
    trial.work()


@check(*ALL)
def leaves_nothing_running(trial: Trial) -> None:
    """What goes on running after a call takes memory and processors from the training, batch after batch."""
    survivors = Survivors()
    try:
        trial.work()
        trial.close()
        left = survivors.found()
    finally:
        survivors.end()
    if left:
        raise DefectError(
            "scored ordinary rows and closed it",
            f"{' and '.join(left)} went on running",
            "End what a call starts before it returns, and what `open` starts in the live object's `close`",
        )


@check(*SCORERS, applies=lambda component: not may_hang(component))
def cost_is_linear_in_the_text(trial: Trial) -> None:
    """A policy that finds a text of quadratic cost, or a pattern that backtracks, stops the training with it."""
    case = trial.cases[0]

    def seconds(text: str, rounds: int) -> float:
        trial.doing(f"scored a completion of {len(text):,} characters, {shown(text)}")
        sample = [case.sample(text)]
        return min(_of_processor(lambda: trial.ask(sample)) for _ in range(rounds))

    for piece in REPEATED:
        for length, longer in itertools.pairwise(_LENGTHS):  # the shorter ones first: of a square they show enough
            short, long = (piece * (n // len(piece)) + "!" for n in (length, longer))
            before = seconds(short, 1)
            if before * 16 < _NOTICED_SECONDS:  # a square of it would not be noticed either
                continue
            after = seconds(long, 1)
            if after > _NOTICED_SECONDS and after > _MOST_GROWTH * before:  # or another process took the time
                before, after = seconds(short, 3), seconds(long, 2)
            if after > _NOTICED_SECONDS and after > _MOST_GROWTH * before:
                raise DefectError(
                    f"scored {piece!r} repeated to {length:,} and to {longer:,} characters",
                    f"{1000 * before:.1f} ms and {1000 * after:.0f} ms, which is worse than in proportion",
                    "Bound what is read, or use str.find and str.split for patterns whose parts match the same text",
                )


def _of_processor(call: Callable[[], object]) -> float:
    """The processor time of a call, in seconds, without that of a garbage collection, which is of the whole process.

    In a process that holds large models or many tests one takes a tenth of a second, whatever the call is about.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        start = time.process_time()
        call()
        return time.process_time() - start
    finally:
        if was_on:
            gc.enable()
