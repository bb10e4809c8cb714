"""`rewardry bench price`."""

from __future__ import annotations

from typing import Any

import click

from rewardry.cli.options import pairs
from rewardry.cli.tables import print_json, printable
from rewardry.engine.runtime import TIMEOUT_SECONDS, Runtime

from ..attacks.bounds import check_price
from ..attacks.family import chosen_families
from ..attacks.price import price
from ..attacks.source import target_of, tasks_for
from ..findings import keep
from .outcome import end_by


@click.command("price")
@click.option("-v", "--verifier", metavar="ID", help="The verifier that pays.")
@click.option("-r", "--recipe", metavar="RECIPE", help="The recipe that pays: its name or its .yaml file.")
@click.option("-d", "--data", metavar="FILE", help="Labelled rows; default: tasks that are shipped.")
@click.option(
    "--at-least", type=float, metavar="REWARD", help="The reward that is priced; default: that of a right answer."
)
@click.option("--budget", type=click.IntRange(min=10), default=1000, show_default=True, help="Texts to try, twice.")
@click.option(
    "--set", "settings", multiple=True, metavar="PARAMETER=VALUE", help="Set a parameter of the verifier. Repeatable."
)
@click.option("-o", "--output", metavar="FOLDER", help="Keep the result in a run's folder, as price.json.")
@click.option(
    "--fail-under",
    type=click.IntRange(min=1),
    metavar="TOKENS",
    help="Exit with 1 if a text that knows nothing of the task is paid for fewer tokens.",
)
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
def command(
    verifier: str | None,
    recipe: str | None,
    data: str | None,
    at_least: float | None,
    budget: int,
    settings: tuple[str, ...],
    output: str | None,
    fail_under: int | None,
    as_json: bool,
) -> None:
    """Look for the cheapest text that earns a reward, in tokens.

    The search begins with the texts of the attack families and leaves out piece after piece while they are paid. A
    token is a run of up to 8 letters, of up to 3 digits, or any other sign; spaces are free.
    """
    given = dict(pairs(settings, "--set", "parameter=value, for example percent=strict"))
    with Runtime(timeout=TIMEOUT_SECONDS) as runtime:
        target = target_of(verifier, recipe, given, runtime)
        result = price(target, tasks_for(target, data, 40), chosen_families(()), at_least, budget)
    keep(output, result)
    print_json(result) if as_json else _print(result)
    if fail_under is not None:
        end_by([check_price(result, fail_under)], as_json=as_json)


def _print(result: dict[str, Any]) -> None:
    attacked = result["attacked"]
    click.echo(
        f"{attacked['kind']} {attacked['id']}: what earns {result['at_least']:g} "
        f"(an honest right answer earns {result['honest']:g})"
    )
    for name, found in (("knowing nothing", result["blind"]), ("with the answer", result["with_answer"])):
        told = "none found" if found["tokens"] is None else f"{found['tokens']} tokens: {found['text']!r}"
        click.echo(printable(f"{name}: {told}"))
    click.echo(f"{result['tried']} texts tried on {result['tasks']['rows']} tasks in {result['seconds']:.1f} s")
