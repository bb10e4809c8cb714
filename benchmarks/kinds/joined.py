"""Completions of prompts: a file of them joined to the prompts by id."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rewardry.errors import ConfigError, DataError, nearest
from rewardry.rows import STDIN, dump, read_objects, refuse_unreadable

from ..sets import LabelledRow
from ..sets.bench_set import digest_of


@dataclass(frozen=True)
class Completions:
    """A file of completions.

    Attributes:
        file: where it is.
        digest: its SHA-256; None of a pipe, which is read but once.
        by_id: the completions of each prompt, by its id as JSON.
    """

    file: str
    digest: str | None
    by_id: dict[str, list[Any]]

    @classmethod
    def read(cls, file: str) -> Completions:
        """The completions of a file with a row of `id` and `completion` a line; of one id there may be several.

        Raises:
            ConfigError: the file cannot be read.
            DataError: a line is no such row.
        """
        refuse_unreadable(file)
        by_id: dict[str, list[Any]] = {}
        for data, place, _ in read_objects([file]):
            name, completion = _row(data, place)
            by_id.setdefault(name, []).append(completion)
        path = Path(file).resolve()
        return cls(STDIN if file == STDIN else str(path), digest_of(file) if path.is_file() else None, by_id)

    def to_row(self) -> dict[str, Any]:
        """The file as a run writes it down."""
        return {"file": self.file, "sha256": self.digest}


def _row(data: dict[str, Any], place: str) -> tuple[str, Any]:
    if "id" not in data or not isinstance(data.get("completion"), (str, list)):
        raise DataError(f"{place}: a row of completions has `id`, a prompt's, and `completion`, a text or messages")
    return json.dumps(data["id"]), data["completion"]


def join(rows: list[LabelledRow], completions: Completions, file: str, target: Path) -> int:
    """Write the prompts that have completions, with each of them, to a file.

    Returns:
        How many prompts have none.

    Raises:
        ConfigError: a completion is of no prompt of the set, or no prompt has one.
    """
    known = {json.dumps(row.id) for row in rows}
    unknown = next((name for name in completions.by_id if name not in known), None)
    if unknown is not None or not completions.by_id:
        what = "there is no completion in it" if unknown is None else f"no prompt of {file} has the id {unknown}"
        raise ConfigError(f"{completions.file}: {what}. {nearest(unknown or '', known)}".rstrip())
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as stream:
        for row in rows:
            for data in _with_completions(row, completions.by_id.get(json.dumps(row.id), [])):
                stream.write(dump(data))
    return sum(name not in completions.by_id for name in known)


def _with_completions(row: LabelledRow, found: list[Any]) -> Iterator[dict[str, Any]]:
    for number, completion in enumerate(found):
        name = row.id if len(found) == 1 else f"{row.id}#{number}"
        yield {**row.data, "id": name, "completion": completion, "group": str(row.id)}
