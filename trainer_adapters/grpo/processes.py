"""The processes of a training: one alone, or those that torchrun started, each with its own copy of the model.

Each process rolls out and trains on its own prompts. Gradients are summed, not averaged, once an optimizer step: the
loss has global denominators already. Micro-batches may differ in number from process to process.
"""

from __future__ import annotations

import os
import time
import weakref
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import torch
import torch.distributed as dist
from torch import Tensor

_CPU = torch.device("cpu")
_PATIENCE_MS = 5000  # far longer than a thread waits for its turn, and no hang if the tensors are held for good


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
    @contextmanager
    def joined(cls) -> Iterator[Processes]:
        """Those that torchrun started, by its environment variables, while the block runs; else this one alone."""
        world, on_gpu = int(os.environ.get("WORLD_SIZE", "1")), torch.cuda.is_available()
        if world == 1:
            yield cls(device=torch.device("cuda") if on_gpu else _CPU)
            return
        device = torch.device("cuda", int(os.environ.get("LOCAL_RANK", "0"))) if on_gpu else _CPU
        if on_gpu:
            torch.cuda.set_device(device)
        if not dist.is_initialized():
            dist.init_process_group("nccl" if on_gpu else "gloo")
        try:
            yield cls(dist.get_rank(), world, device)
            if not on_gpu:
                _let_workers_rest()
        finally:
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
        sums = [dist.all_reduce(one, async_op=True) for one in gradients]
        for one in sums:
            one.wait()

    def _all(self, tensor: Tensor) -> list[Tensor]:
        own = tensor.to(self.device).contiguous()
        parts = [torch.empty_like(own) for _ in range(self.world)]
        dist.all_gather(parts, own)
        return parts


def _let_workers_rest() -> None:
    """Wait until Gloo's two threads have let go of the tensors of their last collectives; every process calls it.

    They let go a moment after the collective's caller goes on, and need the interpreter for it. FSDP2 keeps them alive
    past `destroy_process_group`, and a thread that asks for the interpreter while it ends aborts the process: a
    training that is saved and done would count as failed (pytorch#190489).
    """
    last = [torch.zeros(1), torch.zeros(1)]
    held = [weakref.ref(one) for one in last]
    sums = [dist.all_reduce(one, async_op=True) for one in last]
    while sums:
        sums.pop().wait()
    last.clear()
    for _ in range(_PATIENCE_MS):
        if not any(one() is not None for one in held):
            return
        time.sleep(0.001)
