"""Files as their authors publish them: JSON, JSON Lines, CSV, packed or not, and parquet."""

from __future__ import annotations

import csv
import gzip
import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO, cast

from rewardry.component import json_type
from rewardry.errors import ConfigError, DataError

SUFFIXES = (".jsonl", ".json", ".csv", ".parquet")
# A field of a file may be a whole transcript.
_LONGEST_CELL = 2**31 - 1


def suffix_of(name: str) -> str:
    """The format of a file by its name: one of `SUFFIXES`, or an empty text."""
    bare = name.removesuffix(".gz")
    return next((suffix for suffix in SUFFIXES if bare.endswith(suffix)), "")


def read_original(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """The rows of a file, each with its place for messages.

    Raises:
        ConfigError: the format is not known, or its package is missing.
        DataError: the file or one of its rows cannot be read.
    """
    readers = {".jsonl": _lines, ".json": _array, ".csv": _table, ".parquet": _parquet}
    reader = readers.get(suffix_of(path.name))
    if reader is None:
        raise ConfigError(f"{path}: the format is not known; files of sets end in {', '.join(SUFFIXES)} or .gz of them")
    try:
        yield from reader(path)
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise DataError(f"{path}: reading failed: {error}; the file is cut off or damaged, get it anew") from None


def _open(path: Path) -> TextIO:
    opener: Any = gzip.open if path.name.endswith(".gz") else open
    return cast(TextIO, opener(path, "rt", encoding="utf-8-sig", newline=""))


def _object(value: Any, place: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise DataError(f"{place}: an object is wanted, not {json_type(value)}")
    return value


def _lines(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    with _open(path) as stream:
        for number, line in enumerate(stream, start=1):
            if line.strip():
                place = f"{path}:{number}"
                try:
                    yield place, _object(json.loads(line), place)
                except (ValueError, RecursionError) as error:
                    raise DataError(f"{place}: the line is no JSON: {error}; get the file anew") from None


def _array(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """One JSON list of objects; some files of that name hold a line for each, which is read too."""
    with _open(path) as stream:
        start = stream.read(4096).lstrip()
    if start.startswith("{"):
        yield from _lines(path)
        return
    with _open(path) as stream:
        try:
            rows = json.load(stream)
        except (ValueError, RecursionError) as error:
            raise DataError(f"{path}: the file is no JSON: {error}; get it anew") from None
    if not isinstance(rows, list):
        raise DataError(f"{path}: a list of objects is wanted, not {json_type(rows)}")
    for number, row in enumerate(rows, start=1):
        yield f"{path}: row {number}", _object(row, f"{path}: row {number}")


def _table(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    csv.field_size_limit(_LONGEST_CELL)
    with _open(path) as stream:
        reader = csv.DictReader(stream, strict=True)
        try:
            for row in reader:
                if None in row or None in row.values():
                    raise DataError(f"{path}:{reader.line_num}: the line has not as many cells as the first one")
                yield f"{path}:{reader.line_num}", dict(row)
        except csv.Error as error:
            raise DataError(f"{path}:{reader.line_num + 1}: the line is no CSV: {error}; get the file anew") from None


def _parquet(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    try:
        import pyarrow.lib
        import pyarrow.parquet
    except ImportError:
        raise ConfigError(
            f"{path}: parquet files are read with pyarrow, which is not installed; pip install 'rewardry[hub]'"
        ) from None
    number = 0
    try:
        with pyarrow.parquet.ParquetFile(path) as file:
            for batch in file.iter_batches(batch_size=512):
                for row in batch.to_pylist():
                    number += 1
                    yield f"{path}: row {number}", row
    except pyarrow.lib.ArrowException as error:
        raise DataError(f"{path}: the file is no parquet: {error}; get it anew") from None
