"""Run by torchrun: takes one step on this rank's completions and writes the gradient and the metrics of rank 0.

Arguments: the file to write, the losses, and settings of the optimizer; `shard` and `dtype` are the model's.
"""

import importlib.util
import json
import sys
from pathlib import Path

import torch

from rewardry.trainer_adapters.grpo.config import LossConfig, OptimizerConfig
from rewardry.trainer_adapters.grpo.divided import whole
from rewardry.trainer_adapters.grpo.learner import Learner
from rewardry.trainer_adapters.grpo.processes import Processes

spec = importlib.util.spec_from_file_location("conftest_of_grpo", Path(__file__).parent / "conftest.py")
shared = importlib.util.module_from_spec(spec)
spec.loader.exec_module(shared)
torch.set_num_threads(1)
with Processes.joined() as processes:
    more = json.loads(sys.argv[3])
    shard, dtype = more.pop("shard", False), getattr(torch, more.pop("dtype", "float64"))
    batch = shared.random_experience()
    # Unequal shares: rank 0 has five completions in micro-batches of two, the others three or none.
    cuts = {1: [(0, 8)], 2: [(0, 5), (5, 8)], 3: [(0, 5), (5, 8), (8, 8)]}[processes.world]
    mine = batch.take(range(*cuts[processes.rank]))
    written = {}
    for name, loss in json.loads(sys.argv[2]).items():
        settings = OptimizerConfig(**{"micro_batch_size": 2, "max_grad_norm": 0.0, **more})
        learner = Learner(
            shared.tiny_qwen2(dtype=dtype),
            LossConfig.model_validate(loss),
            settings,
            length=9,
            temperature=0.9,
            steps=10,
            processes=processes,
            shard=shard,
        )
        kept = []
        learner.optimizer.step = lambda learner=learner, kept=kept: kept.extend(
            whole(p.grad).clone().flatten() for p in learner.weights.trained
        )
        metrics = learner.step(mine, 0)
        written[name] = {"gradient": torch.cat(kept), "metrics": metrics}
        if shard:
            written[name]["held"] = sum(one.to_local().numel() for one in learner.weights.trained) / sum(
                p.numel() for p in learner.weights.trained
            )
    if processes.first:
        torch.save(written, sys.argv[1])
