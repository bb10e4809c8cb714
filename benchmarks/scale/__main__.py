"""``python -m rewardry.benchmarks.scale``: costs, the simulation beside measurements, and the plan."""

from __future__ import annotations

import json
import os
import statistics
import sys
from dataclasses import asdict
from typing import Any

import click

from rewardry.cli.tables import print_table
from rewardry.component import Reward, Verifier
from rewardry.errors import ConfigError, RewardryError
from rewardry.parameters import build

from .measuring import Cost, cost_of, samples
from .plan import Assumptions, Part, plan
from .validation import POINTS, Trial, trials

# What is priced: a component, its kind, and the shipped set that it reads.
_PRICED: tuple[tuple[str, type[Verifier] | type[Reward], str], ...] = (
    ("math", Verifier, "math-answers-v1"),
    ("logic", Verifier, "puzzles-v1"),
    ("code", Verifier, "programs-v1"),
    ("text.exact", Verifier, "math-answers-v1"),
    ("format.think_answer", Reward, "math-answers-v1"),
    ("repetition.ngram", Reward, "math-answers-v1"),
)
# Which share of the completions goes to whom, and whether it runs programs.
_PLANNED = (("math", 0.7, False), ("code", 0.3, True))
_QUIET, _GOAL = 1.0, 0.15


@click.command("scale")
@click.option("--rows", type=click.IntRange(min=16), default=128, show_default=True, help="Completions to measure.")
@click.option("--trials", "number", type=click.IntRange(min=1), default=5, show_default=True, help="Of the simulation.")
@click.option("--rounds", type=click.IntRange(min=1), default=12, show_default=True, help="The quickest counts.")
@click.option("--busy", is_flag=True, help="Measure although other work uses this machine.")
@click.option("--gpus", type=click.IntRange(min=1), default=Assumptions.gpus, show_default=True)
@click.option("--tokens", type=click.IntRange(min=1), default=Assumptions.tokens, show_default=True, help="A rollout.")
@click.option("--tokens-per-second", default=Assumptions.tokens_per_second, show_default=True, help="Of a GPU.")
@click.option("--core-price", default=Assumptions.dollars, show_default=True, help="Dollars an hour.")
@click.option("--cores", type=click.IntRange(min=1), default=Assumptions.cores, show_default=True, help="Of a node.")
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
def command(
    rows: int,
    number: int,
    rounds: int,
    busy: bool,
    gpus: int,
    tokens: int,
    tokens_per_second: float,
    core_price: float,
    cores: int,
    as_json: bool,
) -> None:
    """What verification costs, and what a run of many GPUs wants of it.

    Rollouts are rows of the shipped sets behind a reasoning of --tokens. The simulation is calibrated on calls of 1 and
    24 completions of one half of the rows, and foretells calls of 8 and 64 of the other half, which are measured then.
    """
    load = os.getloadavg()[0]
    if load > _QUIET and not busy:
        raise ConfigError(
            f"the load of this machine is {load:.1f}: errors would be those of the work beside. Wait until "
            f"`uptime` says less than {_QUIET:g}, or give --busy"
        )
    given = Assumptions(gpus, tokens_per_second, tokens, dollars=core_price, cores=cores)
    costs = [cost_of(build(kind, id_, {}), id_, samples(name, rows, tokens)) for id_, kind, name in _PRICED]
    found = trials(samples("math-answers-v1", 2 * rows, tokens), number, rounds)
    by_id = {cost.id: cost for cost in costs}
    parts = plan([(by_id[id_], share, programs) for id_, share, programs in _PLANNED], given)
    if as_json:
        print(json.dumps({"load": load, **_as_json(given, costs, found, parts)}, indent=2))
    else:
        _print_costs(given, costs)
        _print_trials(found, load)
        _print_plan(given, parts)


def _as_json(given: Assumptions, costs: list[Cost], found: list[Trial], parts: list[Part]) -> dict[str, Any]:
    return {
        "assumptions": {**asdict(given), "rate": given.rate},
        "costs": [
            {"id": cost.id, "rows": cost.rows, "cpu": cost.cpu, "asking": cost.asking,
             "dollars_per_million": given.dollars_per_million(cost)}
            for cost in costs
        ],
        "trials": [
            {
                "call": trial.calibration.dispatch.call,
                "beside": trial.calibration.beside,
                "points": [{**point._asdict(), "error": point.error} for point in trial.points],
            }
            for trial in found
        ],
        "plan": [asdict(part) for part in parts],
    }  # fmt: skip


def _print_costs(given: Assumptions, costs: list[Cost]) -> None:
    click.echo(f"A million completions of {given.tokens:,} tokens, at {given.dollars:g} $ an hour of a core")
    print_table(
        ["component<", "completions>", "core ms>", "core hours a million>", "$ a million>"],
        [
            [cost.id, str(cost.rows), f"{1000 * cost.cpu:.2f}", f"{cost.cpu * 1e6 / 3600:.1f}",
             f"{given.dollars_per_million(cost):.2f}"]
            for cost in costs
        ],
    )  # fmt: skip


def _print_trials(found: list[Trial], load: float) -> None:
    """Every error of every trial, and what they come to."""
    click.echo(f"\nrepetition.ngram in workers: the simulation's error at points measured after it (load {load:.1f})")
    rows = []
    for place, (workers, batch) in enumerate(POINTS):
        points = [trial.points[place] for trial in found]
        rates = (statistics.median(getattr(point, name) for point in points) for name in ("simulated", "measured"))
        errors = [f"{100 * point.error:+.1f}" for point in points]
        middle = statistics.median(point.error for point in points)
        rows.append(
            [str(workers), str(batch), *(f"{rate:,.0f}" for rate in rates), " ".join(errors), f"{100 * middle:+.1f}"]
        )
    print_table(["workers>", "batch>", "simulated/s>", "measured/s>", "errors of the trials, %<", "median, %>"], rows)
    sizes = [abs(point.error) for trial in found for point in trial.points]
    click.echo(
        f"{len(sizes)} errors: median {100 * statistics.median(sizes):.1f} %, worst {100 * max(sizes):.1f} %, "
        f"{sum(size <= _GOAL for size in sizes)} within {100 * _GOAL:.0f} %"
    )


def _print_plan(given: Assumptions, parts: list[Part]) -> None:
    click.echo(f"\n{given.gpus} GPUs, {given.tokens_per_second:,.0f} tokens a second each: {given.rate:,.0f} a second")
    print_table(
        ["verifier<", "completions/s>", "workers>", "Ray actors>", "containers>", f"nodes of {given.cores}>", "Mbit/s>",
         "$ an hour>"],
        [
            [part.id, f"{part.rate:,.1f}", str(part.workers), str(part.actors), str(part.containers), str(part.nodes),
             f"{part.megabits:,.0f}", f"{part.dollars_per_hour:.2f}"]
            for part in parts
        ],
    )  # fmt: skip


if __name__ == "__main__":
    try:
        command()
    except RewardryError as error:
        click.echo(f"scale: {error}", err=True)
        sys.exit(2)
