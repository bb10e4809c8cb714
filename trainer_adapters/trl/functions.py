"""A recipe as the reward functions of one of TRL's trainers."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rewardry.adapter import Policy
from rewardry.errors import ConfigError
from rewardry.recipe import Recipe

from ..columns import Columns
from ..scorer import RecipeSource
from . import releases, trainers
from .callables import RecipeReward
from .groups import refuse_sizes
from .record import ADAPTER
from .scoring_pass import ScoringPass

# Where a reference is looked for when no column is mapped: our word, then TRL's.
_REFERENCES = ("reference", "solution")
_ADVICE = "Pass map={'NAME': COLUMN} to reward_funcs, and keep remove_unused_columns=False"


def reward_funcs(
    recipe: RecipeSource,
    split: bool = True,
    group_size: int | None = None,
    map: Mapping[str, str] | None = None,  # noqa: A002 - the command line's option has the same name
    locked: str | Path | Mapping[str, Any] | None = None,
    batch_size: int | None = None,
    trainer: str = "grpo",
    trl: str | None = None,
    on_undecided: Policy | None = None,
) -> list[RecipeReward]:
    """A recipe as TRL's `reward_funcs`.

    The callables are picklable, have a unique `__name__` each (TRL logs ``rewards/NAME/mean``), take whatever keywords
    a TRL release passes, never raise because of a sample, and return None for an undecided one. A row whose required
    component is undecided is None for all of them, which TRL gives the advantage 0.

    Args:
        recipe: a recipe's name or file, a mapping of the same form, or a recipe.
        split: one callable a component, for `reward_funcs` with `reward_weights(recipe)`; else a single one that
            returns the total, with weights applied, for recipes whose total is no weighted sum.
        group_size: how many completions of a prompt follow each other in a batch (TRL's `num_generations`); needed by
            recipes with a component that compares them.
        map: the dataset's column for a field or column that the recipe reads, as ``{"reference": "answer"}``. Without
            it the reference is read from the column ``reference``, or from ``solution``, TRL's own name for it.
        locked: a file that ``rewardry lock`` wrote, or its content; whatever differs from it is refused.
        batch_size: how many completions a process is given at once (TRL's `per_device_train_batch_size` times
            `steps_per_generation`), to refuse parts of groups before the training begins.
        trainer: ``grpo``, ``rloo`` or ``async_grpo``, which knows no weights: its callables apply them.
        trl: the release of TRL they are for, as ``0.24.0``; default: the installed one.
        on_undecided: what becomes of an undecided row, ``none``, ``zero`` or ``raise``, instead of the recipe's policy.

    Raises:
        LockError: the recipe is not what was locked; names each difference.
        RecipeError, UnknownIdError: the recipe does not hold together, or does not exist.
        ConfigError: the recipe cannot be split, or compares completions and no group size is given, or batches would
            hold parts of groups; or `map` names a column that the recipe does not read; or the trainer or the release
            cannot train with the recipe.

    >>> [f.__name__ for f in reward_funcs("deepseek-r1-zero")]
    ['accuracy', 'format']
    """
    loaded, _ = ADAPTER.fit(Recipe.load(recipe, locked=locked), on_undecided)
    columns = Columns(loaded, map, _REFERENCES, _ADVICE)
    refuse_sizes(loaded, group_size, batch_size)
    chosen, contract = trainers.trainer_of(trainer), releases.contract_of(trl)
    trainers.refuse_unfit(loaded, chosen)
    releases.refuse_unfit(loaded, contract)
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
    releases.warn_of_workarounds(loaded, contract, group_size)
    fills = group_size is not None and not contract.has("undecided_rows")
    return [RecipeReward(shared, name, weighted=not chosen.weighs, fills_undecided=fills) for name in names]
