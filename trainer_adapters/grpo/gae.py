"""Generalised advantage estimation: what a token did better than the value of the text before it."""

from __future__ import annotations

import torch
from torch import Tensor


def gae(rewards: Tensor, values: Tensor, mask: Tensor, gamma: float, decay: Tensor | float) -> Tensor:
    """Advantages of tokens (Schulman et al., arXiv:1506.02438).

    ``delta_t = r_t + gamma V_{t+1} - V_t`` and ``A_t = delta_t + gamma lambda A_{t+1}``; behind the last token of a
    completion value and advantage are 0, whether it ended or was cut.

    Args:
        rewards: of each token ``[n, t]``.
        values: of the text before each token ``[n, t]``.
        mask: the completions' tokens, bool ``[n, t]``; padding stands behind them and may hold anything.
        gamma: the discount, in [0, 1].
        decay: lambda, in [0, 1]; one number, or one a completion ``[n]``.

    Returns:
        ``[n, t]``, 0 in the padding. With lambda 1, ``A + V`` is the discounted sum of what is still to come.
    """
    advantages = torch.zeros_like(values)
    later_value, later = values.new_zeros(len(values)), values.new_zeros(len(values))
    for t in range(values.shape[1] - 1, -1, -1):
        delta = rewards[:, t] + gamma * later_value - values[:, t]
        later = torch.where(mask[:, t], delta + gamma * decay * later, 0.0)
        later_value = torch.where(mask[:, t], values[:, t], 0.0)
        advantages[:, t] = later
    return advantages


def length_adaptive(lengths: Tensor, alpha: float) -> Tensor:
    """``lambda = 1 - 1 / (alpha l)``, at least 0: VAPO (arXiv:2504.05118).

    The coefficients of the deltas then sum to about ``alpha l``: a long completion does not lose the reward at its end
    in a decay made for short ones.

    Args:
        lengths: tokens of each completion ``[n]``.
        alpha: 0.05 in the paper; completions of up to ``1 / alpha`` tokens see the next value alone.
    """
    return (1 - 1 / (alpha * lengths)).clamp(min=0)
