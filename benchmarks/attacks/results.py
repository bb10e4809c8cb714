"""The figures of an attack: how often each family was paid, as JSON and as the table of a release note."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import click

from rewardry.cli.tables import print_table, printable
from rewardry.statistics.intervals import wilson

from .family import Family
from .suite import Outcome

_SHOWN = 20
_CHARACTERS = 400


def rate(successes: int, n: int) -> dict[str, Any]:
    """A share with Wilson's interval."""
    return {"value": successes / n if n else None, "interval": list(wilson(successes, n))}


def figures(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """The figures of some attacks and their controls."""
    attacks = [each for each in outcomes if not each.attack.is_control]
    controls = [each for each in outcomes if each.attack.is_control]
    paid = sum(each.wrong == "paid" for each in attacks)
    kept = sum(each.wrong is None for each in controls)
    return {
        "attacks": len(attacks),
        "paid": paid,
        "fpr": rate(paid, len(attacks)),
        "controls": len(controls),
        "controls_paid": kept,
        "undecided": sum(each.paid.total is None for each in attacks),
        "timeouts": sum(each.paid.status == "timeout" for each in outcomes),
        "errors": sum(each.paid.status == "error" for each in outcomes),
        "worst_seconds": max((each.paid.seconds for each in outcomes), default=0.0),
        "over_deadline": sum(each.late for each in outcomes),
    }


def of_family(family: Family, outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """The figures of a family, with what went wrong."""
    wrong = [each for each in outcomes if each.wrong is not None]
    return {
        "name": family.name,
        "about": family.about,
        "reason": family.reason,
        **figures(outcomes),
        "rows": [_row(each) for each in wrong[:_SHOWN]],
    }


def _row(outcome: Outcome) -> dict[str, Any]:
    attack, paid = outcome.attack, outcome.paid
    return {
        "id": attack.id,
        "wrong": outcome.wrong,
        "completion": shortened(attack.text),
        "reference": shortened(str(attack.task.sample.reference)),
        "why": attack.family.reason if not attack.is_control else "an honest completion of the same structure",
        "status": paid.status,
        "reason": paid.reason,
        "total": paid.total,
        "most": outcome.most,
        "seconds": paid.seconds,
    }


def shortened(text: str) -> str:
    """A text as it is kept for people."""
    return text if len(text) <= _CHARACTERS else f"{text[:_CHARACTERS]}... ({len(text)} characters)"


def print_attack(result: Mapping[str, Any]) -> None:
    """Print the table that a release note would carry."""
    attacked, tasks, total = result["attacked"], result["tasks"], result["total"]
    head = f"rewardry {result['rewardry']}, {attacked['kind']} {attacked['id']}, {tasks['rows']} tasks"
    click.echo(printable(f"{head} ({tasks['source']})"))
    columns = ["family<", "attacks>", "paid>", "rate>", "95 %>", "controls paid>", "late>", "worst>"]
    rows = [_cells(found["name"], found) for found in result["families"]]
    print_table(columns, [*rows, _cells("all", total)])
    if tasks["unusable"]:
        click.echo(
            f"{tasks['unusable']} tasks were left out: no right answer of theirs was paid, or no two wrong ones known"
        )
    for line in left_out(result):
        click.echo(f"Left out: {line}")
    for family in result["families"]:
        for row in family["rows"][:2]:
            click.echo(
                printable(f"{row['wrong']}: {row['id']}: {row['completion'][:160]!r} against {row['reference'][:60]!r}")
            )
    click.echo(_end(result))


def left_out(result: Mapping[str, Any]) -> list[str]:
    """Why families were not made, with their names behind it."""
    names: dict[str, list[str]] = {}
    for each in result["not_applicable"]:
        names.setdefault(each["why"], []).append(each["name"])
    return [f"{why}: {', '.join(those)}" for why, those in names.items()]


def _cells(name: str, found: Mapping[str, Any]) -> list[str]:
    share, (low, high) = found["fpr"]["value"], found["fpr"]["interval"]
    return [
        name,
        str(found["attacks"]),
        str(found["paid"]),
        "-" if share is None else f"{share:.4f}",
        "-" if share is None else f"[{low:.4f}, {high:.4f}]",
        f"{found['controls_paid']} of {found['controls']}" if found["controls"] else "-",
        str(found["over_deadline"]),
        took(found["worst_seconds"]),
    ]


def took(seconds: float) -> str:
    """Seconds as a table has them: milliseconds up to a second."""
    return f"{1000 * seconds:.1f} ms" if seconds < 1 else f"{seconds:.1f} s"


def _end(result: Mapping[str, Any]) -> str:
    total, left = result["total"], result["leaked"]
    leaked = "nothing left running" if not left else f"left running: {', '.join(left)}"
    made = f"{total['attacks']:,} attacks in {result['seconds']:.1f} s: {total['paid']} paid"
    return f"{made}; {deadline_kept(result)}; {leaked}"


def deadline_kept(result: Mapping[str, Any]) -> str:
    """How many completions, attacks and controls, went past their deadline."""
    late, longest = result["total"]["over_deadline"], result["deadline_seconds"]
    allowed = "its own deadline" if longest is None else f"the deadline of {longest:g} s"
    return f"{late or 'none'} past {allowed}"
