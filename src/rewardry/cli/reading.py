"""The options of commands that read what `score --keep` and `verify --keep` wrote."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from rewardry.cli.options import columns_of, with_options_of
from rewardry.curation.correctness import Correctness
from rewardry.curation.filters.contamination import WORDS as HELD_OUT_WORDS
from rewardry.curation.kept_rows import Reading
from rewardry.errors import ConfigError
from rewardry.rows import STDIN, refuse_unreadable
from rewardry.text.sections import STYLES

F = TypeVar("F", bound=Callable[..., Any])

# What of a held-out set is looked for in the questions of another.
against_words_option = click.option(
    "--against-words",
    type=click.IntRange(min=1),
    default=HELD_OUT_WORDS,
    show_default=True,
    metavar="N",
    help="So many words in a row, in common with a held-out question, are too many.",
)
against_column_option = click.option("--against-column", metavar="COLUMN", help="The column of the held-out questions.")

_OPTIONS = (
    click.argument("files", nargs=-1, required=True, metavar="FILE..."),
    click.option(
        "--rows",
        "inputs",
        multiple=True,
        metavar="FILE",
        help="The rows that were scored, where FILE was written without --keep. Repeatable, in the order of scoring.",
    ),
    click.option(
        "--map", "columns", multiple=True, metavar="FIELD=COLUMN", help="Read a field from another column. Repeatable."
    ),
    click.option(
        "--sections",
        type=click.Choice(list(STYLES)),
        default="think_answer",
        show_default=True,
        help="How completions mark reasoning and answer.",
    ),
    click.option(
        "--right-by",
        metavar="NAME",
        help="What says whether a completion is right: a component, total or label; default: the one verdict.",
    ),
    click.option(
        "--right-from",
        type=float,
        metavar="VALUE",
        help="A component's value, or a total, from which on a completion is right, instead of a verdict.",
    ),
)

workers_option = click.option(
    "--workers",
    type=click.IntRange(min=1),
    metavar="N",
    help="Processes for a large file; 1 is this one alone. What is written is the same. Default: one a core.",
)


def reading_options(command: F) -> F:
    """Give a command these options; it gets them as one `Reading`, called `reading`."""

    def with_reading(**given: Any) -> Any:
        names = ("files", "inputs", "columns", "sections", "right_by", "right_from")
        values = {name: given.pop(name) for name in names}
        return command(reading=_reading(**values), **given)

    return with_options_of(_OPTIONS, command, with_reading)


def _reading(
    files: tuple[str, ...],
    inputs: tuple[str, ...],
    columns: tuple[str, ...],
    sections: str,
    right_by: str | None,
    right_from: float | None,
) -> Reading:
    for file in (*files, *inputs):
        refuse_unreadable(file)
    if STDIN in files and STDIN in inputs:
        raise ConfigError("--rows -: the results already come from the standard input; name a file")
    return Reading(files, inputs, Correctness(right_by, right_from), columns_of(columns), STYLES[sections])


def beside(files: Sequence[str], what: str, suffix: str = ".jsonl") -> str:
    """The name of an output in the current folder, after the first input."""
    stem = Path(files[0]).name if os.path.isfile(files[0]) else "rows"
    for ending in (".gz", ".jsonl", ".scored", ".verified"):
        stem = stem.removesuffix(ending)
    return f"{stem}.{what}{suffix}"
