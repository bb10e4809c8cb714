"""Distributions and correlations of numbers that pass by, in constant memory."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import combinations
from operator import mul
from typing import Any

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


class Distribution:
    """How often each value came, rounded to three significant digits; mean and spread are exact.

    Memory is that of the different rounded values: 1,800 for each power of ten.
    """

    def __init__(self) -> None:
        self.counts: Counter[float] = Counter()
        self.n = 0
        self._first = self._sum = self._squares = 0.0
        self._low, self._high = math.inf, -math.inf

    def add(self, values: Sequence[float]) -> None:
        """Take in values; many at once cost much less than one by one."""
        if not values:
            return
        if not self.n:
            self._first = values[0]
        first = self._first
        away = [value - first for value in values]  # squares of what lies near the first value lose no digits
        self.n += len(values)
        self._sum += math.fsum(away)
        self._squares += math.fsum(map(mul, away, away))
        self._low, self._high = min(self._low, min(values)), max(self._high, max(values))
        for value, count in Counter(values).items():  # many are the same: a reward has few values, a length some
            self.counts[_rounded(value)] += count

    def merged(self, other: Distribution) -> Distribution:
        """Both together."""
        found = Distribution()
        for one in (self, other):
            found._merge(one.n, one._first, one._sum, one._squares, one._low, one._high, one.counts)
        return found

    def to_json(self) -> list[Any]:
        """All that is known, for `merge`."""
        if not self.n:
            return []
        return [self.n, self._first, self._sum, self._squares, self._low, self._high, list(self.counts.items())]

    def merge(self, told: Sequence[Any]) -> None:
        """Take in what `to_json` of another gave."""
        if told:
            n, first, total, squares, low, high, counts = told
            self._merge(n, first, total, squares, low, high, dict(counts))

    def _merge(
        self, n: int, first: float, total: float, squares: float, low: float, high: float, counts: Mapping[float, int]
    ) -> None:
        if not n:
            return
        self._first = self._first if self.n else first
        away = first - self._first
        self.n += n
        self._squares += squares + 2 * away * total + n * away * away
        self._sum += total + n * away
        self._low, self._high = min(self._low, low), max(self._high, high)
        self.counts.update(counts)

    def summary(self) -> dict[str, Any]:
        """Number, mean, standard deviation (over n - 1), ends and quantiles; None where they are not defined."""
        if not self.n:
            return {"n": 0, "mean": None, "sd": None, "min": None, "max": None, "quantiles": {}}
        variance = max(self._squares - self._sum**2 / self.n, 0.0) / (self.n - 1) if self.n > 1 else None
        return {
            "n": self.n,
            "mean": self._first + self._sum / self.n,
            "sd": None if variance is None else math.sqrt(variance),
            "min": self._low,
            "max": self._high,
            "quantiles": {f"{share:g}": self.quantile(share) for share in QUANTILES},
        }

    def quantile(self, share: float) -> float:
        """The smallest rounded value that at least this share of all do not exceed."""
        counts = self.counts
        left = share * self.n
        for value in sorted(counts):
            left -= counts[value]
            if left <= 1e-9:
                return min(max(value, self._low), self._high)
        return self._high


def _rounded(value: float) -> float:
    """To three significant digits; a whole number below 1,000 has no more, and stays what it is."""
    return value if abs(value) < 1000 and value == int(value) else float(f"{value:.3g}")


class Correlations:
    """Pearson's correlation of each two of several numbers, over the rows that have both."""

    def __init__(self) -> None:
        self._shift: dict[str, float] = {}
        # Of each two: rows, and the sums of x, y, x * x, y * y and x * y, each less its shift.
        self._sums: dict[tuple[str, str], list[float]] = {}

    def add(self, columns: Mapping[str, Sequence[float | None]]) -> None:
        """Take in the numbers of rows by name, of each row one; None where a row has none."""
        known = {name: self._near(name, values) for name, values in columns.items()}
        squares = {name: sum(map(mul, *[near] * 2)) for name, near in known.items() if near is not None}
        for one, other in combinations(columns, 2):
            xs, ys = known[one], known[other]
            if xs is None or ys is None:
                self._add_pairs((one, other), columns[one], columns[other])
            elif xs:
                added = (len(xs), sum(xs), sum(ys), squares[one], squares[other], sum(map(mul, xs, ys)))
                self._add((one, other), added)

    def _near(self, name: str, values: Sequence[float | None]) -> list[float] | None:
        """The values less the first one, whose squares and products lose no digits; None where some row has none."""
        first = next((value for value in values if value is not None), None)
        if first is None or None in values:
            return None if values else []
        shift = self._shift.setdefault(name, first)
        return [value - shift for value in values]  # type: ignore[operator]

    def _add_pairs(self, names: tuple[str, str], xs: Sequence[float | None], ys: Sequence[float | None]) -> None:
        both = [(x, y) for x, y in zip(xs, ys, strict=True) if x is not None and y is not None]
        if both:
            near_x, near_y = (self._near(names[i], [pair[i] for pair in both]) for i in (0, 1))
            assert near_x is not None
            assert near_y is not None
            products = (near_x, near_y, map(mul, near_x, near_x), map(mul, near_y, near_y), map(mul, near_x, near_y))
            self._add(names, (len(both), *map(sum, products)))

    def _add(self, names: tuple[str, str], added: Sequence[float]) -> None:
        sums = self._sums.setdefault(names, [0.0] * 6)
        for place, more in enumerate(added):
            sums[place] += more

    def to_json(self) -> list[Any]:
        """All that is known, for `merge`."""
        return [self._shift, [[*names, sums] for names, sums in self._sums.items()]]

    def merge(self, told: Sequence[Any]) -> None:
        """Take in what `to_json` of another gave."""
        shifts, pairs = told
        away = {name: shift - self._shift.setdefault(name, shift) for name, shift in shifts.items()}
        for one, other, (n, x, y, xx, yy, xy) in pairs:
            dx, dy = away[one], away[other]
            moved = (
                *(n, x + n * dx, y + n * dy),
                *(xx + 2 * dx * x + n * dx * dx, yy + 2 * dy * y + n * dy * dy),
                xy + dy * x + dx * y + n * dx * dy,
            )
            self._add((one, other), moved)

    def summary(self) -> list[dict[str, Any]]:
        """For each pair its names, its rows and the correlation; None where one of the two is constant."""
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
