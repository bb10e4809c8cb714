"""`rewardry bench perturb`."""

from __future__ import annotations

from typing import Any

import click

from rewardry.cli.options import pairs
from rewardry.cli.tables import print_json, print_table, printable
from rewardry.engine.runtime import TIMEOUT_SECONDS, Runtime

from ..attacks.perturb import perturb
from ..attacks.source import target_of, tasks_for
from ..findings import keep
from ..gate import Result
from .outcome import end_by


@click.command("perturb")
@click.option("-v", "--verifier", required=True, metavar="ID", help="The verifier.")
@click.option("-d", "--data", metavar="FILE", help="Labelled rows; default: tasks that are shipped.")
@click.option("--rows", type=click.IntRange(min=1), help="At most so many tasks.")
@click.option(
    "--set", "settings", multiple=True, metavar="PARAMETER=VALUE", help="Set a parameter of the verifier. Repeatable."
)
@click.option("-o", "--output", metavar="FOLDER", help="Keep the result in a run's folder, as perturb.json.")
@click.option("--min-invariance", type=click.FloatRange(0, 1), metavar="RATE", help="Exit with 1 below it.")
@click.option("--min-sensitivity", type=click.FloatRange(0, 1), metavar="RATE", help="Exit with 1 below it.")
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
def command(
    verifier: str,
    data: str | None,
    rows: int | None,
    settings: tuple[str, ...],
    output: str | None,
    min_invariance: float | None,
    min_sensitivity: float | None,
    as_json: bool,
) -> None:
    """Write right answers in other ways, and change them a little: does the verdict stay, and does it change?

    Invariance is the share of rewrites that keep the value and stay paid; sensitivity the share of edits that change it
    and are not paid. No labels are needed.
    """
    given = dict(pairs(settings, "--set", "parameter=value, for example percent=strict"))
    with Runtime(timeout=TIMEOUT_SECONDS) as runtime:
        target = target_of(verifier, None, given, runtime)
        result = perturb(target, tasks_for(target, data, rows))
    keep(output, result)
    print_json(result) if as_json else _print(result)
    wanted = (("invariance", min_invariance), ("sensitivity", min_sensitivity))
    end_by([_bounded(name, result, least) for name, least in wanted if least is not None], as_json=as_json)


def _bounded(name: str, result: dict[str, Any], least: float) -> Result:
    value, wanted = result[name]["value"], f"at least {least:g} is wanted"
    told = "not known, for no rewrite was valid" if value is None else f"{value:.4f}"
    return Result(f"{result['attacked']['id']}.{name}", value is not None and value >= least, f"{told}; {wanted}")


def _print(result: dict[str, Any]) -> None:
    tasks = result["tasks"]
    click.echo(printable(f"verifier {result['attacked']['id']}, {tasks['rows']} tasks ({tasks['source']})"))
    rows = [_cells(found["name"], "kept" if found["keeps"] else "changed", found) for found in result["rewrites"]]
    rows += [_cells("all", word, {**result[name], "valid": "", "rate": result[name]}) for name, word in _TOTALS]
    print_table(["rewrite<", "value<", "valid of>", "broke>", "rate>", "95 %>"], rows)
    for found in result["rewrites"]:
        for row in found["rows"][:2]:
            click.echo(
                printable(f"{found['name']}: {row['id']}: {row['after'][-120:]!r} against {row['reference'][:60]!r}")
            )
    shares = [f"{name} {result[name]['value']:.4f}" for name, _ in _TOTALS if result[name]["value"] is not None]
    click.echo(f"{', '.join(shares)} in {result['seconds']:.1f} s")


_TOTALS = (("invariance", "kept"), ("sensitivity", "changed"))


def _cells(name: str, value: str, found: dict[str, Any]) -> list[str]:
    share, (low, high) = found["rate"]["value"], found["rate"]["interval"]
    return [
        name,
        value,
        f"{found['n']} of {found['of']}" if "of" in found else str(found["n"]),
        str(found["broke"]),
        "-" if share is None else f"{share:.4f}",
        "-" if share is None else f"[{low:.4f}, {high:.4f}]",
    ]
