"""``python -m rewardry.benchmarks.watching``: rates of detection and of false alarms, on curves that a seed draws."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Sequence
from statistics import median
from typing import Any

import click

from rewardry.cli.tables import print_json, print_table
from rewardry.curation.watching.alarms import Alarm, History
from rewardry.curation.watching.signals import Record
from rewardry.statistics.intervals import wilson

from .curves import KINDS, hacked_curve, honest_curve


@click.command("watching")
@click.option(
    "--runs", type=click.IntRange(min=1), default=100, show_default=True, help="Honest ones, and of each hack."
)
@click.option(
    "--within", type=click.IntRange(min=1), default=20, show_default=True, help="Steps until it must be seen."
)
@click.option("--seed", type=int, help="Of the curves; a new one is drawn and printed where it is not given.")
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
def command(runs: int, within: int, seed: int | None, as_json: bool) -> None:
    """Measure how often a planted hack is found in time, and how often an honest training raises an alarm."""
    drawn = secrets.randbelow(10**6) if seed is None else seed
    rows = [_hack(kind, runs, within, drawn) for kind in KINDS]
    honest = [alarms_of(honest_curve(f"{drawn} {run}")) for run in range(runs)]
    false = sum(map(bool, honest))
    kinds = Counter(alarm.kind for alarms in honest for alarm in alarms)
    if as_json:
        found = {"seed": drawn, "runs": runs, "within": within, "hacks": rows}
        print_json({**found, "honest": {"raised": false, "interval": list(wilson(false, runs)), "kinds": dict(kinds)}})
        return
    click.echo(f"{runs} trainings of each hack, seed {drawn}: found within {within} steps of its beginning")
    print_table(
        ("hack<", "found>", "95 %>", "steps, median>", "before it began>"),
        [
            [row["hack"], f"{row['found'] / runs:.3f}", _interval(row["found"], runs), str(row["steps"]),
             str(row["before"])]
            for row in rows
        ],
    )  # fmt: skip
    found = sum(row["found"] for row in rows)
    click.echo(f"all: {found} of {runs * len(rows)}, {_interval(found, runs * len(rows))}")
    named = ", ".join(f"{count} {kind}" for kind, count in kinds.most_common())
    click.echo(
        f"honest trainings with an alarm: {false} of {runs}, {_interval(false, runs)}{': ' * bool(named)}{named}"
    )


def alarms_of(lines: Sequence[dict[str, float]]) -> list[Alarm]:
    """The alarms that a log raises."""
    history = History()
    for line in lines:
        history.add(Record.of(int(line["step"]), line))
    return history.alarms


def _hack(kind: str, runs: int, within: int, seed: int) -> dict[str, Any]:
    """How many of one kind are found, after how many steps in the median, and how many alarms came too early."""
    first, before = [], 0
    for run in range(runs):
        onset, lines = hacked_curve(kind, f"{seed} {run}")
        steps = [alarm.step - onset for alarm in alarms_of(lines[: onset + within + 1])]
        first += [min(step for step in steps if step >= 0)] if any(step >= 0 for step in steps) else []
        before += any(step < 0 for step in steps)
    return {"hack": kind, "found": len(first), "steps": median(first) if first else "-", "before": before}


def _interval(part: int, whole: int) -> str:
    low, high = wilson(part, whole)
    return f"[{low:.3f}, {high:.3f}]"


if __name__ == "__main__":
    command()
