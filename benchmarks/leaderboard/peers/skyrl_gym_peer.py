"""SkyRL-Gym's environment `aime`, made and stepped as its trainer does: the reward of one completion."""

import skyrl_gym
from loop import run


def verdict(completion: str, reference: str) -> bool:
    """Whether the step is rewarded."""
    environment = skyrl_gym.make("aime", extras={"reward_model": {"ground_truth": reference.strip("$")}})
    return bool(environment.step(completion)["metadata"]["acc"])


run(verdict)
