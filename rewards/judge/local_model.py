"""A client that runs a causal model of transformers in this process and reads how likely each verdict is.

Nothing is generated: the reply is begun for the model (``{"verdict": "``), and the probability of every option is that
of its tokens. So there is nothing to parse, one pass decides, and the probability can be calibrated.
"""

from __future__ import annotations

import asyncio
import threading
from typing import Any

from rewardry.engine.models import LoadedModel, ModelRequest, shared_model
from rewardry.errors import ConfigError

from ..model_reward import are_finite
from .replies import CallFailedError, Reply, Request


class LocalModelClient:
    """Asks a model of transformers for probabilities, one request at a time.

    Args:
        model: a folder, or the name of a model on the hub.
        device: ``cpu``, ``cuda``; default: a GPU where there is one. It runs in bfloat16 there, in float32 on a CPU.
    """

    def __init__(self, model: str, device: str | None = None) -> None:
        self._name = model
        self._device = device
        self._lock = threading.Lock()
        self._loaded: LoadedModel | None = None

    async def ask(self, request: Request) -> Reply:
        """The probabilities of the request's options.

        Raises:
            CallFailedError: the model cannot be loaded, the messages are too long for it, or its numbers overflow.
        """
        probabilities = await asyncio.to_thread(self._probabilities, request)
        return Reply(probabilities=probabilities)

    def _probabilities(self, request: Request) -> dict[str, float]:
        import torch

        loaded = self._load()
        begun = self._begun(loaded.tokenizer, request)
        closing = '"' if request.choice.words else "}"
        options = request.choice.options
        encoded = [loaded.tokenizer(option + closing, add_special_tokens=False)["input_ids"] for option in options]
        if len(begun) + max(map(len, encoded)) > loaded.longest:
            raise CallFailedError(
                f"{self._name}: {len(begun)} tokens of messages, and the model reads {loaded.longest}"
            )
        with loaded.turn():
            scores = self._log_probabilities(loaded.network, begun, encoded)
        shares = torch.softmax(scores.double(), dim=0).tolist()
        if not are_finite(shares):  # the first option, which is the favourable one, would be taken for the likeliest
            raise CallFailedError(f"{self._name}: its numbers are not finite; load it in another format")
        return dict(zip(options, shares, strict=True))

    def _begun(self, tokenizer: Any, request: Request) -> list[int]:
        """The tokens of the messages and of the reply's beginning."""
        messages = [dict(message) for message in request.messages]
        if getattr(tokenizer, "chat_template", None):
            text = tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True)
        else:
            text = "\n\n".join(message["content"] for message in messages) + "\n\n"
        quote = '"' if request.choice.words else ""
        ids: list[int] = tokenizer(f'{text}{{"{request.choice.key}": {quote}', add_special_tokens=False)["input_ids"]
        return ids

    def _log_probabilities(self, model: Any, begun: list[int], options: list[list[int]]) -> Any:
        """The log-probability of each option's tokens behind the beginning, in one batch, shape [options].

        Options are padded on their right, where a causal model does not look.
        """
        import torch

        width = max(map(len, options))
        padded = torch.tensor([ids + [ids[-1]] * (width - len(ids)) for ids in options], device=model.device)
        counts = torch.tensor([[i < len(ids) for i in range(width)] for ids in options], device=model.device)
        head = torch.tensor([begun] * len(options), device=model.device)
        logits = model(input_ids=torch.cat([head, padded], dim=1), logits_to_keep=width + 1).logits[:, :-1].float()
        tokens = torch.log_softmax(logits, dim=-1).gather(2, padded[:, :, None])[:, :, 0]
        return (tokens * counts).sum(dim=1)

    def _load(self) -> LoadedModel:
        """The model with its tokenizer, which other components may share; loaded when it is first needed.

        Raises:
            CallFailedError: it cannot be, or does not fit into memory.
        """
        with self._lock:
            if self._loaded is None:
                try:
                    self._loaded = shared_model(ModelRequest(self._name, "language", device=self._device))
                except ConfigError as error:
                    raise CallFailedError(str(error)) from error
            return self._loaded

    async def close(self) -> None:
        """Let go of the weights, which stay while another component holds them."""
        with self._lock:
            self._loaded = None
