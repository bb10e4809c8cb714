"""Rows of ours from the files of a set, written once and read by everything that follows."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from rewardry.errors import ConfigError, DataError
from rewardry.rows import dump

from .bench_set import digest_of
from .entry import SetEntry
from .fields import Fields
from .formats import read_original
from .storage import cache_folder


def converted(entry: SetEntry, files: list[tuple[str, Path]]) -> Path:
    """The file with the rows of a set, made of its files unless it is there already.

    Its name is a digest of all that it depends on, so that other files, or another mapping, make another one.

    Raises:
        ConfigError: the cache cannot be written.
        DataError: a row cannot be read; names file, line and field.
    """
    target = cache_folder() / entry.name / f"{_key(entry, files)}.jsonl"
    note = target.with_suffix(".sha256")
    if target.is_file() and note.is_file() and note.read_text(encoding="utf-8").strip() == digest_of(str(target)):
        return target
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _write(entry, files, target)
        note.write_text(digest_of(str(target)) + "\n", encoding="utf-8")
    except OSError as error:
        raise ConfigError(
            f"{target}: the rows of {entry.name} cannot be kept there: {error.strerror or error}; name another folder "
            "in REWARDRY_SETS_CACHE"
        ) from None
    return target


def _key(entry: SetEntry, files: list[tuple[str, Path]]) -> str:
    """What the rows depend on."""
    sources = [[name, digest_of(str(path))] for name, path in files]
    facts = [entry.name, entry.kind, entry.version, entry.licence, entry.hub, entry.select, sources]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:16]


def _write(entry: SetEntry, files: list[tuple[str, Path]], target: Path) -> None:
    """Write to a file beside it first: a file of that name is always whole."""
    descriptor, name = tempfile.mkstemp(dir=target.parent, suffix=".part")
    try:
        with os.fdopen(descriptor, "wb") as stream:
            count = 0
            for row in rows_of(entry, files):
                stream.write(dump(row))
                count += 1
        if not count:
            raise DataError(f"{', '.join(str(path) for _, path in files)}: no row of {entry.name} is in there")
        os.replace(name, target)
    except BaseException:
        os.unlink(name)
        raise


def rows_of(entry: SetEntry, files: list[tuple[str, Path]]) -> Iterator[dict[str, Any]]:
    """The rows of a set.

    Raises:
        DataError: a row cannot be read; names file, line and field.
    """
    assert entry.convert is not None
    originals = ((name, place, row) for name, path in files for place, row in read_original(path))
    first, last = entry.select or (0, None)
    for position, (name, place, row) in enumerate(islice(originals, first, last), start=first):
        for made in entry.convert(Fields(row, place, name, position)):
            yield _whole_row(entry, made)


def _whole_row(entry: SetEntry, made: dict[str, Any]) -> dict[str, Any]:
    rest = {name: value for name, value in made.items() if name != "id"}
    whole = {"id": f"{entry.name}/{made['id']}", "kind": entry.kind, **rest}
    return {**whole, "source": entry.hub or entry.name, "licence": entry.licence}
