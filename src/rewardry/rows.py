"""Rows of files: JSON Lines in, samples; results out. A bad line names its file, line, field and the fix."""

from __future__ import annotations

import gzip
import io
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from rewardry.component import json_type
from rewardry.errors import ConfigError, DataError, nearest
from rewardry.types import Sample

STDIN = "-"
_FIELDS = ("prompt", "completion", "reference", "completion_ids", "group", "finish_reason")
# What these fields may be, as JSON types; a reference is anything, and its verifier says what it takes.
_TYPES = {
    "prompt": ("string", "array", "null"),
    "completion": ("string", "array", "null"),
    "completion_ids": ("array", "null"),
    "finish_reason": ("string", "null"),
    "meta": ("object", "null"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of an input file.

    Attributes:
        data: the row as it stands in the file.
        sample: the row as a sample; None when it cannot be one and bad rows are skipped.
        id: the row's `id`, or its position in the input.
        place: ``file:line``, for messages.
        problem: why there is no sample.
    """

    data: Any
    sample: Sample | None
    id: Any
    place: str
    problem: str | None = None


def as_sample(row: Sample | Mapping[str, Any]) -> Sample:
    """A sample, or the sample of a row of the form of an input file.

    Raises:
        DataError: the row has no completion, or a field of a wrong type.
    """
    return row if isinstance(row, Sample) else sample_of(row, {}, "row")


def sample_of(row: Mapping[str, Any], columns: Mapping[str, str], place: str) -> Sample:
    """The sample of a row.

    Args:
        row: the row.
        columns: the column that holds a field, where it has another name than the field.
        place: ``file:line``, for messages.

    Raises:
        DataError: a field is missing or has a wrong type.
    """
    values = {}
    for name in _FIELDS:
        column = columns.get(name, name)
        if column in row:
            values[name] = _checked(name, column, row[column], place)
        elif name == "completion" or name in columns:
            raise DataError(f"{place}: field {column!r}: the row has none. {_offer(column, row)}")
    if row.get("kind", "point") != "point":
        raise DataError(f"{place}: field 'kind': {row['kind']!r} rows are for benchmarks; here a row is one completion")
    own = _checked("meta", "meta", row.get("meta"), place) or {}
    used = {columns.get(name, name) for name in _FIELDS} | {"meta"}
    meta = {**{key: value for key, value in row.items() if key not in used}, **own}
    if values.get("prompt") is None:
        values["prompt"] = ""
    return Sample(**values, meta=meta)


def _offer(column: str, row: Mapping[str, Any]) -> str:
    offer = nearest(column, map(str, row))
    return f"{offer} Use --map completion=COLUMN if it has another name" if column == "completion" else offer


def _checked(name: str, column: str, value: Any, place: str) -> Any:
    types = _TYPES.get(name)
    if types is not None and json_type(value) not in types:
        wanted = " or ".join(t for t in types if t != "null")
        raise DataError(f"{place}: field {column!r}: a JSON {wanted} is wanted, not {json_type(value)}")
    return value


def read_rows(
    files: Iterable[str],
    columns: Mapping[str, str] | None = None,
    check: Callable[[Sample], str | None] | None = None,
    skip_bad: bool = False,
) -> Iterator[Row]:
    """The rows of some files, one after the other, read as they are asked for.

    Args:
        files: paths of ``.jsonl`` or ``.jsonl.gz`` files; ``-`` is the standard input.
        columns: see `sample_of`.
        check: why a sample's reference cannot be taken, or None.
        skip_bad: give a bad line as a row with a `problem` instead of raising.

    Raises:
        DataError: a line is no JSON object, or no row; names file, line, field and the fix.
    """
    position = 0
    for file in files:
        with open_rows(file) as stream:
            for number, line in enumerate(_lines(stream, file), 1):
                if line.strip():
                    yield _read(line, position, f"{file}:{number}", columns or {}, check, skip_bad)
                    position += 1


def open_rows(file: str) -> BinaryIO:
    """Open a file of rows for reading.

    Raises:
        ConfigError: it does not exist, cannot be read, or is of a kind that is not known here.
    """
    if file == STDIN:
        return sys.stdin.buffer
    if Path(file).is_file() and not file.endswith((".jsonl", ".jsonl.gz")):  # pipes and devices have any name
        raise ConfigError(f"{file}: rows are read from .jsonl and .jsonl.gz files, and from - (standard input)")
    try:
        stream = open(file, "rb")  # noqa: SIM115 - the caller closes it
        if not file.endswith(".gz"):
            stream.peek(1)  # a folder, or a file we may not read, says so now
            return stream
        return io.BufferedReader(gzip.GzipFile(fileobj=stream, mode="rb"))
    except OSError as error:
        raise ConfigError(f"{file}: cannot be read: {error.strerror or error}") from None


def _lines(stream: BinaryIO, file: str) -> Iterator[bytes]:
    try:
        yield from stream
    except (OSError, EOFError) as error:
        raise DataError(f"{file}: reading failed: {error}") from None


def _read(
    line: bytes,
    position: int,
    place: str,
    columns: Mapping[str, str],
    check: Callable[[Sample], str | None] | None,
    skip_bad: bool,
) -> Row:
    data: Any = None
    try:
        data = _parse(line, place)
        sample = sample_of(data, columns, place)
        refusal = check(sample) if check else None
        if refusal is not None:
            column = columns.get("reference", "reference")
            raise DataError(f"{place}: field {column!r}: {refusal}; see `rewardry show` for what the component takes")
        return Row(data, sample, data.get("id", position), place)
    except DataError as error:
        if not skip_bad:
            raise
        found = data.get("id", position) if isinstance(data, dict) else position
        return Row(data, None, found, place, str(error))


def _parse(line: bytes, place: str) -> dict[str, Any]:
    try:
        data = json.loads(line.decode("utf-8-sig" if place.endswith(":1") else "utf-8"))
    except UnicodeDecodeError as error:
        raise DataError(f"{place}: byte {error.start} of the line is no UTF-8; save the file as UTF-8") from None
    except json.JSONDecodeError as error:
        raise DataError(
            f"{place}: the line is no JSON ({error.msg} at column {error.colno}); write one object a line"
        ) from None
    except (RecursionError, ValueError) as error:
        raise DataError(f"{place}: the line is JSON that cannot be taken ({error})") from None
    if not isinstance(data, dict):
        raise DataError(f"{place}: the line is a JSON {json_type(data)}; write one object a line")
    return data


def dump(row: Mapping[str, Any]) -> bytes:
    """A row as one line of UTF-8. A lone surrogate, which UTF-8 cannot hold, is written as its JSON escape."""
    text = json.dumps(row, ensure_ascii=False, default=str)
    try:
        return text.encode() + b"\n"
    except UnicodeEncodeError:
        return json.dumps(row, default=str).encode() + b"\n"
