"""The figures of best-of-n as tables, and as a page for the browser."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import click

from rewardry.cli.tables import print_table
from rewardry.curation.page import page
from rewardry.curation.plots import png

from .curves import OWN

COLUMNS = ("by<", "n>", "questions>", "pass@n>", "majority>", "weighted majority>", "best-of-n>")


class Heading(NamedTuple):
    """The lines over a table."""

    title: str
    about: str


def heading(found: Mapping[str, Any]) -> Heading:
    """Who scored what, and how much of it."""
    left = (
        f", {found['unlabelled']} of which nothing says whether they are right left out" if found["unlabelled"] else ""
    )
    about = f"{found['questions']} questions, {found['completions']} completions{left}"
    if found["with_value"] < found["completions"]:
        missing = found["completions"] - found["with_value"]
        about += f"; {missing} have no value and are chosen last"
    return Heading(f"{found['scorer']} on {found['source']}", about)


def rows(found: Mapping[str, Any]) -> Iterator[list[str]]:
    """The cells, by what chooses and by n."""
    names = dict.fromkeys(by for at in found["at"].values() for by in at["by"])
    for by in names:
        for n, at in found["at"].items():
            if by in at["by"]:
                chosen = at["by"][by]
                yield [by, n, str(chosen["best_of"]["questions"]),
                       *map(_cell, (at["pass"], at["majority"], chosen["weighted"], chosen["best_of"]))]  # fmt: skip


def _cell(figure: Mapping[str, Any]) -> str:
    if figure["value"] is None:
        return "-"
    low, high = figure["interval"]
    return f"{'' if figure['exact'] else '~'}{figure['value']:.3f} [{low:.3f}, {high:.3f}]"


def print_curves(result: Mapping[str, Any]) -> None:
    """Print a table for each scorer and source."""
    for place, found in enumerate(result["curves"]):
        title, about = heading(found)
        click.echo(f"{chr(10) if place else ''}{title}: {about}")
        print_table(COLUMNS, rows(found))
        for note in found["notes"]:
            click.echo(f"Warning: {note}", err=True)
    if any("~" in cell for found in result["curves"] for row in rows(found) for cell in row):
        click.echo("~ is the mean of seeded draws; the other figures are counted over all draws")


def as_page(result: Mapping[str, Any]) -> str:
    """The tables as one HTML page, with the curves where matplotlib is installed."""
    tables, plots = [], []
    for found in result["curves"]:
        title, about = heading(found)
        tables.append((f"{title}: {about}", COLUMNS, list(rows(found))))
        if importlib.util.find_spec("matplotlib") is not None:
            plots.append((title, title, png(_drawing(found))))
    return page("rewardry bench bon", (), tables, plots)


def _drawing(found: Mapping[str, Any]) -> Any:
    def draw(axes: Any) -> None:
        for name, points in _lines(found):
            ns = [n for n, _ in points]
            axes.plot(ns, [figure["value"] for _, figure in points], marker="o", label=name)
            ends = [figure["interval"] for _, figure in points]
            axes.fill_between(ns, [low for low, _ in ends], [high for _, high in ends], alpha=0.15)
        axes.set_xscale("log", base=2)
        axes.set_ylim(0, 1)
        axes.set_xlabel("n")
        axes.legend()

    return draw


def _lines(found: Mapping[str, Any]) -> Iterator[tuple[str, Sequence[tuple[int, Mapping[str, Any]]]]]:
    at = {int(n): figures for n, figures in found["at"].items()}
    yield "pass@n", [(n, figures["pass"]) for n, figures in at.items()]
    yield "majority", [(n, figures["majority"]) for n, figures in at.items()]
    for name, shown in (("weighted", "weighted majority"), ("best_of", "best-of-n")):
        yield shown, [(n, figures["by"][OWN][name]) for n, figures in at.items()]
