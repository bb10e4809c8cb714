"""The counts of components in Prometheus's text format, for whoever serves them under ``/metrics``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from rewardry.engine.observation import BOUNDS, STATUSES, ComponentCounts, Latencies

# Of the buckets that percentiles are taken from every tenth is told: two a factor of ten.
_EVERY = 10
_Lines = Callable[[str, str, ComponentCounts], Iterator[str]]


def exposition(components: Mapping[str, ComponentCounts], restarts: int) -> str:
    """The text that a scrape gets (exposition format 0.0.4).

    Args:
        components: the counts by component.
        restarts: worker processes that were replaced.
    """
    lines = [
        "# HELP rewardry_worker_restarts_total Worker processes that were replaced.",
        "# TYPE rewardry_worker_restarts_total counter",
        f"rewardry_worker_restarts_total {restarts}",
    ]
    for name, kind, text, samples in _FAMILIES:
        lines += [f"# HELP {name} {text}", f"# TYPE {name} {kind}"]
        for component, counts in components.items():
            lines += samples(name, f'component="{escaped(component)}"', counts)
    return "\n".join(lines) + "\n"


def escaped(text: str) -> str:
    """A text as the value of a label."""
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _statuses(name: str, label: str, counts: ComponentCounts) -> Iterator[str]:
    for status in STATUSES:
        yield f'{name}{{{label},status="{status}"}} {counts.statuses[status]}'


def _lookups(name: str, label: str, counts: ComponentCounts) -> Iterator[str]:
    yield f'{name}{{{label},outcome="hit"}} {counts.cache_hits}'
    yield f'{name}{{{label},outcome="miss"}} {counts.cache_misses}'


def _alarms(name: str, label: str, counts: ComponentCounts) -> Iterator[str]:
    yield f"{name}{{{label}}} {counts.alarms}"


def _failing(name: str, label: str, counts: ComponentCounts) -> Iterator[str]:
    yield f"{name}{{{label}}} {int(counts.failing)}"


def _seconds(name: str, label: str, counts: ComponentCounts) -> Iterator[str]:
    latencies = counts.latencies
    total = sum(latencies.counts)
    for bound, below in _cumulative(latencies):
        yield f'{name}_bucket{{{label},le="{bound:.6g}"}} {below}'
    yield f'{name}_bucket{{{label},le="+Inf"}} {total}'
    yield f"{name}_sum{{{label}}} {latencies.total!r}"
    yield f"{name}_count{{{label}}} {total}"


def _cumulative(latencies: Latencies) -> Iterator[tuple[float, int]]:
    below = 0
    for position, bound in enumerate(BOUNDS):
        below += latencies.counts[position]
        if position % _EVERY == 0:
            yield bound, below


_FAMILIES: tuple[tuple[str, str, str, _Lines], ...] = (
    ("rewardry_samples_total", "counter", "Samples by component and status.", _statuses),
    ("rewardry_cache_lookups_total", "counter", "Samples looked for in the cache, by outcome.", _lookups),
    ("rewardry_alarms_total", "counter", "Alarms of the guard: too many failures in a window.", _alarms),
    ("rewardry_failing", "gauge", "Whether the last results pass the guard's limits.", _failing),
    ("rewardry_sample_seconds", "histogram", "Seconds that a sample took.", _seconds),
)
