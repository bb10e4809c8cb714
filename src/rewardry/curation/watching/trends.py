"""Whether a short series rises: rank tests and robust slopes, of the standard library alone.

Nothing is taken for normal. Mann-Kendall (Mann 1945, Kendall 1975) asks whether values rise steadily; the rank-sum test
of the halves (Mann and Whitney 1947) whether they jumped; the slope is Theil's and Sen's (Sen 1968) with its interval.
Values of a training depend on those before: the variance of Mann-Kendall is that of as many independent values as the
series is worth by its lag-1 correlation after the trend is taken out (Yue and Wang 2004).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from statistics import NormalDist, fmean, median

_NORMAL = NormalDist()
LEAST = 4
_MOST_CORRELATION = 0.9


@dataclass(frozen=True, slots=True)
class Trend:
    """What a series did between its first and its last point.

    Attributes:
        rise: the robust slope times the distance; negative for a fall.
        low, high: its interval of 95 %.
        p_up, p_down: how likely an unchanging series looks as much like a rise, or a fall.
        level: the median.
        noise: the standard deviation of what the slope does not explain, by its median absolute deviation.
    """

    rise: float
    low: float
    high: float
    p_up: float
    p_down: float
    level: float
    noise: float


def trend(xs: Sequence[float], ys: Sequence[float]) -> Trend | None:
    """The trend of a series; None of fewer than `LEAST` points.

    Args:
        xs: where the points lie, rising.
        ys: their values.
    """
    if len(ys) < LEAST:
        return None
    slopes = sorted((ys[j] - ys[i]) / (xs[j] - xs[i]) for i, j in combinations(range(len(ys)), 2))
    slope, span = median(slopes), xs[-1] - xs[0]
    rest = [y - slope * x for x, y in zip(xs, ys, strict=True)]
    deviation = math.sqrt(_kendall_variance(ys) * _inflation(rest))
    score = sum((b > a) - (b < a) for a, b in combinations(ys, 2))
    half = 1.96 * deviation
    low = slopes[max(math.floor((len(slopes) - half) / 2) - 1, 0)]
    high = slopes[min(math.ceil((len(slopes) + half) / 2), len(slopes) - 1)]
    jump = _rank_sum(ys[: len(ys) // 2], ys[(len(ys) + 1) // 2 :])
    steady = _z(score, deviation)
    return Trend(
        rise=slope * span,
        low=low * span,
        high=high * span,
        p_up=_smaller(1 - _NORMAL.cdf(steady), 1 - _NORMAL.cdf(jump)),
        p_down=_smaller(_NORMAL.cdf(steady), _NORMAL.cdf(jump)),
        level=median(ys),
        noise=1.4826 * median(abs(value - median(rest)) for value in rest),
    )


def _smaller(first: float, second: float) -> float:
    """The smaller of two p-values, paid for by Bonferroni's factor."""
    return min(1.0, 2 * min(first, second))


def _kendall_variance(ys: Sequence[float]) -> float:
    """The variance of Kendall's score without a trend, ties counted."""
    n = len(ys)
    ties = [ys.count(value) for value in set(ys)]
    total = n * (n - 1) * (2 * n + 5) - sum(t * (t - 1) * (2 * t + 5) for t in ties)
    return max(total / 18, 0.0)


def _z(score: float, deviation: float) -> float:
    """The normal score with the correction for continuity."""
    return math.copysign(max(abs(score) - 1, 0), score) / deviation if deviation > 0 else 0.0


def _inflation(residuals: Sequence[float]) -> float:
    """By how much correlation of neighbours inflates the variance; 1 where none shows."""
    n, mean = len(residuals), fmean(residuals)
    centred = [value - mean for value in residuals]
    square = sum(value * value for value in centred)
    if square <= 0:
        return 1.0
    correlation = sum(a * b for a, b in pairwise(centred)) / square
    if correlation <= 1.64 / math.sqrt(n):  # no more than white noise shows in one of twenty series
        return 1.0
    correlation = min(correlation, _MOST_CORRELATION)
    return 1 + 2 * sum((1 - k / n) * correlation**k for k in range(1, n))


def _rank_sum(before: Sequence[float], after: Sequence[float]) -> float:
    """The normal score of the rank-sum test: positive where `after` is larger."""
    n, m = len(before), len(after)
    if n < 3 or m < 3:
        return 0.0
    wins = sum((b > a) + 0.5 * (b == a) for a in before for b in after)
    joined = [*before, *after]
    ties = sum(t**3 - t for t in (joined.count(value) for value in set(joined)))
    total = n + m
    variance = n * m / 12 * (total + 1 - ties / (total * (total - 1)))
    return _z(2 * (wins - n * m / 2), 2 * math.sqrt(variance)) if variance > 0 else 0.0


def cusum(values: Sequence[float], mean: float, deviation: float, slack: float) -> float:
    """Page's cumulative sum (Page 1954): how far values have run above `mean` since they last did not.

    Args:
        values: the series.
        mean: what it is when nothing has happened.
        deviation: its standard deviation then, above 0.
        slack: deviations above the mean that count for nothing.
    """
    total = 0.0
    for value in values:
        total = max(0.0, total + (value - mean) / deviation - slack)
    return total
