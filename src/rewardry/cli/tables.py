"""Tables and JSON on the terminal."""

from __future__ import annotations

import json
import shutil
import sys
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
    from rewardry.cli.table_layout import laid_out, natural_widths

    out = sys.stdout if stream is None else stream
    cells = [[printable(cell) for cell in row] for row in rows]
    width = shutil.get_terminal_size().columns if on_terminal(out) else None
    if width is not None and len(cells) == 1 and sum(natural_widths(columns, cells, gaps=True)) > width:
        columns, cells = ("", ">"), [[name.rstrip("<>"), cell] for name, cell in zip(columns, cells[0], strict=True)]
    rule = "─" if _takes(out, "─") else "-"
    for line in laid_out(columns, cells, width, rule):
        click.echo(line, file=stream)


def on_terminal(stream: TextIO) -> bool:
    """Whether a person reads along."""
    return stream.isatty()


def _takes(stream: TextIO, text: str) -> bool:
    try:
        text.encode(getattr(stream, "encoding", None) or "utf-8")
    except UnicodeError:
        return False
    return True


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
