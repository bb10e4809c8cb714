"""What happened while components ran: counts by status, latencies, cache hits, worker restarts, alarms of the guard.

Every open component counts its own results; `Runtime.observation` puts them together: as objects, as numbers under
fixed keys for a trainer's log, or as Prometheus's text.
"""

from __future__ import annotations

import bisect
import collections
import itertools
import logging
import operator
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from rewardry.engine.guard import FAILING, WINDOW, Alarm, Failing, Guard, Window
from rewardry.types import Score, Verdict

log = logging.getLogger("rewardry")

STATUSES = ("ok", "correct", "incorrect", "abstain", "timeout", "error")
# Upper bounds of the buckets, in seconds: twenty a factor of ten, from a microsecond to a quarter of an hour.
BOUNDS = tuple(10 ** (exponent / 20) for exponent in range(-120, 61))
PERCENTILES = (0.5, 0.9, 0.99)
_STATUS_AND_SECONDS = operator.attrgetter("status", "seconds")


class Share(NamedTuple):
    """A share as its two counts, so that the shares of several components can be put together.

    Attributes:
        part: how many of them.
        whole: of how many.
    """

    part: float
    whole: float

    @property
    def value(self) -> float:
        """The share in [0, 1]; nan of nothing."""
        return self.part / self.whole if self.whole else float("nan")


# What a live object may count of its own, by `figures()`: the same names at all times.
Figures: TypeAlias = Mapping[str, float | Share]


@dataclass
class Latencies:
    """Durations as a histogram, which takes the same memory for any number of them.

    Attributes:
        counts: how many fall into each bucket; the last is for all above the highest of `BOUNDS`.
        total: their sum, in seconds.
        longest: the longest, in seconds.
    """

    counts: list[int] = field(default_factory=lambda: [0] * (len(BOUNDS) + 1))
    total: float = 0.0
    longest: float = 0.0

    def add(self, seconds: float, times: int = 1) -> None:
        """Count a duration, which so many had."""
        self.counts[bisect.bisect_left(BOUNDS, seconds)] += times
        self.total += times * seconds
        if seconds > self.longest:
            self.longest = seconds

    def merge(self, other: Latencies) -> None:
        """Count the durations of another histogram too."""
        self.counts = [ours + theirs for ours, theirs in zip(self.counts, other.counts, strict=True)]
        self.total += other.total
        self.longest = max(self.longest, other.longest)

    def percentile(self, share: float) -> float | None:
        """The duration that `share` of all do not exceed, in seconds: never too short, at most an eighth too long.

        Args:
            share: in [0, 1].

        Returns:
            None where there is no duration.
        """
        wanted = share * sum(self.counts)
        below = 0
        for count, bound in zip(self.counts, (*BOUNDS, self.longest), strict=True):
            below += count
            if below and below >= wanted:
                return min(bound, self.longest)
        return None


@dataclass
class ComponentCounts:
    """What happened to the samples of a component.

    Attributes:
        statuses: samples by status: of a verifier its verdicts', of a reward its scores'.
        latencies: how long they took, where that is known.
        cache_hits, cache_misses: samples found in the cache, and looked for in vain.
        alarms: how often the guard said that it fails too often.
        failing: whether its last results pass the guard's limits.
    """

    statuses: collections.Counter[str] = field(default_factory=collections.Counter)
    latencies: Latencies = field(default_factory=Latencies)
    cache_hits: int = 0
    cache_misses: int = 0
    alarms: int = 0
    failing: bool = False

    def add(self, status: str, seconds: float | None, times: int = 1) -> None:
        """Count a status, and how long it took, which so many samples had."""
        self.statuses[status] += times
        if seconds is not None:
            self.latencies.add(seconds, times)

    @property
    def samples(self) -> int:
        """How many samples there were."""
        return sum(self.statuses.values())

    def share(self, *statuses: str) -> float:
        """The share of samples with one of these statuses, in [0, 1]; 0 where there is no sample."""
        return sum(self.statuses[status] for status in statuses) / self.samples if self.samples else 0.0

    def merge(self, other: ComponentCounts) -> None:
        """Count what another one has counted too."""
        self.statuses.update(other.statuses)
        self.latencies.merge(other.latencies)
        self.cache_hits += other.cache_hits
        self.cache_misses += other.cache_misses
        self.alarms += other.alarms
        self.failing |= other.failing

    def as_log(self) -> dict[str, float]:
        """Numbers under keys that are always the same; nan where there is nothing to say."""
        found = {f"ms_p{round(100 * share)}": self.latencies.percentile(share) for share in PERCENTILES}
        return {
            "samples": float(self.samples),
            **{status: float(self.statuses[status]) for status in STATUSES},
            "cache_hits": float(self.cache_hits),
            "cache_misses": float(self.cache_misses),
            "alarm": float(self.failing),
            **{key: float("nan") if seconds is None else 1000 * seconds for key, seconds in found.items()},
        }


