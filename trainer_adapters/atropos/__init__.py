"""Atropos: a recipe as a reward function of its environments, or as the scores of a group.

atroposlib is never imported: its base class comes with the call, and a group is a mapping.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Unpack

from ..scorer import RecipeSource, Scorer, Settings
from .completions import as_completion, rows
from .group import GroupScores
from .record import ADAPTER

__all__ = ["GroupScores", "RecipeReward", "make_reward_function"]


def make_reward_function(base: type, recipe: RecipeSource, **settings: Unpack[Settings]) -> type:
    """A recipe as a subclass of Atropos' `RewardFunction`.

    The reference is the keyword ``reference``, ``solution``, ``answer`` or ``ground_truth``.

    Args:
        base: `atroposlib.envs.reward_fns.reward_function.RewardFunction`.
        recipe: a recipe's name or file, a mapping of the same form, or a recipe.
        settings: see `Settings`; `on_undecided` is ``zero``.

    Raises:
        ConfigError: see `Scorer`.
    """
    scorer = Scorer(ADAPTER, recipe, **settings, references=GroupScores.references)
    return type("RecipeReward", (RecipeReward, base), {"scorer": scorer})


class RecipeReward:
    """The total of a recipe; `make_reward_function` adds the base class.

    Attributes:
        scorer: the recipe.
    """

    scorer: Scorer

    @property
    def name(self) -> str:
        """What logs call it: the recipe's name."""
        return self.scorer.name

    def compute(self, completions: Sequence[Any], **columns: Any) -> list[float]:
        """The reward of each completion of a prompt.

        Args:
            completions: texts or chat messages.
            columns: the row of the dataset: one value for all, or a list with one a completion.
        """
        each = zip(completions, rows(columns, len(completions)), strict=True)
        samples = [self.scorer.sample(as_completion(one), row, group="the prompt") for one, row in each]
        return [result.value or 0.0 for result in self.scorer.score(samples)]
