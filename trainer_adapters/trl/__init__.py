"""TRL: a recipe as the reward functions of `GRPOTrainer`, `RLOOTrainer` and their kin.

TRL itself is never imported: a reward function is a plain callable, and everything it is given comes by keyword.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rewardry.errors import ConfigError
from rewardry.recipe import Recipe

from ..columns import Columns
from .callables import RecipeReward, refuse_partial_groups
from .scoring_pass import ScoringPass

__all__ = ["RecipeReward", "reward_funcs", "reward_weights", "trainer_settings"]

# Where a reference is looked for when no column is mapped: our word, then TRL's.
_REFERENCES = ("reference", "solution")
_ADVICE = "Pass map={'NAME': COLUMN} to reward_funcs, and keep remove_unused_columns=False"


def reward_funcs(
    recipe: str | Path | Mapping[str, Any] | Recipe,
    split: bool = True,
    group_size: int | None = None,
    map: Mapping[str, str] | None = None,  # noqa: A002 - the command line's option has the same name
    locked: str | Path | Mapping[str, Any] | None = None,
    batch_size: int | None = None,
) -> list[RecipeReward]:
    """A recipe as TRL's `reward_funcs`.

    The callables are picklable, have a unique `__name__` each (TRL logs ``rewards/NAME/mean``), take whatever keywords
    a TRL release passes, never raise because of a sample, and return None for an undecided one. A row whose required
    component is undecided is None for all of them, which TRL gives the advantage 0.

    Args:
        recipe: a recipe's name or file, a mapping of the same form, or a recipe.
        split: one callable a component, for `reward_funcs` with `reward_weights(recipe)`; else a single one that
            returns the total, with weights applied, for trainers without weights (AsyncGRPO) and recipes whose total
            is no weighted sum.
        group_size: how many completions of a prompt follow each other in a batch (TRL's `num_generations`); needed by
            recipes with a component that compares them.
        map: the dataset's column for a field or column that the recipe reads, as ``{"reference": "answer"}``. Without
            it the reference is read from the column ``reference``, or from ``solution``, TRL's own name for it.
        locked: a file that ``rewardry lock`` wrote, or its content; whatever differs from it is refused.
        batch_size: how many completions a process is given at once (TRL's `per_device_train_batch_size` times
            `steps_per_generation`), to refuse parts of groups before the training begins.

    Raises:
        LockError: the recipe is not what was locked; names each difference.
        RecipeError, UnknownIdError: the recipe does not hold together, or does not exist.
        ConfigError: the recipe cannot be split, or compares completions and no group size is given, or batches would
            hold parts of groups; or `map` names a column that the recipe does not read.

    >>> [f.__name__ for f in reward_funcs("deepseek-r1-zero")]
    ['accuracy', 'format']
    """
    loaded = Recipe.load(recipe, locked=locked)
    columns = Columns(loaded, map, _REFERENCES, _ADVICE)
    if group_size is not None and (not isinstance(group_size, int) or group_size < 1):
        raise ConfigError(f"group_size is {group_size!r}; it is the number of completions of a prompt, at least 1")
    if loaded.per_group and group_size is None:
        raise ConfigError(
            f"recipe {loaded.name!r} compares the completions of a prompt; pass group_size=num_generations"
        )
    refuse_partial_groups(loaded, group_size, batch_size)
    if not split and loaded.normalize is not None:
        raise ConfigError(
            f"recipe {loaded.name!r} normalises within groups, which TRL does itself; pass split=True, and "
            f"trainer_settings(recipe) to GRPOConfig"
        )
    reason = loaded.why_not_additive()
    if split and reason is not None:
        raise ConfigError(f"recipe {loaded.name!r} cannot be split into components: {reason}; pass split=False")
    names: tuple[str | None, ...] = loaded.names if split else (None,)
    shared = ScoringPass(loaded, len(names), group_size, columns)
    return [RecipeReward(shared, name) for name in names]


def reward_weights(recipe: str | Path | Mapping[str, Any] | Recipe) -> list[float]:
    """The weights of a recipe's components, in the order of `reward_funcs`, for TRL's `reward_weights`.

    >>> reward_weights("deepseek-r1-zero")
    [1.0, 1.0]
    """
    return list(Recipe.load(recipe).native_weights)


def trainer_settings(recipe: str | Path | Mapping[str, Any] | Recipe) -> dict[str, Any]:
    """What `GRPOConfig` must be told for a recipe beside its weights: how TRL normalises within groups.

    >>> trainer_settings("deepseek-r1-zero")
    {}
    """
    normalize = Recipe.load(recipe).normalize
    if normalize is None:
        return {}
    return {"multi_objective_aggregation": normalize, "scale_rewards": "group"}
