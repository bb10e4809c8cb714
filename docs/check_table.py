"""Writes the table of checks in docs/conformance.md from the checks; `--check` only says whether it is true."""

from __future__ import annotations

import sys
from pathlib import Path

from rewardry.testing import all_checks

PAGE = Path(__file__).with_name("conformance.md")
BEGIN, END = "<!-- checks: written by docs/check_table.py -->\n", "<!-- end of checks -->"


def table() -> str:
    """The checks as a Markdown table."""
    lines = ["| check | of | why |", "|---|---|---|"]
    for check in all_checks():
        kinds = "all" if len(check.kinds) == 3 else ", ".join(f"{kind}s" for kind in check.kinds)
        lines.append(f"| `{check.name}` | {kinds} | {check.why} |")
    return "\n".join(lines)


def updated(text: str) -> str:
    """The page with the table of today."""
    head, rest = text.split(BEGIN, 1)
    return f"{head}{BEGIN}{table()}\n{END}{rest.split(END, 1)[1]}"


def main() -> None:
    """Update the page, or say that it must be."""
    text = PAGE.read_text(encoding="utf-8")
    new = updated(text)
    if "--check" in sys.argv:
        sys.exit(new != text and "docs/conformance.md: the table is out of date; run python docs/check_table.py")
    PAGE.write_text(new, encoding="utf-8")


if __name__ == "__main__":
    main()
