"""`rewardry plugins`."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import Any

import click

from rewardry import API
from rewardry.cli.recipe_owners import owners_of
from rewardry.cli.tables import print_json, print_table
from rewardry.errors import ConfigError, RewardryError, nearest
from rewardry.manifest import manifest_of
from rewardry.plugins import Loaded, PluginRecord, loaded, unknown_in_environment
from rewardry.provenance import origin_of
from rewardry.recipe import Recipe
from rewardry.registry import Entry, canonical_name, why_not_loaded


@click.command("plugins")
@click.argument("name", metavar="[NAME]", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print JSON, with every component, its manifest and last check.")
def plugins(name: str | None, as_json: bool) -> None:
    """List the plugins: who brings them, whether they fit, what their last check said, what is wrong with a broken one.

    With NAME, which is a plugin's or a distribution's, its components are listed too, with what each declares. With a
    recipe's .yaml file it is the plugins and local files that the recipe uses.

    A plugin is loaded only if it fits the version of the contract that this rewardry has. The last check is the newest
    `rewardry check` of each of its components; it is stale once the code has changed since.

    REWARDRY_DISABLED_PLUGINS=name,... leaves plugins out; REWARDRY_PLUGINS=name,... loads only these and the
    built-ins; REWARDRY_STRICT_PLUGINS=1 stops at the first broken one.
    """
    found = _found(name)
    rows = [_described(record, found, manifests=as_json or name is not None) for record in found.records]
    if as_json:
        print_json(rows)
        return
    print_table(_COLUMNS, [_cells(row) for row in rows])
    if name is not None:
        click.echo()
        print_table(_OF_COMPONENTS, [_of_component(check) for row in rows for check in row["checks"]])
        click.echo()
    for line in _notes():
        click.echo(line)


_COLUMNS = (
    *("plugin<", "distribution<", "version<", "status<", "API<", "components>"),
    *("last check", "from", "problem"),
)


_OF_COMPONENTS = ("component<", "range<", "deterministic<", "needs", "licence", "source", "last check")


def _found(name: str | None) -> Loaded:
    """The plugins to list.

    Raises:
        ConfigError: there is none of that name.
    """
    if name is not None and name.endswith((".yaml", ".yml")):
        return owners_of(Recipe.load(name))
    found = loaded()
    records = [record for record in found.records if name is None or canonical_name(name) in _names(record)]
    if not records:
        known = {known for record in found.records for known in (record.name, record.distribution)}
        raise ConfigError(f"there is no plugin {name!r}. {nearest(str(name), known)}")
    return replace(found, records=records)


def _names(record: PluginRecord) -> set[str]:
    return {canonical_name(name) for name in (record.name, record.distribution, f"{record.distribution}:{record.name}")}


def _described(record: PluginRecord, found: Loaded, manifests: bool) -> dict[str, Any]:
    checks = [_checked(entry) for entry in _entries(record, found)]
    if manifests:
        checks = [{**check, **_manifest(entry)} for check, entry in zip(checks, _entries(record, found), strict=True)]
    return {
        "name": record.name,
        "distribution": record.distribution,
        "version": record.version,
        "status": record.status,
        "error": record.error,
        "needs": record.needs,
        "problem": record.problem,
        "components": record.components,
        "api": record.api,
        "fits": None if record.api is None else _fits(record.api),
        "origin": origin_of(record)._asdict(),
        "last_check": _summed(checks),
        "checks": checks,
    }


def _fits(api: str) -> bool:
    from rewardry.contract import parsed, why_unfit

    try:
        parsed(api)
    except ValueError:
        return False
    return why_unfit(api) is None


def _entries(record: PluginRecord, found: Loaded) -> list[Entry]:
    """The components of a plugin's that can be checked; of several plugins of a distribution those of its own."""
    return [entry for entry in found.registry.entries() if entry.plugin == (record.distribution, record.name)]


