"""What PPO has beside the settings of GRPO: advantages by GAE, and a critic that learns the values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import Field, model_validator

from .settings import Settings, with_preset

PRESETS: Mapping[str, Mapping[str, Any]] = {
    # Open-Reasoner-Zero (arXiv:2503.24290): no discount and no decay, so that the reward reaches every token whole.
    "open_reasoner_zero": {"gamma": 1.0, "decay": 1.0, "value_decay": 1.0},
    # VC-PPO (arXiv:2503.01491): values learn from whole returns, advantages decay; values are learnt first.
    "vc_ppo": {"gamma": 1.0, "decay": 0.95, "value_decay": 1.0, "pretrain_steps": 50},
    # VAPO (arXiv:2504.05118): as VC-PPO, the decay by length; with loss.clip_high 0.28 and aggregation token_mean.
    "vapo": {"gamma": 1.0, "length_adaptive": 0.05, "value_decay": 1.0, "pretrain_steps": 50},
}


class PPOConfig(Settings):
    """Advantages and values of PPO.

    Attributes:
        preset: a project's name, whose settings are taken where none are given; see `PRESETS`.
        gamma: the discount of later rewards.
        decay: lambda of the advantages.
        length_adaptive: alpha of VAPO's lambda by length, in place of `decay`; None for none.
        value_decay: lambda of the values' targets.
        whiten: scale advantages to mean 0 and standard deviation 1 over the tokens of a batch.
        learning_rate: of the critic.
        warmup_steps: steps in which it rises linearly.
        max_grad_norm: the critic's gradient is scaled down to this norm; 0 never.
        value_clip: how far a value may move from the batch's old one before its loss stops to count; None for any.
        pretrain_steps: steps in which only the critic learns, before the policy does; not counted in `steps`.
    """

    preset: str | None = None
    gamma: float = Field(default=1.0, gt=0, le=1)
    decay: float = Field(default=1.0, ge=0, le=1)
    length_adaptive: float | None = Field(default=None, gt=0)
    value_decay: float = Field(default=1.0, ge=0, le=1)
    whiten: bool = True
    learning_rate: float = Field(default=5e-6, gt=0)
    warmup_steps: int = Field(default=0, ge=0)
    max_grad_norm: float = Field(default=1.0, ge=0)
    value_clip: float | None = Field(default=None, gt=0)
    pretrain_steps: int = Field(default=0, ge=0)

    @model_validator(mode="before")
    @classmethod
    def _of_preset(cls, given: Any) -> Any:
        return with_preset(given, PRESETS)
