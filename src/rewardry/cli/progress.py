"""What a terminal is shown while rows are scored."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

# Told after each chunk: how many rows more are finished, and what became of all rows so far, by name.
Advance: TypeAlias = Callable[[int, Mapping[str, int]], None]


@contextlib.contextmanager
def progress(files: Sequence[str], finished: int = 0) -> Iterator[Advance]:
    """A progress bar on the standard error, if that is a terminal; yields what moves it on.

    Args:
        files: the inputs, whose lines are counted where that is possible.
        finished: rows of an earlier run.
    """
    if not sys.stderr.isatty():
        yield lambda rows, counts: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
    from rich.progress import TimeRemainingColumn as TimeLeftColumn

    class RateColumn(TextColumn):
        def render(self, task: Any) -> Any:
            """The rows a second of the last half minute."""
            from rich.text import Text

            return Text("" if task.speed is None else f"{task.speed:,.0f} rows/s")

    columns = (
        *(BarColumn(20), MofNCompleteColumn(), TextColumn("rows"), RateColumn("")),
        *(TextColumn("{task.fields[counts]}"), TimeElapsedColumn(), TimeLeftColumn()),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("rows", total=count_lines(files), completed=finished, counts="")

        def advance(rows: int, counts: Mapping[str, int]) -> None:
            bar.update(task, advance=rows, counts=", ".join(f"{count} {name}" for name, count in counts.items()))

        yield advance


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
