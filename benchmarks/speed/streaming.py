"""`rewardry verify` on inputs of a thousand to a million rows: memory must be flat, and the cost of a row constant."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path

from timing import Figure, command_usage, report

SIZES = (1_000, 10_000, 100_000, 1_000_000)
COMMAND = (str(Path(sys.executable).with_name("rewardry")), "verify", "text.exact", "in.jsonl", "-o", "out.jsonl")


def generate(file: Path, rows: int) -> None:
    with file.open("w") as lines:
        for i in range(rows):
            completion = f"<think>\n{'because ' * 10}\n</think>\n<answer>\n{i}\n</answer>"
            lines.write(json.dumps({"completion": completion, "reference": str(i - i % 3)}) + "\n")


def main() -> None:
    found: dict[int, tuple[float, float, float]] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        generate(folder / "in.jsonl", 0)
        _, nothing, nothing_cpu = command_usage(COMMAND, folder)
        for rows in SIZES:
            generate(folder / "in.jsonl", rows)
            peak, seconds, cpu = found[rows] = command_usage(COMMAND, folder)
            assert os.path.getsize(folder / "out.jsonl") > 50 * rows
            print(
                f"     {rows:>9,} rows: peak {peak:.1f} MB, {rows / (seconds - nothing):,.0f} rows/s, "
                f"{1e6 * (cpu - nothing_cpu) / rows:.1f} us of processor time a row",
                flush=True,
            )
    smallest, largest = SIZES[0], SIZES[-1]
    growth = found[largest][0] - found[smallest][0]
    cost = {rows: (found[rows][2] - nothing_cpu) / rows for rows in SIZES}
    report(
        [
            Figure("peak memory, a million rows above a thousand", growth, "MB", 50),
            Figure(
                "processor time a row, a million rows over a hundred thousand", cost[largest] / cost[100_000], "x", 1.25
            ),
        ]
    )


if __name__ == "__main__":
    main()
