"""`rewardry bench report`."""

from __future__ import annotations

from typing import Any

import click

from rewardry.cli.tables import print_json

from ..markdown import markdown
from ..runs import BenchRun
from ..summary import summarise
from ..tables import print_summary
from .policy import abstain_option


@click.command("report")
@click.argument("run", metavar="RUN")
@click.option("--md", "as_markdown", is_flag=True, help="Print Markdown.")
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON, also a baseline for `bench gate`.")
@click.option("--slice", "slices", multiple=True, metavar="COLUMN", help="Look at each value of a column apart.")
@abstain_option
@click.option("--seed", type=int, default=0, show_default=True, help="Of the bootstrap.")
def command(run: str, as_markdown: bool, as_json: bool, slices: tuple[str, ...], policy: Any, seed: int) -> None:
    """The figures of the run in folder RUN.

    Undecided rows are no verdicts. With --abstain incorrect they were not paid, as in training; with `wrong` they count
    against the verifier, whatever the label; with `exclude` they are left out, and coverage says how many remain.
    """
    summary = summarise(BenchRun(run), policy, slices, seed)
    if as_json:
        print_json(summary)
    elif as_markdown:
        click.echo(markdown(summary))
    else:
        print_summary(summary)
