"""Writes the tables of docs/generated_math.md from the generators; `--check` only says whether they are true."""

from __future__ import annotations

from pathlib import Path

from written_part import WrittenPart

from rewardry.verifiers.math_problems.generator import Algebra, Geometry, MathProblems, NumberTheory
from rewardry.verifiers.math_problems.problem import SIZES

_SEED, _DIFFICULTY, _ROWS = 1, 3, 600


def tables() -> str:
    """The difficulties, then of each area every kind with a problem and its answer, as Markdown tables."""
    lines = ["| difficulty | largest number | length | kinds, from the easiest |", "|---|---|---|---|"]
    for difficulty, size in enumerate(SIZES):
        kinds = f"{size.easiest + 1} to {size.hardest if size.hardest < 50 else 'all'}"
        lines.append(f"| {difficulty} | {size.largest} | {size.length} | {kinds} |")
    return "\n".join([*lines, *(line for area in (Algebra, NumberTheory, Geometry) for line in _area(area))])


def _area(area: type[MathProblems]) -> list[str]:
    rows = [*area(unsolvable_share=0.5).rows(_SEED, _ROWS, _DIFFICULTY), *area().rows(_SEED, _ROWS, 5)]
    first = {row["problem_kind"]: row for row in reversed(rows)}
    lines = ["", f"### math.{area.area}", "| kind | asks for | for example | answer |", "|---|---|---|---|"]
    for maker in (*area.kinds, *area.contradictions):
        row = first[maker.__name__]
        text = row["prompt"].partition(" Give the exact value")[0].replace("|", "\\|")
        asked = (maker.__doc__ or "").rstrip(".")
        lines.append(f"| {maker.__name__} | {asked} | {text} | `{row['reference']}` |")
    return lines


PART = WrittenPart(
    Path(__file__).with_name("generated_math.md"),
    "<!-- problems: written by docs/problem_table.py -->",
    "<!-- end of problems -->",
    tables,
)

if __name__ == "__main__":
    PART.main()
