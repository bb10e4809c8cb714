"""Intervals: Wilson's for a rate, the bootstrap over questions for everything that is not one.

Completions of one question are judged alike more often than chance has it, so that what is resampled is questions.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from rewardry.statistics.intervals import CONFIDENCE, Interval, wilson_of_ratio

RESAMPLES = 2000


def wilson_of_clusters(
    part: NDArray[np.float64], whole: NDArray[np.float64], clusters: Sequence[object], confidence: float = CONFIDENCE
) -> Interval:
    """Wilson's interval of a rate whose trials come in clusters, as independent trials of the same spread.

    See `rewardry.statistics.intervals.wilson_of_ratio`.

    Args:
        part: what each row adds to the successes, 0 or 1.
        whole: what it adds to the trials, 0 or 1.
        clusters: which rows belong together; one a row.
        confidence: in (0, 1).
    """
    sums = _sums(np.stack([part, whole], axis=1), clusters)
    sums = sums[sums[:, 1] > 0]
    return wilson_of_ratio(sums[:, 0].tolist(), sums[:, 1].tolist(), confidence)


def clustered(
    counts: NDArray[np.float64],
    clusters: Sequence[object],
    statistic: Callable[[NDArray[np.float64]], NDArray[np.float64]],
    *,
    resamples: int = RESAMPLES,
    seed: int = 0,
    confidence: float = CONFIDENCE,
) -> Interval | None:
    """The percentile bootstrap of a statistic of sums, resampling whole clusters.

    Args:
        counts: what each row adds to the sums, ``[rows, sums]``, for example 1 in the row's cell of a confusion matrix.
        clusters: which rows belong together, usually the question's id; one a row.
        statistic: of the sums ``[resamples, sums]`` the statistic ``[resamples]``; NaN where it is not defined.
        resamples: how many; 2,000 place the ends to about a twentieth of the interval's width.
        seed: the same seed gives the same interval.
        confidence: in (0, 1).

    Returns:
        None where there are fewer than two clusters, or the statistic is defined for under half of the resamples.
    """
    sums = _sums(counts, clusters)
    if len(sums) < 2:
        return None
    values = statistic(_resampled(sums, resamples, np.random.default_rng(seed)))
    defined = values[np.isfinite(values)]
    if 2 * len(defined) < resamples:
        return None
    tail = (1 - confidence) / 2
    return Interval(float(np.quantile(defined, tail)), float(np.quantile(defined, 1 - tail)))


def _sums(counts: NDArray[np.float64], clusters: Sequence[object]) -> NDArray[np.float64]:
    """The sums of each cluster ``[clusters, sums]``."""
    places: dict[object, int] = {}
    index = np.array([places.setdefault(cluster, len(places)) for cluster in clusters], dtype=np.intp)
    sums = np.zeros((len(places), counts.shape[1]))
    np.add.at(sums, index, counts)
    return sums


def _resampled(sums: NDArray[np.float64], resamples: int, random: np.random.Generator) -> NDArray[np.float64]:
    """The sums of resampled clusters ``[resamples, sums]``.

    Clusters with the same sums are drawn as one, by a multinomial: of 10,000 questions there are a dozen kinds.
    """
    kinds, occurrences = np.unique(sums, axis=0, return_counts=True)
    drawn = random.multinomial(len(sums), occurrences / len(sums), size=resamples)
    result: NDArray[np.float64] = drawn @ kinds
    return result
