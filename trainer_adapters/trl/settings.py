"""What TRL's configuration is told of a recipe: weights, and how rewards are normalised."""

from __future__ import annotations

from typing import Any

from rewardry.recipe import Recipe

from ..scorer import RecipeSource
from .trainers import refuse_unfit, trainer_of


def reward_weights(recipe: RecipeSource, split: bool = True) -> list[float]:
    """The weights of a recipe's components, in the order of `reward_funcs`, for TRL's `reward_weights`.

    Args:
        recipe: a recipe's name or file, a mapping of the same form, or a recipe.
        split: as `reward_funcs` is told; a single callable, which applies the weights itself, has the weight 1.

    >>> reward_weights("deepseek-r1-zero")
    [1.0, 1.0]
    """
    return list(Recipe.load(recipe).native_weights) if split else [1.0]


def trainer_settings(recipe: RecipeSource, trainer: str = "grpo") -> dict[str, Any]:
    """What the trainer's configuration must be told for a recipe beside its weights: how it normalises.

    Raises:
        ConfigError: there is no such trainer, or it cannot train with the recipe.

    >>> trainer_settings("deepseek-r1-zero")
    {}
    """
    loaded, chosen = Recipe.load(recipe), trainer_of(trainer)
    refuse_unfit(loaded, chosen)
    return {} if loaded.normalize is None else dict(chosen.normalizes[loaded.normalize])
