"""The next token and its log-probability, from logits and one uniform number a row."""

from __future__ import annotations

from functools import lru_cache

import torch


def sample(
    logits: torch.Tensor, uniform: torch.Tensor, temperature: torch.Tensor | float
) -> tuple[torch.Tensor, torch.Tensor]:
    """Sample from softmax(logits / temperature) by inverting its distribution function.

    Sums are taken in float64, so that a row's token does not change with the order in which a batch is summed; a token
    whose probability is 0 is never drawn.

    Args:
        logits: `[rows, vocabulary]`, of any floating type.
        uniform: float64 `[rows]`, in [0, 1).
        temperature: > 0.

    Returns:
        The tokens, int64 `[rows]`, and their log-probabilities under that distribution, float32 `[rows]` (float64 for
        logits in float64); NaN where a row's logits are NaN or infinite.
    """
    scaled = _scaled(logits, temperature)
    top = scaled.amax(-1, keepdim=True)
    weights = scaled.sub_(top).exp_()  # in place: a copy is as large as everything else of a step together
    rows, size = weights.shape
    width = _block(size)
    if size % width:
        weights = torch.nn.functional.pad(weights, (0, -size % width))
    blocks = weights.view(rows, -1, width)
    reached = blocks.sum(-1, dtype=torch.float64).cumsum(-1)
    total = reached[:, -1:]
    target = uniform[:, None] * total
    block = _first_above(reached, target)
    inside = blocks[torch.arange(rows, device=logits.device), block[:, 0]].to(torch.float64).cumsum(-1)
    before = reached.gather(1, (block - 1).clamp_(min=0)).masked_fill_(block == 0, 0)
    # Two orders of summing differ in the last bit: the rest must stay below what the block really holds.
    rest = torch.minimum(target - before, inside[:, -1:] * (1 - 2.0**-50))
    token = (block * width + _first_above(inside, rest)).clamp_(max=size - 1)
    logprob = _scaled(logits.gather(1, token), temperature) - top - total.log().to(top.dtype)
    return token[:, 0], logprob[:, 0]


def greedy(logits: torch.Tensor, temperature: torch.Tensor | float) -> tuple[torch.Tensor, torch.Tensor]:
    """The likeliest token of each row, the first of equals, and its log-probability; shapes as for `sample`."""
    scaled = _scaled(logits, temperature)
    token = logits.argmax(-1, keepdim=True)
    return token[:, 0], (scaled.gather(1, token) - scaled.logsumexp(-1, keepdim=True))[:, 0]


def _scaled(logits: torch.Tensor, temperature: torch.Tensor | float) -> torch.Tensor:
    return logits.to(torch.promote_types(logits.dtype, torch.float32)) / temperature


@lru_cache
def _block(size: int) -> int:
    """How many weights are summed before the cumulative sum, which then goes into one block alone; even, if it can."""
    return next((width for width in range(min(size, 2048), 255, -1) if size % width == 0), min(size, 1024))


def _first_above(reached: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
    """The first position of each row where a running sum exceeds the target, int64 `[rows, 1]`."""
    return torch.searchsorted(reached, target, right=True).clamp_(max=reached.shape[-1] - 1)
