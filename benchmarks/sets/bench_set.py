"""A set of labelled rows in a file, by the name under which a run keeps it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rewardry.errors import ConfigError
from rewardry.rows import Row, read_rows


@dataclass(frozen=True)
class BenchSet:
    """Labelled rows.

    Attributes:
        name: of the set in tables and gates: the file's name without its suffix.
        file: where its rows are.
        digest: the SHA-256 of the file.
        protocol: the name of the measure; see `SetEntry`.
        licence: as its authors state it; None for a file of one's own.
        revision: the commit on the hub that its rows come from; for sets that come with a package its version.
        citation: the paper, or the project.
    """

    name: str
    file: str
    digest: str
    protocol: str = "verdict"
    licence: str | None = None
    revision: str | None = None
    citation: str | None = None

    def rows(self) -> Iterator[LabelledRow]:
        """The rows that are points with a label.

        Raises:
            ConfigError: the file is no longer what it was when the run was made.
            DataError: a line is no row.
        """
        self.refuse_changed()
        for row in read_rows([self.file]):
            yield LabelledRow.of(row)

    def refuse_changed(self) -> None:
        """Refuse a file that is no longer what it was.

        Raises:
            ConfigError: it has changed, or is gone.
        """
        if not Path(self.file).is_file():
            raise ConfigError(f"{self.file}: the file of the set {self.name!r} is gone; run the benchmark again")
        if digest_of(self.file) != self.digest:
            raise ConfigError(f"{self.file}: the file has changed since the run; run the benchmark again")

    def to_row(self) -> dict[str, Any]:
        """The set as a run writes it down."""
        facts = {"protocol": self.protocol, "licence": self.licence, "revision": self.revision}
        return {"name": self.name, "file": self.file, "sha256": self.digest, **facts, "citation": self.citation}

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> BenchSet:
        """The set that a run wrote down; runs of earlier versions lack what came later."""
        later = {name: row[name] for name in ("protocol", "licence", "revision", "citation") if name in row}
        return cls(row["name"], row["file"], row["sha256"], **later)


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
    return hashlib.sha256(asked.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def digest_of(file: str) -> str:
    """The SHA-256 of a file."""
    with open(file, "rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
