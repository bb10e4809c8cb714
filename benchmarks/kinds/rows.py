"""The rows of a set, of whatever kind: those that are no points are no samples, and are read as they stand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from rewardry.errors import DataError
from rewardry.rows import read_rows

from ..sets import BenchSet, LabelledRow


def read_set(bench_set: BenchSet) -> Iterator[LabelledRow]:
    """The rows of a set; an attack without a label has 0, for it must not be paid.

    Raises:
        ConfigError: the file is gone, or no longer what it was when the run was made.
        DataError: a line is no row.
    """
    bench_set.refuse_changed()
    for row in read_rows([bench_set.file], skip_bad=True):
        kind = row.data.get("kind") if isinstance(row.data, dict) else None
        if row.sample is None and kind in (None, "point"):
            raise DataError(row.problem or f"{row.place}: the line is no row")
        found = LabelledRow.of(row)
        if kind == "attack":
            label = row.data.get("label")
            found = replace(found, label=0 if label is None else int(label) if label in (0, 1) else None)
        yield found
