"""Writes the table of checks in docs/conformance.md from the checks; `--check` only says whether it is true."""

from __future__ import annotations

from pathlib import Path

from written_part import WrittenPart

from rewardry.testing import all_checks


def table() -> str:
    """The checks as a Markdown table."""
    lines = ["| check | of | why |", "|---|---|---|"]
    for check in all_checks():
        kinds = "all" if len(check.kinds) == 3 else ", ".join(f"{kind}s" for kind in check.kinds)
        lines.append(f"| `{check.name}` | {kinds} | {check.why} |")
    return "\n".join(lines)


PART = WrittenPart(
    Path(__file__).with_name("conformance.md"),
    "<!-- checks: written by docs/check_table.py -->",
    "<!-- end of checks -->",
    table,
)

if __name__ == "__main__":
    PART.main()
