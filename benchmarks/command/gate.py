"""`rewardry bench gate`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from rewardry.cli.main import exit_with
from rewardry.cli.tables import print_json, printable
from rewardry.errors import ConfigError

from ..attacks.bounds import ALL, check_attacks, check_price, is_of_attacks
from ..finding_forms import ReportForm
from ..findings import file_of, read
from ..forms import read_json, refuse_malformed
from ..gate import Bound, Result, check_baseline, check_bounds, junit
from ..runs import MANIFEST, BenchRun
from ..summary import summarise
from .outcome import MISSED, write_text
from .policy import abstain_option


@click.command("gate")
@click.argument("run", metavar="RUN")
@click.option(
    "--fail-under",
    "floors",
    multiple=True,
    metavar="NAME.METRIC=VALUE",
    help="What a metric must reach, of a verifier, a set, or VERIFIER@SET. Repeatable.",
)
@click.option(
    "--max-fpr",
    "ceilings",
    multiple=True,
    metavar="NAME=RATE",
    help="How many wrong rows may be paid; of `attacks` or attacks.FAMILY, how many attacks. Repeatable.",
)
@click.option(
    "--min-price",
    type=click.IntRange(min=1),
    metavar="TOKENS",
    help="What the cheapest text must cost that `bench price` found to be paid and that knows nothing of the task.",
)
@click.option(
    "--baseline", metavar="FILE", help="The JSON of an earlier report; no metric may fall below its interval."
)
@click.option("--metric", default="balanced_accuracy", show_default=True, help="What is compared with the baseline.")
@click.option("--on-value", is_flag=True, help="Compare values, not the worse end of their intervals.")
@abstain_option
@click.option("--junit", "junit_file", metavar="FILE", help="Write the results as JUnit XML, too.")
@click.option("--json", "as_json", is_flag=True, help="Print the results as JSON.")
def command(
    run: str,
    floors: tuple[str, ...],
    ceilings: tuple[str, ...],
    min_price: int | None,
    baseline: str | None,
    metric: str,
    on_value: bool,
    policy: Any,
    junit_file: str | None,
    as_json: bool,
) -> None:
    """Exit with 1 where the run in folder RUN misses a bound, or falls behind a baseline.

    A bound holds if the worse end of the metric's 95 % interval keeps it, so that luck does not pass: of few rows much
    is asked.
    """
    bounds = [Bound.parse(text, "--fail-under") for text in floors] + [Bound.parse(t, "--max-fpr") for t in ceilings]
    if not bounds and baseline is None and min_price is None:
        raise ConfigError("nothing is asked of the run; give --fail-under, --max-fpr, --min-price or --baseline")
    of_attacks = [bound for bound in bounds if is_of_attacks(bound.of) and not _is_of_a_set(run)]
    results = check_attacks(read(run, "attack"), of_attacks, on_value=on_value) if of_attacks else []
    results += [] if min_price is None else [check_price(read(run, "price"), min_price)]
    rest = [bound for bound in bounds if bound not in of_attacks]
    if rest or baseline is not None:
        before = None if baseline is None else report_in(baseline)
        summary = summarise(BenchRun(run), policy)
        results += check_bounds(summary, rest, on_value=on_value)
        results += [] if before is None else _since(summary, before, metric, baseline)
    if junit_file is not None:
        write_text("--junit", junit_file, junit(results))
    print_json([vars(result) for result in results]) if as_json else _print(results)
    if not all(result.kept for result in results):
        exit_with(MISSED)


def _is_of_a_set(run: str) -> bool:
    """Whether `attacks` is a set that was measured on: there is one of that name, and `bench attack` was not run."""
    if file_of(run, "attack").is_file() or not (Path(run) / MANIFEST).is_file():
        return False
    return any(bench_set.name == ALL for bench_set in BenchRun(run).sets())


def _since(summary: dict[str, Any], before: dict[str, Any], metric: str, file: str | None) -> list[Result]:
    found = check_baseline(summary, before, metric)
    if not found:
        raise ConfigError(f"{file}: it has no verifier and set in common with the run, so that nothing is compared")
    return found


def report_in(file: str) -> dict[str, Any]:
    """An earlier report.

    Raises:
        ConfigError: it cannot be read, or is none.
    """
    content: dict[str, Any] = read_json(Path(file), _BASELINE)
    refuse_malformed(content, ReportForm, f"{file}: no report can be read there", _BASELINE)
    return content


_BASELINE = "write it with `bench report --json`"


def _print(results: list[Result]) -> None:
    for result in results:
        click.echo(printable(f"{'passed' if result.kept else 'MISSED'}  {result.name}: {result.said}"))
    missed = sum(not result.kept for result in results)
    click.echo(f"{len(results) - missed} of {len(results)} bounds are kept")
