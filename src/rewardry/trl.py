"""Rewards for TRL's trainers: `rewardry.trl.reward_funcs("deepseek-r1-zero")`. See `rewardry.trainer_adapters.trl`."""

from __future__ import annotations

from typing import Any

from rewardry.trainer_adapters.trl import (
    RecipeReward,
    environments,
    reward_funcs,
    reward_weights,
    trainer_settings,
    with_step_rewards,
)

__all__ = [
    "RecipeReward",
    "environments",
    "reward_funcs",
    "reward_weights",
    "trainer_settings",
    "with_step_rewards",
]


def __getattr__(name: str) -> Any:
    """The ready callables: `rewardry.trl.reward` and `rewardry.trl.reward_NAME`."""
    from rewardry.trainer_adapters.trl.ready import ready

    return ready(name)
