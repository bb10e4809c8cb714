"""The work of the engine's comparison, as a function for the peers and as a verifier for ours."""

from __future__ import annotations

import math
import os
import signal
import time
from collections.abc import Sequence
from typing import ClassVar

from rewardry import Sample, Verdict, Verifier
from rewardry.component import Runs

MILLISECOND = "work"
HANGS = ("loop", "bigint", "sympy", "sleep", "stubborn")


def work(text: str) -> str:
    """Nothing at all for most texts; a millisecond of CPU time for ``work``; no end for what hangs."""
    if text == MILLISECOND:
        spin(0.001)
    elif text in HANGS:
        hang(text)
    return text


def spin(seconds: float) -> None:
    """Use CPU time, by the clock of this process."""
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass


def hang(way: str) -> None:
    """Never return, in one of the ways that models' answers have made verifiers do so."""
    if way == "bigint":
        math.factorial(10**8)  # one call into C, which no handler of a signal interrupts
    elif way == "sympy":
        import sympy

        sympy.factorint(10**120 + 10**61 + 7 * 10**60 + 1)
    elif way == "sleep":
        time.sleep(10**6)
    elif way == "stubborn":
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGALRM):
            signal.signal(number, signal.SIG_IGN)
    while True:
        pass


class Working(Verifier):
    """Correct, once the work is done."""

    runs: ClassVar[Runs] = "worker"
    preload: ClassVar[tuple[str, ...]] = ("sympy",)

    def verify(self, samples: Sequence[Sample]) -> list[Verdict]:
        """One verdict a sample."""
        return [Verdict("correct", extracted=work(sample.text)) for sample in samples]


class Process(Verifier):
    """Says which process verifies."""

    runs: ClassVar[Runs] = "worker"

    def verify(self, samples: Sequence[Sample]) -> list[Verdict]:
        """One verdict a sample, with the process id as what was extracted."""
        return [Verdict("correct", extracted=os.getpid()) for _ in samples]
