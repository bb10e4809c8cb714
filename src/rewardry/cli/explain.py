"""`rewardry explain`."""

from __future__ import annotations

import click

from rewardry.cli.completion import ids_for
from rewardry.cli.options import TIMEOUT, columns_of, parameters_of
from rewardry.cli.tables import print_json, print_table, printable
from rewardry.component import Verifier
from rewardry.engine.runtime import TIMEOUT_SECONDS, Runtime
from rewardry.errors import ConfigError
from rewardry.parameters import build
from rewardry.rows import Row, read_rows, refuse_unreadable


@click.command("explain")
@click.argument("id_", metavar="ID", shell_complete=ids_for("explain"))
@click.argument("file", metavar="FILE")
@click.option("--row", "wanted", required=True, metavar="ID", help="The row: its id, or its position from 0.")
@click.option("--set", "settings", multiple=True, metavar="PARAMETER=VALUE", help="Set a parameter. Repeatable.")
@click.option("--map", "columns", multiple=True, metavar="FIELD=COLUMN", help="Read a field from another column.")
@click.option(
    "--timeout",
    type=TIMEOUT,
    default=TIMEOUT_SECONDS,
    show_default=True,
    metavar="SECONDS",
    help="What the row may take in a worker.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the steps and the verdict as JSON.")
def explain(
    id_: str,
    file: str,
    wanted: str,
    settings: tuple[str, ...],
    columns: tuple[str, ...],
    timeout: float,
    as_json: bool,
) -> None:
    """Walk one row of FILE through the verifier ID: what was extracted, how it was read, what decided."""
    verifier = build(Verifier, id_, parameters_of(settings))
    mapped = columns_of(columns)
    row = _row(file, wanted, mapped)
    assert row.sample is not None
    with Runtime(workers=1, timeout=timeout) as runtime:
        verdict = runtime.open(verifier).verify([row.sample])[0]
    steps = [*verifier.explain(row.sample), ("verdict", f"{verdict.status} ({verdict.reason})")]
    if as_json:
        print_json({"id": row.id, "steps": [{"step": s, "finding": f} for s, f in steps], "verdict": verdict.to_row()})
        return
    print_table(["step<", "finding<"], [[step, printable(finding)] for step, finding in steps])


def _row(file: str, wanted: str, columns: dict[str, str]) -> Row:
    """The row of that id.

    Raises:
        ConfigError: no row has it.
        DataError: a line before it is bad.
    """
    refuse_unreadable(file)
    for row in read_rows([file], columns, lambda sample: None, False):
        if str(row.id) == wanted:
            return row
    raise ConfigError(f"{file} has no row with the id {wanted!r}; rows without an id are counted from 0")
