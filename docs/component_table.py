"""Writes the table of components in README.md from the registry; `--check` only says whether it is up to date."""

from __future__ import annotations

import sys
from pathlib import Path

from rewardry.plugins import registry
from rewardry.registry import CORE

README = Path(__file__).parent.parent / "README.md"
BEGIN, END = "<!-- components:", "<!-- end of components -->"


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


def updated(text: str) -> str:
    """The README with the table of today."""
    head, rest = text.split(BEGIN, 1)
    mark, rest = rest.split("\n", 1)
    return f"{head}{BEGIN}{mark}\n{table()}\n{END}{rest.split(END, 1)[1]}"


def main() -> None:
    """Update the README, or say that it must be."""
    text = README.read_text(encoding="utf-8")
    new = updated(text)
    if "--check" in sys.argv:
        sys.exit(
            new != text and "README.md: the table of components is out of date; run python docs/component_table.py"
        )
    README.write_text(new, encoding="utf-8")


if __name__ == "__main__":
    main()
