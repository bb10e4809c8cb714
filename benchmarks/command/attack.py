"""`rewardry bench attack`."""

from __future__ import annotations

import click

from rewardry.cli.options import pairs
from rewardry.cli.tables import print_json
from rewardry.engine.runtime import TIMEOUT_SECONDS, Runtime
from rewardry.testing.processes import Survivors

from ..attacks.bounds import ALL, check_attacks
from ..attacks.family import chosen_families
from ..attacks.results import print_attack
from ..attacks.run import attack, leftovers
from ..attacks.source import target_of
from ..findings import keep
from ..gate import Bound
from .outcome import end_by


@click.command("attack")
@click.option("-v", "--verifier", metavar="ID", help="The verifier to attack.")
@click.option("-r", "--recipe", metavar="RECIPE", help="The recipe to attack: its name or its .yaml file.")
@click.option("-d", "--data", metavar="FILE", help="Labelled rows to make attacks of; default: tasks that are shipped.")
@click.option("--families", metavar="NAME,...", default="", help="Only these families.")
@click.option("--rows", type=click.IntRange(min=1), help="Attack at most so many tasks.")
@click.option("-o", "--output", metavar="FOLDER", help="Keep the result in a run's folder, as attack.json.")
@click.option(
    "--set", "settings", multiple=True, metavar="PARAMETER=VALUE", help="Set a parameter of the verifier. Repeatable."
)
@click.option("--workers", type=click.IntRange(min=1), help="Worker processes; default: one a core.")
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True, max=86_400),
    default=TIMEOUT_SECONDS,
    show_default=True,
    metavar="SECONDS",
    help="What a completion may take.",
)
@click.option(
    "--max-fpr",
    type=click.FloatRange(0, 1),
    metavar="RATE",
    help="Exit with 1 if a larger share of attacks is paid, a control is not, or something is late or left running.",
)
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
def command(
    verifier: str | None,
    recipe: str | None,
    data: str | None,
    families: str,
    rows: int | None,
    output: str | None,
    settings: tuple[str, ...],
    workers: int | None,
    timeout: float,
    max_fpr: float | None,
    as_json: bool,
) -> None:
    """Attack a verifier or a recipe with known ways to be paid for nothing, and say which of them are paid.

    The attacks are made of the answers of labelled rows: guesses, hedges, echoes, hidden answers, broken tags, orders
    and bombs, in English and Chinese, each family with honest completions of the same structure, which must be paid.
    """
    chosen = chosen_families([name.strip() for name in families.split(",") if name.strip()])
    given = dict(pairs(settings, "--set", "parameter=value, for example percent=strict"))
    survivors = Survivors()
    try:
        with Runtime(workers=workers, timeout=timeout) as runtime:
            result = attack(target_of(verifier, recipe, given, runtime), data, chosen, rows, timeout)
    finally:
        left = leftovers(survivors)
    result["leaked"] = left
    keep(output, result)
    print_json(result) if as_json else print_attack(result)
    if max_fpr is not None:
        end_by(check_attacks(result, [Bound(ALL, "fpr", max_fpr)], on_value=True), as_json=as_json)
