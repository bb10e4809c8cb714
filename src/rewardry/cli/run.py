"""Running rows through a scorer: read, score, write, in chunks, so that a file of any size takes constant memory."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol, TypeVar

import click

from rewardry.cli.options import Options
from rewardry.cli.output import OutputError, RowWriter, counted
from rewardry.errors import DataError, RewardryError
from rewardry.rows import STDIN, Check, Row, read_rows, refuse_unreadable
from rewardry.scoring import group_key
from rewardry.types import Sample

CHUNK_ROWS = 256
R = TypeVar("R")
R_contra = TypeVar("R_contra", contravariant=True)


class Tally(Protocol[R_contra]):
    """What becomes of results: a row of output for each, and sums for the table."""

    def row(self, row: Row, result: R_contra) -> dict[str, Any]:
        """The output row of a result, which is counted."""

    def bad_row(self, row: Row) -> dict[str, Any]:
        """The output row of a line that could not be scored, which is counted."""


def run(
    options: Options,
    output: str,
    check: Check,
    score: Callable[[Sequence[Sample]], Sequence[R]],
    tally: Tally[R],
    whole_groups: bool = False,
) -> None:
    """Score all rows of the inputs and write the results.

    Args:
        options: the shared options.
        output: where the results go.
        check: what a component has against a sample.
        score: scores the samples of a chunk, one result each.
        tally: makes output rows and counts.
        whole_groups: keep the rows of a group in one chunk; a group that comes apart in the file is a bad line.

    Raises:
        ConfigError: an input cannot be read or the output not be written; raised before the first row.
        DataError: a bad line; raised after the rows before it are written.
        UndecidedError: the recipe wants a total for each row; raised after the rows before it are written.
        OutputError: the output cannot take more rows.
        RewardryError: a component called `sys.exit`.
        KeyboardInterrupt: says how many rows are written.
    """
    for file in options.files:
        refuse_unreadable(file)
    rows = read_rows(options.files, options.columns, check, options.skip_bad)
    with RowWriter(output, options.files) as writer:
        try:
            with _progress(options.files) as advance:
                for chunk, stop in _chunks(rows, whole_groups, options.skip_bad):
                    results = iter(_scored(chunk, score))
                    writer.write(_finished(row, options, _counted(row, results, tally)) for row in chunk)
                    advance(len(chunk))
                    if stop is not None:
                        raise stop
        except OutputError:
            raise
        except RewardryError:
            click.echo(f"{counted(writer.rows)} written to {output} before it stopped", err=True)
            raise
        except KeyboardInterrupt:
            raise KeyboardInterrupt(f"{counted(writer.rows)} written to {output}") from None


def _counted(row: Row, results: Iterator[R], tally: Tally[R]) -> dict[str, Any]:
    """The output row of a row: of a bad one what is wrong, of any other its result, which is the next one."""
    return tally.bad_row(row) if row.sample is None else tally.row(row, next(results))


def _scored(chunk: Sequence[Row], score: Callable[[Sequence[Sample]], Sequence[R]]) -> Sequence[R]:
    """The results of the rows that can be scored."""
    samples = [row.sample for row in chunk if row.sample is not None]
    try:
        with contextlib.redirect_stdout(sys.stderr):  # what a component prints must not mix with our output
            return score(samples) if samples else ()
    except SystemExit as leaving:
        raise RewardryError(
            f"a component ended the run with sys.exit({leaving.code!r}); it must raise an error or return"
        ) from leaving


def _finished(row: Row, options: Options, result: dict[str, Any]) -> dict[str, Any]:
    """An output row: id and group in front, the input behind where it is kept."""
    head = {"id": row.id}
    group = row.data.get(options.columns.get("group", "group")) if isinstance(row.data, dict) else None
    if group is not None:
        head["group"] = group
    return {**head, **result, **({"input": row.data} if options.keep else {})}


Chunk = tuple[list[Row], DataError | None]


def _chunks(rows: Iterable[Row], whole_groups: bool, skip_bad: bool) -> Iterator[Chunk]:
    """Rows in chunks; the last one carries the error that ended the reading, so that it is scored before."""
    return _by_groups(rows, skip_bad) if whole_groups else _by_size(rows)


def _by_size(rows: Iterable[Row]) -> Iterator[Chunk]:
    chunk: list[Row] = []
    try:
        for row in rows:
            if len(chunk) == CHUNK_ROWS:
                yield chunk, None
                chunk = []
            chunk.append(row)
    except DataError as error:
        yield chunk, error
        return
    yield chunk, None


def _by_groups(rows: Iterable[Row], skip_bad: bool) -> Iterator[Chunk]:
    """Chunks of whole groups. A group that an error cuts off is left out: its other rows are not known.

    A bad row that is skipped stays where it stands and belongs to no group.
    """
    chunk: list[Row] = []
    begun = 0  # where in the chunk the last group begins
    current, finished = "", set[str]()
    try:
        for row in rows:
            if row.sample is not None and (group := group_key(row.sample.group)) != current:
                if group in finished:
                    row = _torn(row, group, skip_bad)
                else:
                    if len(chunk) >= CHUNK_ROWS:
                        yield chunk, None
                        chunk = []
                    finished.add(current)
                    current, begun = group, len(chunk)
            chunk.append(row)
    except DataError as error:
        yield chunk[:begun], error
        return
    yield chunk, None


def _torn(row: Row, group: str, skip_bad: bool) -> Row:
    """A row whose group has ended further up, as a bad row.

    Raises:
        DataError: bad rows are not skipped.
    """
    problem = f"{row.place}: field 'group': other rows of group {group} stand further up; sort the file by group"
    if not skip_bad:
        raise DataError(problem)
    return replace(row, sample=None, problem=problem)


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
        if not file.endswith(".jsonl") or not os.path.isfile(file):
            return None
        with open(file, "rb") as stream:
            while block := stream.read(1 << 20):
                total += block.count(b"\n")
    return total


def default_output(files: Sequence[str], what: str) -> str:
    """The output where none is named: beside nothing of the user's, in the current folder; ``-`` for a stream."""
    if not os.path.isfile(files[0]):
        return STDIN
    stem = Path(files[0]).name.removesuffix(".gz").removesuffix(".jsonl")
    return f"{stem}.{what}.jsonl"
