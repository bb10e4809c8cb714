"""The loss of the GRPO family: one function, made of a ratio, a policy term, a KL estimate and an aggregation.

Notation: r_t = pi(o_t) / pi_old(o_t) is the ratio of a token, A its advantage, |o_i| the tokens of completion i, N the
completions and L the longest length allowed. Losses are minimised. A micro-batch contributes its share of the loss of
the whole optimizer step, for every denominator is that step's, over all micro-batches and processes: contributions are
summed, never averaged. (A mean of means weighs tokens by how the work was divided; it can even turn the sign around.)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from .config import LossConfig

# Differences of log-probabilities are cut here, as in verl: beyond it exp() would leave the range of float32.
LOG_LIMIT = 20.0


@dataclass(frozen=True)
class Tokens:
    """The completions of a micro-batch, padded on the right; padding may hold anything.

    Attributes:
        logps: log-probabilities under the policy that is trained, ``[n, t]``, with gradient.
        old_logps: under the policy that sampled them, ``[n, t]``.
        advantages: ``[n]``, or ``[n, t]`` where tokens have their own.
        mask: which tokens are trained, bool ``[n, t]``: those of the completion, its end included.
        ref_logps: under the reference model ``[n, t]``, where there is a KL term.
        entropy: of the policy's next-token distribution ``[n, t]``, with gradient where there is a bonus.
        keep: of the trained tokens those with a policy gradient, bool ``[n, t]``; None means all.
    """

    logps: Tensor
    old_logps: Tensor
    advantages: Tensor
    mask: Tensor
    ref_logps: Tensor | None = None
    entropy: Tensor | None = None
    keep: Tensor | None = None


@dataclass(frozen=True)
class Denominators:
    """What the sums of one optimizer step are divided by, over all its micro-batches and processes.

    Attributes:
        sequences: completions, N; those that are masked out are counted, as in TRL.
        tokens: trained tokens.
        length: L, the longest length allowed.
        kept: trained tokens with a policy gradient, where some have none.
    """

    sequences: float
    tokens: float
    length: float
    kept: float | None = None


@dataclass(frozen=True)
class Parts:
    """What a term is made from: `ratio` is ``[n, t]``, or ``[n, 1]`` of whole completions; the rest ``[n, t]``."""

    ratio: Tensor
    advantages: Tensor
    logps: Tensor


# -- ratios ------------------------------------------------------------------------------------------------------------


def token_ratio(log_ratio: Tensor, mask: Tensor) -> Tensor:
    """``r_t = exp(log pi(o_t) - log pi_old(o_t))``: PPO (arXiv:1707.06347), GRPO."""
    return log_ratio.exp()


def sequence_ratio(log_ratio: Tensor, mask: Tensor) -> Tensor:
    """``s_i = exp(mean_t log r_t)``, one a completion: GSPO (arXiv:2507.18071)."""
    return (log_ratio.sum(1, keepdim=True) / mask.sum(1, keepdim=True).clamp(min=1)).exp()


def no_ratio(log_ratio: Tensor, mask: Tensor) -> Tensor:
    """1, with the gradient of log pi: every step counts as on-policy."""
    return (log_ratio - log_ratio.detach()).exp()


RATIOS: Mapping[str, Callable[[Tensor, Tensor], Tensor]] = {
    "none": no_ratio,
    "sequence": sequence_ratio,
    "token": token_ratio,
}


# -- policy terms ------------------------------------------------------------------------------------------------------


def clip(parts: Parts, settings: LossConfig) -> Tensor:
    """PPO's surrogate (arXiv:1707.06347), with bounds of its own on either side: high > low is DAPO's clip-higher.

    ``-min(r A, clip(r, 1 - low, 1 + high) A)``

    `delta` caps the ratio of the branch that is not clipped: ``-min(min(r, delta) A, clip(r) A)``, two-sided clipping
    of INTELLECT-2 (arXiv:2505.07291). `dual_clip` c bounds the loss of bad tokens: ``min(loss, -c A)`` for A < 0
    (arXiv:1912.09729; verl).
    """
    clipped = parts.ratio.clamp(1 - settings.clip_low, 1 + settings.clip_high)
    ratio = parts.ratio if settings.delta is None else parts.ratio.clamp(max=settings.delta)
    loss = -torch.min(ratio * parts.advantages, clipped * parts.advantages)
    if settings.dual_clip is None:
        return loss
    bounded = torch.min(loss, -settings.dual_clip * parts.advantages)
    return torch.where(parts.advantages < 0, bounded, loss)


def cispo(parts: Parts, settings: LossConfig) -> Tensor:
    """``-sg(clamp(r, cap_low, cap_high)) A log pi``: CISPO (MiniMax-M1, arXiv:2506.13585).

    The caps are absolute: TRL has ``cap_high: 5``; verl has both sides, as ``cap_low: 0.8, cap_high: 1.2``.
    """
    weight = parts.ratio.clamp(settings.cap_low, settings.cap_high).detach()
    return -weight * parts.advantages * parts.logps


def sapo(parts: Parts, settings: LossConfig) -> Tensor:
    """``-4 / tau * sigmoid(tau (r - 1)) A``, tau by the sign of A: SAPO (arXiv:2511.20347)."""
    tau = torch.full_like(parts.advantages, settings.tau_negative)
    tau = tau.masked_fill(parts.advantages > 0, settings.tau_positive)
    return -torch.sigmoid(tau * (parts.ratio - 1)) * 4 / tau * parts.advantages


def policy_gradient(parts: Parts, settings: LossConfig) -> Tensor:
    """``-A log pi`` without a ratio (REINFORCE; RLOO, GPG), ``-r A`` with one."""
    return -parts.advantages * (parts.logps if settings.ratio == "none" else parts.ratio)


TERMS: Mapping[str, Callable[[Parts, LossConfig], Tensor]] = {
    "cispo": cispo,
    "clip": clip,
    "policy_gradient": policy_gradient,
    "sapo": sapo,
}


# -- divergence from the reference model -------------------------------------------------------------------------------


def k1(difference: Tensor) -> Tensor:
    """``-d`` with ``d = log pi_ref - log pi``: unbiased, may be negative (Schulman 2020, joschu.net/blog/kl-approx)."""
    return -difference


def k2(difference: Tensor) -> Tensor:
    """``d^2 / 2``: biased, of low variance; its gradient through the samples is that of KL on-policy."""
    return difference.square() / 2


def k3(difference: Tensor) -> Tensor:
    """``exp(d) - d - 1``: unbiased and never negative; GRPO's (arXiv:2402.03300).

    Its gradient through the samples alone is not that of KL; times the ratio (`ratio_corrected`) it is (DeepSeek-V3.2,
    arXiv:2512.02556).
    """
    return difference.exp() - difference - 1


ESTIMATORS: Mapping[str, Callable[[Tensor], Tensor]] = {"k1": k1, "k2": k2, "k3": k3}


# -- aggregation -------------------------------------------------------------------------------------------------------


def sequence_mean(values: Tensor, mask: Tensor, over: Denominators) -> Tensor:
    """``1 / N sum_i 1 / |o_i| sum_t``: GRPO (arXiv:2402.03300). A completion counts once, however long."""
    return (values.sum(1) / mask.sum(1).clamp(min=1)).sum() / max(over.sequences, 1)


def token_mean(values: Tensor, mask: Tensor, over: Denominators) -> Tensor:
    """``1 / sum_i |o_i| sum_i sum_t``: DAPO (arXiv:2503.14476). A token counts once, wherever it stands."""
    return values.sum() / max(over.tokens, 1)


def fixed_length(values: Tensor, mask: Tensor, over: Denominators) -> Tensor:
    """``1 / (N L) sum_i sum_t``: Dr. GRPO (arXiv:2503.20783). The length has no influence at all."""
    return values.sum() / (max(over.sequences, 1) * over.length)


def sequence_sum(values: Tensor, mask: Tensor, over: Denominators) -> Tensor:
    """``1 / N sum_i sum_t``: REINFORCE, RLOO (arXiv:2402.14740); LUSPO (arXiv:2602.05261) with the sequence ratio."""
    return values.sum() / max(over.sequences, 1)


AGGREGATIONS: Mapping[str, Callable[[Tensor, Tensor, Denominators], Tensor]] = {
    "fixed_length": fixed_length,
    "sequence_mean": sequence_mean,
    "sequence_sum": sequence_sum,
    "token_mean": token_mean,
}


# -- the loss ----------------------------------------------------------------------------------------------------------


def policy_loss(tokens: Tokens, settings: LossConfig, over: Denominators) -> tuple[Tensor, dict[str, Tensor]]:
    """What a micro-batch contributes to the loss of its optimizer step.

    ``aggregate(term(r, A) * keep + beta * KL) - entropy_bonus * mean of the tokens' entropies``

    Args:
        tokens: the micro-batch.
        settings: which ratio, term, KL and aggregation.
        over: the denominators of the whole optimizer step.

    Returns:
        The contribution, a scalar with gradient; and sums over the trained tokens for logs (detached): ``surrogate``,
        ``clip_low``, ``clip_high``, ``ratio``, ``kl``, ``entropy``.
    """
    mask = tokens.mask
    logps, old = (torch.where(mask, one, 0) for one in (tokens.logps, tokens.old_logps))
    advantages = tokens.advantages if tokens.advantages.dim() == 2 else tokens.advantages[:, None]
    advantages = torch.where(mask, advantages, 0).to(logps.dtype)
    ratio = RATIOS[settings.ratio]((logps - old).clamp(-LOG_LIMIT, LOG_LIMIT), mask)

    losses = TERMS[settings.term](Parts(ratio, advantages, logps), settings)
    losses = torch.where(mask if tokens.keep is None else mask & tokens.keep, losses, 0)
    sums = {
        "surrogate": losses.sum(),
        "ratio": torch.where(mask, ratio, 0).sum(),
        **_clipped(ratio, advantages, settings),
    }
    if settings.kl is not None and settings.kl.beta:
        kl = _divergence(tokens, logps, ratio, settings)
        losses = losses + settings.kl.beta * kl
        sums["kl"] = kl.sum()
    loss = AGGREGATIONS[settings.aggregation](losses, mask, over)

    if tokens.entropy is not None:
        entropy = torch.where(mask, tokens.entropy, 0)
        sums["entropy"] = entropy.sum()
        if settings.entropy_bonus:
            kept = entropy if tokens.keep is None else torch.where(tokens.keep, entropy, 0)
            loss = loss - settings.entropy_bonus * kept.sum() / max(over.kept or over.tokens, 1)
    return loss, {name: value.detach() for name, value in sums.items()}


def _divergence(tokens: Tokens, logps: Tensor, ratio: Tensor, settings: LossConfig) -> Tensor:
    """The KL estimate of each trained token ``[n, t]``, 0 elsewhere."""
    assert settings.kl is not None
    if tokens.ref_logps is None:
        raise ValueError("the loss has a KL term, and `ref_logps` of the reference model are not given")
    difference = torch.where(tokens.mask, tokens.ref_logps - logps, 0).clamp(-LOG_LIMIT, LOG_LIMIT)
    kl = ESTIMATORS[settings.kl.estimator](difference)
    if settings.kl.ratio_corrected:
        if settings.ratio == "none":  # the correction is one for the samples, whatever the policy term does
            ratio = (logps - torch.where(tokens.mask, tokens.old_logps, 0)).clamp(-LOG_LIMIT, LOG_LIMIT).exp()
        kl = kl * ratio
    return torch.where(tokens.mask, kl, 0)


def _clipped(ratio: Tensor, advantages: Tensor, settings: LossConfig) -> dict[str, Tensor]:
    """How many tokens are clipped on either side: those whose gradient the bound takes away, or cuts."""
    if settings.term == "clip":
        low = (ratio < 1 - settings.clip_low) & (advantages < 0)
        high = (ratio > 1 + settings.clip_high) & (advantages > 0)
    elif settings.term == "cispo":
        low = (ratio < (settings.cap_low or 0)) & (advantages != 0)
        high = (ratio > settings.cap_high) & (advantages != 0)
    else:
        return {}
    return {"clip_low": low.sum().double(), "clip_high": high.sum().double()}
