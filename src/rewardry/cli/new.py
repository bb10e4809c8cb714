"""`rewardry new`."""

from __future__ import annotations

from pathlib import Path

import click

from rewardry.cli.tables import print_json, printable
from rewardry.errors import ConfigError, nearest
from rewardry.scaffold.layouts import LAYOUTS
from rewardry.scaffold.names import names_of
from rewardry.scaffold.package import NewPackage, write_package


@click.command("new")
@click.argument("kind")
@click.argument("name")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="The folder to make; default: rewardry-NAME in the current one.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def new(kind: str, name: str, output: Path | None, as_json: bool) -> None:
    """Make a package for a plugin: a KIND that works, to change into your own.

    KIND is reward, verifier, generator, recipe, sandbox, adapter or dataset. NAME is what the plugin is about:
    `rewardry new verifier chess` makes the distribution rewardry-chess with the verifier chess/chess, and
    `rewardry new verifier chess/legal_move` one with the verifier chess/legal_move. What is printed is to be typed
    next, as it stands.
    """
    if kind not in LAYOUTS:
        raise ConfigError(f"there is no template for the kind {kind!r}. {nearest(kind, LAYOUTS)}")
    names = names_of(kind, name)
    made = write_package(names, Path(names.distribution) if output is None else output)
    if as_json:
        print_json(_as_json(made))
    else:
        _print(made)


def _as_json(made: NewPackage) -> dict[str, object]:
    return {
        "distribution": made.names.distribution,
        "kind": made.names.kind,
        "id": made.names.id,
        "folder": str(made.folder),
        "files": made.files,
        "next": made.next,
        "own": made.own,
    }


def _print(made: NewPackage) -> None:
    names = made.names
    click.echo(f"Made the distribution {names.distribution} with the {names.kind} {names.id}:")
    for file in made.files:
        click.echo(printable(f"  {made.folder / file}"))
    click.echo("\nIt works as it is. Type, one after the other:")
    for command in made.next:
        click.echo(printable(f"  {command}"))
    click.echo(f"\nThen change {made.own} and its test; README.md has these commands, and what comes after them.")
