"""AReaL: a recipe as the `reward_fn` of its workflows.

AReaL calls one completion at a time in a process pool, for which it pickles the function with every call. A call that
takes longer than its `timeout_seconds` (15) is tried again and at last counts 0, while its process goes on; components
that may hang are killed by us long before.
"""

from __future__ import annotations

import importlib
from collections.abc import Awaitable, Callable
from typing import Any

from ..scorer import ByRecipe
from .record import ADAPTER

__all__ = ["LogsFigures", "RewardFn"]

_ARGUMENTS = ("prompt", "completions", "prompt_ids", "completion_ids")


class Reward(float):
    """A reward that brings the figures of its rewards with it, out of the process that scored it.

    Attributes:
        figures: see `Result`.
    """

    figures: dict[str, float]


class RewardFn(ByRecipe):
    """The total of a recipe as AReaL's reward function. The reference is the column ``reference`` or ``answer``."""

    record = ADAPTER
    references = ("reference", "answer")

    def __call__(self, *given: Any, **columns: Any) -> Reward:
        """The reward of one completion.

        Args:
            given: the prompt's text, the completion's, the prompt's tokens and the completion's. The workflow for
                images passes them by name, the others by position, beside which a dataset's column may have the name.
            columns: the row of the dataset.

        Raises:
            UndecidedError: it is undecided and the policy is ``raise``.
        """
        named = {name: columns.pop(name, None) for name in _ARGUMENTS[len(given) :]}
        prompt, completion, _, completion_ids = (*given, *named.values())
        result = self.scorer.score_one(self.scorer.sample(completion, columns, prompt, completion_ids))
        reward = Reward(result.value or 0.0)
        reward.figures = result.figures
        return reward


class LogsFigures:
    """What makes a workflow log the figures of each reward, beside its `reward`: the first base of a class of yours.

    It stands before a workflow of AReaL's, all of which await `async_reward_fn`: `MultiTurnWorkflow` once for each try,
    whose figures are all logged. A reward of which AReaL gave up waiting, and counts 0, has no figures; AReaL's means
    are over those that have.
    """

    @property
    def async_reward_fn(self) -> Callable[..., Awaitable[Any]]:
        """What the workflow awaits for a reward."""
        return self._ask_and_log

    @async_reward_fn.setter
    def async_reward_fn(self, ask: Callable[..., Awaitable[Any]]) -> None:
        self._ask = ask  # workflows set it when they are made, or in their first episode

    async def _ask_and_log(self, *arguments: Any, **named: Any) -> Any:
        reward = await self._ask(*arguments, **named)
        if isinstance(reward, Reward):
            scope = importlib.import_module("areal").workflow_context.stat_scope()
            importlib.import_module("areal.utils.stats_tracker").get(scope).scalar(**reward.figures)
        return reward
