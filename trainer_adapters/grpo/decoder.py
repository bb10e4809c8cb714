"""A transformers model as a decoder of fixed shapes: prompts go in once, then one token a row and call.

The cache lies still: keys and values of every layer are allocated once, a slot a position. A batch of fewer rows or
shorter texts is a view of the same memory, which is what a CUDA graph needs, and rows that are done are dropped by
moving the others to the front.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from transformers import Cache, DynamicCache

from rewardry.errors import ConfigError

from .decode_attention import decode_attention

_PREFILL_TOKENS = 16_384  # of one forward pass over prompts, padding counted: bounds its activations
_ANY_TOKEN = 0  # stands behind a shorter prompt; no token ever attends to it


class StaticKV(Cache):  # type: ignore[misc]  # transformers is untyped here
    """Keys and values by position: `[rows, key heads, slots, dim]` a layer, seen through a view of the first ones."""

    def __init__(self, prompts: DynamicCache, rows: int, slots: int) -> None:
        super().__init__(layers=[])
        self.rows, self.slots = rows, slots
        self._full = [
            tuple(states.new_zeros((rows, states.shape[1], slots, states.shape[3])) for states in pair)
            for pair in _states(prompts)
        ]
        self._seen = self._full
        self._position = torch.empty(0)

    @property
    def keys(self) -> torch.Tensor:
        """The keys of the first layer."""
        return self._full[0][0]

    def fill(self, prompts: DynamicCache, first: int, members: Sequence[int]) -> None:
        """Write the prompts' states into the rows from `first` on; `members[i]` is the prompt of row `first + i`."""
        index = torch.tensor(members, device=self.keys.device)  # once, for each copy to a GPU is waited for
        for full, prompt in zip(self._full, _states(prompts), strict=True):
            for states, one in zip(full, prompt, strict=True):
                states[first : first + len(members), :, : one.shape[2]] = one.index_select(0, index)

    def look(self, rows: int, slots: int, position: torch.Tensor) -> None:
        """See only the first rows and slots; the next update writes row i at `position[i]`."""
        self._seen = [tuple(states[:rows, :, :slots] for states in pair) for pair in self._full]
        self._position = position

    def update(
        self, key_states: torch.Tensor, value_states: torch.Tensor, layer_idx: int, *args: Any, **kwargs: Any
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Write one token's states a row, and return the layer's keys and values as they are seen."""
        keys, values = self._seen[layer_idx]
        for states, new in ((keys, key_states), (values, value_states)):
            states.scatter_(2, self._position[:, None, None, None].expand_as(new), new)
        return keys, values

    def keep(self, rows: torch.Tensor, slots: int) -> None:
        """Move these rows to the front, their first slots at least."""
        for pair in self._full:
            for states in pair:
                states[: len(rows), :, :slots] = states[:, :, :slots].index_select(0, rows)

    def get_seq_length(self, layer_idx: int = 0) -> int:
        """0: positions are given with every call, never counted here."""
        return 0


class Decoder:
    """Runs prompts and then single tokens through a causal language model.

    Args:
        model: a causal language model of transformers, or one that peft wrapped.

    Raises:
        ConfigError: the model keeps more of a text than keys and values, or is no decoder.
    """

    def __init__(self, model: Any) -> None:
        self.model = model
        self.cache: Any = None  # a StaticKV, once prompts are in
        self._window, self._mixed = _sliding_window(model)

    @property
    def device(self) -> torch.device:
        """Where the model's input goes."""
        device: torch.device = self.model.get_input_embeddings().weight.device
        return device

    def prefill(self, prompts: Sequence[Sequence[int]], members: Sequence[int], slots: int) -> None:
        """Run each prompt once, but for its last token, and give every row a copy of its prompt's states.

        Args:
            prompts: token ids.
            members: the prompt of each row, ascending.
            slots: how many positions a row may come to.
        """
        size = max(1, _PREFILL_TOKENS // max(map(len, prompts)))
        for first in range(0, len(prompts), size):
            chunk = range(first, min(first + size, len(prompts)))
            states = self._prompt_states([prompts[i] for i in chunk])
            self._make_room(states, len(members), slots)
            rows = [row for row, prompt in enumerate(members) if prompt in chunk]
            self.cache.fill(states, rows[0], [members[row] - first for row in rows])

    def logits(self, token: torch.Tensor, position: torch.Tensor, slots: int) -> torch.Tensor:
        """The logits `[rows, vocabulary]` after one more token in each of the first rows.

        Args:
            token: the ids, int64 `[rows]`.
            position: where they stand, int64 `[rows]`, all below `slots`.
            slots: how many positions are looked at.
        """
        self.cache.look(len(token), slots, position)
        with decode_attention(self.model):
            output = self.model(
                input_ids=token[:, None],
                attention_mask=self._mask(position, slots),
                position_ids=position[:, None],
                past_key_values=self.cache,
                use_cache=True,
                logits_to_keep=1,
            )
        return output.logits[:, -1]

    def _prompt_states(self, prompts: Sequence[Sequence[int]]) -> DynamicCache:
        """Keys and values of prompts without their last token, padded behind, where causal attention does not look."""
        length = max(1, max(map(len, prompts)) - 1)
        ids = [[*prompt[:-1], *[_ANY_TOKEN] * (length - len(prompt) + 1)] for prompt in prompts]
        cache = DynamicCache()
        self.model(
            input_ids=torch.tensor(ids, device=self.device), past_key_values=cache, use_cache=True, logits_to_keep=1
        )
        return cache

    def _make_room(self, prompts: DynamicCache, rows: int, slots: int) -> None:
        """Keep the cache where it is large enough and of the right type; else one that is as large as both."""
        if self.cache is not None:
            new, old = prompts.layers[0].keys, self.cache.keys
            if (
                rows <= self.cache.rows
                and slots <= self.cache.slots
                and (new.dtype, new.device) == (old.dtype, old.device)
            ):
                return
            rows, slots = max(rows, self.cache.rows), max(slots, self.cache.slots)
            self.cache = None  # freed before the next is allocated
        self.cache = StaticKV(prompts, rows, slots)

    def _mask(self, position: torch.Tensor, slots: int) -> Any:
        """What is added to the scores: a row sees the slots up to its own position, those of the window alone."""
        dtype = self.cache.keys.dtype
        slot = torch.arange(slots, device=position.device)
        hidden = slot > position[:, None]
        full = torch.zeros(hidden.shape, dtype=dtype, device=position.device)
        full.masked_fill_(hidden, torch.finfo(dtype).min)
        full = full[:, None, None]
        if self._window is None:
            return full
        outside = (slot <= position[:, None] - self._window)[:, None, None]
        sliding = full.masked_fill(outside, torch.finfo(dtype).min)
        return {"full_attention": full, "sliding_attention": sliding} if self._mixed else sliding


def _states(cache: DynamicCache) -> list[tuple[torch.Tensor, torch.Tensor]]:
    return [(layer.keys, layer.values) for layer in cache.layers]


def _sliding_window(model: Any) -> tuple[int | None, bool]:
    """The window of sliding layers, None without any, and whether other layers see the whole text."""
    config = model.config.get_text_config()
    kinds = set(getattr(config, "layer_types", None) or [])
    foreign = sorted(kinds - {"full_attention", "sliding_attention"})
    if model.config.is_encoder_decoder or foreign or getattr(model, "_is_stateful", False):
        what = f"layers of type {foreign[0]}" if foreign else "an encoder or a recurrent state"
        raise ConfigError(
            f"the rollout engine cannot run {type(model).__name__}: it has {what}, and the engine's cache holds keys "
            "and values by position alone. Train this model through the TRL adapter."
        )
    window = getattr(config, "sliding_window", None)
    if kinds:
        return (window if "sliding_attention" in kinds else None), len(kinds) == 2
    return (window if getattr(config, "use_sliding_window", True) else None), False
