"""Log-probabilities and entropies of tokens, without the logits of a batch ever being there at once.

With a vocabulary of 150,000 the logits of a batch, ``[batch, length, vocabulary]``, are by far the largest tensor of a
training step, and are there again for their softmax and its gradient. Here the head is applied to the states of tokens
that are trained, some hundred at a time; backward computes the same logits again. A token keeps its log-sum-exp.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable

from rewardry.errors import ConfigError

# Logits that are there at once, in float32: 8 MiB on a CPU, whose caches are small; 512 MiB on a GPU, to keep it busy.
_LOGITS_CPU, _LOGITS_CUDA = 1 << 21, 1 << 27


@dataclass(frozen=True)
class Head:
    """How a model turns hidden states into logits: ``softcap(scale * (hidden @ weight.T + bias))``.

    Attributes:
        weight: ``[vocabulary, width]``; the embedding itself where they are tied.
        bias: ``[vocabulary]`` or None.
        scale: a constant factor (Cohere's `logit_scale`, one over Granite's `logits_scaling`).
        softcap: c of ``c * tanh(logits / c)`` (Gemma 2), or None.
    """

    weight: Tensor
    bias: Tensor | None = None
    scale: float = 1.0
    softcap: float | None = None

    @classmethod
    def of(cls, model: Any) -> Head:
        """The head of a transformers model, tied or not.

        Raises:
            ConfigError: the model computes other logits than these, which only it could differentiate.
        """
        layer = model.get_output_embeddings()
        if layer is None or not isinstance(getattr(layer, "weight", None), Tensor):
            raise ConfigError(f"{type(model).__name__} has no output embeddings; a causal language model is wanted")
        config = model.config
        scale = float(getattr(config, "logit_scale", None) or 1.0) / float(
            getattr(config, "logits_scaling", None) or 1.0
        )
        head = cls(layer.weight, getattr(layer, "bias", None), scale, getattr(config, "final_logit_softcapping", None))
        head._refuse_another(model)
        return head

    def _refuse_another(self, model: Any) -> None:
        """Compare with the model's own logits on a few tokens: a head with more to it would be trained wrongly."""
        device = self.weight.device
        ids = torch.arange(min(4, self.weight.shape[0]), device=device)[None]
        with torch.no_grad():
            own = model(input_ids=ids, use_cache=False).logits.float()
            ours = self.logits(hidden_states(model, ids)[0])
        if not torch.allclose(own[0], ours.to(own), rtol=0.02, atol=0.02 * float(own.abs().max())):
            raise ConfigError(
                f"{type(model).__name__} does more to its logits than scaling and soft-capping them, so that their "
                f"log-probabilities cannot be computed in parts; it cannot be trained here. TRL can: see docs/trl.md"
            )

    def now(self, model: Any) -> Head:
        """The same head with the weights that its model has now: FSDP2 puts other tensors in their place for a pass."""
        layer = model.get_output_embeddings()
        return replace(self, weight=layer.weight, bias=getattr(layer, "bias", None))

    def logits(self, hidden: Tensor) -> Tensor:
        """The logits of some hidden states ``[m, width]``, in float32 or wider: ``[m, vocabulary]``."""
        return self._shaped(hidden @ self.weight.T)

    def _shaped(self, raw: Tensor) -> Tensor:
        logits = raw.to(torch.promote_types(raw.dtype, torch.float32))
        if self.bias is not None:
            logits = logits + self.bias.to(logits)
        if self.scale != 1.0:
            logits = logits * self.scale
        return logits if self.softcap is None else self.softcap * torch.tanh(logits / self.softcap)

    def slope(self, logits: Tensor) -> Tensor | None:
        """What a gradient of `logits` is multiplied by on its way to the raw ones; None where that is 1."""
        if self.softcap is None:
            return None if self.scale == 1.0 else torch.full((), self.scale, dtype=logits.dtype, device=logits.device)
        return self.scale * (1 - (logits / self.softcap).square())


def hidden_states(model: Any, input_ids: Tensor) -> Tensor:
    """The last hidden states ``[n, t, width]`` of right-padded rows.

    No mask is passed: a token of a causal model sees nothing to its right, so padding changes nothing, and attention
    without a mask is the fast one.
    """
    states: Tensor = model.get_decoder()(input_ids=input_ids, use_cache=False).last_hidden_state
    return states


