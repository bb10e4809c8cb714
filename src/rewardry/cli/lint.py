"""`rewardry lint`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click

from rewardry.cli.completion import ids_for
from rewardry.cli.main import exit_with
from rewardry.cli.options import columns_of, parameters_of
from rewardry.cli.tables import number, percent, print_json, print_table, printable
from rewardry.component import Component, Verifier
from rewardry.engine.runtime import Runtime
from rewardry.parameters import build
from rewardry.plugins import registry
from rewardry.recipe import Recipe
from rewardry.recipe_lint import Report
from rewardry.recipe_lint import lint as check
from rewardry.rows import Row, read_rows, refuse_unreadable

PROBLEMS = 1
_SHOWN = 20


@click.command("lint")
@click.argument("recipe", metavar="RECIPE", shell_complete=ids_for("lint"))
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--set", "settings", multiple=True, metavar="PARAMETER=VALUE", help="Set a verifier's parameter.")
@click.option("--map", "columns", multiple=True, metavar="FIELD=COLUMN", help="Read a field from another column.")
@click.option("--rows", "batch", default=256, show_default=True, help="Score so many rows of FILE with a recipe.")
@click.option("--strict", is_flag=True, help="Exit with 1 on a warning, too.")
@click.option("--json", "as_json", is_flag=True, help="Print all problems as JSON.")
def lint(
    recipe: str,
    files: tuple[str, ...],
    settings: tuple[str, ...],
    columns: tuple[str, ...],
    batch: int,
    strict: bool,
    as_json: bool,
) -> None:
    """Check the references of FILE... against the verifiers of RECIPE, and the recipe against the rows.

    RECIPE is a recipe, or a verifier's id. A reference must be readable, and equal to itself; what is not decides
    nothing, or makes right answers wrong. Of code, the reference's own solution must pass, and an empty program and one
    that always answers the same must not. The exit code is 1 where a reference has a problem.

    The first rows are scored with a recipe, as one batch. It warns of components that tell nothing apart, of models
    that outweigh the rules, of gates that never open, and of pay for nothing, and prints the score of the references
    as completions and of completions that say nothing.
    """
    verifiers = dict(_verifiers(recipe, parameters_of(settings)))
    mapped = columns_of(columns)
    for file in files:
        refuse_unreadable(file)
    rows = list(read_rows(list(files), mapped, lambda sample: None, False))
    with Runtime() as runtime:
        found = {name: list(_problems(verifier, rows, runtime)) for name, verifier in verifiers.items()}
    given = sum(row.sample is not None and row.sample.reference is not None for row in rows)
    report = None if _is_verifier(recipe) else _report(recipe, rows, batch)
    if as_json:
        scored = {} if report is None else {"recipe": report.to_row()}
        print_json({"rows": len(rows), "references": given, "problems": found, **scored})
    else:
        _print(found, len(rows), given)
        if report is not None:
            _print_report(report)
    if any(found.values()) or (strict and report is not None and report.warnings):
        exit_with(PROBLEMS)


def _is_verifier(recipe: str) -> bool:
    return any(entry.id == recipe for entry in registry().entries() if entry.kind == "verifier")


def _report(recipe: str, rows: list[Row], batch: int) -> Report | None:
    """What the recipe makes of the first rows; None where there are none."""
    samples = [row.sample for row in rows if row.sample is not None][:batch]
    return check(Recipe.load(recipe), samples) if samples else None


def _print_report(report: Report) -> None:
    floor = ", ".join(f"{name} {number(value)}" for name, value in report.floor.items())
    oracle = f"{number(report.oracle)} (mean of {report.oracles} rows)" if report.oracles else "no reference is a text"
    click.echo(f"Oracle, the reference as the completion: {oracle}")
    click.echo(f"Floor, completions that say nothing: {floor}")
    click.echo(f"A batch of {report.rows} rows took {report.seconds:.2f} s")
    for warning in report.warnings:
        click.echo(printable(f"Warning: {warning}"))


def _verifiers(recipe: str, settings: dict[str, Any]) -> Iterator[tuple[str, Verifier]]:
    """The verifiers of a recipe by their ids, or the one of that id."""
    if _is_verifier(recipe):
        yield recipe, build(Verifier, recipe, settings)
        return
    for part in Recipe.load(recipe).parts:
        yield from _asked(part.reward)


def _asked(component: Component) -> Iterator[tuple[str, Verifier]]:
    """The verifiers that are parameters of a component, however deep."""
    for name in type(component).model_fields:
        field = getattr(component, name)
        for value in field.values() if isinstance(field, dict) else (field,):
            if isinstance(value, Verifier):
                yield registry().identity_of(type(value)).id, value
            elif isinstance(value, Component):
                yield from _asked(value)


def _problems(verifier: Verifier, rows: list[Row], runtime: Runtime) -> Iterator[dict[str, Any]]:
    """The references that a verifier cannot take or cannot read."""
    given = [(row, row.sample) for row in rows if row.sample is not None and row.sample.reference is not None]
    refused = [verifier.refusal(sample) for _, sample in given]
    readable = [sample for (_, sample), why in zip(given, refused, strict=True) if why is None]
    others = iter(verifier.reference_problems(readable, runtime))
    for (row, _), why in zip(given, refused, strict=True):
        problem = next(others) if why is None else why
        if problem is not None:
            yield {"id": row.id, "place": row.place, "problem": problem}


def _print(found: dict[str, list[dict[str, Any]]], rows: int, given: int) -> None:
    columns = ["verifier<", "rows>", "references>", "readable>", "problems>"]
    cells = [
        [name, str(rows), str(given), percent((given - len(problems)) / given if given else None), str(len(problems))]
        for name, problems in found.items()
    ]
    print_table(columns, cells)
    for name, problems in found.items():
        for problem in problems[:_SHOWN]:
            click.echo(printable(f"{problem['place']}: {name}: {problem['problem']}"))
        if len(problems) > _SHOWN:
            click.echo(f"... and {len(problems) - _SHOWN} more; --json prints all")
