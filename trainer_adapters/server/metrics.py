"""What a server counts, in Prometheus's text format, over all of its processes.

Each process writes its counts to a file of the server's folder every second; whichever is asked for ``/metrics`` adds
its own to those of the others. The counts of a process that was killed stay, but for its last second.
"""

from __future__ import annotations

import collections
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rewardry.engine.observation import BOUNDS, ComponentCounts, Latencies, Observation
from rewardry.engine.prometheus import escaped, exposition

_EVERY = 10  # of the buckets, as for components: two a factor of ten
_PATTERN = "counts-*.json"


@dataclass
class Counts:
    """What happened to requests.

    Attributes:
        requests: by path, method and status.
        seconds: how long they took, by path.
        rows: rows that were scored, by path.
        undecided: those of them without a number, by path.
        refused: requests that were refused, by reason.
        components: what components did.
        restarts: worker processes that were replaced.
        waiting: rows that are held now.
        processes: how many processes answer.
    """

    requests: collections.Counter[tuple[str, str, int]] = field(default_factory=collections.Counter)
    seconds: dict[str, Latencies] = field(default_factory=dict)
    rows: collections.Counter[str] = field(default_factory=collections.Counter)
    undecided: collections.Counter[str] = field(default_factory=collections.Counter)
    refused: collections.Counter[str] = field(default_factory=collections.Counter)
    components: dict[str, ComponentCounts] = field(default_factory=dict)
    restarts: int = 0
    waiting: int = 0
    processes: int = 1

    def note(self, path: str, method: str, status: int, seconds: float) -> None:
        """Count a request."""
        self.requests[path, method, status] += 1
        self.seconds.setdefault(path, Latencies()).add(seconds)

    def merge(self, other: Counts) -> None:
        """Count what another process has counted too."""
        for name in ("requests", "rows", "undecided", "refused"):
            getattr(self, name).update(getattr(other, name))
        for path, latencies in other.seconds.items():
            self.seconds.setdefault(path, Latencies()).merge(latencies)
        for name, counts in other.components.items():
            self.components.setdefault(name, ComponentCounts()).merge(counts)
        self.restarts += other.restarts
        self.waiting += other.waiting
        self.processes += other.processes

    def observed(self, observation: Observation, waiting: int) -> Counts:
        """A copy, with what the components of this process did."""
        copy = Counts(processes=0)
        copy.merge(self)
        copy.components, copy.restarts = dict(observation.components), observation.worker_restarts
        copy.waiting = waiting
        return copy

    def to_json(self) -> dict[str, Any]:
        """The counts as JSON."""
        return {
            "requests": [[*key, count] for key, count in self.requests.items()],
            "seconds": {path: vars(one) for path, one in self.seconds.items()},
            **{name: dict(getattr(self, name)) for name in ("rows", "undecided", "refused")},
            "components": {
                name: {**vars(one), "statuses": dict(one.statuses), "latencies": vars(one.latencies)}
                for name, one in self.components.items()
            },
            "restarts": self.restarts,
            "waiting": self.waiting,
        }

    @classmethod
    def of_json(cls, row: Mapping[str, Any], is_alive: bool) -> Counts:
        """The counts of `to_json`; a process that has ended holds nothing any more."""
        components = {
            name: ComponentCounts(
                **{
                    **one,
                    "statuses": collections.Counter(one["statuses"]),
                    "latencies": Latencies(**one["latencies"]),
                    "failing": one["failing"] and is_alive,
                }
            )
            for name, one in row["components"].items()
        }
        return cls(
            requests=collections.Counter({(path, method, status): n for path, method, status, n in row["requests"]}),
            seconds={path: Latencies(**one) for path, one in row["seconds"].items()},
            rows=collections.Counter(row["rows"]),
            undecided=collections.Counter(row["undecided"]),
            refused=collections.Counter(row["refused"]),
            components=components,
            restarts=row["restarts"],
            waiting=row["waiting"] if is_alive else 0,
            processes=int(is_alive),
        )


def write(folder: Path, counts: Counts) -> None:
    """Tell the other processes what this one has counted."""
    file = folder / f"counts-{os.getpid()}.json"
    new = file.with_suffix(".new")
    new.write_text(json.dumps(counts.to_json()))
    new.replace(file)  # so that nobody reads the half of it


def others(folder: Path | None) -> Iterator[Counts]:
    """What the other processes have counted, also those that have ended."""
    for file in sorted(folder.glob(_PATTERN)) if folder is not None else ():
        process = int(file.stem.partition("-")[2])
        if process != os.getpid():
            yield Counts.of_json(json.loads(file.read_text()), Path(f"/proc/{process}").exists())


def text(counts: Counts) -> str:
    """The text that a scrape gets."""
    found = [
        *_family("rewardry_http_requests_total", "counter", "Requests by path, method and status."),
        *(
            f'rewardry_http_requests_total{{path="{escaped(path)}",method="{method}",status="{status}"}} {count}'
            for (path, method, status), count in sorted(counts.requests.items())
        ),
    ]
    for name, label, of, what in (
        ("rewardry_http_rows_total", "path", counts.rows, "Rows that were scored."),
        ("rewardry_http_undecided_total", "path", counts.undecided, "Rows that were left without a number."),
        ("rewardry_http_refused_total", "reason", counts.refused, "Requests that were refused."),
    ):
        found += _family(name, "counter", what)
        found += [f'{name}{{{label}="{escaped(key)}"}} {count}' for key, count in sorted(of.items())]
    found += _family("rewardry_http_waiting_rows", "gauge", "Rows that are held now.")
    found.append(f"rewardry_http_waiting_rows {counts.waiting}")
    found += _family("rewardry_http_processes", "gauge", "Processes that answer.")
    found.append(f"rewardry_http_processes {counts.processes}")
    found += _family("rewardry_http_request_seconds", "histogram", "Seconds that a request took.")
    for path, latencies in sorted(counts.seconds.items()):
        found += _histogram("rewardry_http_request_seconds", f'path="{escaped(path)}"', latencies)
    return "\n".join(found) + "\n" + exposition(counts.components, counts.restarts)


def _family(name: str, kind: str, what: str) -> list[str]:
    return [f"# HELP {name} {what}", f"# TYPE {name} {kind}"]


def _histogram(name: str, label: str, latencies: Latencies) -> Iterator[str]:
    below = 0
    for position, bound in enumerate(BOUNDS):
        below += latencies.counts[position]
        if position % _EVERY == 0:
            yield f'{name}_bucket{{{label},le="{bound:.6g}"}} {below}'
    total = sum(latencies.counts)
    yield f'{name}_bucket{{{label},le="+Inf"}} {total}'
    yield f"{name}_sum{{{label}}} {latencies.total!r}"
    yield f"{name}_count{{{label}}} {total}"
