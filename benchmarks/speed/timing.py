"""Timing for the comparisons: the best of several rounds in which ours and the peer take turns, in the same noise."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Figure:
    """One measured figure.

    Attributes:
        name: what was measured.
        value: the measurement, in `unit`.
        unit: the unit.
        target: the bound to keep; a lower bound where `at_least`, else an upper one.
        at_least: which of the two.
        peer: the peer's measurement in the same run and unit, if there is one.
        peer_name: what the peer is.
    """

    name: str
    value: float
    unit: str
    target: float
    at_least: bool = False
    peer: float | None = None
    peer_name: str = ""

    @property
    def holds(self) -> bool:
        """Whether the bound is kept."""
        return self.value >= self.target if self.at_least else self.value <= self.target

    def line(self) -> str:
        """The figure as a line of the report."""
        sign = ">=" if self.at_least else "<="
        beside = (
            f"   {self.peer_name}: {self.peer:.4g} {self.unit} (ratio {self.value / self.peer:.2f})"
            if self.peer
            else ""
        )
        verdict = "ok  " if self.holds else "MISS"
        return f"{verdict} {self.name}: {self.value:.4g} {self.unit} ({sign} {self.target:g}){beside}"


def best_seconds(
    calls: Sequence[Callable[[], object]],
    repeat: int = 1,
    rounds: int = 7,
    clock: Callable[[], float] = time.perf_counter,
) -> list[float]:
    """Seconds a call takes, for each of several functions: the best of some rounds in which they take turns.

    Args:
        calls: the functions.
        repeat: calls of each function a round.
        rounds: rounds.
        clock: of the wall, or `time.process_time`.
    """
    best = [float("inf")] * len(calls)
    for _ in range(rounds):
        for i, call in enumerate(calls):
            start = clock()
            for _ in range(repeat):
                call()
            best[i] = min(best[i], (clock() - start) / repeat)
    return best


def process_seconds(commands: Sequence[Sequence[str]], rounds: int = 7) -> list[float]:
    """Seconds that whole processes take, best of some rounds in which they take turns, after one warm-up."""
    best = [float("inf")] * len(commands)
    for number in range(rounds + 1):
        for i, command in enumerate(commands):
            start = time.perf_counter()
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            if number:
                best[i] = min(best[i], time.perf_counter() - start)
    return best


# A process of its own, whose only child is the command: the peak of its children is that of the command.
_USED = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(used.ru_maxrss, used.ru_utime + used.ru_stime)
"""


def command_usage(command: Sequence[str], folder: Path) -> tuple[float, float, float]:
    """The peak of a command's memory (of its largest process, in MB), its seconds, and those of the processor.

    Args:
        command: the command.
        folder: where it runs.
    """
    start = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", _USED, *command], cwd=folder, capture_output=True, check=True)
    peak, cpu = done.stdout.split()
    return int(peak) / 1024, time.perf_counter() - start, float(cpu)


def report(figures: Sequence[Figure]) -> None:
    """Print the figures, and end the process with 1 if one misses its bound."""
    for figure in figures:
        print(figure.line())
    if not all(figure.holds for figure in figures):
        sys.exit(1)
