"""Advantages: how much better each completion is than the others of its prompt. One function a paper, in a registry.

Notation: r_i is the total reward of completion i, G the completions of a prompt, mean and std over its group, std with
n - 1 in the denominator. Undecided completions are NaN: they have no part in means and deviations, and the advantage 0.
Everything is computed over the whole batch of all processes, in float64, so that no number depends on how the work is
divided.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

# What is added to a deviation before it divides: of groups as in TRL; of batches, where it only has to avoid 0 / 0.
GROUP_EPS = 1e-4
WHITEN_EPS = 1e-8


@dataclass(frozen=True)
class Rewards:
    """What the completions of a batch earned. Groups stand together, all of one size.

    Attributes:
        totals: the recipe's totals, float64 ``[N]``; NaN where undecided.
        group_size: completions of a prompt.
        components: the rewards behind the totals, float64 ``[N, C]``; NaN where undecided. Only GDPO reads them.
        weights: their weights ``[C]``.
    """

    totals: Tensor
    group_size: int
    components: Tensor | None = None
    weights: Tensor | None = None

    @property
    def grouped(self) -> Tensor:
        """The totals, one row a group: ``[N / G, G]``."""
        return self.totals.view(-1, self.group_size)


Advantage = Callable[[Rewards], Tensor]


def group_std(rewards: Rewards) -> Tensor:
    """``A_i = (r_i - mean) / (std + 1e-4)``: GRPO (DeepSeekMath, arXiv:2402.03300), eps and n - 1 as in TRL."""
    return _decided(_scaled(rewards.grouped, GROUP_EPS))


def group_mean(rewards: Rewards) -> Tensor:
    """``A_i = r_i - mean``: Dr. GRPO (arXiv:2503.20783), without the bias towards easy and hard prompts."""
    return _decided(_centred(rewards.grouped))


def batch_std(rewards: Rewards) -> Tensor:
    """``A_i = (r_i - mean) / (std of all rewards of the batch + 1e-4)``: Lite PPO (arXiv:2508.08221)."""
    return _decided(_centred(rewards.grouped) / (deviation(rewards.totals[None]) + GROUP_EPS))


def rloo(rewards: Rewards) -> Tensor:
    """``A_i = r_i - mean of the other completions of its prompt``: RLOO (arXiv:2402.14740).

    With n decided completions that is ``n / (n - 1) * (r_i - mean)``; one alone has nothing to be compared with: 0.
    """
    decided = rewards.grouped.isfinite().sum(1, keepdim=True)
    return _decided(_centred(rewards.grouped) * decided / (decided - 1).clamp(min=1))


def reinforce_baseline(rewards: Rewards) -> Tensor:
    """``A_i = (c_i - mean of c) / std of c`` over the batch, ``c_i = r_i - mean``: REINFORCE++ with baseline.

    arXiv:2501.03262: the group's mean is the baseline, the deviation is the whole batch's.
    """
    return _decided(_scaled(_centred(rewards.grouped).view(1, -1), WHITEN_EPS))


def gpg(rewards: Rewards) -> Tensor:
    """``A_i = N / (N - M) * (r_i - mean)``, M = completions in groups of equal rewards: GPG (arXiv:2504.02546).

    Groups whose rewards are all equal have no gradient; the factor makes up for what they take from the mean.
    """
    centred = _centred(rewards.grouped)
    alive = (centred.nan_to_num() != 0).any(1).sum() * rewards.group_size
    return _decided(centred * (rewards.totals.numel() / alive.clamp(min=1)))


def gdpo(rewards: Rewards) -> Tensor:
    """GDPO (arXiv:2601.05242): each reward is normalised in its group, then summed, then the sum in the batch.

    ``s_i = sum_k w_k * (r_ik - mean_k) / (std_k + 1e-4)``, then ``A_i = (s_i - mean of s) / (std of s + 1e-4)``, so
    that rewards of different spread keep a say of their own, and those that cancel in a total still teach.

    Raises:
        ValueError: the components are not given.
    """
    if rewards.components is None or rewards.weights is None:
        raise ValueError("GDPO normalises each reward by itself; it needs `components` and `weights`")
    columns = rewards.components.T.reshape(-1, rewards.group_size)
    normalised = _scaled(columns, GROUP_EPS).view(len(rewards.weights), -1)
    sums = (normalised.nan_to_num() * rewards.weights[:, None]).sum(0)
    undecided = rewards.totals.isnan() | normalised.isnan().all(0)
    return _decided(_scaled(sums.masked_fill(undecided, torch.nan)[None], GROUP_EPS))


ADVANTAGES: Mapping[str, Advantage] = {
    "batch_std": batch_std,
    "gdpo": gdpo,
    "gpg": gpg,
    "group_mean": group_mean,
    "group_std": group_std,
    "reinforce_baseline": reinforce_baseline,
    "rloo": rloo,
}


def _decided(advantages: Tensor) -> Tensor:
    return advantages.reshape(-1).nan_to_num(nan=0.0)


def _centred(rows: Tensor) -> Tensor:
    """Each row less its mean; exactly 0 where its values are equal, which rounding would not give."""
    low, high = rows.nan_to_num(nan=torch.inf).amin(1), rows.nan_to_num(nan=-torch.inf).amax(1)
    return torch.where((low == high)[:, None], rows - rows, rows - rows.nanmean(1, keepdim=True))


def deviation(rows: Tensor) -> Tensor:
    """The deviation of each row ``[R, 1]``, with n - 1; exactly 0 of equal values, and of fewer than two."""
    squares = _centred(rows).square().nansum(1, keepdim=True)
    return (squares / (rows.isfinite().sum(1, keepdim=True) - 1).clamp(min=1)).sqrt()


def _scaled(rows: Tensor, eps: float) -> Tensor:
    return _centred(rows) / (deviation(rows) + eps)
