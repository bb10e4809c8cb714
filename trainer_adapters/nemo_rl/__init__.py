"""NeMo-RL: a recipe as an environment of one turn.

NeMo-RL is imported when the environment answers, for the tuple that it wants.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rewardry.errors import ConfigError

from ..messages import as_message, last_answer
from ..scorer import Scorer
from .record import ADAPTER
from .returned import returned, reward_tensors

__all__ = ["RecipeEnvironment"]


class RecipeEnvironment:
    """An environment that scores the last message of the assistant and ends the episode.

    Args:
        cfg: the environment's configuration: ``recipe``, and as you like ``on_undecided``, ``map``, ``locked`` and
            ``components``: whether it returns a tensor for each reward, weights applied, instead of the total.

    Raises:
        ConfigError: see `Scorer`; or the recipe's total is no sum of its rewards and they are wanted one by one.
    """

    def __init__(self, cfg: Mapping[str, Any]) -> None:
        if "recipe" not in cfg:
            raise ConfigError("the environment's configuration has no `recipe`; add `recipe: NAME`")
        policy, columns, locked = cfg.get("on_undecided"), cfg.get("map"), cfg.get("locked")
        self.scorer = Scorer(ADAPTER, cfg["recipe"], policy, columns, locked, ("reference", "ground_truth"))
        self._split = bool(cfg.get("components", False))
        reason = self.scorer.recipe.why_not_additive()
        if self._split and reason is not None:
            raise ConfigError(f"recipe {self.scorer.name!r} cannot be split: {reason}; leave out `components: true`")

    def step(self, message_log_batch: Sequence[Sequence[Mapping[str, Any]]], metadata: Sequence[Any]) -> Any:
        """Score a batch of conversations.

        Args:
            message_log_batch: chat messages, one list a conversation; their token tensors are not read.
            metadata: for each conversation its columns, with ``ground_truth``.

        Returns:
            NeMo-RL's EnvironmentReturn, all of whose fields are batched.

        Raises:
            UndecidedError: a conversation is undecided and the policy is ``raise``.
        """
        samples = []
        for log, row in zip(message_log_batch, metadata, strict=True):
            prompt, completion = last_answer([as_message(one) for one in log])
            samples.append(self.scorer.sample(completion, row if isinstance(row, Mapping) else {}, prompt))
        results = self.scorer.score(samples)
        return returned(reward_tensors(results, self.scorer.recipe.parts if self._split else None), metadata)

    def global_post_process_and_metrics(self, batch: Any) -> tuple[Any, dict[str, float]]:
        """The batch as it is, with the mean reward and the share of completions that ended by themselves."""
        return batch, {
            "reward": float(batch["total_reward" if "total_reward" in batch else "rewards"].float().mean()),
            "fraction_of_samples_properly_ended": float(batch["is_end"].float().mean()),
        }

    def shutdown(self) -> None:
        """Nothing of its own runs."""
