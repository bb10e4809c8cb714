"""Two verifiers on the same rows: is one better, or is it chance."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import TypeVar

import numpy as np

from rewardry.statistics.intervals import Interval

from .intervals import clustered

Name = TypeVar("Name")


def mcnemar(only_first: int, only_second: int) -> float:
    """The exact two-sided p-value of McNemar's test (McNemar 1947; the binomial test of the rows that tell).

    Args:
        only_first: rows that the first has right and the second wrong.
        only_second: the other way around.

    Returns:
        1.0 where no row tells them apart.
    """
    n, fewer = int(only_first + only_second), int(min(only_first, only_second))
    if 2 * fewer == n:
        return 1.0
    if n >= 1000:
        return min(1.0, 2 * _lower_tail(fewer, n))
    return min(1.0, float(2 * sum(math.comb(n, i) for i in range(fewer + 1)) / 2**n))


def _lower_tail(fewer: int, n: int) -> float:
    """P(X <= fewer) of a fair binomial, summed from its largest term down; whole numbers of n bits would be slow."""
    term = math.exp(math.lgamma(n + 1) - math.lgamma(fewer + 1) - math.lgamma(n - fewer + 1) - n * math.log(2))
    total, i = 0.0, fewer
    while i >= 0 and term > total * 1e-17:
        total += term
        term *= i / (n - i + 1)
        i -= 1
    return total


def holm(p_values: Mapping[Name, float]) -> dict[Name, float]:
    """Holm's correction (Holm 1979): p-values that may be compared with the level as if there were one test."""
    ordered = sorted(p_values.items(), key=lambda pair: pair[1])
    adjusted: dict[Name, float] = {}
    largest = 0.0
    for rank, (name, p) in enumerate(ordered):
        largest = max(largest, min(1.0, p * (len(ordered) - rank)))
        adjusted[name] = largest
    return {name: adjusted[name] for name in p_values}


def detectable(n: int, discordant: float, level: float = 0.05, power: float = 0.8) -> float | None:
    """The smallest difference of accuracies that McNemar's test would find with that power (Connor 1987).

    Args:
        n: rows.
        discordant: the share of rows that tell the two apart, in (0, 1].
        level: of the test, two-sided.
        power: the chance to find it.

    Returns:
        A difference in (0, `discordant`]; None where even a difference as large as possible would be missed.
    """
    if not n or not discordant > 0:
        return None
    a, b = NormalDist().inv_cdf(1 - level / 2), NormalDist().inv_cdf(power)
    low, high = 0.0, discordant

    def needed(difference: float) -> float:
        spread = a * math.sqrt(discordant) + b * math.sqrt(max(discordant - difference**2, 0.0))
        return (spread / difference) ** 2

    if needed(high) > n:
        return None
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (low, middle) if middle and needed(middle) <= n else (middle, high)
    return high


def kappa(first: Sequence[object], second: Sequence[object]) -> float | None:
    """Cohen's kappa (Cohen 1960): agreement beyond chance, 1 where they always agree; None where it is not defined.

    Raises:
        ValueError: the two are of different lengths.
    """
    n = len(first)
    if n != len(second):
        raise ValueError(f"{n} and {len(second)} verdicts cannot be paired")
    if not n:
        return None
    said = set(first) | set(second)
    agreed = sum(a == b for a, b in zip(first, second, strict=True)) / n
    by_chance = sum(first.count(word) * second.count(word) for word in said) / n**2
    return None if by_chance == 1 else (agreed - by_chance) / (1 - by_chance)


@dataclass(frozen=True)
class Comparison:
    """Two verifiers on the same rows.

    Attributes:
        n: rows.
        both, only_first, only_second, neither: how many rows each has right.
        difference: of the accuracies, first minus second, with its interval.
        interval: bootstrapped over questions; None where there are too few.
        p: McNemar's exact p-value, uncorrected.
        kappa: agreement of the verdicts beyond chance.
        detectable: the smallest difference that would probably have been found.
    """

    n: int
    both: int
    only_first: int
    only_second: int
    neither: int
    difference: float | None
    interval: Interval | None
    p: float
    kappa: float | None
    detectable: float | None


def compare(
    first: Sequence[bool],
    second: Sequence[bool],
    questions: Sequence[object],
    verdicts: tuple[Sequence[object], Sequence[object]] | None = None,
    seed: int = 0,
) -> Comparison:
    """Compare two verifiers row by row.

    Args:
        first: whether the first has each row right.
        second: the same of the second.
        questions: which question each row belongs to.
        verdicts: what they said, for kappa; by default whether they were right.
        seed: of the bootstrap.

    Raises:
        ValueError: the sequences are of different lengths.
    """
    pairs = list(zip(first, second, strict=True))
    n = len(pairs)
    cells = {pair: pairs.count(pair) for pair in ((True, True), (True, False), (False, True), (False, False))}
    only_first, only_second = cells[True, False], cells[False, True]
    gains = np.array([[float(a) - float(b), 1.0] for a, b in pairs]).reshape(n, 2)
    said = verdicts or (first, second)
    return Comparison(
        n=n,
        both=cells[True, True],
        only_first=only_first,
        only_second=only_second,
        neither=cells[False, False],
        difference=(only_first - only_second) / n if n else None,
        interval=clustered(gains, questions, lambda sums: sums[:, 0] / sums[:, 1], seed=seed) if n else None,
        p=mcnemar(only_first, only_second),
        kappa=kappa(list(said[0]), list(said[1])),
        detectable=detectable(n, (only_first + only_second) / n) if n else None,
    )
