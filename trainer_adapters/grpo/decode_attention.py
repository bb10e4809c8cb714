"""Attention of one new token a row over a static cache, without repeating keys and values for the query heads.

With grouped queries several query heads share one key head. transformers repeats keys and values to the number of query
heads whenever a mask is given, which for 14 query heads on 2 key heads reads and writes 7 times the cache a token. Here
the heads of a group stand in the query's length instead: [rows, heads, 1, dim] becomes [rows, key heads, group, dim],
the same products in the same order.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch
from transformers import AttentionInterface

_NAME = "rewardry_decode"
_REPLACED = ("sdpa", "flash_attention_2", "flash_attention_3", "flex_attention")  # what it computes the same as


def grouped_query_attention(
    module: torch.nn.Module,
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    attention_mask: torch.Tensor | None,
    scaling: float | None = None,
    **kwargs: Any,
) -> tuple[torch.Tensor, None]:
    """Attention in the form of transformers' attention functions, for queries of length 1.

    Args:
        module: the attention layer; unused.
        query: `[rows, heads, 1, dim]`.
        key: `[rows, key heads, slots, dim]`, where key heads divides heads.
        value: `[rows, key heads, slots, value dim]`.
        attention_mask: added to the scores, `[rows, 1, 1, slots]`.
        scaling: of the scores; 1 / sqrt(dim) if None.
        kwargs: what else a model passes; whatever would change the result is refused.

    Returns:
        `[rows, 1, heads, value dim]`, and None for the weights.

    Raises:
        NotImplementedError: the model asks for something that this attention does not compute.
    """
    changes = [name for name in ("softcap", "s_aux", "position_bias") if kwargs.get(name) is not None]
    if changes or query.shape[2] != 1:
        what = ", ".join(changes) or f"{query.shape[2]} queries a row"
        raise NotImplementedError(f"attention with {what}; load the model with attn_implementation='eager'")
    rows, heads, _, dim = query.shape
    packed = query.reshape(rows, key.shape[1], heads // key.shape[1], dim)
    output = torch.nn.functional.scaled_dot_product_attention(packed, key, value, attention_mask, scale=scaling)
    return output.reshape(rows, 1, heads, value.shape[-1]), None


@contextmanager
def decode_attention(model: torch.nn.Module) -> Iterator[None]:
    """Use `grouped_query_attention` within the block; a model with eager attention keeps its own."""
    config: Any = model.config
    before = config._attn_implementation
    if before not in _REPLACED:
        yield
        return
    config._attn_implementation = _NAME
    try:
        yield
    finally:
        config._attn_implementation = before


AttentionInterface.register(_NAME, grouped_query_attention)
