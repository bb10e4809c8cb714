"""Writes the table of constraints in docs/instructions.md; `--check` only says whether it is true.

`--labels FILE` prints instead how many labels of a file are reproduced: rows with `completion`, `reference` and, in
`meta`, the labels of each constraint under `strict` and `loose`.
"""

from __future__ import annotations

import collections
import json
import sys
from pathlib import Path

from written_part import WrittenPart

import rewardry
from rewardry.verifiers.instructions.catalogue import CONSTRAINTS


def table() -> str:
    """The constraints as a Markdown table."""
    lines = ["| id | parameters | kept where |", "|---|---|---|"]
    for name, constraint in CONSTRAINTS.items():
        parameters = ", ".join(f"`{field}`" for field in constraint.model_fields)
        said = " ".join((constraint.__doc__ or "").split()).replace("|", "\\|").replace("``", "`")
        lines.append(f"| `{name}` | {parameters} | {said} |")
    return "\n".join(lines)


def print_labels(file: Path) -> None:
    """Print how many labels are reproduced, in each mode, and those that are not."""
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    for mode in ("strict", "loose"):
        counts: collections.Counter[str] = collections.Counter()
        for row in rows:
            verdict = rewardry.verify("instructions", row["completion"], row["reference"], mode=mode)
            given = verdict.details.get("constraints") or [{"kept": None}] * len(row["meta"][mode])
            for found, label in zip(given, row["meta"][mode], strict=True):
                outcome = "undecided" if found["kept"] is None else "same" if found["kept"] is label else "other"
                counts[outcome] += 1
                if outcome == "other":
                    print(f"{row['id']} {mode}: {found['id']} is {found['kept']}, the label {label}")
        share = counts["same"] / (counts["same"] + counts["other"])
        print(f"{mode}: {counts['same']} of {counts['same'] + counts['other']} labels ({share:.1%}), ", end="")
        print(f"{counts['undecided']} undecided")


PART = WrittenPart(
    Path(__file__).with_name("instructions.md"),
    "<!-- constraints: written by docs/instruction_table.py -->",
    "<!-- end of constraints -->",
    table,
)

if __name__ == "__main__":
    if "--labels" in sys.argv:
        print_labels(Path(sys.argv[-1]))
    else:
        PART.main()
