"""The tasks of reasoning-gym as generators and as verifiers."""

import rewardry
from rewardry.plugins import Registrar

from .tasks import TASKS, class_name

rewardry_api = "1.0"


@rewardry.hookimpl
def rewardry_register(registry: Registrar) -> None:
    """Register a verifier and a generator for each task, under the task's name."""
    for name, task in TASKS.items():
        target = class_name(name)
        registry.verifier(name, f"rewardry_reasoning_gym.verifiers:{target}", f"{task.answer} (reasoning-gym)")
        registry.generator(name, f"rewardry_reasoning_gym.generators:{target}", f"reasoning-gym's task {name}")
