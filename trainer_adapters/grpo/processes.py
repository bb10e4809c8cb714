"""The processes of a training: one alone, or those that torchrun started, each with its own copy of the model.

Each process rolls out and trains on its own prompts. Gradients are summed, not averaged, once an optimizer step: the
loss has global denominators already. Micro-batches may differ in number from process to process.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
import torch.distributed as dist
from torch import Tensor

# Gradients are summed in buffers of this many numbers: large enough for the network, small enough to spare memory.
_BUFFER = 1 << 24
_CPU = torch.device("cpu")


@dataclass(frozen=True)
class Processes:
    """Where this process stands among those of a training.

    Attributes:
        rank: its number, from 0.
        world: how many there are.
        device: where their collectives' tensors lie.
    """

    rank: int = 0
    world: int = 1
    device: torch.device = _CPU

    @classmethod
    def join(cls) -> Processes:
        """Those that torchrun started, by its environment variables; this one alone without them."""
        world = int(os.environ.get("WORLD_SIZE", "1"))
        if world == 1:
            return cls(device=torch.device("cuda" if torch.cuda.is_available() else "cpu"))
        if torch.cuda.is_available():
            torch.cuda.set_device(int(os.environ.get("LOCAL_RANK", "0")))
        if not dist.is_initialized():
            dist.init_process_group("nccl" if torch.cuda.is_available() else "gloo")
        device = torch.device("cuda", torch.cuda.current_device()) if torch.cuda.is_available() else torch.device("cpu")
        return cls(dist.get_rank(), world, device)

    def leave(self) -> None:
        """End the group that `join` began."""
        if self.world > 1 and dist.is_initialized():
            dist.destroy_process_group()

    @property
    def first(self) -> bool:
        """Whether this is the one that writes files and prints."""
        return self.rank == 0

    def share(self, count: int) -> range:
        """Which of `count` things are this process's: an equal part, in order."""
        each = count // self.world
        return range(self.rank * each, (self.rank + 1) * each)

    def total(self, numbers: Sequence[float]) -> list[float]:
        """Each number summed over the processes, in float64."""
        if self.world == 1:
            return list(numbers)
        sums = torch.tensor(list(numbers), dtype=torch.float64, device=self.device)
        dist.all_reduce(sums)
        return [float(one) for one in sums.tolist()]  # one transfer from a GPU, not one a number

    def highest(self, number: float) -> float:
        """The highest of the processes' numbers."""
        if self.world == 1:
            return number
        found = torch.tensor(number, dtype=torch.float64, device=self.device)
        dist.all_reduce(found, dist.ReduceOp.MAX)
        return float(found)

    def gather(self, rows: Tensor) -> Tensor:
        """The rows of all processes, in the order of their ranks; each may have another number of rows."""
        if self.world == 1:
            return rows
        counts = [int(n) for n in self._all(torch.tensor([len(rows)]))]
        padded = rows.new_zeros(max(counts), *rows.shape[1:])
        padded[: len(rows)] = rows
        parts = self._all(padded)
        return torch.cat([part[:count] for part, count in zip(parts, counts, strict=True)]).to(rows.device)

    def add_up(self, gradients: Sequence[Tensor]) -> None:
        """Sum gradients over the processes, in place."""
        if self.world == 1:
            return
        for group in _buffers(gradients):
            flat = torch.cat([one.reshape(-1) for one in group])
            dist.all_reduce(flat)
            for one, summed in zip(group, flat.split([one.numel() for one in group]), strict=True):
                one.copy_(summed.view_as(one))

    def _all(self, tensor: Tensor) -> list[Tensor]:
        own = tensor.to(self.device).contiguous()
        parts = [torch.empty_like(own) for _ in range(self.world)]
        dist.all_gather(parts, own)
        return parts


def whole(tree: Any) -> Any:
    """The tensors in dicts and lists, those that are divided put together on the CPU; every process calls it."""
    if isinstance(tree, dict):
        return {key: whole(value) for key, value in tree.items()}
    if isinstance(tree, (list, tuple)):
        return type(tree)(whole(value) for value in tree)
    return tree.full_tensor().detach().cpu() if _is_divided(tree) else tree


def divided_like(tensor: Tensor, other: Tensor) -> Tensor:
    """A whole tensor, divided as another of its shape is, on its device; every process calls it with the same."""
    if not _is_divided(other) or tensor.shape != other.shape:
        return tensor
    from torch.distributed.tensor import distribute_tensor

    here: Any = other
    return distribute_tensor(tensor.to(here.device), here.device_mesh, here.placements)


def _is_divided(value: Any) -> bool:
    return isinstance(value, Tensor) and hasattr(value, "full_tensor")


def _buffers(gradients: Sequence[Tensor]) -> list[list[Tensor]]:
    """The gradients in groups of one type and a moderate size, in order."""
    groups: list[list[Tensor]] = []
    for one in gradients:
        last = groups[-1] if groups else None
        if last and last[0].dtype == one.dtype and sum(map(torch.numel, last)) + one.numel() <= _BUFFER:
            last.append(one)
        else:
            groups.append([one])
    return groups
