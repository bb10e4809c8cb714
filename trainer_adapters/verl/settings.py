"""The scorer of what verl's configuration says under `reward_kwargs`."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping, Sequence
from typing import Any

from rewardry.errors import ConfigError
from rewardry.recipe import Recipe

from ..scorer import Scorer
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
    if all(isinstance(value, (str, Recipe)) for value in given.values()):
        return _as_they_are(**given)
    return _of_json(json.dumps(given, default=_plain, sort_keys=True))


@functools.lru_cache(maxsize=64)
def _as_they_are(**settings: Any) -> Scorer:
    return Scorer(ADAPTER, references=_REFERENCES, **settings)


@functools.lru_cache(maxsize=64)
def _of_json(settings: str) -> Scorer:
    return Scorer(ADAPTER, references=_REFERENCES, **json.loads(settings))


def _plain(value: Any) -> Any:
    """A mapping or a list of the configuration's own types as JSON has it."""
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Sequence):
        return list(value)
    raise ConfigError(f"reward_kwargs hold {value!r}, which is no text, number, list or mapping")
