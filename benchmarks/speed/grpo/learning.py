"""Learning: examples/train/sort.yaml with five seeds, held-out sampled accuracy before and after, processor seconds."""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from timing import Figure

SEEDS = 5
EXAMPLE = Path(__file__).parents[3] / "examples" / "train" / "sort.yaml"


def figures() -> list[Figure]:
    """The median accuracy after 80 steps, and what a seed takes, warm-up and evaluations included."""
    from rewardry.trainer_adapters.grpo.training import train_file

    after, seconds = [], []
    for seed in range(SEEDS):
        with tempfile.TemporaryDirectory() as folder:
            start = time.process_time()
            changes = {"seed": seed, "output": folder, "log.terminal": False, "evaluation.every": 80}
            train_file(str(EXAMPLE), changes)
            seconds.append(time.process_time() - start)
            rows = [json.loads(line) for line in Path(folder, "steps.jsonl").read_text().splitlines()]
        held_out = [row["evaluation/avg@1"] for row in rows if "evaluation/avg@1" in row]
        after.append(held_out[-1])
        rise = f"reward {rows[0]['reward']:.2f} -> {rows[40]['reward']:.2f} -> {rows[-1]['reward']:.2f}"
        print(f"     seed {seed}: {held_out[0]:.3f} -> {held_out[-1]:.3f}, {rise}, {seconds[-1]:.1f} CPU s", flush=True)
    return [
        Figure(
            "sort of 4 digits, held-out sampled accuracy, median of 5 seeds", statistics.median(after), "", 0.85, True
        ),
        Figure("CPU time of a seed, warm-up and evaluations included", statistics.median(seconds), "s", 20),
    ]
