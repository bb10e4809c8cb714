"""Writes the table of sets in docs/bench_sets.md from the registry; `--check` only says whether it is true."""

from __future__ import annotations

from pathlib import Path

from written_part import WrittenPart

from rewardry.benchmarks.sets import SetEntry
from rewardry.benchmarks.sets.resolve import load_entry
from rewardry.plugins import registry
from rewardry.registry import CORE


def table() -> str:
    """The built-in sets as a Markdown table, those that come along first."""
    found = [
        (entry.summary, load_entry(entry)) for entry in registry().entries("dataset") if entry.distribution == CORE
    ]
    lines = [
        "| set | what it is | kind | rows | protocol | licence | from | commit |",
        "|---|---|---|---|---|---|---|---|",
    ]
    return "\n".join([*lines, *(_line(summary, one) for summary, one in sorted(found, key=lambda f: bool(f[1].hub)))])


def _line(summary: str, entry: SetEntry) -> str:
    rows = "" if entry.rows is None else f"{entry.rows:,}"
    source = f"[{entry.hub}]({entry.address})" if entry.hub else "rewardry"
    commit = f"`{entry.revision[:12]}`" if entry.hub and entry.revision else "first download" if entry.hub else ""
    licence = f"**{entry.licence}**" if entry.restricted else entry.licence
    what = f"{summary}. {entry.citation}" if entry.hub else summary
    return f"| `{entry.name}` | {what} | {entry.kind} | {rows} | `{entry.protocol}` | {licence} | {source} | {commit} |"


PART = WrittenPart(
    Path(__file__).with_name("bench_sets.md"),
    "<!-- sets: written by docs/set_table.py -->",
    "<!-- end of sets -->",
    table,
)

if __name__ == "__main__":
    PART.main()
