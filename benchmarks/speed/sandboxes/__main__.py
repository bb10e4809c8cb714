"""Sandboxes beside their peers, all in turns in one run: python benchmarks/speed/sandboxes [NAME...].

Each file of this folder brings rows (see row.py); NAME picks files. What is not installed is named and left out.
Figures are medians in milliseconds, and ratios of medians; on a machine that does other things only the ratios count.
"""

from __future__ import annotations

import importlib
import os
import statistics
import sys
import time
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1]))

from row import AbsentError, Ratio, Row
from timing import Figure, report

HERE = Path(__file__).parent
ROUNDS = int(os.environ.get("ROUNDS", "40"))


def load(names: list[str]) -> tuple[list[Row], list[Ratio]]:
    """The rows and bounds of the files of this folder."""
    rows: list[Row] = []
    ratios: list[Ratio] = []
    for file in sorted(HERE.glob("*.py")):
        if file.stem in ("__main__", "row") or (names and file.stem not in names):
            continue
        module = importlib.import_module(file.stem)
        try:
            rows += module.rows()
        except AbsentError as absent:
            print(f"left out: {file.stem} ({absent})")
            continue
        ratios += getattr(module, "ratios", list)()
    return rows, ratios


def measure(rows: list[Row]) -> dict[str, list[float]]:
    """Milliseconds of each call; a wrong answer ends the comparison."""
    found: dict[str, list[float]] = {row.name: [] for row in rows}
    for number in range(ROUNDS + 1):
        for row in rows:
            start = time.perf_counter()
            right = row.call()
            took = (time.perf_counter() - start) * 1000
            if not right:
                sys.exit(f"{row.name}: a wrong answer")
            if number:  # the first round warms up
                found[row.name].append(took)
    return found


def main() -> None:
    rows, ratios = load(sys.argv[1:])
    try:
        found = measure(rows)
    finally:
        for row in rows:
            row.close()
    for row in rows:
        times = sorted(found[row.name])
        middle, late = statistics.median(times), times[int(0.95 * (len(times) - 1))]
        print(f"{row.task:12} {row.name:28} min {times[0]:7.1f}   median {middle:7.1f}   p95 {late:7.1f} ms")
    report(
        [
            Figure(f"{each.ours} / {each.peer}", _ratio(found, each), "x", each.most)
            for each in ratios
            if each.ours in found and each.peer in found
        ]
    )


def _ratio(found: dict[str, list[float]], each: Ratio) -> float:
    return statistics.median(found[each.ours]) / statistics.median(found[each.peer])


if __name__ == "__main__":
    main()
