"""Writes the table in docs/replications.md from the packaged recipes; `--check` only says whether it is up to date."""

from __future__ import annotations

import sys
from pathlib import Path

from rewardry.plugins import registry
from rewardry.recipe_facts import facts_of
from rewardry.registry import CORE

PAGE = Path(__file__).with_name("replications.md")
BEGIN, END = "<!-- table: written by docs/replication_table.py -->\n", "<!-- end of table -->"


def table() -> str:
    """A row for each packaged recipe. A recipe that waits for a component is marked as such wherever it is read."""
    lines = ["| recipe | components | trained with | source | where it differs |", "|---|---|---|---|---|"]
    for entry in registry().entries("recipe"):
        if entry.distribution != CORE:
            continue
        facts = facts_of(entry)
        waits = f"**waits for `{'`, `'.join(facts.waits_for)}`**; " if facts.waits_for else ""
        differs = f"{waits}{facts.differs or 'as the original'}"
        parts = ", ".join(f"`{part}`" for part in facts.components)
        lines.append(f"| `{entry.id}` | {parts} | {facts.algorithm} | {facts.source} | {differs} |")
    return "\n".join(lines) + "\n"


def updated(text: str) -> str:
    """The page with the table of today."""
    head, rest = text.split(BEGIN, 1)
    return f"{head}{BEGIN}{table()}{END}{rest.split(END, 1)[1]}"


def main() -> None:
    """Update the page, or say that it must be."""
    text = PAGE.read_text(encoding="utf-8")
    new = updated(text)
    if "--check" in sys.argv:
        sys.exit(new != text and "docs/replications.md is out of date; run python docs/replication_table.py")
    PAGE.write_text(new, encoding="utf-8")


if __name__ == "__main__":
    main()
