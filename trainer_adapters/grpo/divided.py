"""Tensors that FSDP2 has divided among the processes: put together, and divided again."""

from __future__ import annotations

from typing import Any

from torch import Tensor


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
