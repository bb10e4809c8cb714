"""ms-swift: a recipe's rewards as classes for `swift.rewards.orms`, one each, for ms-swift logs a class's name.

ms-swift makes an object of each class and calls it with the completions as texts and the rows' columns by keyword.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rewardry.adapter import Policy
from rewardry.errors import ConfigError
from rewardry.recipe import Recipe

from ..scorer import RecipeSource
from ..trl import reward_funcs
from .classes import PREFIX, class_of
from .record import ADAPTER

__all__ = ["reward_classes"]


def reward_classes(
    recipe: RecipeSource,
    base: type = object,
    group_size: int | None = None,
    map: Mapping[str, str] | None = None,  # noqa: A002 - the command line's option has the same name
    locked: str | Path | Mapping[str, Any] | None = None,
    on_undecided: Policy | None = None,
) -> dict[str, type]:
    """A recipe's rewards as classes by name, for `orms.update(...)`.

    Args:
        recipe: a recipe's name or file, a mapping of the same form, or a recipe.
        base: the class they are subclasses of: `swift.rewards.ORM`.
        group_size: ms-swift's `num_generations`: needed by recipes that compare completions, and to give an undecided
            row the mean of its group, where ms-swift would count it as 0.
        map: the dataset's column for a field or column that the recipe reads.
        locked: a file that ``rewardry lock`` wrote; whatever differs from it is refused.
        on_undecided: what becomes of an undecided row, instead of the recipe's own policy.

    Raises:
        ConfigError: ms-swift cannot take the recipe; says why.

    >>> list(reward_classes("deepseek-r1-zero"))
    ['rewardry.accuracy', 'rewardry.format']
    """
    fitted, _ = ADAPTER.fit(Recipe.load(recipe, locked=locked), on_undecided)
    if fitted.normalize is not None:
        raise ConfigError(
            f"recipe {fitted.name!r} normalises within groups, which ms-swift does itself; take `normalize` out of it"
        )
    split = fitted.why_not_additive() is None
    # Its contract is that of TRL before 1.6: no metrics of a function's own, and an undecided row counts as 0.
    functions = reward_funcs(fitted, split=split, group_size=group_size, map=map, trl="1.5")
    return {PREFIX + function.__name__: class_of(function, base) for function in functions}
