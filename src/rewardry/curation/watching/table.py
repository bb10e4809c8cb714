"""What a watched run looks like now: a row a figure, with the last value, the change and a small curve."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean

from rewardry.curation.watching.alarms import History
from rewardry.curation.watching.distributions import SHARES, Distribution

_BARS = "▁▂▃▄▅▆▇█"
_LAST = 20


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a run.

    Attributes:
        name: its key.
        part: what it is to the watch: reward, trusted, component, ...
        steps, values: all its points.
    """

    name: str
    part: str
    steps: Sequence[int]
    values: Sequence[float]

    @property
    def last(self) -> float:
        """The last value."""
        return self.values[-1]

    @property
    def recent(self) -> float:
        """The mean of the last 20."""
        return fmean(self.values[-_LAST:])

    @property
    def before(self) -> float | None:
        """The mean of the 20 before."""
        earlier = self.values[-2 * _LAST : -_LAST]
        return fmean(earlier) if earlier else None


def figures(history: History) -> Iterator[Figure]:
    """The figures that matter, each key once, the reward first."""
    who, seen = history.roles, set[str]()
    parts = [
        *([("reward", who.reward)] if who.reward else []),
        *(("trusted", key) for key in who.trusted),
        *(("form" if name in who.formats else "component", key) for name, key in who.components.items()),
        *(("length", key) for key in who.lengths),
        *([("truncated", who.cut)] if who.cut else []),
        *(("repetition", key) for key in who.repetition),
        *(("canaries", key) for key in who.canary),
        *([("entropy", who.entropy)] if who.entropy else []),
        *(("undecided", key) for key in who.undecided),
    ]
    for part, key in parts:
        steps, values = history.series(key)
        if values and key not in seen and (part != "undecided" or key == "undecided" or any(values)):
            seen.add(key)
            yield Figure(key, part, steps, values)


def spark(values: Sequence[float], width: int = 24) -> str:
    """A curve of bars: each the mean of a stretch of the values."""
    if len(values) > width:
        edges = [i * len(values) // width for i in range(width + 1)]
        values = [fmean(values[a:b]) for a, b in pairwise(edges)]
    low, high = min(values), max(values)
    scale = (len(_BARS) - 1) / (high - low) if high > low else 0
    return "".join(_BARS[round((value - low) * scale)] for value in values)


def cells(figure: Figure) -> tuple[str, ...]:
    """A row of the table: figure, part, last, mean of the last 20, change against the 20 before, curve."""
    before = figure.before
    change = "-" if before is None else f"{figure.recent - before:+.3g}"
    return figure.name, figure.part, f"{figure.last:.4g}", f"{figure.recent:.4g}", change, spark(figure.values)


COLUMNS = ("figure<", "is<", "last>", "last 20>", "change>", "curve<")


def spread_cells(found: Distribution) -> tuple[str, ...]:
    """A row of the table of distributions: value, step, quantiles there, and three of them over the training."""
    last = (f"{cut:.4g}" for cut in found.cuts[-1])
    return found.name, str(found.steps[-1]), *last, *(spark(found.over_time(share), 14) for share in (10, 50, 90))


SPREAD_COLUMNS = (
    *("completions<", "step>"),
    *(f"{share} %>" for share in SHARES),
    *(f"{share} % so far<" for share in (10, 50, 90)),
)
