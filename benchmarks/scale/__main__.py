"""``python -m rewardry.benchmarks.scale``: costs, the simulation beside measurements, and the plan."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import Any

import click

from rewardry.cli.tables import print_table
from rewardry.component import Reward, Verifier
from rewardry.errors import RewardryError
from rewardry.parameters import build

from .measuring import Calibration, Cost, Point, cost_of, points, samples
from .plan import Assumptions, Part, plan

# What is priced: a component, its kind, and the shipped set that it reads.
_PRICED: tuple[tuple[str, type[Verifier] | type[Reward], str], ...] = (
    ("math", Verifier, "math-answers-v1"),
    ("logic", Verifier, "puzzles-v1"),
    ("code", Verifier, "programs-v1"),
    ("text.exact", Verifier, "math-answers-v1"),
    ("format.think_answer", Reward, "math-answers-v1"),
    ("repetition.ngram", Reward, "math-answers-v1"),
)
_PLANNED = (("math", 0.7), ("code", 0.3))


@click.command("scale")
@click.option("--rows", type=click.IntRange(min=16), default=128, show_default=True, help="Completions to measure.")
@click.option("--rounds", type=click.IntRange(min=1), default=5, show_default=True, help="Measurements of each point.")
@click.option("--gpus", type=click.IntRange(min=1), default=Assumptions.gpus, show_default=True)
@click.option("--tokens", type=click.IntRange(min=1), default=Assumptions.tokens, show_default=True, help="A rollout.")
@click.option("--tokens-per-second", default=Assumptions.tokens_per_second, show_default=True, help="Of a GPU.")
@click.option("--core-price", default=Assumptions.dollars, show_default=True, help="Dollars an hour.")
@click.option("--cores", type=click.IntRange(min=1), default=Assumptions.cores, show_default=True, help="Of a node.")
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
def command(
    rows: int,
    rounds: int,
    gpus: int,
    tokens: int,
    tokens_per_second: float,
    core_price: float,
    cores: int,
    as_json: bool,
) -> None:
    """What verification costs, and what a run of many GPUs wants of it.

    Rollouts are rows of the shipped sets behind a reasoning of --tokens. The simulation is calibrated in the rounds in
    which the points are measured, but on calls of other sizes.
    """
    given = Assumptions(gpus, tokens_per_second, tokens, dollars=core_price, cores=cores)
    costs = [cost_of(build(kind, id_, {}), id_, samples(name, rows, tokens)) for id_, kind, name in _PRICED]
    calibration, measured = points(samples("math-answers-v1", rows, tokens), rounds)
    by_id = {cost.id: cost for cost in costs}
    parts = plan([(by_id[id_], share) for id_, share in _PLANNED], given)
    if as_json:
        print(json.dumps(_as_json(given, costs, calibration, measured, parts), indent=2))
    else:
        _print(given, costs, calibration, measured, parts)


def _as_json(
    given: Assumptions, costs: list[Cost], calibration: Calibration, measured: list[Point], parts: list[Part]
) -> dict[str, Any]:
    return {
        "assumptions": {**asdict(given), "rate": given.rate},
        "costs": [
            {"id": cost.id, "rows": cost.rows, "cpu": cost.cpu, "dollars_per_million": given.dollars_per_million(cost)}
            for cost in costs
        ],
        "call": calibration.dispatch.call,
        "beside": calibration.beside,
        "points": [{**point._asdict(), "error": point.error} for point in measured],
        "plan": [asdict(part) for part in parts],
    }


def _print(
    given: Assumptions, costs: list[Cost], calibration: Calibration, measured: list[Point], parts: list[Part]
) -> None:
    click.echo(f"A million completions of {given.tokens:,} tokens, at {given.dollars:g} $ an hour of a core")
    print_table(
        ["component<", "completions>", "core ms>", "core hours a million>", "$ a million>"],
        [
            [cost.id, str(cost.rows), f"{1000 * cost.cpu:.2f}", f"{cost.cpu * 1e6 / 3600:.1f}",
             f"{given.dollars_per_million(cost):.2f}"]
            for cost in costs
        ],
    )  # fmt: skip
    dispatch = calibration.dispatch
    spent = f"a call {1000 * dispatch.call:.2f} ms, an item {1000 * calibration.beside[1]:.2f} ms"
    click.echo(f"\nrepetition.ngram in workers, completions a second: measured and simulated ({spent})")
    print_table(
        ["workers>", "batch>", "measured>", "simulated>", "error>"],
        [
            [str(point.workers), str(point.batch), f"{point.measured:,.0f}", f"{point.simulated:,.0f}",
             f"{100 * point.error:+.1f} %"]
            for point in measured
        ],
    )  # fmt: skip
    click.echo(f"the largest error is {100 * max(abs(point.error) for point in measured):.1f} %")
    click.echo(f"\n{given.gpus} GPUs, {given.tokens_per_second:,.0f} tokens a second each: {given.rate:,.0f} a second")
    print_table(
        ["verifier<", "completions/s>", "workers>", "Ray actors>", f"nodes of {given.cores}>", "Mbit/s>", "$ an hour>"],
        [
            [part.id, f"{part.rate:,.1f}", str(part.workers), str(part.actors), str(part.nodes),
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
