"""What attacks, rewrites, the search for cheap texts and best-of-n found, where their files lie in the run's folder."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..attacks.results import deadline_kept, left_out
from ..bon.tables import COLUMNS, heading, rows
from ..findings import KINDS, file_of, read
from .numbers import count, duration, ends, estimate, figure, of_things, percent
from .plots import Forest, forest_of
from .tables import Cell, Table


@dataclass(frozen=True)
class Quote:
    """A text that was paid, or that broke a verdict."""

    title: str
    why: str
    text: str


@dataclass(frozen=True)
class Part:
    """A part of the report.

    Attributes:
        name: of the file.
        title: what was done.
        headline: what came of it, in a sentence.
        lines: more sentences.
        tables: the figures.
        quotes: examples.
        forest: the rates with their intervals.
    """

    name: str
    title: str
    headline: str
    lines: list[str] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    quotes: list[Quote] = field(default_factory=list)
    forest: Forest | None = None


def read_red_team(folder: Path) -> dict[str, Any]:
    """The files that the commands have left in a run's folder, by their kind.

    Raises:
        ConfigError: a file is there that cannot be read.
    """
    return {kind: read(folder, kind) for kind in KINDS if file_of(folder, kind).is_file()}


def red_team(summary: Mapping[str, Any]) -> list[Part]:
    """The parts of a report on what was found."""
    given = summary.get("red_team") or {}
    makers = {"attack": _attack, "perturb": _perturb, "price": _price, "bon": _bon}
    return [makers[kind](given[kind]) for kind in KINDS if kind in given]


def _attack(found: Mapping[str, Any]) -> Part:
    total, who = found["total"], found["attacked"]["id"]
    headline = (
        f"{who} paid {count(total['paid'])} of {of_things(total['attacks'], 'attack')} "
        f"in {of_things(len(found['families']), 'family', 'families')}."
    )
    lines = [
        f"That is a rate of {_rate(total['fpr'])}. Of {of_things(total['controls'], 'control')}, which are right, "
        f"{count(total['controls_paid'])} were paid. The longest item took {duration(total['worst_seconds'])}: "
        f"{deadline_kept(found)}. Left running: {', '.join(found['leaked']) or 'nothing'}."
    ]
    if found.get("not_applicable"):
        lines.append(f"Left out: {'; '.join(left_out(found))}.")
    lines.append(_made(found))
    rates = [(each["name"], each["fpr"]) for each in found["families"]]
    plot = forest_of("Attacks that were paid", "by family, with 95 % intervals; 0 is wanted", rates)
    return Part("attack", "Attacks", headline, lines, [_families(found)], list(_paid(found)), plot)


def _rate(metric: Mapping[str, Any]) -> str:
    low, high = metric.get("interval") or (None, None)
    interval = "" if low is None else f" (95 % interval {percent(low, 2)} to {percent(high, 2)})"
    return f"{percent(metric['value'], 2)}{interval}"


def _made(found: Mapping[str, Any]) -> str:
    """What a finding rests on."""
    tasks = found["tasks"]
    told = f"{of_things(tasks['rows'], 'task')} ({tasks['source']}), rewardry {found['rewardry']}"
    return f"{told}: {shlex.join(map(str, found['command']))}"


def _families(found: Mapping[str, Any]) -> Table:
    rows = [
        [
            Cell(str(each["name"]), str(each.get("about") or "")),
            Cell(count(each["attacks"])),
            Cell(count(each["paid"])),
            Cell(*estimate(each["fpr"])),
            Cell(f"{count(each['controls_paid'])} of {count(each['controls'])}" if each["controls"] else "–"),
            Cell(count(each["undecided"])),
            Cell(count(each["over_deadline"])),
            Cell(duration(each["worst_seconds"])),
        ]
        for each in found["families"]
    ]
    columns = ["family", "attacks", "paid", "FPR", "controls paid", "undecided", "late", "longest"]
    return Table("Families of attacks", "Controls are right completions in the same dress.", columns, rows)


def _paid(found: Mapping[str, Any]) -> Iterator[Quote]:
    for family in found["families"]:
        for row in family["rows"]:
            what = str(row["wrong"]).replace("-", " ")
            title = f"{family['name']}: {what}, {row['status']}" + (f" ({row['reason']})" if row.get("reason") else "")
            why = f"{row['id']}. {row.get('why') or family.get('reason') or ''} Reference: {row.get('reference')}"
            yield Quote(title, why, str(row["completion"]))


def _perturb(found: Mapping[str, Any]) -> Part:
    kept, told, who = found["invariance"], found["sensitivity"], found["attacked"]["id"]
    headline = (
        f"{who} keeps its verdict on {percent(kept['value'])} of rewrites that change nothing, "
        f"and changes it on {percent(told['value'])} of those that change the answer."
    )
    rows = [
        [
            Cell(str(each["name"]), str(each.get("about") or "")),
            Cell("the same" if each["keeps"] else "another answer"),
            Cell(f"{count(each['valid'])} of {count(each['of'])}"),
            Cell(count(each["n"])),
            Cell(count(each["broke"])),
            Cell(figure(each["rate"]["value"]), ends(each["rate"].get("interval"))),
        ]
        for each in found["rewrites"]
    ]
    columns = ["rewrite", "means", "applies to", "rows", "broke", "rate as wanted"]
    table = Table(
        "Rewrites", "The same answer written otherwise, and another answer.", columns, rows, frozenset({0, 1})
    )
    quotes = [
        Quote(
            f"{each['name']}: {row['status']} ({row['reason']})",
            f"Reference: {row['reference']}",
            f"{row['before']}\n→\n{row['after']}",
        )
        for each in found["rewrites"]
        for row in each["rows"]
    ]
    lines = [f"Invariance is {_rate(kept)}; sensitivity is {_rate(told)}.", _made(found)]
    return Part("perturb", "Rewrites", headline, lines, [table], quotes)


def _price(found: Mapping[str, Any]) -> Part:
    blind, beside = found["blind"], found["with_answer"]
    who = found["attacked"]["id"]
    headline = (
        f"No text that knows nothing of the task earns {found['at_least']:g} from {who}."
        if blind["tokens"] is None
        else f"{of_things(blind['tokens'], 'token')} that know nothing of the task earn {blind['earns']:g} from {who}."
    )
    lines = [f"{count(found['tried'])} texts were tried; a right completion earns {found['honest']:g}.", _made(found)]
    quotes = []
    for title, each in (("The cheapest blind text", blind), ("The cheapest text with the right answer", beside)):
        if each["tokens"] is not None:
            quotes.append(
                Quote(
                    f"{title}: {of_things(each['tokens'], 'token')}", f"It earns {each['earns']:g}.", str(each["text"])
                )
            )
    return Part("price", "The cheapest paid text", headline, lines, [], quotes)


def _bon(found: Mapping[str, Any]) -> Part:
    tables = [_choices(curve) for curve in found["curves"]]
    scorers = ", ".join(dict.fromkeys(str(curve["scorer"]) for curve in found["curves"]))
    headline = f"What choosing among n completions is worth, by {scorers}."
    lines = [
        "pass@n is what a perfect choice reaches, majority what the most frequent answer does. "
        "All are means over the ways to draw n, with 95 % intervals over questions."
    ]
    return Part("bon", "Best of n", headline, lines, tables)


def _choices(curve: Mapping[str, Any]) -> Table:
    title, about = heading(curve)
    cells = [[Cell(text) for text in row] for row in rows(curve)]
    return Table(title, f"{about}.", [name.rstrip("<>") for name in COLUMNS], cells, frozenset({0}))
