"""Rows of files: JSON Lines in, samples; results out. A bad line names its file, line, field and the fix."""

from __future__ import annotations

import gzip
import json
import math
import os
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO, cast

from rewardry.component import json_type
from rewardry.errors import ConfigError, DataError, nearest
from rewardry.types import Sample, sample_of_text

STDIN = "-"
_FIELDS = ("prompt", "completion", "reference", "completion_ids", "group", "finish_reason")
# A row without the other special columns needs no look at their types.
_USUAL = frozenset({"prompt", "completion", "reference", "group"})
_SPECIAL = frozenset({"completion", "completion_ids", "finish_reason", "meta", "kind"})
_ONLY_COMPLETION = {"completion"}
# What may have another name in the file than here; beside these, every column that a component reads.
MAPPED = (*_FIELDS, "id", "label")
# So many rows may lack a mapped column before it counts as misspelt.
LOOKED_AT = 100
# Says of a sample which field cannot be taken and why, or None.
Check = Callable[[Sample], tuple[str, str] | None]
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
        line: the line as it stands in the file.
    """

    data: Any
    sample: Sample | None
    id: Any
    place: str
    problem: str | None = None
    line: bytes = b""


def as_samples(rows: Iterable[Sample | Mapping[str, Any]]) -> list[Sample]:
    """Samples, or those of rows of the form of an input file.

    Raises:
        DataError: it is no list of rows but a single one, or see `as_sample`.
    """
    if isinstance(rows, (Sample, Mapping, str, bytes)) or not isinstance(rows, Iterable):
        raise DataError(f"a list of samples or rows is wanted, not {_called(rows)}; put a single one into a list")
    rows = list(rows)
    made = usual_samples(rows)
    return [sample or as_sample(row, i) for i, (row, sample) in enumerate(zip(rows, made, strict=True))]


def _called(value: Any) -> str:
    """What a value is, for a message."""
    return "a mapping" if isinstance(value, Mapping) else type(value).__name__


def as_sample(row: Sample | Mapping[str, Any], position: int) -> Sample:
    """A sample, or the sample of a row of the form of an input file, which messages call by its position.

    Raises:
        DataError: the row has no completion, or a field of a wrong type, or is no row.
    """
    if isinstance(row, Sample):
        return row
    if not isinstance(row, Mapping):
        raise DataError(f"row {position}: a Sample or a mapping with `completion` is wanted, not {_called(row)}")
    return sample_of(row, None, f"row {position}")


def sample_of(row: Mapping[str, Any], columns: Mapping[str, str] | None, place: str) -> Sample:
    """The sample of a row.

    Args:
        row: the row.
        columns: the column that holds a field, or another column, where it has another name in the row; None where
            the caller cannot say so. A mapped column that the row lacks is as absent as any other.
        place: ``file:line``, for messages.

    Raises:
        DataError: the completion is missing, or a field has a wrong type.
    """
    [usual] = usual_samples([row]) if not columns else [None]
    if usual is not None:
        return usual
    renamed = columns or {}
    column = renamed.get("completion", "completion")
    if column not in row:
        hint = "" if columns is None else "Use --map completion=COLUMN if it has another name"
        advice = " ".join(filter(None, (nearest(column, map(str, row)), hint)))
        raise DataError(f"{place}: field {column!r}: the row has none. {advice}".rstrip())
    kind = row.get("kind")
    if kind not in (None, "point"):
        raise DataError(
            f"{place}: field 'kind': rows of kind {kind!r} are not scored, only those of kind 'point', which have one "
            f"completion; leave them out, or rename the column if it means something else"
        )
    given = {name: renamed.get(name, name) for name in _FIELDS}
    values = {name: _checked(name, at, row[at], place) for name, at in given.items() if at in row}
    if values.get("prompt") is None:
        values["prompt"] = ""
    own = _checked("meta", "meta", row.get("meta"), place) or {}
    others = {key: value for key, value in row.items() if given.get(key) != key and key != "meta"}
    further = {name: row[column] for name, column in renamed.items() if name not in MAPPED and column in row}
    return Sample(**values, meta={**others, **further, **own})


def usual_samples(rows: Iterable[Any]) -> list[Sample | None]:
    """The samples of rows as most are: objects with texts, and columns that nothing has to be said of.

    Rows of a batch mostly have the same columns in the same order, so that these are looked at once.

    Args:
        rows: rows, or anything else.

    Returns:
        One item a row; None for a row that is not of this kind, which is left to `sample_of`.
    """
    seen: dict[tuple[Any, ...], tuple[Any, ...] | None] = {}
    found: list[Sample | None] = []
    for row in rows:
        sample = None
        if type(row) is dict:
            columns = tuple(row)
            others = seen[columns] if columns in seen else seen.setdefault(columns, _others(columns))
            if others is not None and type(row["completion"]) is str:
                prompt = row.get("prompt")
                if prompt is None or type(prompt) is str:
                    meta = {}
                    for name in others:  # a comprehension would take longer than its one or two items
                        meta[name] = row[name]
                    get = row.get
                    sample = sample_of_text(row["completion"], prompt or "", get("reference"), get("group"), meta)
        found.append(sample)
    return found


def _others(columns: tuple[Any, ...]) -> tuple[Any, ...] | None:
    """The columns of a usual row that a sample has no field for; None where the row is not a usual one."""
    if _SPECIAL.intersection(columns) != _ONLY_COMPLETION:
        return None
    return tuple(name for name in columns if name not in _USUAL)


def _checked(name: str, column: str, value: Any, place: str) -> Any:
    types = _TYPES.get(name)
    if types is not None and json_type(value) not in types:
        wanted = " or ".join(t for t in types if t != "null")
        raise DataError(f"{place}: field {column!r}: a JSON {wanted} is wanted, not {json_type(value)}")
    return value


def read_rows(
    files: Iterable[str],
    columns: Mapping[str, str] | None = None,
    check: Check | None = None,
    skip_bad: bool = False,
) -> Iterator[Row]:
    """The rows of some files, one after the other, read as they are asked for.

    Args:
        files: paths of ``.jsonl`` or ``.jsonl.gz`` files; ``-`` is the standard input.
        columns: see `sample_of`.
        check: what a component has against a sample.
        skip_bad: give a bad line as a row with a `problem` instead of raising.

    Raises:
        DataError: a line is no JSON object, or no row; names file, line, field and the fix. Or a mapped column is in
            none of the first rows.
    """
    position = 0
    unseen = _Unseen(columns or {})
    for file in files:
        with open_rows(file) as stream:
            for number, line in _lines(stream, file):
                if line.strip():
                    row = _read(line, position, f"{file}:{number}", columns or {}, check, skip_bad)
                    position += 1
                    unseen.look_at(row, position)
                    yield row
    unseen.complain(position)


def read_objects(files: Iterable[str]) -> Iterator[tuple[dict[str, Any], str, bytes]]:
    """The objects of some files, whatever they hold, such as results: each with its place and its line.

    Args:
        files: see `read_rows`.

    Raises:
        DataError: a line is no JSON object; names file, line and the fix.
    """
    for file, number, line in read_lines(files):
        place = f"{file}:{number}"
        yield parse_object(line, place), place, line


def read_lines(files: Iterable[str]) -> Iterator[tuple[str, int, bytes]]:
    """The lines of some files that are not blank, each with its file and its number there.

    Args:
        files: see `read_rows`.

    Raises:
        DataError: reading fails; names file and line.
    """
    for file in files:
        with open_rows(file) as stream:
            for number, line in _lines(stream, file):
                if not line.isspace():
                    yield file, number, line


class _Unseen:
    """The mapped columns that no row has had yet: any row may lack one, but where all do its name is a mistake."""

    def __init__(self, columns: Mapping[str, str]) -> None:
        self._columns = dict(columns)
        self._known: set[str] = set()

    def look_at(self, row: Row, rows: int) -> None:
        """Note the columns of a row, the last of so many.

        Raises:
            DataError: see `complain`.
        """
        if not self._columns or not isinstance(row.data, dict):
            return
        self._columns = {name: column for name, column in self._columns.items() if column not in row.data}
        self._known.update(row.data)
        if rows >= LOOKED_AT:
            self.complain(rows)

    def complain(self, rows: int) -> None:
        """Refuse a column that none of so many rows has.

        Raises:
            DataError: there is one.
        """
        if not rows:
            return
        for name, column in self._columns.items():
            many = f"none of the first {rows} rows has" if rows > 1 else "the row has"
            raise DataError(
                f"--map {name}={column}: {many} a column {column!r}. {nearest(column, self._known)}".rstrip()
            )


def refuse_unreadable(file: str) -> None:
    """Refuse a file of rows that cannot be read. A pipe is not touched: what is read of it is gone.

    Raises:
        ConfigError: see `open_rows`.
    """
    if file == STDIN:
        open_rows(file)
    elif os.path.isfile(file) or os.path.isdir(file) or not os.path.exists(file):
        open_rows(file).close()


def open_rows(file: str) -> BinaryIO:
    """Open a file of rows for reading.

    Raises:
        ConfigError: it does not exist, cannot be read, or is of a kind that is not known here.
    """
    if file == STDIN:
        if sys.stdin is None:
            raise ConfigError("-: the standard input is closed")
        return sys.stdin.buffer
    if os.path.isfile(file) and not file.endswith((".jsonl", ".jsonl.gz")):  # pipes and devices have any name
        raise ConfigError(f"{file}: rows are read from .jsonl and .jsonl.gz files, and from - (standard input)")
    try:
        return cast(BinaryIO, gzip.open(file, "rb") if file.endswith(".gz") else open(file, "rb"))
    except OSError as error:
        raise ConfigError(f"{file}: cannot be read: {error.strerror or error}") from None


def _lines(stream: BinaryIO, file: str) -> Iterator[tuple[int, bytes]]:
    """The lines with their numbers."""
    number = 0
    try:
        for line in stream:
            number += 1
            yield number, line
    except (OSError, EOFError, zlib.error) as error:
        fix = "; the file is cut off or damaged, make it anew" if file.endswith(".gz") else ""
        raise DataError(f"{file}:{number + 1}: reading failed: {error}{fix}") from None


def _read(
    line: bytes, position: int, place: str, columns: Mapping[str, str], check: Check | None, skip_bad: bool
) -> Row:
    data: Any = None
    try:
        data = parse_object(line, place)
        sample = sample_of(data, columns, place)
        problem = check(sample) if check else None
        if problem is not None:
            field, why = problem
            raise DataError(
                f"{place}: field {columns.get(field, field)!r}: {why}; mend the row, or name another column with --map "
                f"{field}=COLUMN"
            )
        return Row(data, sample, _id_of(data, columns, position), place, line=line)
    except DataError as error:
        if not skip_bad:
            raise
        return Row(data, None, _id_of(data, columns, position), place, str(error), line)


def _id_of(data: Any, columns: Mapping[str, str], position: int) -> Any:
    """The id of a row: its position where it brings none."""
    found = data.get(columns.get("id", "id")) if isinstance(data, dict) else None
    return position if found is None else found


class NoJSONValueError(ValueError):
    """A word such as NaN, which Python would read and JSON does not know."""


def _refuse_constant(name: str) -> None:
    raise NoJSONValueError(f"{name} is no JSON value; write null")


_DECODER = json.JSONDecoder(parse_constant=_refuse_constant)


def parse_object(line: bytes, place: str) -> dict[str, Any]:
    """The JSON object that a line is.

    Args:
        line: the line.
        place: ``file:line``, for messages.

    Raises:
        DataError: it is none; names the place and the fix.
    """
    try:
        data = _DECODER.decode(line.decode().removeprefix("\N{BYTE ORDER MARK}"))
    except UnicodeDecodeError as error:
        raise DataError(f"{place}: byte {error.start} of the line is no UTF-8; save the file as UTF-8") from None
    except json.JSONDecodeError as error:
        fix = "save the file as UTF-8" if b"\0" in line else "write one object a line"
        what = error.msg.removesuffix(" at")  # some of Python's messages end so, others do not
        raise DataError(f"{place}: the line is no JSON ({what} at column {error.colno}); {fix}") from None
    except RecursionError:
        raise DataError(f"{place}: the line is nested too deeply; write one flat object a line") from None
    except NoJSONValueError as error:
        raise DataError(f"{place}: the line cannot be taken: {error}") from None
    except ValueError:  # Python's limit, beyond which reading an integer takes time quadratic in its digits
        most = sys.get_int_max_str_digits()
        raise DataError(f"{place}: an integer of the line has more than {most} digits; write it as a text") from None
    if not isinstance(data, dict):
        raise DataError(f"{place}: the line is a JSON {json_type(data)}; write one object a line")
    return data


def dump(row: Mapping[str, Any]) -> bytes:
    """A row as one line of UTF-8, for every reader.

    Written as JSON escapes: lone surrogates, which UTF-8 cannot hold, and the separators at which some readers end a
    line, as Python's `str.splitlines` does. Written as text: what a component put into a row and JSON does not know.
    """
    try:
        text = json.dumps(row, ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError, RecursionError):
        row = _as_json(row, 0)
        text = json.dumps(row, ensure_ascii=False)
    for separator, escape in _SEPARATORS.items():
        text = text.replace(separator, escape)
    try:
        return text.encode() + b"\n"
    except UnicodeEncodeError:
        return json.dumps(row).encode() + b"\n"


_SEPARATORS = {"\x85": "\\u0085", "\u2028": "\\u2028", "\u2029": "\\u2029"}
_DEEPEST = 100


def _as_json(value: Any, depth: int) -> Any:
    """A value with all that JSON cannot hold as text, and what is nested too deeply (or in itself) left out."""
    if isinstance(value, (Mapping, list, tuple)) and depth > _DEEPEST:
        return "..."
    if isinstance(value, Mapping):
        return {_as_text(key): _as_json(item, depth + 1) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_as_json(item, depth + 1) for item in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, int):
        return _as_text(value) if _has_too_many_digits(value) else value
    if callable(getattr(value, "tolist", None)):  # of numpy or torch
        return _as_json(value.tolist(), depth + 1)
    return _as_text(value)


def _has_too_many_digits(value: int) -> bool:
    """Whether Python refuses to write an integer in digits, and to read it again."""
    try:
        str(value)
    except ValueError:
        return True
    return False


def _as_text(value: Any) -> str:
    if isinstance(value, int) and _has_too_many_digits(value):
        return hex(value)
    try:
        return str(value)
    except Exception:
        return f"<{type(value).__name__}>"
