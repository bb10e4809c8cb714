"""EXPERIMENTAL: a model whose weights, gradients and optimizer state are divided among the processes (torch's FSDP2).

A training pass gathers one decoder layer at a time and divides its gradient as soon as it is there. Rollouts need every
layer for every token, so that all weights are gathered before them and divided again afterwards. Whatever gathers or
divides is done by all processes together: each makes as many passes as the one that has most to train on.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import MethodType
from typing import Any

import torch
from torch import Tensor

from rewardry.errors import ConfigError

from .divided import whole
from .processes import Processes

_FIX = "leave `distributed: fsdp2` out"
_METHOD = "_rewardry_pass"  # the name under which FSDP2 takes a pass that is not the model's `forward` for one


class Shards:
    """Divides a model among processes, in place; each of them makes one.

    Args:
        model: a causal language model of transformers, whole and the same in every process.
        processes: those that divide it; at least 2.

    Raises:
        ConfigError: there is one process only, torch is too old, or the model has no list of layers.
    """

    def __init__(self, model: Any, processes: Processes) -> None:
        layers: Any = getattr(model.get_decoder(), "layers", None)
        _refuse(processes, layers is not None, type(model).__name__)
        from torch.distributed.device_mesh import init_device_mesh
        from torch.distributed.fsdp import FSDPModule, MixedPrecisionPolicy, fully_shard, register_fsdp_forward_method

        if processes.first:
            warnings.warn("distributed: fsdp2 is EXPERIMENTAL; compare a few steps with ddp first", stacklevel=2)
        mesh = init_device_mesh(processes.device.type, (processes.world,))
        dtype = next(model.parameters()).dtype
        policy = MixedPrecisionPolicy(reduce_dtype=torch.promote_types(dtype, torch.float32))
        self.model = model
        self._modules: list[Any] = [*layers, model]
        for module in self._modules:
            fully_shard(module, mesh=mesh, mp_policy=policy)
            assert isinstance(module, FSDPModule)
            module.set_gradient_divide_factor(1.0)  # a sum: the loss has global denominators already
            module.set_force_sum_reduction_for_comms(True)  # a product in the same collective is NCCL's alone
        setattr(model, _METHOD, MethodType(lambda _, compute: compute(), model))
        register_fsdp_forward_method(model, _METHOD)

    def forward(self, compute: Callable[[], Any]) -> Any:
        """What `compute` makes of the model: a pass in which its layers are gathered one by one."""
        return getattr(self.model, _METHOD)(compute)

    @contextmanager
    def gathered(self) -> Iterator[None]:
        """All weights whole in every process: passes send nothing, and each process makes as many as it likes."""
        for module in self._modules:
            module.set_reshard_after_forward(False, recurse=False)
            module.unshard()
        try:
            yield
        finally:
            for module in self._modules:
                module.set_reshard_after_forward(module is not self.model, recurse=False)  # as FSDP2 has it
                module.reshard()

    def weights(self) -> dict[str, Tensor]:
        """The whole weights by name, tied ones once, on the CPU; every process calls it."""
        tied = {name for name, _ in self.model.named_parameters(remove_duplicate=False)}
        tied -= {name for name, _ in self.model.named_parameters()}
        found: dict[str, Tensor] = whole({k: v for k, v in self.model.state_dict().items() if k not in tied})
        return found


def _refuse(processes: Processes, has_layers: bool, name: str) -> None:
    if processes.world == 1:
        raise ConfigError(
            f"distributed is fsdp2, and there is one process: nothing can be divided; start more with torchrun, "
            f"or {_FIX}"
        )
    if not has_layers:
        raise ConfigError(f"fsdp2 divides a decoder layer by layer, and {name} has no list `layers` of them; {_FIX}")
    from torch.distributed import fsdp

    needed = ("set_gradient_divide_factor", "set_force_sum_reduction_for_comms", "set_reshard_after_forward")
    if not all(hasattr(getattr(fsdp, "FSDPModule", None), method) for method in needed):
        raise ConfigError(f"fsdp2 needs a newer torch than {torch.__version__}: pip install -U torch, or {_FIX}")
