"""`rewardry list`."""

from __future__ import annotations

from typing import Any

import click

from rewardry.cli.tables import print_json, print_table
from rewardry.errors import ConfigError, nearest
from rewardry.plugins import loaded, registry
from rewardry.recipe_facts import facts_of
from rewardry.registry import CORE, KINDS, Entry


@click.command("list")
@click.argument("kind", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_components(kind: str | None, as_json: bool) -> None:
    """List the components of KIND, or of all kinds.

    KIND is reward, verifier, recipe, sandbox, adapter, trainer, generator or dataset.
    """
    wanted = None if kind is None else kind.removesuffix("s")
    if wanted is not None and wanted not in KINDS:
        raise ConfigError(f"there is no kind of component {kind!r}. {nearest(wanted, KINDS)}")
    entries = list(registry().entries(wanted))
    if as_json:
        print_json(
            [{**_as_json(entry), **(facts_of(entry).to_row() if wanted == "recipe" else {})} for entry in entries]
        )
        return
    if not entries:
        click.echo(f"There is no {wanted} yet. A plugin may bring one.")
        return
    if wanted == "recipe":
        columns = ("kind<", "id<", "components", "trained with", "source", "differs from it", "state", "from")
        print_table(columns, [(e.kind, e.id, *facts_of(e).cells(), _origin(e)) for e in entries])
    else:
        print_table(("kind<", "id<", "what it is", "from"), [(e.kind, e.id, e.summary, _origin(e)) for e in entries])
    broken = [record.name for record in loaded().records if record.status == "broken"]
    if broken:
        click.echo(f"Broken plugins: {', '.join(broken)}. `rewardry plugins` says why.", err=True)


def _as_json(entry: Entry) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in ("kind", "id", "summary", "distribution", "version", "target")}


def _origin(entry: Entry) -> str:
    return "built in" if entry.distribution == CORE else f"{entry.distribution} {entry.version}"
