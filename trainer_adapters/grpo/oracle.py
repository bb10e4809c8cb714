"""One loss from numbers: what `rewardry.testing.grpo_oracle` calls."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from .advantages import ADVANTAGES, Rewards
from .config import TERM_PARAMETERS, LossConfig
from .loss import Denominators, Tokens, policy_loss
from .presets import PRESETS


def oracle_loss(settings: Mapping[str, Any], inputs: Mapping[str, Any], dtype: str = "float64") -> Tensor:
    """The loss of two or more groups of completions, with its gradient through `new_logps` where that is a tensor.

    Args:
        settings: see `LossConfig`; parameters of another policy term are left out.
        inputs: ``num_generations``, ``max_completion_length``, ``mask`` ``[N][T]``, ``old_logps``, ``new_logps``,
            ``ref_logps`` ``[N][T]``, ``rewards`` ``[N]`` (None where undecided), ``ppo_token_advantages`` ``[N][T]``.
        dtype: in which the loss is computed.
    """
    kind = getattr(torch, dtype)
    loss = LossConfig.model_validate(_read_by(settings))
    old, new, mask = (_tensor(inputs[name], kind) for name in ("old_logps", "new_logps", "mask"))
    ref = _tensor(inputs["ref_logps"], kind) if loss.kl else None
    tokens = Tokens(new, old, _advantages(loss, inputs, kind), mask.bool(), ref)
    over = Denominators(len(mask), float(mask.sum()), float(inputs["max_completion_length"]))
    return policy_loss(tokens, loss, over)[0]


def grpo_oracle(settings: Mapping[str, Any], inputs: Mapping[str, Any], dtype: str = "float64") -> float:
    """The loss as a number; see `oracle_loss`."""
    return float(oracle_loss(settings, inputs, dtype))


def _read_by(settings: Mapping[str, Any]) -> dict[str, Any]:
    """The settings of a loss without parameters that its policy term does not read."""
    term = {**PRESETS.get(settings.get("preset", ""), {}), **settings}.get("term", "clip")
    own = TERM_PARAMETERS.get(term, set())
    others = set().union(*TERM_PARAMETERS.values()) - own
    return {name: value for name, value in settings.items() if name not in others}


def _advantages(loss: LossConfig, inputs: Mapping[str, Any], kind: torch.dtype) -> Tensor:
    if loss.advantage == "given":
        return _tensor(inputs["ppo_token_advantages"], kind)
    totals = [float("nan") if reward is None else reward for reward in inputs["rewards"]]
    rewards = Rewards(torch.tensor(totals, dtype=torch.float64), inputs["num_generations"])
    return ADVANTAGES[loss.advantage](rewards).to(kind)


def _tensor(values: Any, kind: torch.dtype) -> Tensor:
    return values if isinstance(values, Tensor) else torch.tensor(values, dtype=kind)
