"""`rewardry check`."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from rewardry.cli.completion import ids_for
from rewardry.cli.main import exit_with
from rewardry.cli.options import TIMEOUT, parameters_of
from rewardry.cli.tables import print_json, print_table, printable
from rewardry.plugins import registry
from rewardry.provenance import digest_of_module

if TYPE_CHECKING:
    from rewardry.component import Component
    from rewardry.testing.conformance import Outcome

CHECK_FAILED = 1
_SECONDS = 30.0


@click.command("check")
@click.argument("id_", metavar="ID", shell_complete=ids_for("check"))
@click.option("--set", "settings", multiple=True, metavar="PARAMETER=VALUE", help="Set a parameter. Repeatable.")
@click.option("--only", multiple=True, metavar="CHECK", help="Make only this check. Repeatable.")
@click.option(
    "--timeout",
    type=TIMEOUT,
    default=_SECONDS,
    show_default=True,
    metavar="SECONDS",
    help="What a check may take until its process is killed.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def check(id_: str, settings: tuple[str, ...], only: tuple[str, ...], timeout: float, as_json: bool) -> None:
    """Check whether the component ID keeps what training runs rely on.

    ID is a reward, a verifier or a generator: an id, KIND:ID, or path/to/file.py:name. Each check runs in a process
    that is killed if it hangs. Exit code 1: a check failed, and the report says what was done, what came, and how to
    mend it.
    """
    from rewardry.testing.check import component_of
    from rewardry.testing.conformance import check_component
    from rewardry.testing.last_check import remember

    component = component_of(id_, **parameters_of(settings))
    identity = registry().identity_of(type(component))
    start = time.perf_counter()
    outcomes = check_component(component, only=only, seconds=timeout)
    seconds = time.perf_counter() - start
    if not only:
        remember(identity, outcomes, digest_of_module(type(component).__module__))
    if as_json:
        print_json(_as_json(id_, component, outcomes, seconds))
    else:
        _print(id_, outcomes, seconds)
    if any(outcome.status == "failed" for outcome in outcomes):
        exit_with(CHECK_FAILED)


def _as_json(id_: str, component: Component, outcomes: Sequence[Outcome], seconds: float) -> dict[str, object]:
    return {
        "id": id_,
        "kind": component.kind,
        "parameters": component.model_dump(mode="json"),
        "seconds": round(seconds, 3),
        "failed": sum(outcome.status == "failed" for outcome in outcomes),
        "checks": [outcome.to_row() for outcome in outcomes],
    }


def _print(id_: str, outcomes: Sequence[Outcome], seconds: float) -> None:
    print_table(("check<", "result<", "note"), [(o.check, o.status, o.note) for o in outcomes])
    for outcome in outcomes:
        if outcome.status == "failed":
            click.echo("\n" + printable(outcome.message(id_)))
    counts = Counter(outcome.status for outcome in outcomes)
    told = ", ".join(f"{counts[status]} {status}" for status in ("passed", "failed", "skipped") if counts[status])
    click.echo(f"\n{id_}: {told or 'no check applies'} in {seconds:.1f} s")
