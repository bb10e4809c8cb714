"""Rows of kind ``pair``: two answers, of which `label` names the better one by its position."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from ..metrics.judgebench import Pair, pair_figures
from ..metrics.rewardbench import MATH_PRM, PROGRAMS, SECTIONS
from ..sets import LabelledRow
from .kind import (
    Asking,
    Kind,
    Outcome,
    Told,
    asked_of,
    compared,
    decisions_of,
    meta_of,
    sign,
    texts,
    undecided,
    value_of,
)
from .protocol import Figure, Protocol, mean_of_parts, rate

_WORDS = {1: "A>B", -1: "B>A", 0: "A=B", None: None}
_COLUMNS = ("domain", "source", "subset", "response_model")


class PairKind(Kind):
    """JudgeBench's protocol (arXiv:2410.12784), and RewardBench's sections where the rows are of its subsets."""

    name: ClassVar[str] = "pair"
    wants: ClassVar[str] = "`completion`, a list of two texts, and `label`, 0 or 1, the position of the better one"
    askings: ClassVar[frozenset[Asking]] = frozenset({"values", "compares", "compares both orders"})
    whom: ClassVar[str] = "rewards, which rate or compare, and verifiers"

    def problem(self, data: Mapping[str, Any]) -> str | None:
        """What is wrong with a row."""
        if not texts(data.get("completion"), 2):
            return "`completion` is no list of two texts"
        return None if data.get("label") in (0, 1) else f"`label` is {data.get('label')!r}, neither 0 nor 1"

    def unrolled(self, row: LabelledRow, asking: Asking, against: str | None) -> Iterator[dict[str, Any]]:
        """Each answer by itself, or both together."""
        first, second = row.data["completion"]
        if asking == "values":
            yield asked_of(row, "0", first)
            yield asked_of(row, "1", second)
        else:
            yield from compared(row, "", (first, second), asking, against)

    def told(self, row: LabelledRow, outcomes: Sequence[Outcome], asking: Asking) -> Told:
        """Right where more orders decide for the better answer than against it."""
        details: dict[str, Any] = {}
        if asking == "values":
            values = [value_of(outcome) for outcome in outcomes]
            details["values"] = values
            decisions: list[int | None] = [_better(*values)]
        else:
            decisions = decisions_of(outcomes, asking)
        details["decisions"] = decisions
        made = [decision for decision in _orders(decisions) if decision is not None]
        if not made:
            return Told(undecided(outcomes), details)
        return Told("correct" if sum(made) * (-1 if row.data["label"] else 1) > 0 else "incorrect", details)

    def protocol(self, rows: Sequence[LabelledRow], told: Sequence[Told], asking: Asking, seed: int) -> Protocol:
        """The shares of pairs that are right, wrong or tied, and how often the orders agree."""
        subsets = [str(meta_of(row.data, "subset")) for row in rows]
        sections = _sections(subsets)
        figures = self._figures(rows, told, asking)
        if sections is not None:
            figures |= _of_sections(sections, subsets, rows, told, seed)
        parts = {
            column: {
                value: (len(where), self._figures([rows[i] for i in where], [told[i] for i in where], asking))
                for value, where in _values(column, rows).items()
            }
            for column in _COLUMNS
            if _useful(column, rows)
        }
        return Protocol(
            "judgebench" if sections is None else "rewardbench",
            "accuracy_micro" if sections is None else "sections_average",
            figures,
            parts,
        )

    def _figures(self, rows: Sequence[LabelledRow], told: Sequence[Told], asking: Asking) -> dict[str, Figure]:
        questions = [row.question for row in rows]
        pairs = [_as_pair(row, one) for row, one in zip(rows, told, strict=True)]
        each = [pair_figures([pair]) for pair in pairs]
        ones = [1.0] * len(rows)

        def share(name: str, definition: str) -> Figure:
            return rate([getattr(one, name) / 100 for one in each], ones, questions, definition)

        found = {
            "accuracy_micro": share(
                "accuracy",
                "pairs with more decisions for the better answer than against it, of all pairs (micro average); a tie "
                "or a missing decision is not right",
            ),
            "wrong": share("wrong", "pairs with more decisions against the better answer, of all pairs"),
            "tied": share("tied", "pairs with as many decisions for as against, or none, of all pairs"),
            "coverage": rate(
                [float(one.status in ("correct", "incorrect")) for one in told],
                ones,
                questions,
                "pairs with at least one decision, of all pairs",
            ),
        }
        if asking != "values":
            found["order_consistency"] = share(
                "consistent", "pairs that are decided alike in both orders, of all pairs"
            )
            found["both_right"] = share("both_right", "pairs that are decided right in both orders, of all pairs")
        return found


def _as_pair(row: LabelledRow, told: Told) -> Pair:
    """The decisions in JudgeBench's form: the second order turned round."""
    first, second = _orders(told.details["decisions"])
    turned = None if second is None else -second
    return Pair("B>A" if row.data["label"] else "A>B", _WORDS[first], _WORDS[turned])


