"""The model and the prompts that the comparisons share; random weights, nothing downloaded."""

from __future__ import annotations

import random
from typing import Any

import torch
from transformers import Qwen2Config, Qwen2ForCausalLM

VOCABULARY = 2048
PAD, END = 0, 1


def tiny_model() -> Any:
    """Four layers of width 256: about 4 million parameters. Its texts end by chance, see `ends`."""
    torch.manual_seed(0)
    return Qwen2ForCausalLM(
        Qwen2Config(
            vocab_size=VOCABULARY,
            hidden_size=256,
            intermediate_size=768,
            num_hidden_layers=4,
            num_attention_heads=4,
            num_key_value_heads=2,
            max_position_embeddings=1024,
            tie_word_embeddings=True,
            pad_token_id=PAD,
            eos_token_id=END,
            bos_token_id=None,
        )
    ).eval()


def ends(mean: int | None) -> list[int]:
    """End tokens with which random weights, whose next token is nearly uniform, end after `mean` tokens on average."""
    return [END] if mean is None else list(range(END, END + max(1, round(VOCABULARY / mean))))


def random_prompts(count: int, shortest: int, longest: int, seed: int = 0) -> list[list[int]]:
    """Prompts of random tokens above the end tokens, of lengths from `shortest` to `longest`."""
    rng = random.Random(seed)
    return [
        [rng.randrange(VOCABULARY // 2, VOCABULARY) for _ in range(rng.randint(shortest, longest))]
        for _ in range(count)
    ]
