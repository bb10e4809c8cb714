"""Prints entries as JSON lines: ``python -m rewardry_reasoning_gym.entries_of TASK DIFFICULTY SEED...``.

Started by the generators with ``PYTHONHASHSEED=0``, for tasks whose entries follow the order of a set.
"""

import json
import sys

from .generators import entry_of

if __name__ == "__main__":
    task, difficulty, *seeds = sys.argv[1:]
    for seed in seeds:
        print(json.dumps(entry_of(task, int(seed), int(difficulty))))