def _orders(decisions: Sequence[int | None]) -> tuple[int | None, int | None]:
    """For whom each order decides: of looks in turn the sign of each order's own; a single one stands for both."""
    return _majority(decisions[::2]), _majority(decisions[1::2] or decisions)


def _majority(decisions: Sequence[int | None]) -> int | None:
    made = [decision for decision in decisions if decision is not None]
    return sign(sum(made)) if made else None


def _values(column: str, rows: Sequence[LabelledRow]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for place, row in enumerate(rows):
        meta = row.data.get("meta")
        # A row's own `source` is its set; the benchmark's one is in `meta`.
        value = (
            row.data.get("domain") if column == "domain" else meta.get(column) if isinstance(meta, Mapping) else None
        )
        places.setdefault("(none)" if value is None else str(value), []).append(place)
    return dict(sorted(places.items()))


def _useful(column: str, rows: Sequence[LabelledRow]) -> bool:
    return len(_values(column, rows)) > 1


def _sections(subsets: Sequence[str]) -> dict[str, str] | None:
    """The section of each subset, where all rows are of RewardBench's."""
    section_of = {subset: section for section, names in SECTIONS.items() for subset in names}
    return section_of if subsets and set(subsets) <= section_of.keys() else None


def _of_sections(
    section_of: Mapping[str, str], subsets: Sequence[str], rows: Sequence[LabelledRow], told: Sequence[Told], seed: int
) -> dict[str, Figure]:
    """RewardBench's sections: the mean over subsets by their size, with mathematics raised to the programs' size."""
    right = [float(one.status == "correct") for one in told]
    questions = [row.question for row in rows]
    weights: dict[str, float] = {name: float(subsets.count(name)) for name in set(subsets)}
    programs = sum(weights.get(name, 0.0) for name in PROGRAMS)
    if MATH_PRM in weights and programs:
        weights[MATH_PRM] = programs
    found, final = {}, {}
    for section in SECTIONS:
        where = [i for i, subset in enumerate(subsets) if section_of[subset] == section]
        if not where:
            continue
        names = [subsets[i] for i in where]
        total = sum(weights[name] for name in set(names))
        final.update({name: weights[name] / total for name in set(names)})
        found[f"section_{section.lower().replace(' ', '_')}"] = mean_of_parts(
            [right[i] for i in where],
            [1.0] * len(where),
            names,
            [questions[i] for i in where],
            f"RewardBench's section {section}: the mean of its subsets' accuracies by their number of rows"
            + (", math-prm with that of the programs" if section == "Reasoning" else ""),
            seed,
            weights,
        )
    found["sections_average"] = mean_of_parts(
        right,
        [1.0] * len(right),
        list(subsets),
        questions,
        f"the unweighted mean of {len(found)} of RewardBench's four sections, without its prior sets",
        seed,
        final,
    )
    return found


def _better(first: float | None, second: float | None) -> int | None:
    """1 for the first of two values, -1 for the second, 0 for a tie; None where one is missing."""
    return None if first is None or second is None else (first > second) - (first < second)
