"""`rewardry bench bon`."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import click

from rewardry.cli.options import CachingCommand, engine_options
from rewardry.cli.tables import print_json
from rewardry.errors import ConfigError

from ..bon.candidates import Scored, of_kept, of_run
from ..bon.curves import curves_of
from ..bon.tables import as_page, print_curves
from ..entrants import Plan, build_entrants
from ..findings import finding, keep
from ..runs import MANIFEST, BenchRun, command_line
from ..sets import find_sets
from .outcome import write_text


@click.command("bon", cls=CachingCommand)
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@click.option("-v", "--verifier", "verifiers", multiple=True, metavar="ID", help="Choose by a verifier. Repeatable.")
@click.option("-r", "--reward", "rewards", multiple=True, metavar="ID", help="Choose by a reward. Repeatable.")
@click.option(
    "-d", "--data", multiple=True, metavar="FILE_OR_SET", help="Labelled completions for -v and -r. Repeatable."
)
@click.option("--data-dir", metavar="FOLDER", help="A folder with files of sets, looked into before cache and hub.")
@click.option("--accept-licence", is_flag=True, help="Take sets that forbid commercial use or derivatives.")
@click.option(
    "--set", "settings", multiple=True, metavar="ID.PARAMETER=VALUE", help="Set a parameter of -v or -r. Repeatable."
)
@click.option("-n", "ns", type=click.IntRange(min=1), multiple=True, help="An n; default: powers of two. Repeatable.")
@click.option("--right-by", metavar="NAME", help="Of a SOURCE with components: what says which completions are right.")
@click.option("--value-by", metavar="NAME", help="Of a SOURCE with components: the one to choose by; default: total.")
@click.option("-o", "--output", metavar="FOLDER", help="Keep the figures, as bon.json, and the run of -v and -r.")
@click.option("--html", metavar="FILE", help="Write tables and curves as one HTML page.")
@engine_options
def command(
    sources: tuple[str, ...],
    verifiers: tuple[str, ...],
    rewards: tuple[str, ...],
    data: tuple[str, ...],
    data_dir: str | None,
    accept_licence: bool,
    settings: tuple[str, ...],
    ns: tuple[int, ...],
    right_by: str | None,
    value_by: str | None,
    output: str | None,
    html: str | None,
    as_json: bool,
    **engine: Any,
) -> None:
    """What choosing among n completions is worth: by their values, by a vote, by both, and at the very best.

    SOURCE is a folder of `bench run`, or a file that `rewardry score --keep` or `verify --keep` wrote; -v and -r score
    the rows of -d instead. Completions of one question share `group`, or prompt and reference; `label` says which are
    right. pass@n is what a perfect choice reaches, majority what the most frequent answer does, best-of-n what the
    largest value does, weighted majority the answer of the largest sum of values; where a reward scores steps, their
    minimum, product, mean and last are tried, too. All are means over all ways to draw n, with 95 % intervals over
    questions; of equal ones each is chosen with the same chance.
    """
    with ExitStack() as stack:
        given = list(_given(sources, right_by, value_by))
        if verifiers or rewards:
            folder = output or stack.enter_context(tempfile.TemporaryDirectory(prefix="rewardry-bon-"))
            sets = find_sets(list(data), data_dir, accept_licence) if data else _missing_data()
            plan = Plan.of(BenchRun(folder), build_entrants(verifiers, rewards, settings), sets)
            given += of_run(_scored(plan, engine, as_json))
        elif data:
            raise ConfigError("-d: nobody scores these rows; name a verifier with -v ID or a reward with -r ID")
        if not given:
            raise ConfigError(
                "what is chosen from? Name a run's folder or a kept file, or a scorer and rows: -r ID -d FILE"
            )
        curves = [curves_of(scored, ns or None) for scored in given]
    for found in curves:
        _refuse_single(found)
    result = finding("bon", curves=curves)
    keep(output, result)
    if html is not None:
        write_text("--html", html, as_page(result))
    print_json(result) if as_json else print_curves(result)


def _given(sources: Sequence[str], right_by: str | None, value_by: str | None) -> Iterator[Scored]:
    for source in sources:
        if (Path(source) / MANIFEST).is_file():
            yield from of_run(BenchRun(source))
        elif Path(source).is_dir():
            raise ConfigError(f"{source}: the folder has no {MANIFEST}, so that it is no run of `rewardry bench run`")
        else:
            yield of_kept(source, right_by, value_by)


def _missing_data() -> Any:
    raise ConfigError("-d is missing: name labelled completions, several of each question, with -d FILE")


def _scored(plan: Plan, engine: dict[str, Any], quiet: bool) -> BenchRun:
    plan.join(None)
    (plan.run.folder / "outcomes").mkdir(parents=True, exist_ok=True)
    plan.score(engine, quiet)
    plan.run.write(plan.entrants(), [one for one, _ in plan.sets], command_line())
    return plan.run


def _refuse_single(found: dict[str, Any]) -> None:
    if found["largest_group"] < 2:
        raise ConfigError(
            f"{found['source']}: no question has two completions with a label, so that there is nothing to choose; "
            "completions of one question share `group`, or prompt and reference, and stand one after the other"
        )
