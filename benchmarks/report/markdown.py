"""A report in Markdown, for a release note or a pull request: the verdicts and tables of the page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from .content import Content
from .page import basis, facts, provenance
from .red_team import red_team
from .tables import Cell, Table, tables_of
from .texts import visible


def markdown(content: Content) -> str:
    """The report as Markdown."""
    return "\n".join(_lines(content)) + "\n"


def _lines(content: Content) -> Iterator[str]:
    summary = content.summary
    yield "# Benchmark"
    for found in summary["sets"]:
        verdict = found["verdict"]
        yield from (
            "",
            f"## {_plain(found['set'])}",
            f"**{_plain(verdict['headline'])}** {_plain(verdict['certainty'])}",
        )
        if verdict["failures"]:
            yield ""
        yield from (f"- **{_plain(line['verifier'])}** {_plain(line['said'])}" for line in verdict["failures"])
        yield from ("", _plain(basis(found, summary["policy"])))
        yield from _tables(tables_of(found))
    for part in red_team(summary):
        yield from ("", f"## {part.title}", f"**{_plain(part.headline)}** {_plain(' '.join(part.lines))}")
        yield from _tables(part.tables)
    yield from ("", "## What was measured")
    yield from _tables(provenance(summary))
    yield ""
    yield from (f"- {name}: `{visible(value).replace('`', chr(39))}`" for name, value in facts(summary))


def _tables(tables: Sequence[Table]) -> Iterator[str]:
    for table in tables:
        yield from ("", f"### {_plain(table.title)}", _plain(table.about), "")
        yield _line([_plain(name) for name in table.columns])
        yield _line(["---" if place in table.words else "---:" for place in range(len(table.columns))])
        yield from (_line([_cell(cell) for cell in row]) for row in table.rows)


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(cell: Cell) -> str:
    if not cell.note:
        return _plain(cell.text)
    note = cell.note if cell.note.startswith("[") else f"({cell.note})"
    return f"{_plain(cell.text)} {_plain(note)}"


def _plain(text: str) -> str:
    """A text in one line, without what Markdown or a browser would take for more than text."""
    line = _ENTITY.sub("&amp;", visible(" ".join(text.split())))
    return _MARKUP.sub(r"\\\g<0>", line).replace("<", "&lt;")


_ENTITY = re.compile(r"&(?=#?\w+;)")
# What ends a cell, a word in code, the name of a link; emphasis, but for a stroke within a word, which is none.
_MARKUP = re.compile(r"[\\|`*~]|(?<=\])\(|(?<![^\W_])_|_(?![^\W_])")
