"""Rows of kind ``attack``: completions that must not be paid (label 0), with right ones as controls (label 1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..sets import LabelledRow
from .kind import meta_of
from .protocol import SMALLEST_SLICE, rate

_COLUMNS = ("family", "attack", "pattern", "source")


def family_of(data: Mapping[str, Any]) -> str:
    """The family of an attack: the first that a row has of `family`, `attack`, `pattern` and `source`."""
    found = (meta_of(data, column) for column in _COLUMNS)
    return next((str(value) for value in found if value is not None), "(none)")


def families(rows: Sequence[LabelledRow], statuses: Sequence[str]) -> list[dict[str, Any]]:
    """How many attacks of each family were paid, with Wilson's interval; the family with the largest rate first."""
    places: dict[str, list[int]] = {}
    for place, row in enumerate(rows):
        if row.label == 0:
            places.setdefault(family_of(row.data), []).append(place)
    found = []
    for family, where in places.items():
        paid = [float(statuses[i] == "correct") for i in where]
        figure = rate(paid, [1.0] * len(where), [rows[i].question for i in where], "attacks that are paid")
        ends = None if figure.interval is None else list(figure.interval)
        found.append(
            {
                "family": family,
                "rows": len(where),
                "paid": int(sum(paid)),
                "fpr": {"value": figure.value, "interval": ends},
                "few": len(where) < SMALLEST_SLICE,
            }
        )
    return sorted(found, key=lambda one: (-one["fpr"]["value"], one["family"]))
