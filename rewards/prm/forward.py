"""Asking a model about many texts: batches of like length, and no more of the output than is read.

Sequences are padded on the right, where a causal model does not look, so that a text's numbers do not depend on its
neighbours but for the rounding of sums.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rewardry.engine.models import LoadedModel

# A text of more characters a token than this is over the limit before anybody counts its tokens: they are rarely 5.
CHARACTERS_A_TOKEN = 8
# A common prompt of fewer tokens is read again for each sequence: remembering it costs as much.
WORTH_SHARING = 32


def batches(lengths: Sequence[int], tokens: int) -> Iterator[list[int]]:
    """Positions of sequences, in batches of like length: the longest first, so that memory that fails, fails at once.

    Args:
        lengths: the sequences' lengths, in tokens.
        tokens: the most tokens of a batch, padding included; a longer sequence has a batch of its own.

    >>> list(batches([3, 10, 2, 9], 20))
    [[1, 3], [0, 2]]
    """
    batch: list[int] = []
    for i in sorted(range(len(lengths)), key=lambda i: (-lengths[i], i)):
        if batch and lengths[batch[0]] * (len(batch) + 1) > tokens:
            yield batch
            batch = []
        batch.append(i)
    if batch:
        yield batch


def padded(model: LoadedModel, sequences: Sequence[Sequence[int]]) -> tuple[Any, Any]:
    """Token ids and the mask of one batch, each ``[batch, length]``, on the model's device; padded on the right."""
    import torch

    ids = torch.full((len(sequences), max(map(len, sequences))), model.tokenizer.pad_token_id or 0)
    mask = torch.zeros_like(ids)
    for row, sequence in enumerate(sequences):
        ids[row, : len(sequence)] = torch.tensor(sequence)
        mask[row, : len(sequence)] = 1
    return ids.to(model.device), mask.to(model.device)


def hidden_states(model: LoadedModel, sequences: Sequence[Sequence[int]], shared: int = 0) -> Any:
    """The last hidden states of one batch, ``[batch, length, width]``; what lies behind a sequence's end means nothing.

    Args:
        model: a causal model.
        sequences: token ids.
        shared: so many first tokens are the same in all of them; they are read once, and have no states here.
    """
    network = model.network
    trunk = network if model.request.head == "none" else network.base_model
    if shared:
        cache = trunk(input_ids=padded(model, [sequences[0][:shared]])[0], use_cache=True).past_key_values
        cache.batch_repeat_interleave(len(sequences))
        ids, _ = padded(model, [sequence[shared:] for sequence in sequences])
        return trunk(input_ids=ids, past_key_values=cache, use_cache=True).last_hidden_state
    # No mask: no token looks to its right, where the padding is, and attention without one is a good deal faster.
    return trunk(input_ids=padded(model, sequences)[0], use_cache=False).last_hidden_state


def sharing(model: LoadedModel, sequences: Sequence[Sequence[int]], positions: Sequence[Sequence[int]]) -> int:
    """How many first tokens of a batch are read once for all: those of a common prompt before the first place to read.

    0 where they are too few to be worth it, and of models whose memory of what they have read is not a plain cache.
    """
    config = model.network.config
    plain = {"full_attention"}.issuperset(getattr(config, "layer_types", None) or ())
    if len(sequences) < 2 or not plain or getattr(config, "sliding_window", None):
        return 0
    most = min(min(places, default=0) for places in positions)
    low, high = min(sequences, key=list), max(sequences, key=list)  # what these two share, all share
    same = next((i for i, pair in enumerate(zip(low, high, strict=False)) if pair[0] != pair[1]), most)
    shared = min(same, most)
    return shared if shared >= WORTH_SHARING else 0


def hidden_at(
    model: LoadedModel, sequences: Sequence[Sequence[int]], positions: Sequence[Sequence[int]], tokens: int | None
) -> Iterator[tuple[list[int], Any]]:
    """The hidden states of sequences at some positions, in batches of like length.

    Args:
        model: a causal model, whose turn the caller has.
        sequences: token ids.
        positions: for each sequence, where to read.
        tokens: the most tokens of a batch; None for what suits the device.

    Yields:
        The numbers of a batch's sequences, and their states one behind the other, ``[all positions, width]``.
    """
    for batch in batches([len(sequence) for sequence in sequences], tokens or suitable_tokens(model.device)):
        taken, places = [sequences[i] for i in batch], [positions[i] for i in batch]
        shared = sharing(model, taken, places)
        states = hidden_states(model, taken, shared)
        rows = [row for row, where in enumerate(places) for _ in where]
        yield batch, states[rows, [place - shared for where in places for place in where]]


def suitable_tokens(device: str) -> int:
    """How many tokens a model reads best at once: on a CPU no more than its caches hold, on a GPU many."""
    return 1024 if device == "cpu" else 16384


def token_logits(model: LoadedModel, states: Any, vocabulary: Any = None) -> Any:
    """The logits of tokens for hidden states, ``[n, vocabulary]``, in float32.

    Args:
        model: a model with a language head.
        states: ``[n, width]``.
        vocabulary: ids of the tokens to read; default: all.
    """
    head, config = model.network.get_output_embeddings(), model.network.config
    weight = head.weight if vocabulary is None else head.weight[vocabulary]
    logits = (states @ weight.T).float()
    bias = getattr(head, "bias", None)
    if bias is not None:
        logits = logits + (bias if vocabulary is None else bias[vocabulary]).float()
    # Cohere's and Granite's models scale their logits, Gemma's squash them.
    scale = getattr(config, "logit_scale", None) or 1.0 / (getattr(config, "logits_scaling", None) or 1.0)
    logits = logits if scale == 1.0 else logits * scale
    cap = getattr(config, "final_logit_softcapping", None)
    return logits if not cap else (logits / cap).tanh() * cap
