"""Tables and JSON on the terminal."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any, TextIO

import click


def print_json(value: Any, stream: TextIO | None = None) -> None:
    """Print a value as indented JSON."""
    click.echo(json.dumps(value, indent=2, default=str), file=stream)


def print_table(columns: Sequence[str], rows: Iterable[Sequence[str]], *, stream: TextIO | None = None) -> None:
    """Print rows under their columns' names.

    A name that ends in ``>`` is a column of numbers, set to the right; one that ends in ``<`` is set to the left; cells
    of both are never folded. A single row that is wider than the terminal is printed as a column of names and one of
    values. Where there is no terminal, a row is one line, however long.
    """
    from rich.console import Console

    cells = [[printable(cell) for cell in row] for row in rows]
    console = Console(file=stream, highlight=False)
    if not console.is_terminal:
        console = Console(file=stream, highlight=False, no_color=True, width=_UNFOLDED)
    elif len(cells) == 1 and _width(columns, cells) > console.width:
        columns, cells = ("", ">"), [[name.rstrip("<>"), cell] for name, cell in zip(columns, cells[0], strict=True)]
    with console.capture() as captured:
        console.print(_table(columns, cells))
    for line in captured.get().splitlines():
        click.echo(line.rstrip(), file=stream)


_UNFOLDED = 10_000
_GAP = 3


def _table(columns: Sequence[str], cells: Sequence[Sequence[str]]) -> Any:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False, show_header=any(c.strip("<>") for c in columns))
    for column in columns:
        name, right = column.rstrip("<>"), column.endswith(">")
        table.add_column(name, justify="right" if right else "left", no_wrap=column != name, overflow="fold")
    for row in cells:
        table.add_row(*map(Text, row))  # as Text, since brackets in a cell are no markup
    return table


def _width(columns: Sequence[str], cells: Sequence[Sequence[str]]) -> int:
    """The width of a table that is not folded."""
    names = [column.rstrip("<>") for column in columns]
    return sum(max(map(len, column)) + _GAP for column in zip(names, *cells, strict=True)) - _GAP


def printable(text: str) -> str:
    """A text without control characters, so that what a model wrote cannot move the cursor or paint the terminal."""
    return "".join(char if char.isprintable() or char == "\n" else "\N{REPLACEMENT CHARACTER}" for char in text)


def number(value: float | None, digits: int = 3) -> str:
    """A number for a table; a dash where there is none."""
    return "-" if value is None else f"{value:.{digits}f}"


def percent(share: float | None) -> str:
    """A share for a table."""
    return "-" if share is None else f"{100 * share:.1f} %"


def print_cache(summary: dict[str, Any] | None, stream: TextIO | None = None) -> None:
    """Print the foot of a table: what share of the results came from the cache, and what is never in it."""
    if summary is None:
        return
    hits, asked = summary["hits"], summary["hits"] + summary["misses"]
    found = f"{hits} of {asked} results found ({percent(summary['hit_rate'])})" if asked else "nothing was looked up"
    click.echo(f"Cache: {found} in {printable(summary['file'])}", file=stream)
    for name, why in summary["not_cached"].items():
        click.echo(f"Not cached: {printable(name)}: {printable(why)}", file=stream)
