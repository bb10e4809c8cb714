"""`rewardry bench run`."""

from __future__ import annotations

from typing import Any

import click

from rewardry.cli.options import CachingCommand, engine_options
from rewardry.cli.tables import print_json

from ..entrants import Plan, build_entrants
from ..kinds.joined import Completions
from ..runs import BenchRun, command_line
from ..sets import default_sets, find_sets
from ..summary import summarise
from ..tables import print_summary


@click.command("run", cls=CachingCommand)
@click.option("-v", "--verifier", "verifiers", multiple=True, metavar="ID", help="A verifier. Repeatable.")
@click.option("-r", "--reward", "rewards", multiple=True, metavar="ID", help="A reward, by its values. Repeatable.")
@click.option(
    "-d", "--data", multiple=True, metavar="FILE_OR_SET", help="Labelled rows, or a set of `bench list`. Repeatable."
)
@click.option("--data-dir", metavar="FOLDER", help="A folder with files of sets, looked into before cache and hub.")
@click.option("--accept-licence", is_flag=True, help="Take sets that forbid commercial use or derivatives.")
@click.option("-o", "--output", required=True, metavar="FOLDER", help="Where the run is kept.")
@click.option(
    "--set", "settings", multiple=True, metavar="ID.PARAMETER=VALUE", help="Set an entrant's parameter. Repeatable."
)
@click.option("--completions", "completions_file", metavar="FILE", help="The completions of prompts, joined by `id`.")
@engine_options
def command(
    verifiers: tuple[str, ...],
    rewards: tuple[str, ...],
    data: tuple[str, ...],
    data_dir: str | None,
    accept_licence: bool,
    output: str,
    settings: tuple[str, ...],
    completions_file: str | None,
    as_json: bool,
    **engine: Any,
) -> None:
    """Have every verifier and reward ID score the rows of every file and set, and print how right each is.

    A row has `completion`, `reference` and `label` (1 right, 0 wrong); completions of one question share `group`, or
    prompt and reference. Rows of another `kind` (pair, rm3x3, list, steps, attack, prompt) are measured by the protocol
    of theirs. Without -d the sets that come with rewardry are taken, as far as they are for all. What was said is kept
    in FOLDER for `bench report`, `bench compare` and `bench gate`.
    """
    components = build_entrants(verifiers, rewards, settings)
    sets = find_sets(list(data), data_dir, accept_licence) if data else default_sets(components.values())
    kept = BenchRun(output)
    plan = Plan.of(kept, components, sets)
    completions = None if completions_file is None else Completions.read(completions_file)
    for name, number in plan.join(completions):
        click.echo(f"{name}: {number} prompts have no completion; they are not measured", err=True)
    (kept.folder / "outcomes").mkdir(parents=True, exist_ok=True)
    plan.score(engine, as_json)
    kept.write(plan.entrants(), sets, command_line(), None if completions is None else completions.to_row())
    summary = summarise(kept)
    print_json(summary) if as_json else print_summary(summary)