def _checked(entry: Entry) -> dict[str, Any]:
    from rewardry.testing.last_check import last_check, why_stale

    check = last_check(entry.identity)
    row: dict[str, Any] = {"kind": entry.kind, "id": entry.id, "result": None, "failures": [], "stale": None}
    if check is None:
        return row
    stale = why_stale(check, entry.identity, entry.target.partition(":")[0])
    return {**row, "result": str(check), "failures": list(check.failures), "stale": stale, "time": check.time}


def stale_checks(record: PluginRecord) -> list[tuple[str, str]]:
    """The components of a plugin, as KIND:ID, whose last check no longer says anything of them, each with why."""
    checks = [_checked(entry) for entry in _entries(record, loaded())]
    return [(f"{check['kind']}:{check['id']}", check["stale"]) for check in checks if check["stale"]]


def _manifest(entry: Entry) -> dict[str, Any]:
    """The manifest of a component, which has to be imported for it; the failure of one that cannot be."""
    if entry.kind in _UNCHECKED:
        return {"manifest": None}
    try:
        cls = entry.load()
    except RewardryError as error:
        return {"manifest": None, "error": why_not_loaded(error)}
    return {"manifest": manifest_of(cls).to_row()}


def _of_component(check: dict[str, Any]) -> tuple[str, ...]:
    name, manifest = f"{check['kind']} {check['id']}", check["manifest"]
    if manifest is None:
        return name, *("",) * 4, check.get("error", ""), "-"
    span = manifest["value_range"]
    return (
        name,
        "" if span is None else f"{span[0]:g} to {span[1]:g}",
        "yes" if manifest["deterministic"] else "no",
        ", ".join([*manifest["resources"], *manifest["modules"]]),
        manifest["licence"] or "",
        manifest["source"] or "",
        f"{check['result'] or 'never'}{' (stale)' if check['stale'] else ''}",
    )


_UNCHECKED = ("recipe", "sandbox", "trainer", "adapter", "dataset")


def _summed(checks: list[dict[str, Any]]) -> str:
    """The last checks of a plugin's components in a few words."""
    checkable = [check for check in checks if check["kind"] not in _UNCHECKED]
    made = [check for check in checkable if check["result"] is not None]
    fresh = [check for check in made if not check["stale"]]
    failed = [f"{check['id']} failed {', '.join(check['failures'])}" for check in fresh if check["failures"]]
    if not checkable:
        return "-"
    if not made:
        return "never"
    parts = [*failed, *([f"{len(fresh) - len(failed)} passed"] if len(fresh) > len(failed) else [])]
    parts += [f"{check['id']} is stale: {check['stale']}" for check in made if check["stale"]]
    never = len(checkable) - len(made)
    return "; ".join([*parts, *([f"{never} never checked"] if never else [])])


def _cells(row: dict[str, Any]) -> tuple[str, ...]:
    api = "?" if row["api"] is None else f"{row['api']}{'' if row['fits'] else ' does not fit'}"
    origin = row["origin"]
    place = ", ".join(filter(None, (origin["kind"], origin["place"])))
    return (
        *(row[name] or "-" for name in ("name", "distribution", "version", "status")),
        api,
        str(row["components"]),
        row["last_check"],
        place,
        row["problem"] or "",
    )


def _notes() -> list[str]:
    """What stands below the table: the contract that is here, and which of the environment's lists are in force."""
    lines = [f"This rewardry has API {API}."]
    if os.environ.get("REWARDRY_PLUGINS") is not None:
        lines.append(f"REWARDRY_PLUGINS={os.environ['REWARDRY_PLUGINS']}: only these are loaded, and the built-ins.")
    if os.environ.get("REWARDRY_DISABLED_PLUGINS"):
        lines.append(f"REWARDRY_DISABLED_PLUGINS={os.environ['REWARDRY_DISABLED_PLUGINS']}: these are left out.")
    if os.environ.get("REWARDRY_STRICT_PLUGINS") == "1":
        lines.append("REWARDRY_STRICT_PLUGINS=1: a broken plugin stops every command.")
    return [*lines, *unknown_in_environment(loaded().records)]
