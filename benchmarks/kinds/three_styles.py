"""Rows of kind ``rm3x3``: three chosen and three rejected answers, from concise to decorated (RM-Bench)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from ..sets import LabelledRow
from .kind import Asking, Kind, Outcome, Told, asked_of, compared, decisions_of, texts, undecided, value_of
from .protocol import Figure, Protocol, mean_of_parts, rate

_SIDE = 3
_CELLS = [(i, j) for i in range(_SIDE) for j in range(_SIDE)]
# Which cells (style of the chosen, style of the rejected answer) each level is about.
LEVELS = {
    "easy": [(i, j) for i, j in _CELLS if i > j],
    "normal": [(i, j) for i, j in _CELLS if i == j],
    "hard": [(i, j) for i, j in _CELLS if i < j],
    "average": _CELLS,
}
_WHAT = {
    "easy": "the chosen answer is the more decorated one",
    "normal": "both answers have the same style",
    "hard": "the rejected answer is the more decorated one",
    "average": "all nine, so that easy, normal and hard weigh the same",
}


class ThreeStylesKind(Kind):
    """RM-Bench's protocol (arXiv:2410.16184): a matrix of comparisons, its triangles and its diagonal."""

    name: ClassVar[str] = "rm3x3"
    wants: ClassVar[str] = "`completion`, an object with `chosen` and `rejected`, lists of three texts"
    askings: ClassVar[frozenset[Asking]] = frozenset({"values", "compares", "compares both orders"})
    whom: ClassVar[str] = "rewards, which rate or compare, and verifiers"

    def problem(self, data: Mapping[str, Any]) -> str | None:
        """What is wrong with a row."""
        completion = data.get("completion")
        fine = isinstance(completion, Mapping) and all(texts(completion.get(s), _SIDE) for s in ("chosen", "rejected"))
        return None if fine else "`completion` has no `chosen` and `rejected` of three texts each"

    def unrolled(self, row: LabelledRow, asking: Asking, against: str | None) -> Iterator[dict[str, Any]]:
        """Each of the six answers, or each of the nine pairs."""
        chosen, rejected = row.data["completion"]["chosen"], row.data["completion"]["rejected"]
        if asking == "values":
            for i, text in enumerate([*chosen, *rejected]):
                yield asked_of(row, str(i), text)
            return
        for i, j in _CELLS:
            yield from compared(row, f"{i}{j}", (chosen[i], rejected[j]), asking, against)

    def told(self, row: LabelledRow, outcomes: Sequence[Outcome], asking: Asking) -> Told:
        """Which chosen answer beats which rejected one; the row is right where all nine do."""
        if asking == "values":
            values = [value_of(outcome) for outcome in outcomes]
            wins = [[_above(values[i], values[_SIDE + j]) for j in range(_SIDE)] for i in range(_SIDE)]
        else:
            size = len(outcomes) // len(_CELLS)
            each = [decisions_of(outcomes[size * k : size * (k + 1)], asking) for k in range(len(_CELLS))]
            wins = [[_won(each[_SIDE * i + j]) for j in range(_SIDE)] for i in range(_SIDE)]
        cells = [cell for line in wins for cell in line]
        if all(cell is None for cell in cells):
            return Told(undecided(outcomes), {"wins": wins})
        return Told("correct" if all(cells) else "incorrect", {"wins": wins})

    def protocol(self, rows: Sequence[LabelledRow], told: Sequence[Told], asking: Asking, seed: int) -> Protocol:
        """Easy, normal, hard and their average, over all rows and over domains."""
        domains = [str(row.data.get("domain", "(none)")) for row in rows]
        figures = _levels(rows, told)
        if len(set(domains)) > 1:
            figures |= _over_domains(domains, rows, told, seed)
        parts = {}
        for domain in sorted(set(domains)):
            where = [i for i, one in enumerate(domains) if one == domain]
            parts[domain] = len(where), _levels([rows[i] for i in where], [told[i] for i in where])
        matrix = [
            [sum(bool(one.details["wins"][i][j]) for one in told) / len(told) for j in range(_SIDE)]
            for i in range(_SIDE)
        ]
        headline = "average_over_domains" if len(parts) > 1 else "average"
        return Protocol("rm-bench", headline, figures, {"domain": parts}, {"matrix": matrix})


def _above(chosen: float | None, rejected: float | None) -> bool | None:
    return None if chosen is None or rejected is None else chosen > rejected


def _won(decisions: Sequence[int | None]) -> bool | None:
    made = [decision for decision in decisions if decision is not None]
    return sum(made) > 0 if made else None


def _won_of(level: str, told: Sequence[Told]) -> list[float]:
    return [float(sum(bool(one.details["wins"][i][j]) for i, j in LEVELS[level])) for one in told]


def _levels(rows: Sequence[LabelledRow], told: Sequence[Told]) -> dict[str, Figure]:
    questions = [row.question for row in rows]
    found = {
        level: rate(
            _won_of(level, told),
            [float(len(cells))] * len(rows),
            questions,
            f"comparisons in which the chosen answer is strictly above, where {_WHAT[level]}; over all rows",
        )
        for level, cells in LEVELS.items()
    }
    decided = [float(sum(cell is not None for line in one.details["wins"] for cell in line)) for one in told]
    found["coverage"] = rate(decided, [float(len(_CELLS))] * len(rows), questions, "comparisons that were decided")
    return found


def _over_domains(
    domains: Sequence[str], rows: Sequence[LabelledRow], told: Sequence[Told], seed: int
) -> dict[str, Figure]:
    """The mean over chat, code, math and safety, where the two halves of safety are one domain (their mean)."""
    head = {domain: domain.partition("-")[0] for domain in set(domains)}
    halves = {domain: sum(one == head[domain] for one in head.values()) for domain in head}
    weights = {domain: 1 / halves[domain] for domain in head}
    questions = [row.question for row in rows]
    return {
        f"{level}_over_domains": mean_of_parts(
            _won_of(level, told),
            [float(len(cells))] * len(rows),
            list(domains),
            questions,
            f"the unweighted mean of `{level}` over {len(set(head.values()))} domains, those of one name before the "
            "hyphen counted as one, the mean of theirs",
            seed,
            weights,
        )
        for level, cells in LEVELS.items()
    }
