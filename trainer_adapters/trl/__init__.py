"""TRL: a recipe as the reward functions of `GRPOTrainer`, `RLOOTrainer` and their kin.

TRL itself is never imported: a reward function is a plain callable, and everything it is given comes by keyword.
"""

from __future__ import annotations

from .callables import RecipeReward
from .environments import environments
from .functions import reward_funcs
from .record import ADAPTER
from .settings import reward_weights, trainer_settings
from .steps import with_step_rewards

__all__ = [
    "ADAPTER",
    "RecipeReward",
    "environments",
    "reward_funcs",
    "reward_weights",
    "trainer_settings",
    "with_step_rewards",
]
