"""The losses of the built-in trainer, for comparison with numbers from elsewhere."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any


def grpo_oracle(settings: Mapping[str, Any], inputs: Mapping[str, Any], dtype: str = "float64") -> float:
    """The loss that the built-in GRPO trainer computes from log-probabilities and rewards.

    Args:
        settings: the loss: ``advantage`` (``group_std``, ``group_mean``, ``rloo``, ..., ``given``), ``ratio``
            (``token``, ``sequence``, ``none``), ``term`` (``clip`` with ``clip_low``, ``clip_high``, ``delta``,
            ``dual_clip``; ``cispo`` with ``cap_low``, ``cap_high``; ``sapo`` with ``tau_positive``, ``tau_negative``;
            ``policy_gradient``), ``aggregation`` (``sequence_mean``, ``token_mean``, ``fixed_length``,
            ``sequence_sum``), and ``kl`` (``estimator``, ``beta``, ``ratio_corrected``). Parameters of other terms
            are left out. The equations: docs/losses.md.
        inputs: ``num_generations``, ``max_completion_length``, ``mask``, ``old_logps``, ``new_logps``, ``ref_logps``
            (rows of numbers, one a token), ``rewards`` (one a completion, None where undecided; groups stand
            together), and ``ppo_token_advantages`` for ``given``.
        dtype: ``float64`` or ``float32``.

    Returns:
        The loss, to be minimised.

    Raises:
        ValueError: a setting that does not exist.
        ImportError: the extra ``train`` is not installed.
    """
    found: float = importlib.import_module("rewardry.trainer_adapters.grpo.oracle").grpo_oracle(settings, inputs, dtype)
    return found
