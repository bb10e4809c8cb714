"""`rewardry bench list`."""

from __future__ import annotations

from typing import Any

import click

from rewardry.cli.tables import print_json, print_table
from rewardry.errors import ComponentError, ConfigError
from rewardry.plugins import registry
from rewardry.registry import Entry

from ..sets.resolve import load_entry, locate
from ..sets.storage import data_folders

_COLUMNS = ("set<", "rows", "n>", "protocol<", "licence", "read from<", "what it is")
# One line a set on a terminal of 120 columns.
_LONGEST = 37
_LICENCE = 16


@click.command("list")
@click.option("--data-dir", metavar="FOLDER", help="A folder with files of sets, looked into first.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(data_dir: str | None, as_json: bool) -> None:
    """List the sets that `bench run -d NAME` takes, and where each would be read from.

    Read from: `shipped` comes with rewardry, `data dir` lies in --data-dir or REWARDRY_DATA, `cache` was downloaded
    before, `hub` needs the network. A `*` at a licence: it forbids commercial use or derivatives and must be accepted
    by --accept-licence.
    """
    data_folders(data_dir)  # a folder that does not exist is said once, not of every set
    found = [_facts(entry, data_dir) for entry in registry().entries("dataset")]
    if as_json:
        print_json(found)
        return
    print_table(_COLUMNS, [_cells(facts) for facts in found])


def _facts(entry: Entry, data_dir: str | None) -> dict[str, Any]:
    """What is known of a set; one that cannot be loaded says why and does not hide the others."""
    owner = {"name": entry.id, "distribution": entry.distribution, "summary": entry.summary}
    try:
        made = load_entry(entry)
    except (ComponentError, ConfigError) as error:
        return {**owner, "problem": str(error)}
    try:
        source = locate(made, data_dir)
        where = {
            "read from": source.where if source else "hub",
            "at": str(source.files[0][1]) if source else made.address,
        }
    except ConfigError as error:
        where = {"read from": "damaged", "problem": str(error)}
    return {**owner, **made.facts(), "restricted": made.restricted, **where}


def _cells(facts: dict[str, Any]) -> list[str]:
    if "kind of rows" not in facts:
        return [facts["name"], "", "", "", "", "broken", _cut(facts["problem"], _LONGEST)]
    rows = "" if facts["rows"] is None else str(facts["rows"])
    licence = _cut(facts["licence"], _LICENCE - facts["restricted"]) + "*" * facts["restricted"]
    head = [facts["name"], facts["kind of rows"], rows, facts["protocol"], licence, facts["read from"]]
    return [*head, _cut(facts["summary"], _LONGEST)]


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"
