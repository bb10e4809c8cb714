"""The tables of a run in the terminal and in Markdown: first who is best, and whether that is more than chance."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import click

from rewardry.cli.tables import print_table

LEVEL = 0.05
_SHOWN = ("accuracy", "balanced_accuracy", "precision", "recall", "mcc")


def verdict_of(found: Mapping[str, Any]) -> str:
    """In a sentence, which verifiers of a set have more rows right than others, beyond chance."""
    told = [pair for pair in found["pairs"] if pair["p_holm"] < LEVEL]
    if not found["pairs"]:
        return "One verifier; nothing to compare it with."
    if not told:
        widest = max((pair["detectable"] or 0.0) for pair in found["pairs"])
        hint = f", and a difference under {100 * widest:.1f} points would hardly have been found" if widest else ""
        return f"No difference between the verifiers is more than chance (McNemar, Holm, level {LEVEL}){hint}."
    return " ".join(_beats(pair) for pair in told)


def _beats(pair: Mapping[str, Any]) -> str:
    better, worse = (pair["first"], pair["second"]) if pair["difference"] > 0 else (pair["second"], pair["first"])
    points = 100 * abs(pair["difference"])
    ends = sorted(100 * abs(end) for end in pair["interval"]) if pair["interval"] else None
    shown = f" [{ends[0]:.1f}, {ends[1]:.1f}]" if ends else ""
    return f"{better} has {points:.1f}{shown} points more right than {worse} (p = {pair['p_holm']:.2g})."


def print_summary(summary: Mapping[str, Any]) -> None:
    """Print the tables of a run."""
    for number, found in enumerate(summary["sets"]):
        if number:
            click.echo()
        click.echo(f"{found['set']}: {heading(found)}")
        columns, rows = metric_table(found)
        print_table([f"{columns[0]}<", *(f"{name}>" for name in columns[1:])], rows)
        click.echo(verdict_of(found))


def heading(found: Mapping[str, Any]) -> str:
    """What a set is, in numbers."""
    return f"{found['rows']} rows of {found['questions']} questions, {found['right']} right"


def metric_table(found: Mapping[str, Any]) -> tuple[list[str], list[list[str]]]:
    """The verifiers and the constant answers of a set with their metrics: the columns' names, and rows of cells."""
    columns = ["verifier", "coverage", *(name.replace("_", " ") for name in _SHOWN), "ms a row"]
    rows = [
        [each["verifier"], _figure(each["coverage"]), *_cells(each), _milliseconds(each)] for each in found["verifiers"]
    ]
    for name, metrics in found["constants"].items():
        rows.append([name, "", *(_figure(metrics[metric]) for metric in _SHOWN), ""])
    return columns, rows


def _cells(each: Mapping[str, Any]) -> Iterator[str]:
    for name in _SHOWN:
        found = each["metrics"][name]
        ends = f" [{found['interval'][0]:.3f}, {found['interval'][1]:.3f}]" if found["interval"] else ""
        yield f"{_figure(found['value'])}{ends}"


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _milliseconds(each: Mapping[str, Any]) -> str:
    return "-" if not each.get("seconds") else f"{1000 * each['seconds']['p50']:.2f}"


def markdown_table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table in Markdown."""
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)
