"""Writes the table of components in README.md from the registry; `--check` only says whether it is up to date."""

from __future__ import annotations

from pathlib import Path

from written_part import WrittenPart

from rewardry.plugins import registry
from rewardry.registry import CORE


def table() -> str:
    """The built-in components as a Markdown table, without other projects' rules, each family of puzzles, each set."""
    lines = ["| kind | id | what it is |", "|---|---|---|"]
    ours = [e for e in registry().entries() if e.distribution == CORE and not e.id.startswith(("compat.", "logic."))]
    lines += [f"| {e.kind} | `{e.id}` | {e.summary} |" for e in ours if e.kind != "dataset"]
    sets = sum(e.kind == "dataset" for e in ours)
    lines.append(f"| dataset | | {sets} sets to measure on, see [The sets](docs/bench_sets.md) |")
    families = sum(e.id.startswith("logic.") and e.kind == "verifier" for e in registry().entries())
    lines.append(
        f"| verifier, generator | `logic.*` | {families} families of puzzles, see [Puzzles](docs/puzzles.md) |"
    )
    return "\n".join(lines)


PART = WrittenPart(
    Path(__file__).parent.parent / "README.md",
    "<!-- components:",
    "<!-- end of components -->",
    table,
)

if __name__ == "__main__":
    PART.main()
