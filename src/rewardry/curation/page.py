"""The figures and their plots as one HTML page, which needs no other file. All that comes from rows is escaped."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from typing import Any

_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; color: #222 }
h1 { font-size: 1.6rem; overflow-wrap: anywhere } h2 { font-size: 1.2rem; margin: 2rem 0 .5rem }
.wide { overflow-x: auto }
table { border-collapse: collapse; white-space: nowrap }
td, th { padding: .2rem 1.2rem .2rem 0; border-bottom: 1px solid #ddd; text-align: left }
.number { padding: .2rem 0 .2rem 1.2rem; text-align: right; font-variant-numeric: tabular-nums }
.plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); gap: 1.5rem }
figure { margin: 0 } img { width: 100%; max-width: 40rem; height: auto } figcaption { color: #555 }
"""


def page(
    title: str,
    lead: Iterable[str],
    tables: Iterable[tuple[str, Sequence[str], Sequence[Sequence[str]]]],
    plots: Iterable[Any],
) -> str:
    """A page.

    Args:
        title: of the page.
        lead: the paragraphs above the tables.
        tables: each a heading, the columns' names, ``>`` behind those of numbers and ``<`` behind others, and the rows
            of cells, all plain text.
        plots: each a name, a title and a PNG, as `rewardry.curation.plots.plots` gives them.
    """
    parts = [f"<p>{escape(text)}</p>\n" for text in lead]
    parts += [_table(*table) for table in tables]
    figures = "".join(_figure(caption, png) for _, caption, png in plots)
    name = escape(title)
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{name}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{_STYLE}</style></head>\n'
        f'<body><h1>{name}</h1>\n{"".join(parts)}<h2>Plots</h2>\n<div class="plots">{figures}</div></body></html>\n'
    )


def _table(heading: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    kinds = [' class="number"' if column.endswith(">") else "" for column in columns]
    head = "".join(f"<th{kind}>{escape(column[:-1])}</th>" for kind, column in zip(kinds, columns, strict=True))
    body = "".join(
        f"<tr>{''.join(f'<td{kind}>{escape(cell)}</td>' for kind, cell in zip(kinds, row, strict=True))}</tr>\n"
        for row in rows
    )
    # What is wider than the screen is moved under a finger, or by keys.
    table = f"<table><tr>{head}</tr>\n{body}</table>"
    return f'<h2>{escape(heading)}</h2>\n<div class="wide" tabindex="0">{table}</div>\n'


def _figure(caption: str, png: bytes) -> str:
    data = base64.b64encode(png).decode()
    text = escape(caption)
    return f'<figure><figcaption>{text}</figcaption><img alt="{text}" src="data:image/png;base64,{data}"></figure>\n'


def overview(summary: Mapping[str, Any]) -> Iterator[str]:
    """What stands above the tables, a line each."""
    yield f"{summary['rows']} rows of {summary['questions']} questions, {summary['undecided']} undecided"
    if summary["compared"]:
        share = f"{100 * summary['without_signal']:.1f} %"
        yield f"Without signal, all completions worth the same: {share} of {summary['compared']} groups"


def figure_tables(
    summary: Mapping[str, Any], difficulty: Mapping[str, int]
) -> Iterable[tuple[str, Sequence[str], Sequence[Sequence[str]]]]:
    """The tables of `rewardry stats`: heading, columns (``>`` marks numbers) and cells."""
    yield "Questions", AT_COLUMNS, at_rows(summary)
    for column, values in summary["by"].items():
        rows = [(value, *cells) for value, found in values.items() for cells in at_rows(found)]
        yield f"By {column}", (f"{column}<", *AT_COLUMNS), rows
    yield "Difficulty", ("difficulty<", "questions>"), [(name, str(count)) for name, count in difficulty.items()]
    components = {**summary["components"], "total": summary["total"]}
    yield "Values", ("component<", *_SPREAD), [(name, *_spread(found)) for name, found in components.items()]
    lengths = [
        (unit, which, *_spread(found)) for unit, parts in summary["lengths"].items() for which, found in parts.items()
    ]
    yield "Lengths", ("length in<", "of<", *_SPREAD), lengths
    if summary["correlations"]:
        rows = [
            (f"{pair['first']}, {pair['second']}", str(pair["rows"]), _number(pair["correlation"]))
            for pair in summary["correlations"]
        ]
        yield "Correlations", ("of<", "rows>", "correlation>"), rows


AT_COLUMNS = ("k>", "questions>", "avg@k>", "pass@k>", "maj@k>", "cons@k>")
_SPREAD = ("rows>", "mean>", "sd>", "min>", "5 %>", "median>", "95 %>", "max>")


def at_rows(summary: Mapping[str, Any]) -> list[tuple[str, ...]]:
    """The figures of questions, a row for each k."""
    return [
        (k, str(found["questions"]), *(_estimate(found[name]) for name in ("avg", "pass", "maj", "cons")))
        for k, found in summary["at"].items()
    ]


def _estimate(found: Mapping[str, Any]) -> str:
    if found["value"] is None:
        return "-"
    low, high = found["interval"]
    return f"{'' if found.get('exact', True) else '~'}{found['value']:.3f} [{low:.3f}, {high:.3f}]"


def _spread(found: Mapping[str, Any]) -> tuple[str, ...]:
    quantiles = found["quantiles"]
    numbers = (found["mean"], found["sd"], found["min"], *(quantiles.get(q) for q in ("0.05", "0.5", "0.95")))
    return (str(found["n"]), *(_number(value) for value in (*numbers, found["max"])))


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.4g}" if abs(value) < 1000 else f"{value:.0f}"
