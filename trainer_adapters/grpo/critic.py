"""The critic of PPO: a copy of the policy's decoder with one output, the value of a text."""

from __future__ import annotations

import copy
import math
from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor, nn

from .batches import Experience, micro_batches, of_each, padded
from .memory import TRAINING_ADVICE
from .memory import explained as explained_memory
from .ppo_config import PPOConfig
from .processes import Processes
from .weights import Weights

# A return is a sum of about so many terms, each rounded once.
_ROUNDINGS = 16


class Critic:
    """Learns what reward a text will end with.

    It begins as the policy's decoder, whose states know the most about the text, with an output that is 0 everywhere.

    Args:
        policy: a causal language model of transformers; is copied.
        settings: learning rate, clip.
        micro_batch_tokens: tokens run at once, prompts and padding included.
        processes: those that train together.
    """

    def __init__(
        self, policy: Any, settings: PPOConfig, micro_batch_tokens: int, processes: Processes | None = None
    ) -> None:
        self.settings, self.processes = settings, processes or Processes()
        self._micro_batch_tokens = micro_batch_tokens
        self.device = policy.get_input_embeddings().weight.device
        decoder = copy.deepcopy(policy.get_decoder()).eval()
        width = policy.get_output_embeddings().weight.shape[1]
        kind = torch.promote_types(policy.get_output_embeddings().weight.dtype, torch.float32)
        head = nn.Linear(width, 1, device=self.device, dtype=kind)
        nn.init.zeros_(head.weight)
        nn.init.zeros_(head.bias)
        self.model = nn.ModuleDict({"decoder": decoder, "head": head})
        self.weights = Weights(self.model, lr=settings.learning_rate, betas=(0.9, 0.99), weight_decay=0.0)
        self.optimizer = self.weights.optimizer

    def values(self, experience: Experience) -> list[Tensor]:
        """The value of the text before each token of each completion, on the CPU."""

        def values(part: Experience) -> Tensor:
            with explained_memory(f"a pass of the critic over {len(part)} texts", TRAINING_ADVICE):
                return self._forward(part)

        with torch.no_grad():
            return of_each(experience, self._micro_batches(experience), values)

    def step(self, experience: Experience, number: int) -> dict[str, float]:
        """Move the values towards returns; every process calls it.

        ``1 / tokens sum max((V - R)^2, (clip(V, V_old - c, V_old + c) - R)^2) / 2``, with c = `value_clip` where given
        (PPO's, as in Open-Reasoner-Zero).

        Args:
            experience: the completions of this process, with the target of each token (`returns`) and the value by
                which its advantage was estimated (`values`).
            number: which step of the critic, from 0.

        Returns:
            ``value_loss`` and ``value_grad_norm``; where the latter is not finite, the critic is left as it was.

        Raises:
            OutOfMemoryError: names the setting that helps.
        """
        tokens = self.processes.total([sum(map(len, experience.completion_ids))])[0]
        losses = torch.zeros((), dtype=torch.float64, device=self.device)
        self.weights.clear()
        for rows in self._micro_batches(experience):
            part = experience.take(rows)
            target, before = (torch.cat(one).to(self.device) for one in (part.returns, part.values))
            with explained_memory(f"a training pass of the critic over {len(rows)} completions", TRAINING_ADVICE):
                loss = self._loss(self._forward(part), target, before).sum() / max(tokens, 1)
                loss.backward()
            losses += loss.detach()
        rate = self.settings.learning_rate * min(1.0, (number + 1) / max(self.settings.warmup_steps, 1))
        norm = self.weights.update(rate, self.settings.max_grad_norm, self.processes)
        return {"value_loss": self.processes.total([float(losses)])[0], "value_grad_norm": norm}

    def state(self) -> dict[str, Any]:
        """What changes of it, for a checkpoint."""
        trained = [one.detach() for one in self.weights.trained]
        return {"trained": trained, "optimizer": self.optimizer.state_dict()}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Go on where `state` was taken."""
        with torch.no_grad():
            for mine, saved in zip(self.weights.trained, state["trained"], strict=True):
                mine.copy_(saved)
        self.weights.publish()
        self.optimizer.load_state_dict(state["optimizer"])

    def _loss(self, values: Tensor, returns: Tensor, old: Tensor) -> Tensor:
        squares = (values - returns).square()
        if self.settings.value_clip is not None:
            near = old + (values - old).clamp(-self.settings.value_clip, self.settings.value_clip)
            squares = torch.max(squares, (near - returns).square())
        return squares / 2

    def _forward(self, experience: Experience) -> Tensor:
        """The values ``[m]`` of a micro-batch's texts before each completion token."""
        batch = padded(experience, self.device)
        states = self.model["decoder"](input_ids=batch.input_ids, use_cache=False).last_hidden_state
        head = self.model["head"]
        values: Tensor = head(states[batch.rows, batch.columns].to(head.weight.dtype))[:, 0]
        return values

    def _micro_batches(self, experience: Experience) -> list[list[int]]:
        return micro_batches(experience.lengths, self._micro_batch_tokens)


def explained(values: list[Tensor], returns: list[Tensor]) -> float:
    """The share of the returns' variance that the values account for: 1 at best, 0 of a constant; NaN without any.

    Returns that are the same to rounding have none: they are sums of values that were taken away and added again.
    """
    if not returns:
        return math.nan
    found, wanted = torch.cat(values).double(), torch.cat(returns).double()
    spread, left = wanted.var(correction=0), (wanted - found).var(correction=0)
    rounding = torch.finfo(returns[0].dtype).eps * _ROUNDINGS * max(wanted.abs().max(), found.abs().max())
    return float(1 - left / spread) if spread > rounding**2 else math.nan
