"""Intervals of rates: Wilson's."""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import NamedTuple

CONFIDENCE = 0.95


class Interval(NamedTuple):
    """A confidence interval, both ends included."""

    low: float
    high: float

    def __contains__(self, value: object) -> bool:
        return isinstance(value, (int, float)) and self.low <= value <= self.high


def wilson(successes: float, n: float, confidence: float = CONFIDENCE) -> Interval:
    """Wilson's score interval of a rate (Wilson 1927), which stays in [0, 1] and holds for small `n`, too.

    Args:
        successes: how many of `n`, from 0 to `n`.
        n: trials, or the independent trials that dependent ones are worth; of none, everything is possible: (0, 1).
        confidence: in (0, 1).
    """
    if not n:
        return Interval(0.0, 1.0)
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    rate = successes / n
    centre = (rate + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(rate * (1 - rate) / n + z * z / (4 * n * n))
    return Interval(
        0.0 if not successes else max(centre - half, 0.0), 1.0 if successes == n else min(centre + half, 1.0)
    )
