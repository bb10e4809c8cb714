"""Intervals of rates and of means of rates: Wilson's."""

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


def wilson_of_mean(mean: float, variance: float, n: int, most: float, confidence: float = CONFIDENCE) -> Interval:
    """The interval of a mean of independent shares, as Wilson's for as many trials as have the same spread.

    `n` shares of this variance say of their mean as much as ``mean * (1 - mean) * n / variance`` trials that are 0 or 1
    (Korn and Graubard 1998, section 3): `n` where the shares are 0 or 1 themselves, more where they lie between, and
    never more than `most`. Where all shares are the same there is no spread to be seen, and each is worth one trial.

    Args:
        mean: of the shares, in [0, 1].
        variance: their mean squared distance from it.
        n: how many shares, at least 1.
        most: all the trials behind the shares, such as the completions behind pass rates.
        confidence: in (0, 1).
    """
    spread = mean * (1 - mean)
    worth = min(max(most, n), spread * n / variance) if variance > 0 and spread > 0 else float(n)
    return wilson(mean * worth, worth, confidence)
