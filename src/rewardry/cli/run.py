"""Running rows through a scorer: read, score, write, in chunks, so that a file of any size takes constant memory.

Several chunks are scored at once where something may hang, and written in the order of the input.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

import click

from rewardry.cli.chunks import Chunk, Chunker, ChunkSize
from rewardry.cli.in_order import InOrder
from rewardry.cli.options import Options
from rewardry.cli.output import OutputError, RowWriter, Written, counted
from rewardry.cli.progress import Advance, progress
from rewardry.cli.resume import Checkpoint, Journal, add_line, empty_digest, journal
from rewardry.component import Component
from rewardry.component_tree import components_in
from rewardry.engine.guard import Alarm
from rewardry.engine.local import usable_cores
from rewardry.engine.runtime import Runtime
from rewardry.errors import ConfigError, DataError, GuardError, RewardryError
from rewardry.rows import STDIN, Check, Row, read_rows, refuse_unreadable
from rewardry.types import Sample

# Chunks in work at once. Together they are worth twice the time that a hanging row takes, so that nobody waits for it.
LANES = 16
# What is being scored when Ctrl-C comes may take so long to be finished.
GRACE_SECONDS = 5.0
# How soon the guard is heard while a chunk is waited for.
ALARM_SECONDS = 1.0
R = TypeVar("R")
R_contra = TypeVar("R_contra", contravariant=True)


class Tally(Protocol[R_contra]):
    """What becomes of results: a row of output for each, and sums for the table."""

    def row(self, row: Row, result: R_contra) -> dict[str, Any]:
        """The output row of a result, which is counted."""

    def bad_row(self, row: Row) -> dict[str, Any]:
        """The output row of a line that could not be scored, which is counted."""

    def counts(self) -> Mapping[str, int]:
        """Rows that are undecided, timed out or in error so far, for the progress bar."""

    def sums(self) -> dict[str, Any]:
        """All that was added up, as JSON, so that a run which is resumed goes on from there."""

    def restore(self, sums: Mapping[str, Any]) -> None:
        """Go on from what `sums` gave."""


@dataclass(frozen=True)
class Work(Generic[R]):
    """What a command does with rows.

    Attributes:
        check: what a component has against a sample.
        score: scores the samples of a chunk, one result each; called from several threads.
        tally: makes output rows and counts.
        components: who scores.
        facts: what the rows depend on, by name.
        whole_groups: keep the rows of a group in one chunk; a group that comes apart in the file is a bad line.
    """

    check: Check
    score: Callable[[Sequence[Sample]], Sequence[R]]
    tally: Tally[R]
    components: Sequence[Component]
    facts: Mapping[str, Any] = field(default_factory=dict)
    whole_groups: bool = False


def run(options: Options, output: str, runtime: Runtime, work: Work[R]) -> None:
    """Score all rows of the inputs and write the results.

    Args:
        options: the shared options.
        output: where the results go.
        runtime: in which the components are open.
        work: what to do with the rows.

    Raises:
        ConfigError: an input cannot be read or the output not be written, or the run not be resumed; raised before the
            first row.
        DataError: a bad line; raised after the rows before it are written.
        UndecidedError: the recipe wants a total for each row; raised after the rows before it are written.
        GuardError: a component fails too often; raised after the rows that are complete are written.
        OutputError: the output cannot take more rows.
        RewardryError: a component called `sys.exit`.
        KeyboardInterrupt: says how many rows are written.
    """
    for file in options.files:
        refuse_unreadable(file)
    Run(options, output, runtime, work).run()


class Run(Generic[R]):
    """One run over the inputs; see `run`."""

    def __init__(self, options: Options, output: str, runtime: Runtime, work: Work[R]) -> None:
        self._options = options
        self._output = output
        self._work = work
        self._lanes, self._pace = _concurrency(options, [c for top in work.components for c in components_in(top)])
        self._alarms: list[Alarm] = []
        runtime.observation.bell.guard = options.guard()
        runtime.observation.bell.ring = self._alarms.append
        self._journal = self._new_journal()
        self._lines = empty_digest()
        self._chunker = Chunker(work.whole_groups, options.skip_bad, self._pace)
        self._whole = True  # no chunk is on its way from the queue to the file

    def _new_journal(self) -> Journal | None:
        """The journal; None where the run cannot be resumed and need not be."""
        try:
            components = [c for top in self._work.components for c in components_in(top)]
            return journal(self._output, self._options.files, components, self._work.facts)
        except ConfigError:
            if self._options.resume:
                raise
            return None

    def run(self) -> None:
        """Read, score and write."""
        rows = read_rows(self._options.files, self._options.columns, self._work.check, self._options.skip_bad)
        kept = self._take_up(rows)
        if kept is None and self._output != STDIN:
            Journal(self._output, {}).remove()  # of an earlier run, whose rows are replaced
        with RowWriter(self._output, self._options.files, kept) as writer:
            try:
                self._score(rows, writer)
            except OutputError:
                raise
            except RewardryError:
                click.echo(f"{counted(writer.rows)} written to {self._output} before it stopped", err=True)
                raise
            except KeyboardInterrupt:
                raise KeyboardInterrupt(f"{counted(writer.rows)} written to {self._output}") from None
            finally:
                if self._journal is not None:
                    self._journal.save()
            if self._journal is not None:
                self._journal.remove()

    def _take_up(self, rows: Iterator[Row]) -> Written | None:
        """What is kept of an earlier run that is resumed, whose rows are passed over; None to begin anew.

        Raises:
            ConfigError: the earlier run was another one, or input or output have changed.
        """
        checkpoint = self._journal.begun() if self._journal is not None and self._options.resume else None
        if self._journal is None or checkpoint is None:
            return None
        kept = self._journal.kept(checkpoint)
        passed = 0
        with contextlib.suppress(DataError):  # a bad line where there was none: the digest tells
            for row in self._chunker.pass_over(itertools.islice(rows, checkpoint.rows)):
                add_line(self._lines, row.line)
                passed += 1
        self._journal.refuse_other_input(passed, self._lines, checkpoint)
        self._work.tally.restore(checkpoint.sums)
        return kept

    def _score(self, rows: Iterator[Row], writer: RowWriter) -> None:
        with (
            progress(self._options.files, writer.rows) as advance,
            contextlib.redirect_stdout(sys.stderr),  # what a component prints must not mix with our output
            InOrder(self._results, self._lanes) as calls,
        ):
            try:
                for chunk, results in self._finished(rows, calls):
                    self._write(chunk, results, writer, advance)
            except KeyboardInterrupt:
                with contextlib.suppress(KeyboardInterrupt, RewardryError):  # a second one stops at once
                    self._finish_begun(calls, writer)
                raise

    def _finished(self, rows: Iterator[Row], calls: InOrder[Chunk, Sequence[R]]) -> Iterator[tuple[Chunk, Sequence[R]]]:
        """The chunks and their results, in order.

        Raises:
            GuardError: a component fails too often, and chunks are left; those that are scored already come first.
        """
        chunks = self._chunker.chunks(rows)
        for chunk in chunks:
            calls.put(chunk)
            while calls.full and not self._alarms:
                yield from self._oldest(calls)
            if self._alarms:
                break
        while calls.calls and (not self._alarms or calls.calls[0].done):
            yield from self._oldest(calls)
        if self._alarms and (calls.calls or next(chunks, None) is not None):
            raise GuardError(self._stopped_by(self._alarms[0]))

    def _oldest(self, calls: InOrder[Chunk, Sequence[R]]) -> Iterator[tuple[Chunk, Sequence[R]]]:
        """The chunk whose turn it is; none where the guard rings while it is waited for."""
        while not calls.calls[0].wait(ALARM_SECONDS):
            if self._alarms:
                return
        results = calls.calls[0].result()
        self._whole = False  # first, so that Ctrl-C here cannot leave a gap
        yield calls.calls.popleft().argument, results

    def _stopped_by(self, alarm: Alarm) -> str:
        fix = "mend it and go on with --resume" if self._journal is not None else "mend it and begin anew"
        name = "errors" if alarm.status == "error" else "timeouts"
        return (
            f"the guard stopped the run: {alarm}; {fix}, or allow more with --guard-{name} SHARE or --no-guard. "
            f"The first:\n{alarm.first}"
        )

    def _results(self, chunk: Chunk) -> Sequence[R]:
        """The results of the rows that can be scored."""
        samples = [row.sample for row in chunk.rows if row.sample is not None]
        try:
            return self._work.score(samples) if samples else ()
        except SystemExit as leaving:
            raise RewardryError(
                f"a component ended the run with sys.exit({leaving.code!r}); it must raise an error or return"
            ) from leaving

    def _write(self, chunk: Chunk, results: Sequence[R], writer: RowWriter, advance: Advance) -> None:
        """Write a chunk, remember how far we are, and raise what ended the reading behind it."""
        came = iter(results)
        writer.write(self._finished_row(row, came) for row in chunk.rows)
        for row in chunk.rows:
            add_line(self._lines, row.line)
        if self._journal is not None and chunk.rows:
            self._journal.note(Checkpoint.of(writer.written, self._lines, self._work.tally.sums()))
        self._whole = True
        self._pace.note(len(chunk.rows))
        advance(len(chunk.rows), self._work.tally.counts())
        if chunk.stop is not None:
            raise chunk.stop

    def _finished_row(self, row: Row, results: Iterator[R]) -> dict[str, Any]:
        """An output row: id and group in front, the result, the input behind where it is kept."""
        tally, options = self._work.tally, self._options
        result = tally.bad_row(row) if row.sample is None else tally.row(row, next(results))
        head = {"id": row.id}
        group = row.data.get(options.columns.get("group", "group")) if isinstance(row.data, dict) else None
        if group is not None:
            head["group"] = group
        return {**head, **result, **({"input": row.data} if options.keep else {})}

    def _finish_begun(self, calls: InOrder[Chunk, Sequence[R]], writer: RowWriter) -> None:
        """After Ctrl-C: finish the chunk whose turn it is, and write it with those behind it that are scored."""
        if not self._whole or not calls.calls:
            return
        if not calls.calls[0].done:
            click.echo("finishing the rows that are being scored; Ctrl-C stops at once", err=True)
            calls.calls[0].wait(GRACE_SECONDS)
        while calls.calls and calls.calls[0].done:
            for chunk, results in self._oldest(calls):
                self._write(chunk, results, writer, lambda rows, counts: None)


def _concurrency(options: Options, components: Sequence[Component]) -> tuple[int, ChunkSize]:
    """How many chunks are scored at once, and how large they are.

    One at a time where everything runs in this process, which would gain nothing, or where the order matters.
    """
    elsewhere = any(c.runs == "own" or (c.runs == "worker" and options.engine != "inline") for c in components)
    if not elsewhere or any(component.stateful for component in components):
        return 1, ChunkSize()
    workers = options.workers or usable_cores()
    return LANES, ChunkSize(max(0.5, 2 * options.timeout / LANES), -(-2 * workers // LANES))


def default_output(files: Sequence[str], what: str) -> str:
    """The output where none is named: beside nothing of the user's, in the current folder; ``-`` for a stream."""
    if not os.path.isfile(files[0]):
        return STDIN
    stem = Path(files[0]).name.removesuffix(".gz").removesuffix(".jsonl")
    return f"{stem}.{what}.jsonl"
