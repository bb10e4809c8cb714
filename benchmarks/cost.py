"""What a run costs: wall clock, CPU time and memory of the workers and of this process, and what a judge was paid."""

from __future__ import annotations

import json
import os
import resource
import statistics
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from rewardry.engine.runtime import Runtime
from rewardry.errors import ConfigError

from .forms import read_json, refuse_malformed
from .run_forms import CostForm

_MEGABYTE = 1024 * 1024
# What a judge counts, as `rewardry.engine.observation.Observation.figures` has it, by its name here.
_PAID = {"cost_usd": "usd", "calls": "calls", "prompt_tokens": "prompt_tokens", "reply_tokens": "reply_tokens"}


class Meter:
    """Measures what happens in a ``with`` block, and adds it to the file of an earlier part of the same run.

    Args:
        file: where the cost is kept.
        runtime: in which the rows are scored.
        resumed: whether an earlier part, which was not finished, counts.
    """

    def __init__(self, file: Path, runtime: Runtime, resumed: bool) -> None:
        self._file = file
        self._runtime = runtime
        self._before = _read(file) if resumed else {}

    def __enter__(self) -> Meter:
        self._began = time.perf_counter()
        self._cpu = _own_cpu()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        found = self._found()
        if not self._before.get("finished", True):
            found = _together(self._before, found)
        self._file.write_text(json.dumps({**found, "finished": kind is None}) + "\n", encoding="utf-8")

    def _found(self) -> dict[str, Any]:
        own, children = (now - before for now, before in zip(_own_cpu(), self._cpu, strict=True))
        usage = self._runtime.usage
        return {
            "wall_seconds": time.perf_counter() - self._began,
            "cpu_seconds": own + children + (usage.cpu_seconds if usage else 0.0),
            "worker_cpu_seconds": usage.cpu_seconds if usage else None,
            "peak_memory_mb": usage.peak_bytes / _MEGABYTE if usage and usage.peak_bytes else _own_peak_mb(),
            **_paid(self._runtime),
        }


def _own_cpu() -> tuple[float, float]:
    """The CPU seconds of this process, and of its children that have ended."""
    children = os.times()
    return time.process_time(), children.children_user + children.children_system


def _own_peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _paid(runtime: Runtime) -> dict[str, float | None]:
    """What judges were asked and paid; None where there are none."""
    counted = [figures for figures in runtime.observation.figures.values() if "cost_usd" in figures]
    return {name: sum(one[key] for one in counted) if counted else None for key, name in _PAID.items()}


def _read(file: Path) -> dict[str, Any]:
    """What a file says of the cost; nothing where it is damaged, for a run is worth more than what it cost."""
    try:
        found: dict[str, Any] = read_json(file, "")
        refuse_malformed(found, CostForm, str(file), "")
    except ConfigError:
        return {}
    return found


def _together(before: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, Any]:
    """The cost of both parts of a run: sums, and of memory the larger one."""
    found = dict(now)
    for name, value in now.items():
        other = before.get(name)
        if other is not None and value is not None:
            found[name] = max(other, value) if name == "peak_memory_mb" else other + value
    return found


def cost_of(file: Path, statuses: Iterable[str]) -> dict[str, Any] | None:
    """What a run cost, with its rows a second; None where that was not measured."""
    found = _read(file)
    if not found:
        return None
    found.pop("finished", None)
    each = list(statuses)
    seconds = found["wall_seconds"]
    return {
        **found,
        "rows_per_second": len(each) / seconds if seconds else None,
        "timeouts": sum(status == "timeout" for status in each),
    }


def percentiles(seconds: Sequence[float]) -> dict[str, float] | None:
    """Seconds a row: median, 90th, 95th and 99th percentile, the longest, and the sum; None of no rows."""
    ordered = sorted(seconds)
    if not ordered:
        return None
    cuts = statistics.quantiles(ordered, n=100, method="inclusive") if len(ordered) > 1 else ordered * 99
    return {
        "p50": cuts[49],
        "p90": cuts[89],
        "p95": cuts[94],
        "p99": cuts[98],
        "max": ordered[-1],
        "sum": sum(ordered),
    }
