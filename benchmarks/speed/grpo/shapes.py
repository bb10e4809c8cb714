"""The model and the prompts that the comparisons share; random weights, nothing downloaded."""

from __future__ import annotations

import random
from typing import Any

import torch
from random_models import END, PAD, Shape, end_tokens, make_model

__all__ = ["END", "PAD", "VOCABULARY", "ends", "random_prompts", "tiny_model"]

VOCABULARY = 2048


def tiny_model() -> Any:
    """Four layers of width 256: about 4 million parameters. Its texts end by chance, see `ends`."""
    return make_model(Shape(4, 256, 768, 4, 2, VOCABULARY), "cpu", torch.float32)


def ends(mean: int | None) -> list[int]:
    """End tokens with which its texts end after `mean` tokens on average."""
    return end_tokens(VOCABULARY, mean)


def random_prompts(count: int, shortest: int, longest: int, seed: int = 0) -> list[list[int]]:
    """Prompts of random tokens above the end tokens, of lengths from `shortest` to `longest`."""
    rng = random.Random(seed)
    return [
        [rng.randrange(VOCABULARY // 2, VOCABULARY) for _ in range(rng.randint(shortest, longest))]
        for _ in range(count)
    ]
