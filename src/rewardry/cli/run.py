"""Running rows through a scorer: read, score, write, in chunks, so that a file of any size takes constant memory."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol, TypeVar

from rewardry.cli.options import Options
from rewardry.cli.output import RowWriter
from rewardry.errors import DataError
from rewardry.rows import STDIN, Row, open_rows, read_rows
from rewardry.types import Sample

CHUNK_ROWS = 256
R = TypeVar("R", contravariant=True)


class Tally(Protocol[R]):
    """What becomes of results: a row of output for each, and sums for the table."""

    def row(self, row: Row, result: R) -> dict[str, Any]:
        """The output row of a result, which is counted."""

    def bad_row(self, row: Row) -> dict[str, Any]:
        """The output row of a line that could not be scored, which is counted."""


def run(
    options: Options,
    output: str,
    check: Callable[[Sample], str | None],
    score: Callable[[Sequence[Sample]], Sequence[R]],
    tally: Tally[R],
    whole_groups: bool = False,
) -> None:
    """Score all rows of the inputs and write the results.

    Args:
        options: the shared options.
        output: where the results go.
        check: why a sample's reference cannot be taken, or None.
        score: scores the samples of a chunk, one result each.
        tally: makes output rows and counts.
        whole_groups: keep the rows of a group in one chunk; a group that comes apart in the file is a bad line.

    Raises:
        ConfigError: an input cannot be read or the output not be written; raised before the first row.
        DataError: a bad line; raised after the rows before it are written.
        OutputError: the output cannot take more rows.
    """
    for file in options.files:
        open_rows(file).close() if file != STDIN else None
    rows = read_rows(options.files, options.columns, check, options.skip_bad)
    with RowWriter(output, options.files) as writer, _progress(options.files) as advance:
        for chunk, stop in _chunks(rows, whole_groups):
            samples = [row.sample for row in chunk if row.sample is not None]
            results = iter(score(samples) if samples else ())
            writer.write(
                _finished(row, options, tally.bad_row(row) if row.sample is None else tally.row(row, next(results)))
                for row in chunk
            )
            advance(len(chunk))
            if stop is not None:
                raise stop


def _finished(row: Row, options: Options, result: dict[str, Any]) -> dict[str, Any]:
    """An output row: id and group in front, the input behind where it is kept."""
    head = {"id": row.id}
    if isinstance(row.data, dict) and row.data.get(options.columns.get("group", "group")) is not None:
        head["group"] = row.data[options.columns.get("group", "group")]
    return {**head, **result, **({"input": row.data} if options.keep else {})}


def _chunks(rows: Iterable[Row], whole_groups: bool) -> Iterator[tuple[list[Row], DataError | None]]:
    """Rows in chunks; the last one carries the error that ended the reading, so that it is scored before."""
    chunk: list[Row] = []
    finished: set[str] = set()
    try:
        for row in rows:
            group = _group(row) if whole_groups else None
            if whole_groups and chunk and group != _group(chunk[-1]):
                finished.add(_group(chunk[-1]))
                if group in finished:
                    raise DataError(
                        f"{row.place}: field 'group': rows of group {group} stand further up; sort the file by group"
                    )
            if len(chunk) >= CHUNK_ROWS and (not whole_groups or group != _group(chunk[-1])):
                yield chunk, None
                chunk = []
            chunk.append(row)
    except DataError as error:
        yield chunk, error
        return
    yield chunk, None


def _group(row: Row) -> str:
    return json.dumps(row.sample.group if row.sample else None, default=repr)


@contextlib.contextmanager
def _progress(files: Sequence[str]) -> Iterator[Callable[[int], None]]:
    """A progress bar on the standard error, if that is a terminal; yields what moves it on by some rows."""
    if not sys.stderr.isatty():
        yield lambda rows: None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("rows"), TimeElapsedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("rows", total=count_lines(files))
        yield lambda rows: bar.advance(task, rows)


def count_lines(files: Iterable[str]) -> int | None:
    """How many lines some files have, or None where that cannot be known without reading a stream."""
    total = 0
    for file in files:
        if file == STDIN or not file.endswith(".jsonl") or not Path(file).is_file():
            return None
        with open(file, "rb") as stream:
            while block := stream.read(1 << 20):
                total += block.count(b"\n")
    return total


def default_output(files: Sequence[str], what: str) -> str:
    """The output where none is named: beside nothing of the user's, in the current folder; ``-`` for a stream."""
    if files[0] == STDIN:
        return STDIN
    stem = Path(files[0]).name.removesuffix(".gz").removesuffix(".jsonl")
    return f"{stem}.{what}.jsonl"
