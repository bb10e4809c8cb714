"""What TRL's trainers with reward functions do with a recipe's rewards: `GRPOTrainer` and its kin."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from rewardry.combination import Normalize
from rewardry.errors import ConfigError, nearest
from rewardry.recipe import Recipe


class Trainer(NamedTuple):
    """One of TRL's trainers.

    Attributes:
        name: its class.
        weighs: whether it takes `reward_weights`; where not, each callable gives its value times its weight.
        tells_progress: whether it passes a `trainer_state`.
        normalizes: how it normalises within groups, with the settings that make it do so.
    """

    name: str
    weighs: bool = True
    tells_progress: bool = True
    normalizes: Mapping[Normalize, Mapping[str, Any]] = {}


def _aggregation(how: Normalize) -> Mapping[str, Any]:
    return {"multi_objective_aggregation": how, "scale_rewards": "group"}


TRAINERS: Mapping[str, Trainer] = {
    "grpo": Trainer(
        "GRPOTrainer", normalizes={how: _aggregation(how) for how in ("sum_then_normalize", "normalize_then_sum")}
    ),
    "rloo": Trainer("RLOOTrainer"),
    # Its rewards run in a spawned process, a group a call, and are added up as they are.
    "async_grpo": Trainer(
        "AsyncGRPOTrainer", weighs=False, tells_progress=False, normalizes={"sum_then_normalize": {}}
    ),
}


def trainer_of(name: str) -> Trainer:
    """The trainer of that short name.

    Raises:
        ConfigError: there is none.
    """
    if name not in TRAINERS:
        raise ConfigError(f"trainer is {name!r}; one of TRL's is wanted. {nearest(str(name), TRAINERS)}")
    return TRAINERS[name]


def refuse_unfit(recipe: Recipe, trainer: Trainer) -> None:
    """Refuse a recipe that a trainer cannot train with.

    Raises:
        ConfigError: says why, and what to do.
    """
    if recipe.is_scheduled and not trainer.tells_progress:
        raise ConfigError(
            f"recipe {recipe.name!r} has a schedule, and {trainer.name} tells reward functions no progress; give its "
            f"rewards constant weights"
        )
    if recipe.normalize is not None and recipe.normalize not in trainer.normalizes:
        raise ConfigError(
            f"recipe {recipe.name!r} normalises by {recipe.normalize!r}, which {trainer.name} cannot; use GRPOTrainer, "
            f"or take `normalize` out of the recipe"
        )
