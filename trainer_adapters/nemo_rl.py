"""NeMo-RL: a recipe as an environment of one turn.

NeMo-RL is imported when the environment answers, for the tuple that it wants.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from rewardry.adapter import Adapter, Snippet
from rewardry.errors import ConfigError
from rewardry.types import Sample

from .scorer import Result, Scorer

ADAPTER = Adapter(
    trainer="NeMo-RL",
    version="main, 7ea279a",
    hook="EnvironmentInterface.step of a Ray actor, named by register_env",
    unit="sample",
    calls="sync",
    thread="a thread of a Ray actor",
    undecided={"zero": "counts 0", "raise": "UndecidedError, which stops the training"},
    logs="global_post_process_and_metrics; with components: true a tensor for each reward, as GDPO wants them",
    tested="contract",
    evidence="replay of calculate_rewards",
    source="https://github.com/NVIDIA-NeMo/RL/blob/main/nemo_rl/environments/interfaces.py",
    demand="on_undecided: POLICY",
    snippets=(
        Snippet(
            "python",
            """\
import ray
from rewardry.trainer_adapters.nemo_rl import RecipeEnvironment

RewardEnvironment = ray.remote(RecipeEnvironment)
""",
            "rewards.py",
        ),
        Snippet(
            "python",
            """\
from nemo_rl.distributed.ray_actor_environment_registry import ACTOR_ENVIRONMENT_REGISTRY
from nemo_rl.distributed.virtual_cluster import PY_EXECUTABLES
from nemo_rl.environments.utils import register_env

ACTOR_ENVIRONMENT_REGISTRY["rewards.RewardEnvironment"] = PY_EXECUTABLES.SYSTEM
register_env("rewardry", "rewards.RewardEnvironment")
""",
            "the training script",
        ),
        Snippet(
            "yaml",
            """\
env:
  rewardry:
    recipe: {{recipe}}
    on_undecided: {{on_undecided}}
data:
  env_name: rewardry
""",
            "the configuration",
        ),
    ),
)


class _Return(NamedTuple):
    """The fields of NeMo-RL's EnvironmentReturn, for where it is not installed."""

    observations: list[dict[str, str]]
    metadata: list[Any]
    next_stop_strings: list[Any]
    rewards: Any
    terminateds: Any
    answers: list[str | None]


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
        references = ("reference", "ground_truth")
        self.scorer = Scorer(ADAPTER, cfg["recipe"], policy, columns, locked, references)
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
        import torch

        samples = [self._read(log, row) for log, row in zip(message_log_batch, metadata, strict=True)]
        results = self.scorer.score(samples)
        rewards: Any = torch.tensor([result.value for result in results], dtype=torch.float32)
        if self._split:
            rewards = {
                f"reward/{part.name}": torch.tensor([_share(part.name, part.weight, one) for one in results])
                for part in self.scorer.recipe.parts
            }
        return _return_type()(
            observations=[{"role": "environment", "content": ""} for _ in results],
            metadata=list(metadata),
            next_stop_strings=[None] * len(results),
            rewards=rewards,
            terminateds=torch.ones(len(results), dtype=torch.bool),
            answers=[None] * len(results),
        )

    def global_post_process_and_metrics(self, batch: Any) -> tuple[Any, dict[str, float]]:
        """The batch as it is, with the mean reward and the share of completions that ended by themselves."""
        return batch, {
            "reward": float(batch["total_reward" if "total_reward" in batch else "rewards"].float().mean()),
            "fraction_of_samples_properly_ended": float(batch["is_end"].float().mean()),
        }

    def shutdown(self) -> None:
        """Nothing of its own runs."""

    def _read(self, log: Sequence[Mapping[str, Any]], row: Any) -> Sample:
        messages = [{"role": one.get("role"), "content": one.get("content")} for one in log]
        last = next((i for i in range(len(messages) - 1, -1, -1) if messages[i]["role"] == "assistant"), None)
        completion = None if last is None else messages[last]["content"]
        return self.scorer.sample(completion, row if isinstance(row, Mapping) else {}, messages[:last])


def _share(name: str, weight: float, result: Result) -> float:
    """What a reward adds to the total of a row; nothing where the row has none."""
    return 0.0 if result.scored.total is None else weight * result.figures[f"rewardry/{name}"]


def _return_type() -> Any:
    try:
        return importlib.import_module("nemo_rl.environments.interfaces").EnvironmentReturn
    except ImportError:
        return _Return
