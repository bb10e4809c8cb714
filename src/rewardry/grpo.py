"""The built-in GRPO trainers: `rewardry.grpo.train(model, tokenizer, dataset, recipe, config)`.

See docs/train.md. Importing this loads neither torch nor transformers; `train` does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rewardry.trainer_adapters.grpo.config import LossConfig, TrainConfig
    from rewardry.trainer_adapters.grpo.session import Result
    from rewardry.trainer_adapters.grpo.training import train

__all__ = ["LossConfig", "Result", "TrainConfig", "train"]

_HOMES = {"LossConfig": "config", "Result": "session", "TrainConfig": "config", "train": "training"}


def __getattr__(name: str) -> Any:
    """Load a public name when it is first used."""
    import importlib

    if name not in _HOMES:
        raise AttributeError(f"module 'rewardry.grpo' has no attribute {name!r}")
    value = getattr(importlib.import_module(f"rewardry.trainer_adapters.grpo.{_HOMES[name]}"), name)
    globals()[name] = value
    return value
