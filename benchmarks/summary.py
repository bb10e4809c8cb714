"""What a run says: every figure with its interval, every pair of verifiers with its test, as one JSON object."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from itertools import combinations
from typing import Any

from rewardry.statistics.intervals import Interval

from .metrics.binary import METRICS, AbstainPolicy, Judged, constants, estimate
from .metrics.paired import Comparison, compare, holm
from .metrics.training_effect import GROUP_SIZES, PASS_RATES, signal
from .runs import BenchRun, Verdicts

SCHEMA = 1
# A slice of fewer rows tells nothing: its interval is wider than 35 points.
SMALLEST_SLICE = 30


def summarise(
    run: BenchRun, policy: AbstainPolicy = "incorrect", slices: Sequence[str] = (), seed: int = 0
) -> dict[str, Any]:
    """Everything that follows from a run.

    Args:
        run: the run.
        policy: what undecided rows count for.
        slices: columns, or names in `meta`, by whose values rows are looked at apart.
        seed: of the bootstrap.

    Raises:
        ConfigError: the run cannot be read, or its sets have changed.
    """
    return {
        "schema": SCHEMA,
        "run": run.manifest(),
        "policy": policy,
        "seed": seed,
        "sets": [_of_set(name.name, verdicts, policy, slices, seed) for name, verdicts in run.each()],
    }


def _of_set(
    name: str, verdicts: list[Verdicts], policy: AbstainPolicy, slices: Sequence[str], seed: int
) -> dict[str, Any]:
    judged = [each.judged() for each in verdicts]
    labels = judged[0].labels if judged else []
    return {
        "set": name,
        "rows": len(labels),
        "right": sum(labels),
        "questions": len(set(judged[0].questions)) if judged else 0,
        "constants": constants(labels),
        "verifiers": [
            {"verifier": each.verifier, **of_rows(rows, policy, seed), **_cost(each), **_effect(rows, policy)}
            for each, rows in zip(verdicts, judged, strict=True)
        ],
        "pairs": _pairs(verdicts, policy, seed),
        "slices": [_slice(column, verdicts, policy, seed) for column in slices],
    }


def of_rows(judged: Judged, policy: AbstainPolicy, seed: int) -> dict[str, Any]:
    """Outcomes, coverage, the confusion, and every metric with its interval."""
    metrics = {name: estimate(judged, name, policy, seed) for name in METRICS}
    confusion = judged.confusion(policy)
    return {
        "outcomes": judged.counts(),
        "coverage": judged.coverage(),
        "confusion": {name: int(count) for name, count in asdict(confusion).items()},
        "metrics": {name: {"value": found.value, "interval": _ends(found.interval)} for name, found in metrics.items()},
    }


def _ends(interval: Interval | None) -> list[float] | None:
    return None if interval is None else [interval.low, interval.high]


def _cost(verdicts: Verdicts) -> dict[str, Any]:
    """Seconds a row: median, 90th and 99th percentile, the longest, and the sum."""
    seconds = sorted(found["seconds"] for found in verdicts.outcomes if found.get("seconds") is not None)
    if not seconds:
        return {"seconds": None}
    cuts = statistics.quantiles(seconds, n=100, method="inclusive") if len(seconds) > 1 else seconds * 99
    return {"seconds": {"p50": cuts[49], "p90": cuts[89], "p99": cuts[98], "max": seconds[-1], "sum": sum(seconds)}}


def _effect(judged: Judged, policy: AbstainPolicy) -> dict[str, Any]:
    """What the error rates do to the rewards of a group; None where one of them is not known."""
    confusion = judged.confusion(policy)
    fpr, fnr = confusion.metric("fpr"), confusion.metric("fnr")
    if fpr is None or fnr is None:
        return {"training": None}
    return {"training": [asdict(signal(fpr, fnr, rate, size)) for size in GROUP_SIZES for rate in PASS_RATES]}


def right_rows(verdicts: Verdicts, policy: AbstainPolicy) -> list[bool]:
    """Which rows a verifier has right; an undecided one only under `incorrect`, if nothing was to be paid."""
    undecided = "incorrect" if policy == "incorrect" else "neither"
    said = [
        found["status"] if found["status"] in ("correct", "incorrect") else undecided for found in verdicts.outcomes
    ]
    return [word == ("correct" if row.label else "incorrect") for word, row in zip(said, verdicts.rows, strict=True)]


def _pairs(verdicts: list[Verdicts], policy: AbstainPolicy, seed: int) -> list[dict[str, Any]]:
    """Every two verifiers, on the rows that both decided where undecided ones are left out; p-values by Holm, too."""
    found: dict[tuple[str, str], Comparison] = {}
    for first, second in combinations(verdicts, 2):
        found[first.verifier, second.verifier] = compare_verdicts(first, second, policy, seed)
    corrected = holm({pair: comparison.p for pair, comparison in found.items()})
    return [
        {"first": pair[0], "second": pair[1], **_as_json(comparison), "p_holm": corrected[pair]}
        for pair, comparison in found.items()
    ]


def compare_verdicts(first: Verdicts, second: Verdicts, policy: AbstainPolicy, seed: int = 0) -> Comparison:
    """Two verifiers on the same rows."""
    statuses = [found["status"] for found in first.outcomes], [found["status"] for found in second.outcomes]
    kept = [
        place
        for place, pair in enumerate(zip(*statuses, strict=True))
        if policy != "exclude" or set(pair) <= {"correct", "incorrect"}
    ]
    right = right_rows(first, policy), right_rows(second, policy)
    return compare(
        [right[0][place] for place in kept],
        [right[1][place] for place in kept],
        [first.rows[place].question for place in kept],
        ([statuses[0][place] for place in kept], [statuses[1][place] for place in kept]),
        seed,
    )


def _as_json(comparison: Comparison) -> dict[str, Any]:
    return {**asdict(comparison), "interval": _ends(comparison.interval)}


def _slice(column: str, verdicts: list[Verdicts], policy: AbstainPolicy, seed: int) -> dict[str, Any]:
    """The metrics by the values of a column."""
    return {
        "column": column,
        "verifiers": [
            {
                "verifier": each.verifier,
                "values": [_part(value, rows, policy, seed) for value, rows in _by(column, each)],
            }
            for each in verdicts
        ],
    }


def _part(value: str, judged: Judged, policy: AbstainPolicy, seed: int) -> dict[str, Any]:
    rows = len(judged.labels)
    return {"value": value, "rows": rows, "few": rows < SMALLEST_SLICE, **of_rows(judged, policy, seed)}


def _by(column: str, verdicts: Verdicts) -> Iterable[tuple[str, Judged]]:
    """The rows of each value of a column, of the most frequent first."""
    places: dict[str, list[int]] = {}
    for place, row in enumerate(verdicts.rows):
        meta = row.data.get("meta")
        value = row.data.get(column, meta.get(column) if isinstance(meta, dict) else None)
        places.setdefault("(none)" if value is None else str(value), []).append(place)
    judged = verdicts.judged()
    for value, where in sorted(places.items(), key=lambda pair: -len(pair[1])):
        yield (
            value,
            Judged(
                [judged.labels[i] for i in where],
                [judged.outcomes[i] for i in where],
                [judged.questions[i] for i in where],
            ),
        )
