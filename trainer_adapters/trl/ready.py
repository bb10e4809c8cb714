"""Callables that need no argument, for command lines that take a dotted path: ``trl grpo --reward_funcs``.

Environment:
    REWARDRY_RECIPE: the recipe's name or file.
    REWARDRY_GROUP_SIZE: the group size, for recipes that compare the completions of a prompt.
    REWARDRY_MAP: columns by field, as ``reference=answer,difficulty=level``.
    REWARDRY_LOCKED: a file that ``rewardry lock`` wrote; whatever differs from it is refused.

``rewardry.trl.reward`` is the recipe's total, with weights applied. ``rewardry.trl.reward_NAME`` is one component,
where NAME is its name with an underscore for every character that is no letter or digit.
"""

from __future__ import annotations

import functools
import os
import re

from rewardry.errors import ConfigError

from .callables import RecipeReward
from .functions import reward_funcs

_PREFIX = "reward"


def ready(name: str) -> RecipeReward:
    """The callable of that name.

    Raises:
        AttributeError: no such name; a module's attributes are looked up here.
        ConfigError: REWARDRY_RECIPE is not set, or the recipe has no such component.
    """
    if name != _PREFIX and not name.startswith(f"{_PREFIX}_"):
        raise AttributeError(f"module 'rewardry.trl' has no attribute {name!r}")
    source = os.environ.get("REWARDRY_RECIPE")
    if not source:
        raise ConfigError(f"rewardry.trl.{name} reads the recipe from the environment; set REWARDRY_RECIPE to its name")
    settings = (
        source,
        os.environ.get("REWARDRY_GROUP_SIZE", ""),
        os.environ.get("REWARDRY_MAP", ""),
        os.environ.get("REWARDRY_LOCKED", ""),
    )
    if name == _PREFIX:
        return _callables(False, *settings)[""]
    found = _callables(True, *settings)
    if name not in found:
        raise ConfigError(f"recipe {source!r} has no callable {name!r}. Known: {', '.join(found)}.")
    return found[name]


@functools.cache
def _callables(split: bool, source: str, group_size: str, columns: str, locked: str) -> dict[str, RecipeReward]:
    """The callables of a recipe by attribute name, made once, so that they share their scoring passes."""
    made = reward_funcs(source, split=split, group_size=_number(group_size), map=_pairs(columns), locked=locked or None)
    if not split:
        return {"": made[0]}
    found: dict[str, RecipeReward] = {}
    for function in made:
        name = f"{_PREFIX}_" + re.sub(r"\W", "_", function.__name__)
        if name in found:
            names = f"{found[name].__name__!r} and {function.__name__!r}"
            raise ConfigError(f"recipe {source!r}: {names} would both be rewardry.trl.{name}; rename one")
        found[name] = function
    return found


def _number(group_size: str) -> int | None:
    try:
        return int(group_size) if group_size else None
    except ValueError:
        raise ConfigError(f"REWARDRY_GROUP_SIZE is {group_size!r}, which is no whole number") from None


def _pairs(columns: str) -> dict[str, str]:
    pairs = [pair.partition("=") for pair in columns.split(",") if pair.strip()]
    for field, _, column in pairs:
        if not (field.strip() and column.strip()):
            raise ConfigError(f"REWARDRY_MAP is {columns!r}; write FIELD=COLUMN, with commas between several")
    return {field.strip(): column.strip() for field, _, column in pairs}