def log_probs(
    head: Head,
    hidden: Tensor,
    targets: Tensor,
    temperature: float = 1.0,
    *,
    entropy: bool = True,
    chunk: int | None = None,
) -> tuple[Tensor, Tensor]:
    """The log-probability of each target under ``softmax(logits / temperature)``, and that distribution's entropy.

    Args:
        head: the model's head.
        hidden: the hidden state before each target, ``[m, width]``.
        targets: token ids ``[m]``.
        temperature: of the sampling.
        entropy: whether the entropy has a gradient, too; it is computed either way.
        chunk: tokens at a time; default: so many that their logits are of a moderate size.

    Returns:
        Both ``[m]``, in float32 or wider, in nats.
    """
    if chunk is None:
        chunk = max(1, (_LOGITS_CUDA if hidden.is_cuda else _LOGITS_CPU) // head.weight.shape[0])
    logps, entropies = _LogProbs.apply(hidden, head.weight, head.bias, targets, head, temperature, chunk)
    return logps, entropies if entropy else entropies.detach()


class _LogProbs(torch.autograd.Function):  # type: ignore[misc]
    """``log softmax(z)[target]`` and ``H = -sum p log p`` with ``z = logits / temperature``, in chunks of tokens.

    Backward: ``d log p_target / dz = onehot - p`` and ``dH / dz = -p (log p + H)``, from logits computed once more. The
    gradient of the weight is summed in float32 or wider, for bfloat16 would round away most of what a chunk adds.
    """

    @staticmethod
    def forward(
        ctx: Any,
        hidden: Tensor,
        weight: Tensor,
        bias: Tensor | None,
        targets: Tensor,
        head: Head,
        temperature: float,
        chunk: int,
    ) -> tuple[Tensor, Tensor]:
        kind = torch.promote_types(hidden.dtype, torch.float32)
        logps, entropies, sums = (torch.empty(len(hidden), dtype=kind, device=hidden.device) for _ in range(3))
        for start in range(0, len(hidden), chunk):
            rows = slice(start, start + chunk)
            scores = head.logits(hidden[rows]).div_(temperature)
            top = scores.amax(1, keepdim=True)
            scores.sub_(top)
            chosen = scores.gather(1, targets[rows, None])[:, 0]
            weights = scores.exp()
            total = weights.sum(1)
            log_total = total.log()
            torch.sub(chosen, log_total, out=logps[rows])
            torch.sub(log_total, weights.mul_(scores).sum(1).div_(total), out=entropies[rows])
            torch.add(top[:, 0], log_total, out=sums[rows])
        ctx.set_materialize_grads(False)
        ctx.head, ctx.temperature, ctx.chunk = head, temperature, chunk
        ctx.save_for_backward(hidden, weight, bias, targets, sums, entropies)
        return logps, entropies

    @staticmethod
    @once_differentiable  # type: ignore[untyped-decorator]
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor | None, ...]:
        hidden, weight, bias, targets, sums, entropies = ctx.saved_tensors
        of_logps = gradients[0] if gradients[0] is not None else torch.zeros_like(sums)
        of_entropies = gradients[1]
        head, needed = ctx.head, ctx.needs_input_grad
        d_hidden = torch.empty_like(hidden) if needed[0] else None
        d_weight = torch.zeros_like(weight, dtype=sums.dtype) if needed[1] else None
        d_bias = torch.zeros_like(bias, dtype=sums.dtype) if bias is not None and needed[2] else None
        for start in range(0, len(hidden), ctx.chunk):
            rows = slice(start, start + ctx.chunk)
            logits = head.logits(hidden[rows])
            slope = head.slope(logits)
            log_p = logits.div_(ctx.temperature).sub_(sums[rows, None])
            d_logits = _gradient(
                log_p,
                targets[rows],
                of_logps[rows],
                None if of_entropies is None else of_entropies[rows],
                entropies[rows],
            )
            d_logits.div_(ctx.temperature)
            if slope is not None:
                d_logits.mul_(slope)
            raw = d_logits.to(hidden.dtype)
            if d_hidden is not None:
                torch.mm(raw, weight, out=d_hidden[rows])
            if d_weight is not None:
                _add_product(d_weight, raw, hidden[rows])
            if d_bias is not None:
                d_bias += d_logits.sum(0)
        return d_hidden, _like(d_weight, weight), _like(d_bias, bias), None, None, None, None


def _gradient(
    log_p: Tensor, targets: Tensor, of_logps: Tensor, of_entropies: Tensor | None, entropies: Tensor
) -> Tensor:
    """The gradient of the scores ``[m, vocabulary]``; `log_p` is used up."""
    if of_entropies is None:
        found = log_p.exp_().mul_(-of_logps[:, None])
    else:
        p = log_p.exp()
        found = log_p.add_(entropies[:, None]).mul_(-of_entropies[:, None]).sub_(of_logps[:, None]).mul_(p)
    return found.scatter_add_(1, targets[:, None], of_logps[:, None].to(found.dtype))


def _add_product(total: Tensor, raw: Tensor, hidden: Tensor) -> None:
    """``total += raw.T @ hidden``, without a second matrix of the weight's size where the types allow."""
    if total.dtype == raw.dtype:
        total.addmm_(raw.T, hidden)
    else:
        total += raw.T @ hidden


def _like(gradient: Tensor | None, parameter: Tensor | None) -> Tensor | None:
    return None if gradient is None or parameter is None else gradient.to(parameter.dtype)
