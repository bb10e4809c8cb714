"""What a run says: every figure with its interval, every pair of verifiers with its test, as one JSON object."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from itertools import combinations
from typing import Any

from rewardry.statistics.intervals import Interval

from .correction import correction
from .cost import percentiles
from .kinds.attack import families
from .kinds.protocol import SMALLEST_SLICE, Protocol, figures_to_json
from .kinds.registry import LABELLED, UNROLLED
from .metrics.binary import METRICS, AbstainPolicy, Judged, constants, estimate
from .metrics.paired import Comparison, compare, holm
from .metrics.training_effect import GROUP_SIZES, PASS_RATES, signal
from .runs import BenchRun, Verdicts
from .slices import parts_by
from .values import scores_of

SCHEMA = 2


def summarise(
    run: BenchRun, policy: AbstainPolicy = "incorrect", slices: Sequence[str] = (), seed: int = 0
) -> dict[str, Any]:
    """Everything that follows from a run.

    Args:
        run: the run.
        policy: what undecided rows count for.
        slices: columns, or names in `meta`, by whose values rows are looked at apart; ``length`` and ``language`` are
            found out where no column is called so.
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
    rows = verdicts[0].rows if verdicts else []
    labelled = not verdicts or verdicts[0].kind in LABELLED
    labels = [row.label or 0 for row in rows]
    return {
        "set": name,
        "kind": verdicts[0].kind if verdicts else "point",
        "rows": len(rows),
        **({"right": sum(labels)} if labelled else {}),
        "questions": len({row.question for row in rows}),
        **({"constants": constants(labels)} if labelled else {}),
        "verifiers": [_of_entrant(each, policy, seed) for each in verdicts],
        "pairs": _pairs(verdicts, policy, seed),
        "slices": [_slice(column, verdicts, policy, seed) for column in slices],
    }


def _of_entrant(verdicts: Verdicts, policy: AbstainPolicy, seed: int) -> dict[str, Any]:
    """All figures of one entrant on one set."""
    judged = verdicts.judged()
    found: dict[str, Any] = {"verifier": verdicts.verifier, "role": verdicts.role}
    cost = {"seconds": percentiles(verdicts.seconds), "cost": verdicts.cost}
    if verdicts.told is not None:
        protocol = protocol_of(verdicts, seed)
        return {
            **found,
            "outcomes": judged.counts(),
            "coverage": judged.coverage(),
            "protocol": protocol.to_json(),
            **cost,
        }
    found |= {**of_rows(judged, policy, seed), **cost, **_effect(judged, policy)}
    found["correction"] = correction(verdicts, judged.confusion(policy))
    found["scores"] = scores_of(verdicts.rows, verdicts.outcomes, seed)
    found["threshold"] = verdicts.threshold
    if verdicts.kind == "attack":
        found["families"] = families(verdicts.rows, [outcome["status"] for outcome in verdicts.outcomes])
    return found


def protocol_of(verdicts: Verdicts, seed: int, where: Sequence[int] | None = None) -> Protocol:
    """The protocol's figures of an entrant on rows of another kind than points, or on some of them."""
    assert verdicts.told is not None
    places = range(len(verdicts.rows)) if where is None else where
    rows, told = [verdicts.rows[i] for i in places], [verdicts.told[i] for i in places]
    return UNROLLED[verdicts.kind].protocol(rows, told, verdicts.asking, seed)


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


def _effect(judged: Judged, policy: AbstainPolicy) -> dict[str, Any]:
    """What the error rates do to the rewards of a group; None where one of them is not known."""
    confusion = judged.confusion(policy)
    fpr, fnr = confusion.metric("fpr"), confusion.metric("fnr")
    if fpr is None or fnr is None:
        return {"training": None}
    return {"training": [asdict(signal(fpr, fnr, rate, size)) for size in GROUP_SIZES for rate in PASS_RATES]}


def right_rows(verdicts: Verdicts, policy: AbstainPolicy) -> list[bool]:
    """Which rows an entrant has right; an undecided point only under `incorrect`, if nothing was to be paid."""
    if verdicts.told is not None:
        return [one.status == "correct" for one in verdicts.told]
    undecided = "incorrect" if policy == "incorrect" else "neither"
    said = [
        found["status"] if found["status"] in ("correct", "incorrect") else undecided for found in verdicts.outcomes
    ]
    return [word == ("correct" if row.label else "incorrect") for word, row in zip(said, verdicts.rows, strict=True)]


def _pairs(verdicts: list[Verdicts], policy: AbstainPolicy, seed: int) -> list[dict[str, Any]]:
    """Every two verifiers, on the rows that both decided where undecided ones are left out; p-values by Holm, too."""
    found: dict[tuple[str, str], Comparison] = {}
    if verdicts and verdicts[0].kind == "prompt":  # without labels nobody is right
        return []
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
    """The figures by the values of a column."""
    parts = parts_by(column, verdicts[0].rows) if verdicts else {}
    return {
        "column": column,
        "verifiers": [
            {
                "verifier": each.verifier,
                "values": [_part(value, each, where, policy, seed) for value, where in parts.items()],
            }
            for each in verdicts
        ],
    }


def _part(value: str, verdicts: Verdicts, where: Sequence[int], policy: AbstainPolicy, seed: int) -> dict[str, Any]:
    head = {"value": value, "rows": len(where), "few": len(where) < SMALLEST_SLICE}
    if verdicts.told is not None:
        protocol = protocol_of(verdicts, seed, where)
        metrics = {"headline": protocol.headline, "metrics": figures_to_json(protocol.figures)}
        return {**head, "protocol": metrics}
    judged = verdicts.judged()
    part = Judged(
        [judged.labels[i] for i in where], [judged.outcomes[i] for i in where], [judged.questions[i] for i in where]
    )
    return {**head, **of_rows(part, policy, seed)}
