"""Writes the table of attack families in docs/red_team.md from their files; `--check` only says whether it is true."""

from __future__ import annotations

from pathlib import Path

from written_part import WrittenPart

from rewardry.benchmarks.attacks.family import all_families


def table() -> str:
    """The families as a Markdown table."""
    lines = ["| family | what it does | attacks | controls | why it must not be paid |", "|---|---|---|---|---|"]
    for family in all_families().values():
        made = f"{len(family.attacks)} | {len(family.controls)}"
        lines.append(f"| `{family.name}` | {family.about} | {made} | {family.reason} |")
    return "\n".join(lines)


PART = WrittenPart(
    Path(__file__).with_name("red_team.md"),
    "<!-- families: written by docs/attack_table.py -->",
    "<!-- end of families -->",
    table,
)

if __name__ == "__main__":
    PART.main()
