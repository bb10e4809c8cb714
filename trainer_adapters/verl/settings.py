"""The scorer of what verl's configuration says under `reward_kwargs`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rewardry.errors import ConfigError

from ..scorer import Scorer, kept_scorer
from .record import ADAPTER

_SETTINGS = ("recipe", "on_undecided", "map", "locked")
_REFERENCES = ("reference", "ground_truth")


def scorer_of(reward_kwargs: Mapping[str, Any]) -> Scorer:
    """The scorer of the settings under `reward_kwargs`, made once a process.

    Raises:
        ConfigError: there is no recipe, or the settings do not hold together.
    """
    given = {name: reward_kwargs[name] for name in _SETTINGS if reward_kwargs.get(name) is not None}
    if "recipe" not in given:
        raise ConfigError(
            "verl was told no recipe; add "
            "+reward.custom_reward_function.reward_kwargs.recipe=RECIPE, a recipe's name or file"
        )
    return kept_scorer(ADAPTER, references=_REFERENCES, **given)
