"""`rewardry diff` of two recipes over 100,000 scored rows, with its page: seconds, start of Python included.

`python benchmarks/speed/recipe_diff.py [ROWS]`.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROWS = 100_000
REWARDRY = str(Path(sys.executable).with_name("rewardry"))
RECIPE = """name: {name}
rewards:
  - {{use: accuracy, verifier: math}}
  - {{use: format.think_answer, name: format, weight: {weight}}}
  - {{use: length.think_words, name: words, weight: 0.2}}
"""
TEXT = "first we add the two numbers then take half of their sum and check that it divides both sides " * 5


def generate(file: Path, rows: int) -> None:
    """Write rows of `rewardry score --keep`: eight completions a question, three components."""
    chance = random.Random(0)
    with file.open("w") as lines:
        for i in range(rows):
            right, form, words = float(chance.random() < 0.4), float(chance.random() < 0.8), chance.random()
            components = {
                "accuracy": {"value": right, "status": "correct" if right else "incorrect"},
                "format": {"value": form, "status": "ok"},
                "words": {"value": words, "status": "ok"},
            }
            kept = {"prompt": f"Question {i // 8}?", "completion": f"{TEXT}{i}", "reference": "4"}
            total = right + 0.5 * form + 0.2 * words
            row = {"id": i, "group": f"q{i // 8}", "total": total, "components": components, "input": kept}
            lines.write(json.dumps(row) + "\n")


def main(rows: int) -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        generate(folder / "log.jsonl", rows)
        for recipe, weight in (("a", 0.5), ("b", 2.0)):
            (folder / f"{recipe}.yaml").write_text(RECIPE.format(name=recipe, weight=weight))
        command = (REWARDRY, "diff", "a.yaml", "b.yaml", "log.jsonl", "--html", "diff.html", "--json")
        start = time.perf_counter()
        subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
        seconds = time.perf_counter() - start
    print(f"rewardry diff of {rows:,} rows with its page: {seconds:.1f} s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS)
