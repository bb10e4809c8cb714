"""Draws the picture for docs/train.md: `python docs/training_picture.py training/sort/steps.jsonl`.

The log is that of `rewardry train examples/train/sort.yaml`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

TARGET = Path(__file__).parent / "images" / "training.svg"
GREY = "#7a8f98"  # can be read on white and on black
PANELS = (
    ("Rewards", {"rewards/right/mean": "right", "rewards/tagged/mean": "tagged"}),
    ("Held-out prompts, avg@1", {"evaluation/avg@1": "right"}),
    ("Entropy", {"entropy": "entropy"}),
)
COLOURS = ("#2a8aa8", "#d9722e")


def draw(steps: list[dict[str, Any]]) -> Any:
    """A figure with a panel for each group of curves."""
    import matplotlib

    matplotlib.use("Agg")
    style = {
        "text.color": GREY,
        "axes.edgecolor": GREY,
        "axes.labelcolor": GREY,
        "xtick.color": GREY,
        "ytick.color": GREY,
    }
    matplotlib.rcParams.update({**style, "svg.hashsalt": "rewardry", "font.size": 11})
    from matplotlib.figure import Figure

    figure = Figure(figsize=(11, 3), layout="constrained")
    for axes, (title, curves) in zip(figure.subplots(1, len(PANELS)), PANELS, strict=True):
        for colour, (key, label) in zip(COLOURS, curves.items(), strict=False):
            points = [(step["step"], step[key]) for step in steps if key in step]
            axes.plot(*zip(*points, strict=True), color=colour, label=label, marker="o" if len(points) < 10 else None)
        axes.set_title(title)
        axes.set_xlabel("step")
        axes.set_ylim(bottom=0)
        axes.patch.set_alpha(0)
        axes.grid(color=GREY, alpha=0.25)
        axes.spines[["top", "right"]].set_visible(False)
        if len(curves) > 1:
            axes.legend(frameon=False)
    return figure


def main() -> None:
    """Write the picture."""
    steps = [json.loads(line) for line in Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()]
    draw(steps).savefig(TARGET, transparent=True, metadata={"Date": None})
    print(f"wrote {TARGET.name} ({TARGET.stat().st_size / 1000:.0f} kB)")


if __name__ == "__main__":
    main()