def log_alarm(alarm: Alarm) -> None:
    """What the guard does where nothing may stop: a warning in the log."""
    log.warning("%s. The first: %s", alarm, alarm.first)


@dataclass
class Bell:
    """What the watches of a runtime share.

    Attributes:
        guard: which shares of failures raise an alarm; None for no guard.
        ring: what is done with an alarm, which comes at most once a component and window.
    """

    guard: Guard | None = field(default_factory=Guard)
    ring: Callable[[Alarm], None] = log_alarm


class ComponentWatch:
    """Counts the results of one open component, and rings when too many fail. Thread-safe.

    Attributes:
        name: the component's id.
        first: what is known of its first failure of a status: a traceback, or a line where there was no exception.
        figures: says what the live object counts of its own, such as a judge's calls and their cost; None for nothing.
    """

    def __init__(self, name: str = "", bell: Bell | None = None) -> None:
        self.name = name
        self.figures: Callable[[], Figures] | None = None
        self.first: dict[str, str] = {}
        self._bell = bell or Bell(guard=None)
        self._lock = threading.Lock()
        self._counts = ComponentCounts()
        self._window = Window()
        self._quiet = 0  # so many results are to come before the next alarm

    def note(self, found: Sequence[Verdict] | Sequence[Score], trace: str | None = None) -> None:
        """Count results.

        Args:
            found: one result a sample.
            trace: the traceback of the component's first failure, where there was one.
        """
        alarm = None
        with self._lock:
            if len(found) == 1:
                self._counts.add(found[0].status, found[0].seconds)
                failing = found[0].status in FAILING
            else:
                failing = self._count_runs(found)
            window = self._window
            if not failing and window.is_clean:
                window.add_clean(len(found))
                self._quiet -= len(found)
                return
            for result in found:
                if result.status in FAILING and result.status not in self.first:
                    traced = trace if result.status == "error" else None
                    self.first[result.status] = traced or _in_a_line(result)
                self._quiet -= 1
                if window.add(result.status):
                    alarm = self._alarm() or alarm
        if alarm is not None:
            self._bell.ring(alarm)

    def _count_runs(self, found: Sequence[Verdict] | Sequence[Score]) -> bool:
        """Count the results of a batch, of which many in a row are alike; returns whether one is a failure."""
        failing = False
        for (status, seconds), run in itertools.groupby(found, _STATUS_AND_SECONDS):
            self._counts.add(status, seconds, sum(1 for _ in run))
            failing = failing or status in FAILING
        return failing

    def _alarm(self) -> Alarm | None:
        """The alarm to give now: none while all is well, and at most one a window."""
        passed = self._passed() if self._quiet <= 0 else None
        if passed is None:
            return None
        status, limit = passed
        self._quiet = WINDOW
        self._counts.alarms += 1
        return Alarm(self.name, status, self._window.count(status), len(self._window), limit, self.first.get(status))

    def note_cache(self, hits: int, misses: int) -> None:
        """Count samples that were found in the cache, and samples that were not."""
        with self._lock:
            self._counts.cache_hits += hits
            self._counts.cache_misses += misses

    @property
    def failing(self) -> bool:
        """Whether the component's last results pass the guard's limits."""
        with self._lock:
            return self._passed() is not None

    def _passed(self) -> tuple[Failing, float] | None:
        guard = self._bell.guard
        return None if guard is None else guard.passed(self._window)

    def counts(self) -> ComponentCounts:
        """A copy of what was counted so far."""
        with self._lock:
            copy = ComponentCounts(failing=self._passed() is not None)
            copy.merge(self._counts)
            return copy


