"""What verifiers are measured on: labelled rows in files, by the name under which a run keeps them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rewardry.errors import ConfigError, DataError
from rewardry.rows import Row, read_rows, refuse_unreadable


@dataclass(frozen=True)
class BenchSet:
    """Labelled rows.

    Attributes:
        name: of the set in tables and gates: the file's name without its suffix.
        file: where its rows are.
        digest: the SHA-256 of the file.
    """

    name: str
    file: str
    digest: str

    def rows(self) -> Iterator[LabelledRow]:
        """The rows that are points with a label.

        Raises:
            ConfigError: the file is no longer what it was when the run was made.
            DataError: a line is no row.
        """
        if digest_of(self.file) != self.digest:
            raise ConfigError(f"{self.file}: the file has changed since the run; run the benchmark again")
        for row in read_rows([self.file]):
            yield LabelledRow.of(row)

    def to_row(self) -> dict[str, Any]:
        """The set as a run writes it down."""
        return {"name": self.name, "file": self.file, "sha256": self.digest}


@dataclass(frozen=True)
class LabelledRow:
    """A row with what it is measured by.

    Attributes:
        id: the row's id.
        label: 1 for a right completion, 0 for a wrong one; None where the row says neither.
        question: which rows are completions of one question: the row's group, else its prompt and reference.
        data: the row as it stands in the file.
    """

    id: Any
    label: int | None
    question: str
    data: dict[str, Any]

    @classmethod
    def of(cls, row: Row) -> LabelledRow:
        """What a row of a file is measured by."""
        label = row.data.get("label")
        known = int(label) if label in (0, 1) and row.data.get("kind", "point") == "point" else None
        return cls(row.id, known, _question(row.data), row.data)


def _question(data: dict[str, Any]) -> str:
    if data.get("group") is not None:
        return f"group {data['group']}"
    asked = json.dumps([data.get("prompt"), data.get("reference")], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(asked.encode()).hexdigest()[:16]


def find_sets(wanted: list[str]) -> list[BenchSet]:
    """The sets of some files.

    Raises:
        ConfigError: a file cannot be read, two have the same name, or a file has no labelled row.
    """
    found: dict[str, BenchSet] = {}
    for file in wanted:
        refuse_unreadable(file)
        path = Path(file)
        name = path.name.removesuffix(".gz").removesuffix(".jsonl")
        if name in found:
            raise ConfigError(f"{file}: {found[name].file} has the same name {name!r}; rename one of them")
        found[name] = BenchSet(name, str(path.resolve()), digest_of(file))
        _refuse_unlabelled(found[name])
    return list(found.values())


def _refuse_unlabelled(bench_set: BenchSet) -> None:
    try:
        from .kinds.registry import LABELLED, kind_of
        from .kinds.rows import read_set

        if kind_of(bench_set, read_set(bench_set)) in LABELLED and not any(
            row.label is not None for row in read_set(bench_set)
        ):
            raise ConfigError(
                f"{bench_set.file}: no row has a `label` of 1 (right) or 0 (wrong); nothing can be measured without"
            )
    except DataError as error:
        raise ConfigError(str(error)) from None


def digest_of(file: str) -> str:
    """The SHA-256 of a file."""
    with open(file, "rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
