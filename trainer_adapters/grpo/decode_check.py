"""Whether a model decodes through the engine's cache as it computes a whole text: asked once, before the first rollout.

The engine relies on what most models of transformers do and none promises: that a mask of four dimensions is taken as
it is, that positions come from position_ids alone, that nothing but keys and values is kept of a text. A model that
does otherwise would sample from another distribution than it is trained on, without any error.
"""

from __future__ import annotations

from typing import Any

import torch

from rewardry.errors import ConfigError

from .decoder import Decoder

_LENGTHS = (2, 7)  # of the prompts tried; unequal, so that one is padded
_STEPS = 3


def check_decoding(model: Any) -> None:
    """Compare the logits of a few decoded tokens with those of whole texts.

    Raises:
        ConfigError: they differ by more than rounding, or the model fails on the way.
    """
    decoder = Decoder(model)
    vocabulary = model.get_output_embeddings().weight.shape[0]
    texts = [[(17 * row + 5 * i + 3) % vocabulary for i in range(n + _STEPS)] for row, n in enumerate(_LENGTHS)]
    try:
        found = _decoded(decoder, texts)
        expected = torch.stack([model(torch.tensor([text], device=decoder.device)).logits[0, -1] for text in texts])
    except (TypeError, AttributeError, IndexError, NotImplementedError, ValueError) as error:
        raise ConfigError(f"{_refusal(model)} fails in its cache: {type(error).__name__}: {error}") from error
    off = float((found - expected).float().norm() / expected.float().norm())
    most = 1e-3 if found.dtype in (torch.float32, torch.float64) else 0.1
    if not off <= most:
        raise ConfigError(
            f"{_refusal(model)} gives other logits token by token than for the whole text (relative difference "
            f"{off:.1e}, at most {most:g} is rounding)"
        )


def _decoded(decoder: Decoder, texts: list[list[int]]) -> torch.Tensor:
    """The logits at the end of each text, its last tokens decoded one by one."""
    decoder.prefill([text[:-_STEPS] for text in texts], range(len(texts)), max(map(len, texts)))
    length = torch.tensor([len(text) for text in texts], device=decoder.device)
    logits = torch.empty(0)
    for back in range(_STEPS + 1, 0, -1):
        token = torch.tensor([text[-back] for text in texts], device=decoder.device)
        logits = decoder.logits(token, length - back, max(map(len, texts)))
    return logits


def _refusal(model: Any) -> str:
    return f"the rollout engine cannot run {type(model).__name__} (train it through the TRL adapter): it"
