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
    """Print rows under their columns' names; a name that ends in ``>`` is a column of numbers, set to the right."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for column in columns:
        right = column.endswith(">")
        table.add_column(column.rstrip(">"), justify="right" if right else "left", no_wrap=right, overflow="fold")
    for row in rows:
        table.add_row(*map(plain, row))
    console = Console(file=stream, soft_wrap=False, highlight=False)
    if not console.is_terminal:
        console = Console(file=stream, width=140, highlight=False, no_color=True)
    console.print(table)


def plain(text: str) -> Any:
    """A text that is shown as it is: brackets in it are no markup, and control characters cannot move the cursor."""
    from rich.text import Text

    return Text("".join(char if char.isprintable() or char == "\n" else "\N{REPLACEMENT CHARACTER}" for char in text))


def number(value: float | None, digits: int = 3) -> str:
    """A number for a table; a dash where there is none."""
    return "-" if value is None else f"{value:.{digits}f}"


def percent(share: float | None) -> str:
    """A share for a table."""
    return "-" if share is None else f"{100 * share:.1f} %"
