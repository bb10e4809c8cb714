"""Figures with a name, a definition and an interval: what a benchmark's protocol says of one entrant."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from rewardry.statistics.intervals import Interval

from ..metrics.intervals import clustered, wilson_of_clusters

# A slice of fewer rows tells nothing: its interval is wider than 35 points.
SMALLEST_SLICE = 30
Numbers: TypeAlias = Sequence[float]


@dataclass(frozen=True)
class Figure:
    """One figure.

    Attributes:
        value: None where it is not defined.
        definition: what it is, in a sentence that also says which average it is.
        n: how many trials it rests on: rows, comparisons or steps.
        interval: of 95 %, over questions; None where there are too few.
    """

    value: float | None
    definition: str
    n: int
    interval: Interval | None = None

    def to_json(self) -> dict[str, Any]:
        """The figure as it stands in a summary."""
        ends = None if self.interval is None else [self.interval.low, self.interval.high]
        return {"value": self.value, "interval": ends, "definition": self.definition, "n": self.n}


Figures: TypeAlias = Mapping[str, Figure]


@dataclass(frozen=True)
class Protocol:
    """What a benchmark says of one entrant.

    Attributes:
        name: of the protocol.
        headline: the figure that the benchmark is known by.
        figures: by name.
        parts: by column the figures of each of its values, with the number of rows.
        extra: what else belongs to it: a matrix, a curve.
        version: of the definitions; another number cannot be compared.
    """

    name: str
    headline: str
    figures: Figures
    parts: Mapping[str, Mapping[str, tuple[int, Figures]]] = field(default_factory=dict)
    extra: Mapping[str, Any] = field(default_factory=dict)
    version: int = 1

    def to_json(self) -> dict[str, Any]:
        """The protocol as it stands in a summary."""
        return {
            "name": self.name,
            "version": self.version,
            "headline": self.headline,
            "metrics": figures_to_json(self.figures),
            "parts": [
                {
                    "column": column,
                    "values": [
                        {"value": value, "rows": rows, "few": rows < SMALLEST_SLICE, "metrics": figures_to_json(found)}
                        for value, (rows, found) in values.items()
                    ],
                }
                for column, values in self.parts.items()
            ],
            **self.extra,
        }


def figures_to_json(figures: Figures) -> dict[str, Any]:
    """Figures as they stand in a summary."""
    return {name: figure.to_json() for name, figure in figures.items()}


def rate(part: Numbers, whole: Numbers, questions: Sequence[object], definition: str) -> Figure:
    """A share: the sum of `part` over that of `whole`, with Wilson's interval over questions."""
    successes, n = float(sum(part)), float(sum(whole))
    if not n:
        return Figure(None, definition, 0)
    interval = wilson_of_clusters(np.array(part, dtype=float), np.array(whole, dtype=float), questions)
    return Figure(successes / n, definition, round(n), interval)


Statistic: TypeAlias = Callable[[NDArray[np.float64]], NDArray[np.float64]]


def bootstrapped(
    counts: NDArray[np.float64], questions: Sequence[object], statistic: Statistic, definition: str, n: int, seed: int
) -> Figure:
    """A statistic of sums of `counts` ``[rows, sums]``, with the bootstrap's interval over questions."""
    with np.errstate(divide="ignore", invalid="ignore"):
        value = float(statistic(counts.sum(0, keepdims=True))[0]) if len(counts) else float("nan")
        if not np.isfinite(value):
            return Figure(None, definition, n)
        return Figure(value, definition, n, clustered(counts, questions, statistic, seed=seed))


def mean_of_parts(
    part: Numbers,
    whole: Numbers,
    names: Sequence[str],
    questions: Sequence[object],
    definition: str,
    seed: int,
    weights: Mapping[str, float] | None = None,
) -> Figure:
    """The mean of the shares of several parts of a set, each part with a weight; by default all weigh the same."""
    known = sorted(set(names))
    place = {name: i for i, name in enumerate(known)}
    counts = np.zeros((len(names), 2 * len(known)))
    for row, (name, a, b) in enumerate(zip(names, part, whole, strict=True)):
        counts[row, 2 * place[name] : 2 * place[name] + 2] = a, b
    weight = np.array([1.0 if weights is None else weights[name] for name in known])

    def statistic(sums: NDArray[np.float64]) -> NDArray[np.float64]:
        shares: NDArray[np.float64] = sums[:, 0::2] / sums[:, 1::2]
        mean: NDArray[np.float64] = shares @ weight / weight.sum()
        return mean

    return bootstrapped(counts, questions, statistic, definition, len(names), seed)
