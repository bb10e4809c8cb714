"""`rewardry bench run`."""

from __future__ import annotations

from typing import Any

import click

from rewardry.cli.facts import facts_of_component, facts_of_options
from rewardry.cli.options import CachingCommand, Options, engine_options, pairs
from rewardry.cli.run import Work
from rewardry.cli.run import run as run_rows
from rewardry.cli.tables import print_json
from rewardry.cli.verify import Verdicts, problem_of
from rewardry.component import Verifier
from rewardry.errors import ConfigError, nearest
from rewardry.parameters import build, from_text
from rewardry.plugins import registry

from ..runs import BenchRun, Entrant, command_line
from ..sets import BenchSet, find_sets
from ..summary import summarise
from ..tables import print_summary


@click.command("run", cls=CachingCommand)
@click.option("-v", "--verifier", "ids", multiple=True, required=True, metavar="ID", help="A verifier. Repeatable.")
@click.option("-d", "--data", multiple=True, required=True, metavar="FILE", help="Labelled rows. Repeatable.")
@click.option("-o", "--output", required=True, metavar="FOLDER", help="Where the run is kept.")
@click.option(
    "--set", "settings", multiple=True, metavar="ID.PARAMETER=VALUE", help="Set a verifier's parameter. Repeatable."
)
@engine_options
def command(
    ids: tuple[str, ...], data: tuple[str, ...], output: str, settings: tuple[str, ...], as_json: bool, **engine: Any
) -> None:
    """Verify the labelled rows of every FILE with every verifier ID, and print how right each is.

    Rows have `completion`, `reference` and `label` (1 right, 0 wrong); completions of one question share `group`, or
    prompt and reference. The verdicts are kept in FOLDER for `bench report`, `bench compare` and `bench gate`.
    """
    verifiers = _verifiers(ids, settings)
    sets = find_sets(list(data))
    kept = BenchRun(output)
    (kept.folder / "outcomes").mkdir(parents=True, exist_ok=True)
    for id_, verifier in verifiers.items():
        for bench_set in sets:
            _verify(verifier, bench_set, str(kept.outcomes_file(id_, bench_set.name)), engine, as_json)
    kept.write([_entrant(id_, verifier) for id_, verifier in verifiers.items()], sets, command_line())
    summary = summarise(kept)
    print_json(summary) if as_json else print_summary(summary)


def _verifiers(ids: tuple[str, ...], settings: tuple[str, ...]) -> dict[str, Verifier]:
    """The verifiers with their parameters.

    Raises:
        ConfigError: a parameter of a verifier that takes no part, or a verifier is given twice.
    """
    parameters: dict[str, dict[str, str]] = {id_: {} for id_ in ids}
    if len(parameters) < len(ids):
        raise ConfigError(
            f"-v {next(i for i in ids if ids.count(i) > 1)}: it is given twice; a verifier takes part once"
        )
    for left, value in pairs(settings, "--set", "ID.parameter=value, for example math.percent=strict"):
        owner, dot, name = left.rpartition(".")
        if not dot or owner not in parameters:
            raise ConfigError(f"--set {left}: no verifier {owner or left!r} takes part. {nearest(owner or left, ids)}")
        parameters[owner][name] = value
    return {id_: build(Verifier, id_, from_text(given)) for id_, given in parameters.items()}


def _verify(verifier: Verifier, bench_set: BenchSet, output: str, engine: dict[str, Any], quiet: bool) -> None:
    """Verify one set with one verifier, in a runtime of its own, so that its time is its own."""
    options = Options(
        files=(bench_set.file,), output=output, columns={}, keep=False, timings=True, as_json=quiet, **engine
    )
    with options.runtime(output) as runtime:
        opened = runtime.open(verifier)
        facts = {"command": "bench run", **facts_of_options(options), **facts_of_component(verifier, "verifier")}
        tally = Verdicts(timings=True)
        work = Work(lambda sample: problem_of(verifier, sample), opened.verify, tally, [verifier], facts)
        run_rows(options, output, runtime, work)


def _entrant(id_: str, verifier: Verifier) -> Entrant:
    identity = registry().identity_of(type(verifier))
    return Entrant(id_, f"{identity.distribution} {identity.version}", verifier.model_dump(mode="json"))
