"""All comparisons, one after the other; ends with 1 if a bound is missed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

NAMES = (
    "start.py",
    "splitter.py",
    "recipe_layer.py",
    "adapters.py",
    "engine.py",
    "ray_engine.py",
    "cache.py",
    "judge.py",
    "server",
    "streaming.py",
    "curation.py",
    "environments.py",
    "math",
    "puzzles.py",
    "report.py",
    "prm.py",
    "rewards",
    "grpo",
)


def main() -> None:
    missed = 0
    for name in NAMES:
        print(f"== {name}", flush=True)
        missed += subprocess.run([sys.executable, str(Path(__file__).with_name(name))]).returncode != 0
    sys.exit(missed > 0)


if __name__ == "__main__":
    main()