def _added(one: float | Share | None, other: float | Share) -> float | Share:
    if isinstance(one, Share) and isinstance(other, Share):
        return Share(one.part + other.part, one.whole + other.whole)
    return other if one is None or isinstance(one, Share) or isinstance(other, Share) else one + other


def _in_a_line(result: Verdict | Score) -> str:
    """Why a sample has no result, where no exception tells."""
    reason = result.reason if isinstance(result, Verdict) else result.details.get("reason", "")
    why = result.details.get("error")
    return ": ".join(str(part) for part in (result.status, reason, why) if part)


class Observation:
    """What a runtime's components did. Thread-safe, and cheap: well below a microsecond a sample.

    Args:
        restarts: says how many worker processes were replaced.

    Attributes:
        bell: what raises an alarm, and what is done with it: by default it is logged.
    """

    def __init__(self, restarts: Callable[[], int] = int) -> None:
        self.bell = Bell()
        self._restarts = restarts
        self._lock = threading.Lock()
        self._watches: list[ComponentWatch] = []

    def watch(self, name: str) -> ComponentWatch:
        """The counter of a component that is opened now."""
        watch = ComponentWatch(name, self.bell)
        with self._lock:
            self._watches.append(watch)
        return watch

    @property
    def worker_restarts(self) -> int:
        """How many worker processes were replaced because they died or were killed."""
        return self._restarts()

    @property
    def components(self) -> Mapping[str, ComponentCounts]:
        """What each component did so far, by id; components of one id count together, whatever their settings."""
        found: dict[str, ComponentCounts] = {}
        with self._lock:
            watches = list(self._watches)
        for watch in watches:
            found.setdefault(watch.name, ComponentCounts()).merge(watch.counts())
        return dict(sorted(found.items()))

    @property
    def figures(self) -> Mapping[str, Mapping[str, float]]:
        """What components count of their own, by id and name; nan for a share of nothing."""
        found: dict[str, dict[str, float | Share]] = {}
        with self._lock:
            watches = [watch for watch in self._watches if watch.figures is not None]
        for watch in watches:
            assert watch.figures is not None
            sums = found.setdefault(watch.name, {})
            for name, figure in watch.figures().items():
                sums[name] = _added(sums.get(name), figure)
        return {
            id_: {name: one.value if isinstance(one, Share) else float(one) for name, one in sums.items()}
            for id_, sums in sorted(found.items())
        }

    def as_log(self, prefix: str = "rewardry/") -> dict[str, float]:
        """All numbers as one flat mapping: the same keys for the same components, whatever happened.

        Args:
            prefix: in front of each key.
        """
        found = {f"{prefix}worker_restarts": float(self.worker_restarts)}
        figures = self.figures
        for name, counts in self.components.items():
            numbers = {**counts.as_log(), **figures.get(name, {})}
            found.update((f"{prefix}{name}/{key}", value) for key, value in numbers.items())
        return found

    def prometheus(self) -> str:
        """All numbers in Prometheus's text format (version 0.0.4)."""
        from rewardry.engine.prometheus import exposition

        return exposition(self.components, self.worker_restarts)

    def forget(self) -> None:
        """In a forked child: a thread of the parent may have held the lock, and the counts are the parent's."""
        self._lock = threading.Lock()
        self._watches = []
