"""What a report says, whatever its form: the summary of a run, a verdict on each set, how its verifiers disagree."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..metrics.binary import OUTCOMES, AbstainPolicy
from ..runs import MANIFEST, BenchRun, Verdicts
from ..sets import BenchSet
from ..summary import SCHEMA, summarise
from .disagreements import Browser, find_patterns
from .red_team import read_red_team
from .tables import is_point
from .verdict import verdict_on

# Twelve bins a decade tell a cache's hit from a miss, and forty are all that a phone can show.
BINS = 40


@dataclass(frozen=True)
class Content:
    """What a report says.

    Attributes:
        summary: as `summarise` gives it, with ``verdict`` and ``disagreements`` in each set, and in each verifier of it
            ``by_label`` and ``latency``; ``red_team`` has what attacks found, where their files lie in the folder.
        rows: the rows to look at, as the page's script reads them.
    """

    summary: dict[str, Any]
    rows: dict[str, Any]


class _ReadOnce(BenchRun):
    """A run whose sets and verdicts are read once, for the figures and for the rows."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._read: list[tuple[BenchSet, list[Verdicts]]] | None = None

    def each(self) -> Iterator[tuple[BenchSet, list[Verdicts]]]:
        """Every set with what each verifier said of it."""
        if self._read is None:
            self._read = list(super().each())
        return iter(self._read)


def build(run: BenchRun, policy: AbstainPolicy = "incorrect", slices: Sequence[str] = (), seed: int = 0) -> Content:
    """Read a run and put together what is to be said.

    Args:
        run: the run.
        policy: what undecided rows count for.
        slices: columns by whose values rows are looked at apart.
        seed: of the bootstrap, and of the sample of rows.

    Raises:
        ConfigError: the run cannot be read, or its sets have changed.
    """
    attacked = read_red_team(run.folder)
    browser = Browser(seed)
    if attacked and not (run.folder / MANIFEST).exists():
        summary: dict[str, Any] = {"schema": SCHEMA, "policy": policy, "seed": seed, "sets": [], "red_team": attacked}
        return Content(summary, browser.content())
    once = _ReadOnce(run.folder)
    summary = {**summarise(once, policy, slices, seed), "red_team": attacked}
    by_set = {bench_set.name: verdicts for bench_set, verdicts in once.each()}
    for found in summary["sets"]:
        found["verdict"] = verdict_on(found).to_json()
        _add_rows(found, by_set[found["set"]], browser)
    return Content(summary, browser.content())


def _add_rows(found: dict[str, Any], verdicts: Sequence[Verdicts], browser: Browser) -> None:
    points = is_point(found)
    patterns = find_patterns(verdicts, points)
    found["disagreements"] = {
        "rows": sum(len(pattern.places) for pattern in patterns),
        "patterns": [pattern.to_json() for pattern in patterns],
    }
    browser.add(verdicts, patterns, points)
    longest = _longest(verdicts)
    for each, said in zip(found["verifiers"], verdicts, strict=True):
        if points:
            each["by_label"] = _by_label(said)
        each["latency"] = _latency(said, longest)


def _by_label(said: Verdicts) -> dict[str, dict[str, int]]:
    """How often right and wrong rows had each outcome."""
    pairs = Counter((row.label, found["status"]) for row, found in zip(said.rows, said.outcomes, strict=True))
    return {
        name: {outcome: pairs[label, outcome] for outcome in OUTCOMES} for name, label in (("right", 1), ("wrong", 0))
    }


def _seconds(said: Verdicts) -> list[float]:
    return [found["seconds"] for found in said.outcomes if found.get("seconds") is not None]


def _longest(verdicts: Sequence[Verdicts]) -> tuple[float, float] | None:
    """The whole decades between which the rows of a set took their time."""
    seconds = [max(each, 1e-7) for said in verdicts for each in _seconds(said)]
    if not seconds:
        return None
    low, high = math.floor(math.log10(min(seconds))), math.ceil(math.log10(max(seconds)))
    return 10.0**low, 10.0 ** max(high, low + 1)


def _latency(said: Verdicts, limits: tuple[float, float] | None) -> Mapping[str, Any] | None:
    """How many rows took how long, in bins of equal width on a logarithmic scale."""
    if limits is None or not _seconds(said):
        return None
    low, high = (math.log10(end) for end in limits)
    bins = [0] * BINS
    for seconds in _seconds(said):
        place = int((math.log10(max(seconds, limits[0])) - low) / (high - low) * BINS)
        bins[min(place, BINS - 1)] += 1
    return {"from": limits[0], "to": limits[1], "bins": bins}
