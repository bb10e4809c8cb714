"""Intervals of rates, of means of rates and of ratios of sums: Wilson's."""

from __future__ import annotations

import math
from collections.abc import Sequence
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

    Raises:
        ValueError: there cannot be so many successes.

    >>> wilson(0, 10)
    Interval(low=0.0, high=0.2775327998628892)
    """
    if not 0 <= successes <= n:
        raise ValueError(f"{successes} successes in {n} trials: 0 <= successes <= trials is wanted")
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
    return _wilson_of_spread(mean, variance / n, n, max(most, n), confidence)


def wilson_of_ratio(parts: Sequence[float], wholes: Sequence[float], confidence: float = CONFIDENCE) -> Interval:
    """Wilson's interval of a rate whose trials come in clusters, such as the completions of a prompt.

    The rate's variance over clusters, linearised (Cochran 1977, section 6.3), says what the trials are worth (Korn and
    Graubard 1998): never more than there are. Where all trials went the same way there is no spread to be seen, and a
    cluster is worth one trial, which errs on the wide side.

    Args:
        parts: the successes of each cluster.
        wholes: the trials of each cluster, above 0; where each has one, the interval is `wilson`'s.
        confidence: in (0, 1).

    >>> wilson_of_ratio([1, 0, 1], [1, 1, 1]) == wilson(2, 3)
    True
    """
    clusters, successes, n = len(wholes), math.fsum(parts), math.fsum(wholes)
    if n == clusters:
        return wilson(successes, n, confidence)
    rate = successes / n
    squares = math.fsum((part - rate * whole) ** 2 for part, whole in zip(parts, wholes, strict=True))
    variance = squares / n**2 * clusters / max(clusters - 1, 1)
    return _wilson_of_spread(rate, variance, clusters, n, confidence)


def _wilson_of_spread(mean: float, variance: float, n: int, most: float, confidence: float) -> Interval:
    """Wilson's interval for as many trials as give a mean of this variance; for `n` where no spread is to be seen."""
    spread = mean * (1 - mean)
    worth = min(most, spread / variance) if variance > 0 and spread > 0 else float(n)
    return wilson(mean * worth, worth, confidence)
