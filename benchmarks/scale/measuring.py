"""What completions cost on this machine, and how long batches of them take with one worker and with two."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, ClassVar, NamedTuple

from rewardry.component import Reward, Runs, Verifier
from rewardry.engine.runtime import Runtime
from rewardry.parameters import build
from rewardry.rows import sample_of
from rewardry.types import Batch, Sample, Score

from ..sets import find_sets
from .simulation import Dispatch, batches

# A sentence of reasoning; a token is about four characters of it.
_REASONING = "So far the sum of the first terms is known, and the next one follows from the one before it. "
_CHARACTERS_A_TOKEN = 4
TIMEOUT = 30.0


@dataclass(frozen=True)
class Cost:
    """What a component takes.

    Attributes:
        id: of the component.
        rows: completions that were measured.
        cpu: seconds of a core that a completion costs: of the processor in the process that asks, and, where workers or
            sandboxes do the work, as long as one is taken up by it.
        services: seconds that each completion took in its worker.
    """

    id: str
    rows: int
    cpu: float
    services: tuple[float, ...]


class Point(NamedTuple):
    """Completions a second, measured and simulated.

    Attributes:
        workers: worker processes.
        batch: completions a call.
        measured: completions a second, the median of the rounds.
        simulated: the same by the simulation.
    """

    workers: int
    batch: int
    measured: float
    simulated: float

    @property
    def error(self) -> float:
        """How far the simulation is off, as a share of what was measured."""
        return self.simulated / self.measured - 1


def samples(name: str, number: int, tokens: int = 0) -> list[Sample]:
    """So many rows of a shipped set, evenly taken, each behind a reasoning of so many tokens."""
    [bench_set] = find_sets([name])
    rows = list(bench_set.rows())
    kept = [rows[i * len(rows) // number] for i in range(min(number, len(rows)))]
    times = tokens * _CHARACTERS_A_TOKEN // len(_REASONING)
    before = f"<think>\n{_REASONING * times}\n</think>\n" if times else ""
    return [
        sample_of({**row.data, "completion": before + row.data["completion"].replace("<think>", "").replace(
            "</think>", "")} if times else row.data, None, str(row.id))
        for row in kept
    ]  # fmt: skip


def cost_of(component: Verifier | Reward, id_: str, given: Sequence[Sample]) -> Cost:
    """What a component takes for some completions, with one worker, after a warm-up."""
    with Runtime(workers=1, timeout=TIMEOUT) as runtime:
        opened = runtime.open(component)
        ask = _asking(opened, component)
        ask(given[:4])
        before = time.process_time()
        found = ask(given)
        own = time.process_time() - before
    held = 0.0 if type(component).runs == "inline" else sum(found)
    return Cost(id_, len(given), (own + held) / len(given), tuple(found))


def _asking(opened: Any, component: Verifier | Reward) -> Callable[[Sequence[Sample]], list[float]]:
    if isinstance(component, Verifier):
        return lambda given: [one.seconds or 0.0 for one in opened.verify(given)]
    return lambda given: [one.seconds or 0.0 for one in opened.score(Batch(list(given)))]


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


# Calibrated on calls of these sizes, checked on others.
_ONE, _SEVERAL = 1, 24
_POINTS = ((1, 8), (1, 64), (2, 8), (2, 64))
_HALVINGS = 20


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


def points(given: Sequence[Sample], rounds: int) -> tuple[Calibration, list[Point]]:
    """Measure four points and simulate them, each round by what calls of other sizes took in it; medians of rounds."""
    calibrations: list[Calibration] = []
    measured: dict[tuple[int, int], list[float]] = {point: [] for point in _POINTS}
    simulated: dict[tuple[int, int], list[float]] = {point: [] for point in _POINTS}
    with Runtime(workers=1, timeout=TIMEOUT) as one, Runtime(workers=2, timeout=TIMEOUT) as two:
        opened = {1: one.open(InWorkers()), 2: two.open(InWorkers())}
        for each in opened.values():
            each.score(Batch(given[:16]))  # starts the workers, and what they import
        for _ in range(rounds):
            found = {point: _timed(opened[point[0]], given, point[1])[1] for point in _POINTS[:2]}
            calibration = _calibrated(opened, given)
            found |= {point: _timed(opened[point[0]], given, point[1])[1] for point in _POINTS[2:]}
            calibrations.append(calibration)
            for point in _POINTS:
                measured[point].append(found[point])
                simulated[point].append(calibration.seconds(*point))
    middle = sorted(calibrations, key=lambda each: each.beside[1])[len(calibrations) // 2]
    rates = {point: len(given) / statistics.median(measured[point]) for point in _POINTS}
    ratios = {
        point: statistics.median(m / s for m, s in zip(measured[point], simulated[point], strict=True))
        for point in _POINTS
    }
    return middle, [Point(*point, rates[point], rates[point] * ratios[point]) for point in _POINTS]


def _calibrated(opened: dict[int, Any], given: Sequence[Sample]) -> Calibration:
    """What calls of one and of several completions say: of a call, of an item, and of what several workers share."""
    alone, single = _timed(opened[1], given, _ONE)
    spent, several = _timed(opened[1], given, _SEVERAL)
    both, side_by_side = _timed(opened[2], given, _SEVERAL)
    calls = -(-len(given) // _SEVERAL)
    around = [(single - sum(alone)) / len(given), (several - sum(spent)) / len(given)]
    call = max(0.0, (around[0] - around[1]) / (1 - calls / len(given)))
    item = max(0.0, around[0] - call)
    services, dispatch = {1: spent, 2: both}, Dispatch(call, 0.0)
    low, high = 0.0, 4 * item + side_by_side / len(given)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        slower = Calibration(dispatch, {1: item, 2: middle}, services).seconds(2, _SEVERAL) > side_by_side
        low, high = (low, middle) if slower else (middle, high)
    return Calibration(dispatch, {1: item, 2: high}, services)


def _timed(opened: Any, given: Sequence[Sample], size: int) -> tuple[list[float], float]:
    """The seconds of each completion in its worker, and those of all calls."""
    seconds: list[float] = []
    began = time.perf_counter()
    for start in range(0, len(given), size):
        seconds += [one.details["took"] for one in opened.score(Batch(given[start : start + size]))]
    return seconds, time.perf_counter() - began
