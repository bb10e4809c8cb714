"""What an environment of NeMo-RL's returns: rewards as tensors, in the tuple EnvironmentReturn."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from typing import Any, NamedTuple

from rewardry.recipe import Part

from ..scorer import Result


class Return(NamedTuple):
    """The fields of NeMo-RL's EnvironmentReturn, for where it is not installed."""

    observations: list[dict[str, str]]
    metadata: list[Any]
    next_stop_strings: list[Any]
    rewards: Any
    terminateds: Any
    answers: list[str | None]


def reward_tensors(results: Sequence[Result], parts: Sequence[Part] | None) -> Any:
    """The totals [B]; or for each of the parts what it adds to them [B], as GDPO wants its rewards.

    Args:
        results: the rows.
        parts: the recipe's rewards, where they are wanted one by one.
    """
    import torch

    if parts is None:
        return torch.tensor([result.value for result in results], dtype=torch.float32)
    return {
        f"reward/{part.name}": torch.tensor([_share(part, one) for one in results], dtype=torch.float32)
        for part in parts
    }


def _share(part: Part, result: Result) -> float:
    """What a reward adds to the total of a row; nothing where the row has none."""
    return 0.0 if result.scored.total is None else part.weight * result.figures[f"rewardry/{part.name}"]


def returned(rewards: Any, metadata: Sequence[Any]) -> Any:
    """NeMo-RL's EnvironmentReturn for conversations that end here."""
    import torch

    count = len(metadata)
    return _return_type()(
        observations=[{"role": "environment", "content": ""} for _ in range(count)],
        metadata=list(metadata),
        next_stop_strings=[None] * count,
        rewards=rewards,
        terminateds=torch.ones(count, dtype=torch.bool),
        answers=[None] * count,
    )


def _return_type() -> Any:
    try:
        return importlib.import_module("nemo_rl.environments.interfaces").EnvironmentReturn
    except ImportError:
        return Return
