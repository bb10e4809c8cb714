"""Discrete-event simulations of workers that judge completions: a loop of batches, and a queue of arrivals.

An event is a worker that becomes free; a heap holds when. Items go first come, first served, to whoever is free.
"""

from __future__ import annotations

import heapq
import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Dispatch:
    """What the process that gives items to workers spends itself.

    Attributes:
        call: seconds a call, whatever its size.
        item: seconds an item.
    """

    call: float
    item: float


def batches(services: Sequence[float], size: int, workers: int, dispatch: Dispatch) -> float:
    """Seconds that batches take one after the other, each waited for, as a trainer asks.

    Args:
        services: seconds that each item takes in a worker.
        size: items a batch.
        workers: that work side by side.
        dispatch: what stands before an item.

    >>> batches([1.0] * 4, 2, 2, Dispatch(0.5, 0.0))
    3.0
    """
    return math.fsum(
        _makespan(services[start : start + size], workers, dispatch) for start in range(0, len(services), size)
    )


def _makespan(services: Sequence[float], workers: int, dispatch: Dispatch) -> float:
    free = [0.0] * workers
    for place, service in enumerate(services):
        ready = dispatch.call + (place + 1) * dispatch.item
        heapq.heappush(free, max(ready, heapq.heappop(free)) + service)
    return max(free)


def waits(
    services: Sequence[float], rate: float, workers: int, burst: int, items: int, seed: int = 0
) -> Iterator[float]:
    """Seconds that each item waits for a worker, where bursts of items arrive at random moments.

    Args:
        services: seconds that items take; each item draws one of them.
        rate: items a second, in the mean.
        workers: that work side by side.
        burst: items that arrive together, as those of a group do.
        items: how many are simulated.
        seed: of the draws.
    """
    chance = random.Random(seed)
    free = [0.0] * workers
    now = 0.0
    for place in range(items):
        if place % burst == 0:
            now += chance.expovariate(rate / burst)
        start = max(now, heapq.heappop(free))
        heapq.heappush(free, start + chance.choice(services))
        yield start - now


def percentile(values: Sequence[float], share: float) -> float:
    """The value that so large a share lies at or below."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, math.ceil(share * len(ordered)) - 1)]


def fewest_workers(services: Sequence[float], rate: float, burst: int, longest: float, items: int = 20_000) -> int:
    """The smallest number of workers with which 99 % of the items wait no longer than `longest` seconds.

    Args:
        services: seconds that items take.
        rate: items a second.
        burst: items that arrive together.
        longest: seconds.
        items: how many are simulated for each number that is tried.
    """
    low = max(1, math.floor(rate * math.fsum(services) / len(services)))
    high = low
    while _waits_long(services, rate, high, burst, longest, items):
        low, high = high + 1, high * 2
    while low < high:
        middle = (low + high) // 2
        if _waits_long(services, rate, middle, burst, longest, items):
            low = middle + 1
        else:
            high = middle
    return low


def _waits_long(services: Sequence[float], rate: float, workers: int, burst: int, longest: float, items: int) -> bool:
    return percentile(list(waits(services, rate, workers, burst, items)), 0.99) > longest
