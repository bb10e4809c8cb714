"""`rewardry plugins`."""

from __future__ import annotations

from dataclasses import asdict

import click

from rewardry.cli.tables import print_json, print_table
from rewardry.plugins import loaded


@click.command("plugins")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def plugins(as_json: bool) -> None:
    """List the plugins, with what is wrong with a broken one.

    REWARDRY_DISABLED_PLUGINS=name,... leaves plugins out; REWARDRY_PLUGINS=name,... loads only these;
    REWARDRY_STRICT_PLUGINS=1 stops at the first broken one.
    """
    records = loaded().records
    if as_json:
        print_json([asdict(record) for record in records])
        return
    columns = ("plugin", "distribution", "version", "status", "components>", "error")
    rows = [(r.name, r.distribution, r.version, r.status, str(r.components), r.error or "") for r in records]
    print_table(columns, rows)
