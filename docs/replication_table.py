"""Writes the table in docs/replications.md from the packaged recipes; `--check` only says whether it is up to date."""

from __future__ import annotations

from pathlib import Path

from written_part import WrittenPart

from rewardry.plugins import registry
from rewardry.recipe_facts import facts_of
from rewardry.registry import CORE


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


PART = WrittenPart(
    Path(__file__).with_name("replications.md"),
    "<!-- table: written by docs/replication_table.py -->",
    "<!-- end of table -->",
    table,
)

if __name__ == "__main__":
    PART.main()
