"""Distributions and correlations of numbers that pass by, in constant memory."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import combinations
from operator import mul
from typing import Any

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


# Values are taken in so many at a time, which costs a third of taking in each.
_WAITING = 1024


class Distribution:
    """How often each value came, rounded to three significant digits; mean and spread are exact.

    Memory is that of the different rounded values: 1,800 for each power of ten.
    """

    def __init__(self) -> None:
        self._counts: Counter[float] = Counter()
        self._waiting: list[float] = []
        self._n = 0
        self._first = self._sum = self._squares = 0.0
        self._low, self._high = math.inf, -math.inf

    def add(self, value: float) -> None:
        """Take in a value."""
        self._waiting.append(value)
        if len(self._waiting) >= _WAITING:
            self._take_in()

    def _take_in(self) -> None:
        values, self._waiting = self._waiting, []
        if not values:
            return
        if not self._n:
            self._first = values[0]
        first = self._first
        away = [value - first for value in values]  # squares of what lies near the first value lose no digits
        self._n += len(values)
        self._sum += math.fsum(away)
        self._squares += math.fsum(x * x for x in away)
        self._low, self._high = min(self._low, *values), max(self._high, *values)
        self._counts.update(map(_rounded, values))

    @property
    def counts(self) -> Counter[float]:
        """How many rows have each rounded value."""
        self._take_in()
        return self._counts

    @property
    def n(self) -> int:
        """How many values came."""
        return self._n + len(self._waiting)

    def merged(self, other: Distribution) -> Distribution:
        """Both together."""
        found = Distribution()
        self._take_in()
        other._take_in()
        for one in (self, other):
            if one._n:
                found._first = found._first if found._n else one._first
                away = one._first - found._first
                found._n += one._n
                found._squares += one._squares + 2 * away * one._sum + one._n * away * away
                found._sum += one._sum + one._n * away
                found._low, found._high = min(found._low, one._low), max(found._high, one._high)
                found._counts.update(one._counts)
        return found

    def summary(self) -> dict[str, Any]:
        """Number, mean, standard deviation (over n - 1), ends and quantiles; None where they are not defined."""
        self._take_in()
        if not self._n:
            return {"n": 0, "mean": None, "sd": None, "min": None, "max": None, "quantiles": {}}
        variance = max(self._squares - self._sum**2 / self._n, 0.0) / (self._n - 1) if self._n > 1 else None
        return {
            "n": self._n,
            "mean": self._first + self._sum / self._n,
            "sd": None if variance is None else math.sqrt(variance),
            "min": self._low,
            "max": self._high,
            "quantiles": {f"{share:g}": self.quantile(share) for share in QUANTILES},
        }

    def quantile(self, share: float) -> float:
        """The smallest rounded value that at least this share of all do not exceed."""
        counts = self.counts
        left = share * self._n
        for value in sorted(counts):
            left -= counts[value]
            if left <= 1e-9:
                return min(max(value, self._low), self._high)
        return self._high


def _rounded(value: float) -> float:
    return value if value == 0 or 1000 > value == int(value) else float(f"{value:.3g}")


class Correlations:
    """Pearson's correlation of each two of several numbers, over the rows that have both."""

    def __init__(self) -> None:
        self._columns: dict[str, list[float | None]] = {}
        self._rows = 0
        self._shift: dict[str, float] = {}
        self._sums: dict[tuple[str, str], list[float]] = {}

    def add(self, values: Mapping[str, float | None]) -> None:
        """Take in the numbers of a row, by name."""
        if values.keys() != self._columns.keys():
            self._take_in()
            self._columns = {name: [] for name in values}
        for name, value in values.items():
            self._columns[name].append(value)
        self._rows += 1
        if self._rows >= _WAITING:
            self._take_in()

    def _take_in(self) -> None:
        columns, self._rows = self._columns, 0
        self._columns = {name: [] for name in columns}
        for (one, xs), (other, ys) in combinations(columns.items(), 2):
            both = [(x, y) for x, y in zip(xs, ys, strict=True) if x is not None and y is not None]
            if both:
                self._add_pairs((one, other), *zip(*both, strict=True))

    def _add_pairs(self, names: tuple[str, str], xs: Sequence[float], ys: Sequence[float]) -> None:
        # Sums of what lies near the first value lose no digits.
        near_x, near_y = (self._shift.setdefault(name, values[0]) for name, values in zip(names, (xs, ys), strict=True))
        xs, ys = [x - near_x for x in xs], [y - near_y for y in ys]
        products = (xs, ys, map(mul, xs, xs), map(mul, ys, ys), map(mul, xs, ys))
        sums = self._sums.setdefault(names, [0.0] * 6)
        for place, added in enumerate((len(xs), *map(sum, products))):
            sums[place] += added

    def summary(self) -> list[dict[str, Any]]:
        """For each pair its names, its rows and the correlation; None where one of the two is constant."""
        self._take_in()
        return [
            {"first": one, "second": other, "rows": int(sums[0]), "correlation": _pearson(*sums)}
            for (one, other), sums in self._sums.items()
        ]


def _pearson(n: float, x: float, y: float, xx: float, yy: float, xy: float) -> float | None:
    spread_x, spread_y = xx - x * x / n, yy - y * y / n
    # What is left of a constant is rounding.
    if spread_x <= 1e-12 * xx or spread_y <= 1e-12 * yy:
        return None
    return max(-1.0, min(1.0, (xy - x * y / n) / math.sqrt(spread_x * spread_y)))
