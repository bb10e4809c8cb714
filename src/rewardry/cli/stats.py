"""`rewardry stats`."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from rewardry.cli.output import RowWriter, counted
from rewardry.cli.progress import progress
from rewardry.cli.reading import reading_options, workers_option
from rewardry.cli.tables import print_json, print_table, printable
from rewardry.curation.difficulty import EASY, HARD, STAGES, Difficulty
from rewardry.curation.extras import needed
from rewardry.curation.figuring import Figuring
from rewardry.curation.groups import Grouped
from rewardry.curation.kept_rows import Reading
from rewardry.curation.page import figure_tables, overview, page
from rewardry.curation.parts import parts
from rewardry.curation.plots import plots
from rewardry.curation.row_figures import RowFigures
from rewardry.curation.writing_back import COLUMNS, ROWS, WritingBack
from rewardry.errors import ConfigError
from rewardry.rows import STDIN


@click.command("stats")
@reading_options
@click.option("--k", "ks", type=click.IntRange(min=1), multiple=True, help="A k; default: powers of two. Repeatable.")
@click.option("--by", multiple=True, metavar="COLUMN", help="The figures for each value of a column, too. Repeatable.")
@click.option(
    "--edges",
    type=(float, float),
    default=(HARD, EASY),
    show_default=True,
    metavar="HARD EASY",
    help="Up to which pass rate a question is hard, and from which on it is easy.",
)
@click.option("--stages", type=click.IntRange(min=1), default=STAGES, show_default=True, help="Of the curriculum.")
@click.option(
    "--write",
    "written",
    metavar="FILE",
    help=f"Write the rows with the columns {', '.join(COLUMNS)} in front.",
)
@click.option("--plots", "folder", metavar="FOLDER", help="Write the plots as PNG (extra plot).")
@click.option("--html", metavar="FILE", help="Write tables and plots as one HTML page (extra plot).")
@workers_option
@click.option("--json", "as_json", is_flag=True, help="Print all figures as JSON.")
def stats(
    reading: Reading,
    ks: tuple[int, ...],
    by: tuple[str, ...],
    edges: tuple[float, float],
    stages: int,
    written: str | None,
    folder: str | None,
    html: str | None,
    workers: int | None,
    as_json: bool,
) -> None:
    """Figures of FILE..., which `rewardry score --keep` or `verify --keep` wrote.

    avg@k, pass@k, maj@k and cons@k of the questions with 95 % intervals over questions; difficulty; the spread of
    components and lengths, and how they go together; and how many groups teach GRPO nothing, since all their
    completions are worth the same. Memory is constant, whatever the size of the file.
    """
    difficulty = Difficulty(*edges)
    if written is not None and STDIN in (*reading.files, *reading.rows):
        raise ConfigError("--write reads the input twice, which the standard input cannot be; name a file")
    if folder or html:
        needed("matplotlib", "plot", "--plots" if folder else "--html")
    figures, grouped = _read(reading, Figuring(ks or None, by), workers)
    summary = figures.summary()
    counts = difficulty.counts(figures.questions.pass_rates)
    stream = sys.stderr if written == STDIN else sys.stdout
    found = {**summary, "difficulty": counts, "groups_in_pieces": grouped.torn}
    if as_json:
        print_json(found, stream)
    else:
        _print(summary, counts, stream)
    if warning := grouped.warning():
        click.echo(f"Warning: {warning}", err=True)
    if written is not None:
        questions = [[n, c, count] for (n, c), count in figures.questions.pass_rates.items()]
        work = WritingBack(asdict(difficulty), questions, stages, bool(reading.rows))
        rows = _write(reading, written, work, workers)
        if not as_json:
            click.echo(f"{counted(rows)} written to {written}", file=stream)
    if folder or html:
        _draw(figures, summary, counts, folder, html, reading.files)


def _read(reading: Reading, work: Figuring, workers: int | None) -> tuple[RowFigures, Grouped]:
    figures, grouped = RowFigures(**work.settings), Grouped()
    with progress(reading.files) as advance:
        for part in parts(work, reading, workers):
            figures.merge(part.found)
            grouped.begin(part.begun)
            advance(part.rows, {})
    return figures, grouped


def _print(summary: Mapping[str, Any], difficulty: Mapping[str, int], stream: Any) -> None:
    for line in overview(summary):
        click.echo(line, file=stream)
    for heading, columns, rows in figure_tables(summary, difficulty):
        if rows:
            click.echo(f"\n{printable(heading)}", file=stream)
            print_table(columns, rows, stream=stream)


def _write(reading: Reading, file: str, work: WritingBack, workers: int | None) -> int:
    """Write the rows again, with what is known of their questions; returns how many."""
    with RowWriter(file, (*reading.files, *reading.rows)) as writer:
        for part in parts(work, reading, workers):
            writer.write_lines(part.lines[ROWS])
        return writer.rows


def _draw(
    figures: RowFigures,
    summary: Mapping[str, Any],
    difficulty: Mapping[str, int],
    folder: str | None,
    html: str | None,
    files: Sequence[str],
) -> None:
    drawn = list(plots(figures, difficulty))
    try:
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            for name, _, png in drawn:
                Path(folder, f"{name}.png").write_bytes(png)
        if html:
            tables = [table for table in figure_tables(summary, difficulty) if table[2]]
            title = f"rewardry stats: {', '.join(files)}"
            Path(html).write_text(page(title, overview(summary), tables, drawn), encoding="utf-8", errors="replace")
    except OSError as error:
        raise ConfigError(f"{html or folder}: cannot be written: {error.strerror}") from None
