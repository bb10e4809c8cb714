"""What a report of three verifiers on 10,000 rows weighs, and how long it takes to write it."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from timing import Figure, report

ROWS = 10_000
VERIFIERS = ("text.exact", "text.f1", "choice")
COMMAND = [sys.executable, "-m", "rewardry", "bench"]


def rows() -> Iterator[dict[str, Any]]:
    """Completions of 2 kB, four of a question, on most of which some verifier errs."""
    chance = random.Random(0)
    for i in range(ROWS):
        city = f"City number {i // 4}"
        said = city if chance.random() < 0.6 else f"the town of {city}"
        thoughts = " ".join(chance.choice(("so", "then", "perhaps", "<b>", "&", "x = 1")) for _ in range(450))
        completion = f"<think>{thoughts}</think><answer>{said}</answer>"
        prompt = f"What is the capital of country {i // 4}? Answer with its name."
        yield {"id": i, "prompt": prompt, "completion": completion, "reference": city, "label": int(i % 2)}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        data, run, page = (Path(folder) / name for name in ("rows.jsonl", "run", "page.html"))
        data.write_text("".join(f"{json.dumps(row)}\n" for row in rows()), encoding="utf-8")
        verifiers = [item for name in VERIFIERS for item in ("-v", name)]
        subprocess.run(
            [*COMMAND, "run", *verifiers, "-d", data, "-o", run, "--engine", "inline"], check=True, capture_output=True
        )
        start = time.perf_counter()
        subprocess.run([*COMMAND, "report", run, "--html", page], check=True, capture_output=True)
        seconds = time.perf_counter() - start
        shape = f"a report of {len(VERIFIERS)} verifiers on {ROWS:,} rows"
        report(
            [
                Figure(f"{shape}, the page", page.stat().st_size / 1e6, "MB", 2),
                Figure(f"{shape}, from the command's start to its end", seconds, "s", 10),
            ]
        )


if __name__ == "__main__":
    main()
