"""``python -m rewardry.benchmarks.sets.make [FOLDER]`` writes the shipped sets anew: the same bytes every time."""

from __future__ import annotations

import sys
from pathlib import Path

from .answers import math_answers
from .pack import write_rows
from .programs import programs
from .puzzles import puzzles

DATA = Path(__file__).parent.parent / "data"


def main() -> None:
    """Write all sets into FOLDER, or where the package keeps them."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else DATA
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in (("math-answers-v1", math_answers), ("programs-v1", programs), ("puzzles-v1", puzzles)):
        count, size = write_rows(folder / f"{name}.jsonl.gz", rows())
        print(f"{name}: {count} rows, {size} bytes")


if __name__ == "__main__":
    main()
