"""The numbers that are trained: the model's own, or float32 masters of those that are kept in 16 bits.

An update of bfloat16 weights by a learning rate of 1e-6 is mostly rounded away. The masters take the gradients of each
micro-batch, summed in float32, and the update; the model gets them back rounded, in place, so that whatever reads its
weights (a captured CUDA graph of the rollout engine, say) needs not be told.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn

from .divided import divided_like, whole
from .processes import Processes

_HALVES = (torch.bfloat16, torch.float16)


class Weights:
    """The trainable parameters of a model, and AdamW, which changes them.

    Args:
        model: the model; its parameters that take no gradient are left alone.
        masters: whether 16-bit parameters get float32 masters.
        adamw: settings of torch's AdamW.

    Attributes:
        trained: what the optimizer changes, in the order of the model.
        optimizer: it.
    """

    def __init__(self, model: nn.Module, masters: bool = True, **adamw: Any) -> None:
        self._own = [one for one in model.parameters() if one.requires_grad]
        self.trained = [_master(one) if masters and one.dtype in _HALVES else one for one in self._own]
        for own, master in zip(self._own, self.trained, strict=True):
            if own is not master:
                own.register_post_accumulate_grad_hook(_moves_to(master))
        on_gpu = any(one.is_cuda for one in self.trained)
        self.optimizer = torch.optim.AdamW(self.trained, fused=on_gpu or None, **adamw)

    def gradients(self) -> list[Tensor]:
        """The gradients, zeros where there is none; on the trained parameters afterwards."""
        for one in self.trained:
            if one.grad is None:
                one.grad = torch.zeros_like(one)
        return [one.grad for one in self.trained if one.grad is not None]

    def clear(self) -> None:
        """Drop the gradients."""
        for one in self.trained:
            one.grad = None

    def update(self, rate: float, max_norm: float, processes: Processes, *, summed: bool = False) -> float:
        """Sum the gradients over the processes, clip them, and change the weights; without gradients afterwards.

        Args:
            rate: the learning rate.
            max_norm: the gradient is scaled down to this norm; 0 never.
            processes: those that train together.
            summed: whether the backward pass has summed the gradients already.

        Returns:
            The norm of the gradient; where it is not finite, the weights are as they were.
        """
        gradients = self.gradients()
        if not summed:
            processes.add_up(gradients)
        norm = float(whole(nn.utils.clip_grad_norm_(self.trained, max_norm or math.inf, foreach=True)))
        if math.isfinite(norm):
            for group in self.optimizer.param_groups:
                group["lr"] = rate
            self.optimizer.step()
            self.publish()
        self.clear()
        return norm

    def publish(self) -> None:
        """Give the model its masters' values."""
        with torch.no_grad():
            for own, master in zip(self._own, self.trained, strict=True):
                if own is not master:
                    own.copy_(master)

    def masters(self) -> list[Tensor]:
        """The masters, for a checkpoint; empty where the model's own parameters are trained."""
        with torch.no_grad():
            return [master.data for own, master in zip(self._own, self.trained, strict=True) if own is not master]

    def restore(self, masters: list[Tensor]) -> None:
        """Go on with the masters of a checkpoint."""
        with torch.no_grad():
            for mine, saved in zip(self.masters(), masters, strict=True):
                mine.copy_(divided_like(saved, mine))
            self.publish()


def _master(parameter: Tensor) -> nn.Parameter:
    return nn.Parameter(parameter.detach().float().clone())


def _moves_to(master: nn.Parameter) -> Callable[[Tensor], None]:
    """A hook that adds a parameter's gradient to its master's and frees it."""

    def move(parameter: Tensor) -> None:
        assert parameter.grad is not None
        if master.grad is None:
            master.grad = parameter.grad.float()
        else:
            master.grad.add_(parameter.grad)
        parameter.grad = None

    return move
