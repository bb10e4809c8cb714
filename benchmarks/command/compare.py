"""`rewardry bench compare`."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import click

from rewardry.cli.tables import number, print_json, print_table
from rewardry.errors import ConfigError, nearest

from ..runs import BenchRun, Verdicts
from ..sets import BenchSet
from ..summary import compare_verdicts
from .policy import abstain_option


@click.command("compare")
@click.argument("first", metavar="RUN[:ID]")
@click.argument("second", metavar="RUN[:ID]")
@abstain_option
@click.option("--seed", type=int, default=0, show_default=True, help="Of the bootstrap.")
@click.option("--json", "as_json", is_flag=True, help="Print the comparison as JSON.")
def command(first: str, second: str, policy: Any, seed: int, as_json: bool) -> None:
    """Compare two verifiers on the rows that both have verified, row by row.

    RUN is the folder of a run; ID is the verifier, which may be left out where the run has one. Sets are the same where
    their rows are, whatever their names.
    """
    a, b = _side(first), _side(second)
    found = []
    for bench_set in a[0].sets():
        other = next((each for each in b[0].sets() if each.digest == bench_set.digest), None)
        if other is not None:
            verdicts = _verdicts(a, bench_set), _verdicts(b, other)
            if verdicts[0].rows != verdicts[1].rows:
                raise ConfigError(
                    f"{first} and {second} were given other completions of the prompts in {bench_set.name}: verifiers "
                    "are compared on the same ones; run both with one file of --completions"
                )
            comparison = compare_verdicts(*verdicts, policy, seed)
            found.append({"set": bench_set.name, "first": a[1], "second": b[1], **asdict(comparison)})
    if not found:
        raise ConfigError(f"{first} and {second} have no set in common: sets are compared by the bytes of their files")
    print_json(found) if as_json else _print(found)


def _side(text: str) -> tuple[BenchRun, str]:
    """A run and a verifier of it.

    Raises:
        ConfigError: there is no such run, or no such verifier in it.
    """
    folder, colon, id_ = text.partition(":")
    run = BenchRun(folder)
    ids = [entrant.id for entrant in run.entrants()]
    if not colon and len(ids) == 1:
        return run, ids[0]
    if id_ not in ids:
        known = ", ".join(f"{folder}:{each}" for each in ids)
        raise ConfigError(f"{text}: which verifier? {nearest(id_, ids) if id_ else f'write one of {known}'}")
    return run, id_


def _verdicts(side: tuple[BenchRun, str], bench_set: BenchSet) -> Verdicts:
    return side[0].verdicts(side[1], bench_set)


def _print(found: list[dict[str, Any]]) -> None:
    columns = ["set<", "rows>", "both right>", "only first>", "only second>", "neither>", "difference>", "95 %>", "p>"]
    rows = []
    for each in found:
        ends = each["interval"]
        shown = f"[{ends[0]:+.4f}, {ends[1]:+.4f}]" if ends else "-"
        counts = (each[name] for name in ("n", "both", "only_first", "only_second", "neither"))
        rows.append([each["set"], *map(str, counts), number(each["difference"], 4), shown, f"{each['p']:.3g}"])
    print_table(columns, rows)
    click.echo(f"First: {found[0]['first']}; second: {found[0]['second']}; p by McNemar's exact test")
