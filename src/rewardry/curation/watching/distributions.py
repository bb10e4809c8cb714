"""How single completions were spread at each step: rewards, components and lengths by their quantiles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import quantiles

from rewardry.curation.watching.alarms import History
from rewardry.curation.watching.signals import Record

SHARES = (10, 25, 50, 75, 90)


@dataclass(frozen=True, slots=True)
class Distribution:
    """One value of single completions, over the training.

    Attributes:
        name: of the value.
        steps: at which completions are logged.
        cuts: the quantiles of `SHARES` at each of them.
    """

    name: str
    steps: Sequence[int]
    cuts: Sequence[tuple[float, ...]]

    def over_time(self, share: int) -> list[float]:
        """One quantile at each step."""
        place = SHARES.index(share)
        return [cuts[place] for cuts in self.cuts]


def cuts_of(values: Sequence[float]) -> tuple[float, ...]:
    """The quantiles of `SHARES`, of at least two values."""
    twentieths = quantiles(values, n=20, method="inclusive")
    return tuple(twentieths[share // 5 - 1] for share in SHARES)


def spreads_of(record: Record) -> dict[str, tuple[float, ...]]:
    """The quantiles of each value of a record's completions; of fewer than two there are none."""
    return {name: cuts_of(values) for name, values in record.samples.items() if len(values) > 1}


def distributions(history: History) -> Iterator[Distribution]:
    """Each value of single completions, over all steps that have it."""
    found: dict[str, list[tuple[int, tuple[float, ...]]]] = {}
    for record in history.records:
        for name, cuts in spreads_of(record).items():
            found.setdefault(name, []).append((record.step, cuts))
    for name, points in found.items():
        yield Distribution(name, [step for step, _ in points], [cuts for _, cuts in points])
