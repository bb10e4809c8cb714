"""The built-in GRPO beside TRL on the CPU, in one thread and in turns: python benchmarks/speed/grpo [NAME...].

Each file of this folder with a function `figures` is a comparison; NAME picks some. Times are of the processor, so that
a machine that does other things changes the figures little; medians of several rounds.
"""

from __future__ import annotations

import importlib
import os
import sys
import warnings
from pathlib import Path

os.environ.setdefault("HF_HUB_OFFLINE", "1")
sys.path.insert(0, str(Path(__file__).parents[1]))

import torch
from timing import report

COMPARISONS = ("rollout", "step", "head", "learning")


def main() -> None:
    torch.set_num_threads(1)
    warnings.simplefilter("ignore", FutureWarning)  # of transformers 5 about TRL's settings
    figures = []
    for name in sys.argv[1:] or COMPARISONS:
        print(f"== {name}", flush=True)
        figures += importlib.import_module(name).figures()
    report(figures)


if __name__ == "__main__":
    main()
