"""open-instruct: a recipe as verifier functions, found by their datasets' names.

open-instruct is never imported: its base class comes with the call.
"""

from __future__ import annotations

import sys
from typing import Any, Unpack

from rewardry.errors import ConfigError

from ..scorer import RecipeSource, Scorer, Settings
from .record import ADAPTER
from .verifier import RecipeVerifier, RewardVerifier

__all__ = ["make_verifier", "make_verifiers"]


def make_verifier(base: type, recipe: RecipeSource, dataset: str = "rewardry", **settings: Unpack[Settings]) -> type:
    """A recipe's total as a subclass of open-instruct's `VerifierFunction`, which finds it by its being there.

    Args:
        base: `open_instruct.ground_truth_utils.VerifierFunction`.
        recipe: a recipe's name or file, a mapping of the same form, or a recipe.
        dataset: the name by which rows ask for it; case does not count.
        settings: see `Settings`. `on_undecided` is ``zero`` or ``raise``; the columns for `map` are ``label``, which is
            the reference unless there is ``reference``, and those of the rollout's state.

    Raises:
        ConfigError: see `Scorer`.
    """
    given = {"scorer": _scorer(recipe, settings), "dataset": dataset, "result_type": _result_type(base)}
    return type("RecipeVerifier", (RecipeVerifier, base), given)


def make_verifiers(
    base: type, recipe: RecipeSource, dataset: str = "rewardry", **settings: Unpack[Settings]
) -> list[type]:
    """A recipe's rewards as subclasses of `VerifierFunction`, which open-instruct weighs, logs one by one and adds up.

    A row asks for all of them: its ``dataset`` is the list of their names, which are ``DATASET.REWARD`` and the
    attribute `dataset` of each class, and its ``ground_truth`` a list of as many references. What is asked of one
    completion at the same time is scored once.

    Args:
        base: see `make_verifier`.
        recipe: see `make_verifier`.
        dataset: what their names begin with.
        settings: see `make_verifier`.

    Raises:
        ConfigError: see `Scorer`; or the recipe's total is no weighted sum of its rewards.
    """
    scorer = _scorer(recipe, settings)
    reason = scorer.recipe.why_not_additive()
    if reason is not None:
        raise ConfigError(f"recipe {scorer.name!r} cannot be split: {reason}; use make_verifier, which gives its total")
    shared = {"scorer": scorer, "result_type": _result_type(base), "asked": {}}
    rewards = zip(scorer.recipe.names, scorer.recipe.native_weights, strict=True)
    return [
        type(
            "RewardVerifier",
            (RewardVerifier, base),
            {**shared, "dataset": f"{dataset}.{name}", "part": name, "factor": weight},
        )
        for name, weight in rewards
    ]


def _scorer(recipe: RecipeSource, settings: Settings) -> Scorer:
    return Scorer(ADAPTER, recipe, **settings, references=("reference", "label"))


def _result_type(base: type) -> Any:
    """open-instruct's VerificationResult, which lies beside its base class."""
    return sys.modules[base.__module__].VerificationResult
