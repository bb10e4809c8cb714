"""`rewardry generate`."""

from __future__ import annotations

import itertools
import sys
import time
from collections.abc import Iterator
from typing import Any

import click

from rewardry.cli.completion import ids_for
from rewardry.cli.options import parameters_of
from rewardry.cli.output import RowWriter, counted
from rewardry.cli.tables import print_json, printable
from rewardry.errors import PluginError, RewardryError, describe
from rewardry.generator import EASIEST, HARDEST, Generator, row_problem
from rewardry.parameters import build
from rewardry.rows import STDIN

# Rows are written in portions, so that an interrupted run leaves what it had made.
_PORTION = 100


@click.command("generate")
@click.argument("id_", metavar="ID", shell_complete=ids_for("generate"))
@click.option("-n", "count", type=click.IntRange(min=0), default=100, show_default=True, help="How many rows.")
@click.option("--seed", type=int, default=0, show_default=True, help="Another seed makes other rows.")
@click.option(
    "--difficulty",
    type=click.IntRange(EASIEST, HARDEST),
    default=5,
    show_default=True,
    help=f"From {EASIEST}, the easiest, to {HARDEST}.",
)
@click.option("--set", "settings", multiple=True, metavar="PARAMETER=VALUE", help="Set a parameter of the generator.")
@click.option("-o", "--output", default=STDIN, metavar="FILE", help="Where the rows go; default: the standard output.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
def generate(
    id_: str,
    count: int,
    seed: int,
    difficulty: int,
    settings: tuple[str, ...],
    output: str,
    as_json: bool,
) -> None:
    """Make rows to train and to test on with the generator ID, as `rewardry list generator` shows them.

    Each row has an id, a prompt and a reference; a verifier of the same id, or the one that the generator's description
    names, judges completions of it. The same arguments make the same rows everywhere.
    """
    generator = build(Generator, id_, parameters_of(settings))
    start = time.perf_counter()
    made = _checked(id_, generator, seed, count, difficulty)
    with RowWriter(output) as writer:
        wanted = 0
        while writer.rows == wanted:
            writer.write(itertools.islice(made, _PORTION))
            wanted += _PORTION
    seconds = time.perf_counter() - start
    told_to = sys.stderr if output == STDIN else sys.stdout
    if as_json:
        summary = {"generator": id_, "rows": writer.rows, "seed": seed, "difficulty": difficulty, "output": output}
        print_json({**summary, "seconds": round(seconds, 3)}, told_to)
        return
    told = f"{counted(writer.rows)} of {id_}, seed {seed}, difficulty {difficulty}, in {seconds:.2f} s"
    click.echo(printable(told if output == STDIN else f"{told}, written to {output}"), file=told_to)


def _checked(
    id_: str,
    generator: Generator,
    seed: int,
    count: int,
    difficulty: int,
) -> Iterator[dict[str, Any]]:
    """The rows of a generator, each looked at before it is written.

    Raises:
        PluginError: the generator raised, or made something that is no row.
    """
    number = 0
    try:
        for number, row in enumerate(generator.rows(seed, count, difficulty), start=1):
            if problem := row_problem(row):
                raise PluginError(f"{id_}: row {number} cannot be written: {problem}; the generator has to be mended")
            yield row
    except RewardryError:
        raise
    except Exception as error:
        raise PluginError(f"{id_}: the generator failed at row {number + 1}: {describe(error)}") from error
