"""`rewardry tune`."""

from __future__ import annotations

import math
import random
import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from rewardry import __version__
from rewardry.cli.completion import ids_for
from rewardry.cli.tables import print_json, print_table, printable
from rewardry.curation.logged_scores import LoggedScores, read_scores, reproduces
from rewardry.curation.tuning.evidence import (
    Evidence,
    graded,
    hacks_of,
    labels_of_column,
    labels_of_file,
    pairs_of_file,
    pairs_of_labels,
)
from rewardry.curation.tuning.objective import Estimate, Objective, Totals, intervals
from rewardry.curation.tuning.recipe_file import refuse_unwritable, source_of, with_weights, write
from rewardry.curation.tuning.search import maximise, tied
from rewardry.curation.tuning.weights import Scale, scale
from rewardry.errors import ConfigError
from rewardry.recipe import Recipe
from rewardry.rows import STDIN, refuse_unreadable

_FEWEST_GROUPS = 10
_DIGITS = 4


@click.command("tune")
@click.argument("recipe_", metavar="RECIPE", shell_complete=ids_for("tune"))
@click.argument("files", nargs=-1, required=True, metavar="LOG...")
@click.option("--trusted", metavar="COLUMN", help="A column of the rows, or a component, that says what is right.")
@click.option("--verified", metavar="FILE", help="What `rewardry verify` said of the same rows, joined by id.")
@click.option("--pairs", "judged", metavar="FILE", help="Pairs of ids, `chosen` and `rejected`, that somebody judged.")
@click.option("--hacks", metavar="FILE", help="Rows, by id, that ought not to be paid.")
@click.option("--hack-column", metavar="COLUMN", help="A column that is true for rows that ought not to be paid.")
@click.option(
    "--price",
    type=click.FloatRange(min=0),
    default=1.0,
    show_default=True,
    help="What a paid hack costs, in agreement.",
)
@click.option("--fix", "fixed", multiple=True, metavar="NAME", help="A reward whose weight stays. Repeatable.")
@click.option(
    "--anchor", metavar="NAME", help="The reward whose weight sets the scale; default: the first required one."
)
@click.option(
    "--evaluations",
    type=click.IntRange(min=10),
    default=60,
    show_default=True,
    help="Weights that the Gaussian process chooses; the local search from them looks at thousands.",
)
@click.option(
    "--held-out",
    "share",
    type=click.FloatRange(0.05, 0.9),
    default=0.3,
    show_default=True,
    help="The share of groups that the figures are from, and the search does not see.",
)
@click.option("--seed", type=int, default=0, show_default=True, help="Of the split, the search and the intervals.")
@click.option("-o", "--output", metavar="FILE", help="The new recipe; default: RECIPE.tuned.yaml in this folder.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
def tune(
    recipe_: str,
    files: tuple[str, ...],
    trusted: str | None,
    verified: str | None,
    judged: str | None,
    hacks: str | None,
    hack_column: str | None,
    price: float,
    fixed: tuple[str, ...],
    anchor: str | None,
    evaluations: int,
    share: float,
    seed: int,
    output: str | None,
    as_json: bool,
) -> None:
    """Tune the weights of RECIPE on LOG..., which `rewardry score --keep` wrote under it.

    Searched are the weights under which the order of completions inside groups agrees best with what you trust: a
    column, a verifier's output, or pairs somebody judged; less the hacks that are paid. The search is Bayesian
    optimisation with scikit-learn's Gaussian process (extra data). What it gains is measured on groups it did not see.
    The new recipe keeps everything but the weights; comments of the file are lost.
    """
    _refuse(files, trusted, verified, judged, hacks, hack_column)
    output = output or f"{Path(recipe_).name.removesuffix('.yaml').removesuffix('.yml')}.tuned.yaml"
    refuse_unwritable(output)
    recipe, source, logged = Recipe.load(recipe_), source_of(recipe_), read_scores(files)
    evidence = _evidence(logged, trusted, verified, judged, hacks, hack_column)
    totals = Totals(logged, recipe)
    spec = scale(recipe, totals.spreads(), fixed, anchor)
    seen, unseen = _split(logged, evidence, totals, share, seed, price)
    found = maximise(
        lambda shares: seen(spec.weights(shares)).score,
        spec.start,
        evaluations,
        seed,
        (lambda shares: seen.likeness(spec.weights(shares))) if seen.graded else None,
    )
    before = list(recipe.weights)
    after = [w if w == b else _rounded(w) for w, b in zip(spec.weights(found.shares), before, strict=True)]
    if seen(after).score < seen(before).score:
        after = before
    report = {
        "recipe": recipe.name,
        "groups": {"searched": len(seen.groups), "held_out": len(unseen.groups)},
        "pairs": {"searched": seen.pairs, "held_out": unseen.pairs},
        "evaluations": found.evaluations,
        "weights": _weights(spec, before, after, seen),
        "searched": {"before": seen(before).score, "after": seen(after).score},
        "held_out": {
            name: {"value": one.value, "interval": list(one.interval)}
            for name, one in intervals(unseen, before, after, seed).items()
        },
        "output": output,
    }
    header = _header(report, _goal(trusted, verified, judged, hacks, hack_column, price), recipe_, files, seed)
    names = {recipe.names[i]: after[i] for i in spec.free}
    write(output, with_weights(source, recipe.names, names, header, Path(output).parent))
    if as_json:
        print_json(report)
    else:
        _print(report, logged, recipe, intervals(unseen, before, after, seed))


def _refuse(files: Sequence[str], *given: str | None) -> None:
    trusted, verified, judged, hacks, hack_column = given
    for file in (*files, *(one for one in (verified, judged, hacks) if one)):
        refuse_unreadable(file)
        if file == STDIN:
            raise ConfigError("tune needs files; the standard input is none")
    if sum(one is not None for one in (trusted, verified, judged)) != 1:
        raise ConfigError(
            "what is to agree? Give one of --trusted COLUMN, --verified FILE (of `rewardry verify`), --pairs FILE"
        )
    if hacks and hack_column:
        raise ConfigError("--hacks and --hack-column both say which rows are hacks; give one")


def _evidence(
    logged: LoggedScores,
    trusted: str | None,
    verified: str | None,
    judged: str | None,
    hacks: str | None,
    hack_column: str | None,
) -> Evidence:
    labels: Sequence[float | None] = []
    if judged is not None:
        pairs = pairs_of_file(logged, judged)
    else:
        labels = labels_of_column(logged, trusted) if trusted is not None else labels_of_file(logged, str(verified))
        pairs = pairs_of_labels(logged, labels)
    given = hacks or hack_column
    known = hacks_of(logged, given, is_file=hacks is not None) if given else frozenset()
    return Evidence(pairs, known, graded(labels))


def _split(
    logged: LoggedScores, evidence: Evidence, totals: Totals, share: float, seed: int, price: float
) -> tuple[Objective, Objective]:
    """The objective on the groups of the search, and on those held out."""
    numbers = list(range(len(logged.groups)))
    compared = {pair.group for pair in evidence.pairs if totals.decided[pair.better] and totals.decided[pair.worse]}
    if len(compared) < _FEWEST_GROUPS:
        raise ConfigError(
            f"only {len(compared)} groups tell two completions apart; {_FEWEST_GROUPS} are the fewest that can be "
            f"divided into groups to search on and groups held out"
        )
    random.Random(seed).shuffle(numbers)
    useful = [number for number in numbers if number in compared]
    held = set(useful[: min(max(round(share * len(useful)), 2), len(useful) - 2)])
    rest = [number for number in numbers if number not in compared]  # groups of hacks alone are divided, too
    held |= set(rest[: round(share * len(rest))])
    searched = [number for number in numbers if number not in held]
    return (
        Objective(totals, logged, evidence, searched, price),
        Objective(totals, logged, evidence, sorted(held), price),
    )


def _rounded(weight: float) -> float:
    return 0.0 if weight == 0 else round(weight, _DIGITS - 1 - math.floor(math.log10(abs(weight))))


def _weights(spec: Scale, before: Sequence[float], after: Sequence[float], seen: Objective) -> dict[str, Any]:
    found = {}
    for i, (name, b, a) in enumerate(zip(spec.recipe.names, before, after, strict=True)):
        note = "sets the scale" if i == spec.anchor else spec.kept.get(name, "")
        found[name] = {"before": b, "after": a, "note": note}
        if i in spec.free:
            low, high = tied(lambda weights: seen(weights).score, after, i)
            found[name]["as_good"] = [abs(a) * low, abs(a) * high if math.isfinite(high) else None]
    return found


def _as_good(weight: Mapping[str, Any]) -> str:
    """From where to where a weight's size does as well, the others as they are."""
    if "as_good" not in weight:
        return ""
    low, high = weight["as_good"]
    return f"{low:.4g} to {high:.4g}" if high is not None else f"{low:.4g} and more"


def _goal(
    trusted: str | None, verified: str | None, judged: str | None, hacks: str | None, column: str | None, price: float
) -> str:
    what = next(
        text
        for given, text in (
            (trusted, f"the order of completions by {trusted!r}"),
            (verified, f"the verdicts of {verified}"),
            (judged, f"the pairs of {judged}"),
        )
        if given is not None
    )
    less = f", less {price:g} times the hacks paid ({hacks or column})" if hacks or column else ""
    return f"agreement with {what}{less}"


def _header(report: Mapping[str, Any], goal: str, recipe: str, files: Sequence[str], seed: int) -> str:
    held = report["held_out"]
    lines = [
        f"Weights tuned by rewardry {__version__} from {recipe}, on {', '.join(map(shlex.quote, files))}, seed {seed}.",
        f"Objective: {goal}.",
        f"{report['evaluations']} weights were looked at on {report['groups']['searched']} groups; on "
        f"{report['groups']['held_out']} groups held out, agreement with 95 % intervals:",
        f"before {_shown(held['before'])}, after {_shown(held['after'])}, change {_shown(held['change'])}.",
    ]
    if "hacks_after" in held:
        lines.append(f"Hacks paid there: before {_shown(held['hacks_before'])}, after {_shown(held['hacks_after'])}.")
    changed = [
        f"{name} {weights['before']:g} -> {weights['after']:g}"
        for name, weights in report["weights"].items()
        if weights["before"] != weights["after"]
    ]
    return "\n".join([*lines, f"Weights: {', '.join(changed) or 'as they were'}.", ""])


def _shown(found: Mapping[str, Any]) -> str:
    low, high = found["interval"]
    return f"{found['value']:.4f} [{low:.4f}, {high:.4f}]"


def _print(report: Mapping[str, Any], logged: LoggedScores, recipe: Recipe, held: Mapping[str, Estimate]) -> None:
    rows = [
        (name, f"{one['before']:g}", f"{one['after']:g}", _as_good(one), one["note"])
        for name, one in report["weights"].items()
    ]
    print_table(("reward<", "before>", "after>", "as good<", "note<"), rows)
    groups, pairs = report["groups"], report["pairs"]
    click.echo(
        f"\nSearched on {pairs['searched']} pairs of {groups['searched']} groups; below, {pairs['held_out']} pairs of "
        f"{groups['held_out']} groups that were held out"
    )
    names = [("agreement", "")] + ([("hacks paid", "hacks_")] if "hacks_before" in held else [])
    cells = [
        (title, *(_shown(report["held_out"][f"{prefix}{when}"]) for when in ("before", "after", "change")))
        for title, prefix in names
    ]
    print_table(("held out<", "before>", "after>", "change>"), cells)
    low, high = held["change"].interval
    if low <= 0 <= high and "hacks_change" not in held:
        click.echo("The change may be chance: its interval holds 0.")
    if logged.warning:
        click.echo(f"Warning: {logged.warning}", err=True)
    if not reproduces(logged, recipe):
        click.echo(
            "Note: the log's totals are not this recipe's; its components were taken as logged",
            err=True,
        )
    click.echo(printable(f"Recipe written to {report['output']}"))
