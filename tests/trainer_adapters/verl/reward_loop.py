"""Scores three samples with verl's own reward loop, by each way that the adapter offers, and prints the results.

Run by the Python of an environment with verl: `python reward_loop.py`. No GPU is needed.
"""

import asyncio
import json

import numpy as np
import torch
from omegaconf import OmegaConf
from tensordict import TensorDict
from verl import DataProto
from verl.trainer.ppo.reward import load_reward_manager
from verl.workers.reward_manager.batch import BatchRewardManager

from rewardry.trainer_adapters.verl import compute_score_batch

PATH = "pkg://rewardry.trainer_adapters.verl"
WORDS = ["<pad>", "?", "<think>r</think><answer>4</answer>", "<think>r</think><answer>5</answer>"]
ACCURACY = {"use": "accuracy", "verifier": "text.exact"}
RECIPE = {"rewards": [ACCURACY, {"use": "format.think_answer", "name": "format", "weight": 0.5}]}
SETTINGS = {"recipe": RECIPE, "on_undecided": "zero"}


class Tokenizer:
    def decode(self, ids, skip_special_tokens=True):
        return " ".join(WORDS[int(i)] for i in ids if int(i))


def batch():
    """Right, wrong, and without a reference."""
    truths = np.array(
        [{"ground_truth": "4"}, {"ground_truth": np.array(["4"])[0]}, {"ground_truth": None}], dtype=object
    )
    chats = np.empty(3, dtype=object)
    chats[:] = [[{"role": "user", "content": "2 + 2?"}]] * 3
    tensors = {
        "prompts": torch.ones(3, 1, dtype=torch.long),
        "responses": torch.tensor([[2, 0], [3, 0], [2, 0]]),
        "attention_mask": torch.tensor([[1, 1, 0]] * 3),
    }
    columns = {
        "data_source": np.array(["sums"] * 3, dtype=object),
        "reward_model": truths,
        "extra_info": np.array([{"index": i} for i in range(3)], dtype=object),
        "raw_prompt": chats,
        "__num_turns__": np.array([1] * 3),
    }
    return DataProto(batch=TensorDict(tensors, batch_size=3), non_tensor_batch=columns)


def config(path, name, manager):
    function = {"path": path, "name": name, "reward_kwargs": SETTINGS}
    managed = {"source": "register", "name": manager, "module": {"path": None, "name": None}}
    reward = {"custom_reward_function": function, "reward_manager": managed, "sandbox_fusion": None}
    return OmegaConf.create({"reward": reward, "trainer": {"experiment_name": "test"}})


async def scored(settings):
    manager, data = load_reward_manager(settings, Tokenizer()), batch()
    outputs = await asyncio.gather(*(manager.run_single(data[i : i + 1]) for i in range(3)))
    keys = list(outputs[0]["reward_extra_info"])  # as RewardLoopManager.compute_rm_score takes them
    figures = {key: [output["reward_extra_info"][key] for output in outputs] for key in keys}
    return {"scores": [output["reward_score"] for output in outputs], "figures": figures}


def main():
    found = {}
    for manager, path, name in (
        ("naive", PATH, "compute_score"),
        ("naive", PATH, "compute_score_async"),
        ("gdpo", PATH, "compute_score_async"),
        ("rewardry", None, "compute_score"),
    ):
        found[f"{manager} {name}"] = asyncio.run(scored(config(path, name, manager)))
    whole = BatchRewardManager(Tokenizer(), 0, compute_score_batch, **SETTINGS)(batch(), return_dict=True)
    found["batch"] = {
        "scores": whole["reward_tensor"].sum(1).tolist(),
        "figures": dict(whole["reward_extra_info"]),
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main()
