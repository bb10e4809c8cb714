"""The simulation against measurements that it has not seen.

A trial has two parts. Calibration measures calls of 1 and of 24 completions of one half of the rows; then the
simulation says what calls of 8 and of 64 take, with one worker and with two; then these are measured, on the other
half. Nothing of the second part reaches the first. A run has several trials, which follow each other, and every error
is shown.

Of several rounds the quickest counts, for each call, as in the module timeit: what else a machine does, and what others
do on cores that a virtual machine shares with them, makes a call longer and never shorter.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, ClassVar, NamedTuple

from rewardry.component import Reward, Runs
from rewardry.engine.runtime import Runtime
from rewardry.parameters import build
from rewardry.types import Batch, Sample, Score

from .measuring import TIMEOUT
from .simulation import Dispatch, batches

# Workers and completions a call: what is calibrated on, and what is foretold.
_ONE, _SEVERAL = 1, 24
_CALIBRATED = ((1, _ONE), (1, _SEVERAL), (2, _SEVERAL))
POINTS = ((1, 8), (1, 64), (2, 8), (2, 64))
_HALVINGS = 20


class Point(NamedTuple):
    """Completions a second at one point of one trial.

    Attributes:
        workers: worker processes.
        batch: completions a call.
        simulated: completions a second, said before they were measured.
        measured: completions a second, each call in its quickest round.
    """

    workers: int
    batch: int
    simulated: float
    measured: float

    @property
    def error(self) -> float:
        """How far the simulation is off, as a share of what was measured."""
        return self.simulated / self.measured - 1


class Calibration(NamedTuple):
    """What the simulation is given.

    Attributes:
        dispatch: what the process that asks spends before items, one after the other.
        beside: seconds an item that pass around its work, by the number of workers: more where they share something.
        services: seconds that each completion takes in its worker, by the number of workers.
    """

    dispatch: Dispatch
    beside: dict[int, float]
    services: dict[int, list[float]]

    def seconds(self, workers: int, size: int) -> float:
        """What the simulation says of all completions, in calls of a size."""
        items = [service + self.beside[workers] for service in self.services[workers]]
        return batches(items, size, workers, self.dispatch)

    def rate(self, workers: int, size: int) -> float:
        """The same in completions a second."""
        return len(self.services[workers]) / self.seconds(workers, size)


class Trial(NamedTuple):
    """One calibration, and what was measured after it.

    Attributes:
        calibration: what the simulation was given.
        points: what it said, and what was so.
    """

    calibration: Calibration
    points: list[Point]


class InWorkers(Reward):
    """The reward repetition.ngram in workers: work of a few milliseconds that no cache of theirs makes shorter."""

    runs: ClassVar[Runs] = "worker"

    def score(self, batch: Batch) -> Sequence[Score]:
        """One score a sample, with the seconds that it took here."""
        return [_with_seconds(sample) for sample in batch.samples]


def _with_seconds(sample: Sample) -> Score:
    began = time.perf_counter()
    [score] = _repetition().score(Batch([sample]))
    value = score.value if isinstance(score, Score) else score
    return Score(value, details={"took": time.perf_counter() - began})


@lru_cache
def _repetition() -> Reward:
    return build(Reward, "repetition.ngram", {})


def trials(given: Sequence[Sample], number: int, rounds: int) -> list[Trial]:
    """Calibrate, foretell and measure, several times.

    Args:
        given: completions; every second one is calibrated on, the others are measured.
        number: of trials.
        rounds: measurements of each size in a part of a trial, of which the quickest counts; sizes take turns.
    """
    seen, unseen = given[::2], given[1::2]
    with Runtime(workers=1, timeout=TIMEOUT) as one, Runtime(workers=2, timeout=TIMEOUT) as two:
        opened = {1: one.open(InWorkers()), 2: two.open(InWorkers())}
        for each in opened.values():
            each.score(Batch(given[:16]))  # starts the workers, and what they import
        return [_trial(opened, seen, unseen, rounds) for _ in range(number)]


def _trial(opened: dict[int, Any], seen: Sequence[Sample], unseen: Sequence[Sample], rounds: int) -> Trial:
    calibration = calibrated(_timed(opened, seen, _CALIBRATED, rounds))
    foretold = {point: calibration.rate(*point) for point in POINTS}
    found = _timed(opened, unseen, POINTS, rounds)
    return Trial(calibration, [Point(*point, foretold[point], len(unseen) / found[point].all) for point in POINTS])


class Timed(NamedTuple):
    """Calls of one size.

    Attributes:
        services: seconds of each completion in its worker, in its quickest round.
        all: seconds of all calls, each in its quickest round.
    """

    services: list[float]
    all: float


def _timed(
    opened: dict[int, Any], given: Sequence[Sample], points: Sequence[tuple[int, int]], rounds: int
) -> dict[tuple[int, int], Timed]:
    """Calls of several sizes, which take turns so that a slow moment is not that of one of them."""
    found: dict[tuple[int, int], list[tuple[list[float], list[float]]]] = {point: [] for point in points}
    for _ in range(rounds):
        for workers, size in points:
            found[workers, size].append(_once(opened[workers], given, size))
    return {point: _quickest(measured) for point, measured in found.items()}


def _quickest(measured: Sequence[tuple[list[float], list[float]]]) -> Timed:
    services, calls = zip(*measured, strict=True)
    return Timed([min(column) for column in zip(*services, strict=True)], sum(map(min, zip(*calls, strict=True))))


def _once(opened: Any, given: Sequence[Sample], size: int) -> tuple[list[float], list[float]]:
    """The seconds of each completion in its worker, and those of each call."""
    services: list[float] = []
    calls: list[float] = []
    for start in range(0, len(given), size):
        began = time.perf_counter()
        found = opened.score(Batch(given[start : start + size]))
        calls.append(time.perf_counter() - began)
        services += [one.details["took"] for one in found]
    return services, calls


def calibrated(timed: dict[tuple[int, int], Timed]) -> Calibration:
    """What calls of one and of several completions say: of a call, of an item, and of what several workers share."""
    single, several, both = (timed[point] for point in _CALIBRATED)
    number = len(single.services)
    calls = -(-number // _SEVERAL)
    around = [(each.all - sum(each.services)) / number for each in (single, several)]
    call = max(0.0, (around[0] - around[1]) / (1 - calls / number))
    item = max(0.0, around[0] - call)
    services, dispatch = {1: several.services, 2: both.services}, Dispatch(call, 0.0)
    low, high = 0.0, 4 * item + both.all / number
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        slower = Calibration(dispatch, {1: item, 2: middle}, services).seconds(2, _SEVERAL) > both.all
        low, high = (low, middle) if slower else (middle, high)
    return Calibration(dispatch, {1: item, 2: high}, services)
