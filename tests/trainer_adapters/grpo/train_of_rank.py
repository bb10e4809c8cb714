"""Run by torchrun: trains the tiny model for some steps; rank 0 leaves logs and checkpoint in the output folder.

Arguments: the folder, the file of rewards, settings that differ, and whether to go on from the last checkpoint.
"""

import importlib.util
import json
import sys
from pathlib import Path

import torch

from rewardry.grpo import train
from rewardry.recipe import Recipe

spec = importlib.util.spec_from_file_location("conftest_of_grpo", Path(__file__).parent / "conftest.py")
shared = importlib.util.module_from_spec(spec)
spec.loader.exec_module(shared)
torch.set_num_threads(1)
folder = Path(sys.argv[1])
recipe = Recipe.load(
    {
        "name": "letters",
        "sections": "plain",
        "rewards": [{"use": f"{sys.argv[2]}:{name}", "name": name} for name in ("share", "Rank")],
    }
)
config = {
    "output": str(folder / "run"),
    "steps": 4,
    "rollout": {"prompts_per_step": 4, "group_size": 4, "max_new_tokens": 6},
    "optimizer": {"learning_rate": 1e-3, "micro_batch_size": 3},
    "loss": {"preset": "reinforce++-baseline", "kl": {"beta": 0.1}, "top_entropy": 0.8},
    "dynamic_sampling": {"max_rounds": 20},
    "log": {"terminal": False},
    "evaluation": {"every": 2, "samples": 2},
    **json.loads(sys.argv[3]),
}
rows = shared.word_rows()
train(
    shared.tiny_qwen2(),
    shared.make_letters(),
    rows,
    recipe,
    config,
    evaluation=[{"prompt": "xy="}, {"prompt": "z="}, {"prompt": "q="}],
    resume=sys.argv[4] == "resume",
)
