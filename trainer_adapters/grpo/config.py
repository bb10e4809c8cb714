"""The configuration of a training: a YAML file, checked before anything heavy is loaded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from rewardry.errors import nearest

from .presets import PRESETS

# Which parameters a policy term reads; others would be given in vain.
_TERM_PARAMETERS = {
    "clip": {"clip_low", "clip_high", "delta", "dual_clip"},
    "cispo": {"cap_low", "cap_high"},
    "sapo": {"tau_positive", "tau_negative"},
    "policy_gradient": set[str](),
}


def read_by(settings: Mapping[str, Any]) -> dict[str, Any]:
    """The settings of a loss without parameters that its policy term does not read."""
    own = _TERM_PARAMETERS.get(settings.get("term", "clip"), set())
    others = set().union(*_TERM_PARAMETERS.values()) - own
    return {name: value for name, value in settings.items() if name not in others}


class Settings(BaseModel):
    """A part of the configuration: constant, and without fields that it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class KLConfig(Settings):
    """A penalty for leaving the reference model, in the loss (never in the reward).

    Attributes:
        beta: its weight; 0 needs no reference model.
        estimator: see `loss.ESTIMATORS`.
        ratio_corrected: whether it is multiplied by the ratio, which makes its gradient that of KL.
    """

    beta: float = Field(default=0.0, ge=0)
    estimator: Literal["k1", "k2", "k3"] = "k3"
    ratio_corrected: bool = True


class LossConfig(Settings):
    """Which loss; docs/losses.md has the equations.

    Attributes:
        preset: a paper's name, whose settings are taken where the file gives none; see `presets.PRESETS`.
        advantage: see `advantages.ADVANTAGES`; ``given`` takes those that the caller passes.
        ratio: of tokens, of whole sequences, or none.
        term: the policy term, see `loss.TERMS`.
        clip_low, clip_high: how far the ratio may fall below and rise above 1.
        delta: the cap of the ratio that is not clipped; dual_clip: the bound for bad tokens, in multiples of A.
        cap_low, cap_high: the bounds of CISPO's weight, absolute.
        tau_positive, tau_negative: SAPO's temperatures.
        aggregation: see `loss.AGGREGATIONS`.
        kl: the penalty for leaving the reference model.
        entropy_bonus: weight of the mean entropy of the tokens, per token whatever the aggregation.
        top_entropy: share of the tokens, those of highest entropy, that have a policy gradient (arXiv:2506.01939).
        mask_truncated: leave completions that were cut out of the loss (DAPO's overlong filtering).
    """

    preset: str | None = None
    advantage: Literal["group_std", "group_mean", "batch_std", "rloo", "reinforce_baseline", "gpg", "gdpo", "given"] = (
        "group_std"
    )
    ratio: Literal["token", "sequence", "none"] = "token"
    term: Literal["clip", "cispo", "sapo", "policy_gradient"] = "clip"
    clip_low: float = Field(default=0.2, ge=0)
    clip_high: float = Field(default=0.2, ge=0)
    delta: float | None = Field(default=None, gt=1)
    dual_clip: float | None = Field(default=None, gt=1)
    cap_low: float | None = Field(default=None, ge=0)
    cap_high: float = Field(default=5.0, gt=0)
    tau_positive: float = Field(default=1.0, gt=0)
    tau_negative: float = Field(default=1.05, gt=0)
    aggregation: Literal["sequence_mean", "token_mean", "fixed_length", "sequence_sum"] = "sequence_mean"
    kl: KLConfig | None = None
    entropy_bonus: float = Field(default=0.0, ge=0)
    top_entropy: float = Field(default=1.0, gt=0, le=1)
    mask_truncated: bool = False

    @model_validator(mode="before")
    @classmethod
    def _of_preset(cls, given: Any) -> Any:
        if not isinstance(given, Mapping) or given.get("preset") is None:
            return given
        if given["preset"] not in PRESETS:
            raise ValueError(f"there is no preset {given['preset']!r}. {nearest(str(given['preset']), PRESETS)}")
        return {**PRESETS[given["preset"]], **given}

    @model_validator(mode="after")
    def _read_by_the_term(self) -> LossConfig:
        own = _TERM_PARAMETERS[self.term]
        for term, parameters in _TERM_PARAMETERS.items():
            for name in sorted((parameters - own) & self.model_fields_set):
                if getattr(self, name) is not None:
                    raise ValueError(
                        f"{name} belongs to the term {term!r}, and the term is {self.term!r}; leave it out"
                    )
        return self

    @property
    def beta(self) -> float:
        """The weight of the KL penalty; 0 where there is none."""
        return self.kl.beta if self.kl else 0.0


class OptimizerConfig(Settings):
    """How the weights are changed.

    Attributes:
        learning_rate: its highest value, after the warm-up.
        warmup_steps: optimizer steps in which it rises linearly.
        schedule: what it does afterwards: half a ``cosine`` or a line down to `floor` times itself, or nothing.
        floor: the share of the learning rate that is left at the last step.
        betas, eps, weight_decay: of AdamW.
        max_grad_norm: the gradient is scaled down to this norm; 0 never.
        iterations: how often each batch of rollouts is gone through (mu of GRPO).
        mini_batches: optimizer steps of one pass, each on another part of the completions.
        micro_batch_tokens: tokens that are run through the model at once, prompts and padding included.
        micro_batch_size: completions that are run at once, at the most; None for any number.
        gradient_checkpointing: compute activations again in the backward pass, which saves memory for a third more
            time.
        master_weights: keep float32 masters of weights in 16 bits.
    """

    learning_rate: float = Field(default=1e-6, gt=0)
    warmup_steps: int = Field(default=0, ge=0)
    schedule: Literal["constant", "linear", "cosine"] = "constant"
    floor: float = Field(default=0.0, ge=0, le=1)
    betas: tuple[float, float] = (0.9, 0.99)
    eps: float = Field(default=1e-8, gt=0)
    weight_decay: float = Field(default=0.0, ge=0)
    max_grad_norm: float = Field(default=1.0, ge=0)
    iterations: int = Field(default=1, ge=1)
    mini_batches: int = Field(default=1, ge=1)
    micro_batch_tokens: int = Field(default=16384, ge=1)
    micro_batch_size: int | None = Field(default=None, ge=1)
    gradient_checkpointing: bool = False
    master_weights: bool = True
