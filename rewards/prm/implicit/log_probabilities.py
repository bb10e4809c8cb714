"""Log probabilities of a text's tokens, without the logits of a whole batch at once.

A vocabulary is larger than everything else about a model's output: the logits of 8 texts of 1024 tokens over 150,000
tokens take 4.9 GB in float32. Here the language head is applied to so many positions at a time that their logits stay
within `CHUNK` numbers, and only the logits' logarithmic sum and the token's own are kept.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ..forward import hidden_at, token_logits

if TYPE_CHECKING:
    from rewardry.engine.models import LoadedModel

# Logits at a time, as numbers of float32: 16 MB, and twice that with what summing them takes.
CHUNK = 1 << 22


def log_probabilities(
    model: LoadedModel,
    sequences: Sequence[Sequence[int]],
    starts: Sequence[int],
    tokens: int | None = None,
    chunk: int = CHUNK,
) -> list[list[float]]:
    """For each sequence the log probabilities, to the base e, of its tokens from a position on, given all before.

    Args:
        model: a causal language model.
        sequences: token ids.
        starts: for each sequence where its completion begins; at least 1.
        tokens: the most tokens of a batch, padding included; None for what suits the device.
        chunk: the most logits, in numbers, that are held at a time.
    """
    found: list[list[float]] = [[] for _ in sequences]
    foreseen = [range(start - 1, len(ids) - 1) for ids, start in zip(sequences, starts, strict=True)]
    with model.turn():
        for batch, states in hidden_at(model, sequences, foreseen, tokens):
            logs = iter(_of_states(model, states, [ids for i in batch for ids in sequences[i][starts[i] :]], chunk))
            for i in batch:
                found[i] = list(itertools.islice(logs, len(foreseen[i])))
    return found


def _of_states(model: LoadedModel, states: Any, targets: Sequence[int], chunk: int) -> list[float]:
    """The log probabilities of tokens for the hidden states that foresee them."""
    import torch

    rows = max(1, chunk // model.network.get_output_embeddings().weight.shape[0])
    ids = torch.tensor(list(targets), device=states.device)
    found: list[float] = []
    for start in range(0, len(targets), rows):
        logits = token_logits(model, states[start : start + rows])
        own = logits.gather(1, ids[start : start + rows, None])[:, 0]
        found += (own - logits.logsumexp(-1)).tolist()
    return found
