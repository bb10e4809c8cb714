"""Qwen2 models with random weights, of any shape, and end tokens with which their texts end by chance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

PAD, END = 0, 1


@dataclass(frozen=True)
class Shape:
    """A Qwen2 model's shape."""

    layers: int
    width: int
    inner: int
    heads: int
    key_heads: int
    vocabulary: int


def make_model(shape: Shape, device: str, dtype: Any, seed: int = 0) -> Any:
    """A model of a shape, always the same one."""
    import torch
    from transformers import Qwen2Config, Qwen2ForCausalLM

    torch.manual_seed(seed)
    config = Qwen2Config(
        vocab_size=shape.vocabulary,
        hidden_size=shape.width,
        intermediate_size=shape.inner,
        num_hidden_layers=shape.layers,
        num_attention_heads=shape.heads,
        num_key_value_heads=shape.key_heads,
        max_position_embeddings=4096,
        tie_word_embeddings=True,
        pad_token_id=PAD,
        eos_token_id=END,
        bos_token_id=None,
    )
    before = torch.get_default_dtype()
    torch.set_default_dtype(dtype)
    try:
        with torch.device(device):
            model = Qwen2ForCausalLM(config)
    finally:
        torch.set_default_dtype(before)
    return model.eval()


def end_tokens(vocabulary: int, mean: int | None) -> list[int]:
    """One token that random weights hardly ever draw, or so many that texts end after `mean` tokens on average."""
    return list(range(END, END + (1 if mean is None else max(1, round(vocabulary / mean)))))
