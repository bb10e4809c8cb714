"""The configuration of a training, checked before anything heavy is loaded; config_file.py reads it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import ConfigDict, Field, model_validator

from .ppo_config import PPOConfig
from .presets import PRESETS
from .settings import Settings, with_preset

Beta: TypeAlias = Annotated[float, Field(ge=0, lt=1)]
# Which parameters a policy term reads; others would be given in vain.
TERM_PARAMETERS = {
    "clip": {"clip_low", "clip_high", "delta", "dual_clip"},
    "cispo": {"cap_low", "cap_high"},
    "sapo": {"tau_positive", "tau_negative"},
    "policy_gradient": set[str](),
}


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

    model_config = ConfigDict(allow_inf_nan=True)  # an infinite bound is one that never holds

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
        return with_preset(given, PRESETS)

    @model_validator(mode="after")
    def _read_by_the_term(self) -> LossConfig:
        own = TERM_PARAMETERS[self.term]
        for term, parameters in TERM_PARAMETERS.items():
            for name in sorted((parameters - own) & self.model_fields_set):
                if getattr(self, name) is not None:
                    raise ValueError(
                        f"{name} belongs to the term {term!r}, and the term is {self.term!r}; leave it out"
                    )
        if self.cap_low is not None and self.cap_low > self.cap_high:
            raise ValueError(f"cap_low is {self.cap_low:g} and cap_high {self.cap_high:g}; no weight lies between them")
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
    betas: tuple[Beta, Beta] = (0.9, 0.99)
    eps: float = Field(default=1e-8, gt=0)
    weight_decay: float = Field(default=0.0, ge=0)
    max_grad_norm: float = Field(default=1.0, ge=0)
    iterations: int = Field(default=1, ge=1)
    mini_batches: int = Field(default=1, ge=1)
    micro_batch_tokens: int = Field(default=16384, ge=1)
    micro_batch_size: int | None = Field(default=None, ge=1)
    gradient_checkpointing: bool = False
    master_weights: bool = True


class RolloutConfig(Settings):
    """What is sampled for a step.

    Attributes:
        prompts_per_step: prompts of a batch of rollouts, over all processes.
        group_size: completions of each, at least 2; PPO, whose baseline is a critic, takes 1 as well.
        max_new_tokens: the longest completion; L of the loss.
        temperature: of the sampling, and of every log-probability.
        max_rows: completions that are decoded at once, a bound on the cache's memory; None for all.
    """

    prompts_per_step: int = Field(default=16, ge=1)
    group_size: int = Field(default=8, ge=1)
    max_new_tokens: int = Field(default=256, ge=1)
    temperature: float = Field(default=1.0, gt=0)
    max_rows: int | None = Field(default=None, ge=1)

    @model_validator(mode="before")
    @classmethod
    def _whole_distribution(cls, given: Any) -> Any:
        for name in ("top_k", "top_p", "min_p"):
            if isinstance(given, Mapping) and name in given:
                raise ValueError(
                    f"{name} is not taken: it cuts the distribution that completions are sampled from, while the ratio "
                    f"compares probabilities of the whole one, so that every gradient would be biased by the mass that "
                    f"was cut off; leave it out, and lower `temperature` if completions are too wild"
                )
        return given


class DataConfig(Settings):
    """Where prompts come from: a file of rows, or a generator of tasks.

    Attributes:
        file: a ``.jsonl`` file with `prompt`, `reference` and what else the recipe reads.
        generator: a generator's id, or ``path/to/file.py:Name``.
        rows: how many tasks the generator makes.
        seed, difficulty: its arguments.
        parameters: its parameters.
        columns: the column that holds a field, where it has another name: ``{prompt: question}``.
    """

    file: str | None = None
    generator: str | None = None
    rows: int = Field(default=1000, ge=1)
    seed: int = 0
    difficulty: int = 5
    parameters: dict[str, Any] = Field(default_factory=dict)
    columns: dict[str, str] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _short_form(cls, given: Any) -> Any:
        return {"file": given} if isinstance(given, str) else given

    @model_validator(mode="after")
    def _one_source(self) -> DataConfig:
        if (self.file is None) == (self.generator is None):
            raise ValueError("a dataset has a `file` or a `generator`, and not both")
        return self


class DynamicSampling(Settings):
    """Groups whose rewards are all equal teach nothing: leave them out and sample others (DAPO, arXiv:2503.14476).

    Attributes:
        max_rounds: how often prompts are sampled for one batch before the training stops with an error.
    """

    max_rounds: int = Field(default=4, ge=1)


class Curriculum(Settings):
    """Leave out prompts that are always or never solved, most of the time.

    Attributes:
        low, high: the pass rates between which a prompt is taken; the rate is a moving average.
        revisit: the chance that one outside is taken nevertheless, since it may have changed.
    """

    low: float = Field(default=0.05, ge=0, le=1)
    high: float = Field(default=0.95, ge=0, le=1)
    revisit: float = Field(default=0.1, ge=0, le=1)

    @model_validator(mode="after")
    def _in_order(self) -> Curriculum:
        if self.low > self.high:
            raise ValueError(f"low is {self.low:g} and high {self.high:g}, so that no prompt lies between; swap them")
        return self


class EvaluationConfig(Settings):
    """Held-out prompts, sampled and scored from time to time.

    Attributes:
        dataset: the prompts; `rewardry.grpo.train` is given them.
        every: steps between evaluations; there is one before the first step and one after the last as well.
        samples: completions of a prompt, k of avg@k, pass@k and maj@k.
        temperature: of the sampling.
    """

    dataset: DataConfig | None = None
    every: int = Field(default=20, ge=1)
    samples: int = Field(default=1, ge=1)
    temperature: float = Field(default=1.0, gt=0)


class LoraConfig(Settings):
    """Train low-rank adapters in place of the weights, through peft; the reference model is the one without them.

    Attributes:
        rank, alpha: of the adapters.
        targets: the modules that get one.
    """

    rank: int = Field(default=16, ge=1)
    alpha: float = Field(default=32, gt=0)
    targets: str | list[str] = "all-linear"


class RewardConfig(Settings):
    """How completions are scored while others are still being written.

    Attributes:
        threads: how many are scored side by side; components that may hang run in worker processes anyway.
        timeout: seconds, from the last completion on, after which a row that has no score counts as undecided; a day at
            the most.
    """

    threads: int = Field(default=4, ge=1)
    timeout: float = Field(default=300.0, gt=0, le=86_400)


class LogConfig(Settings):
    """What is shown and kept beside ``steps.jsonl`` and ``rollouts.jsonl``, which are always written.

    Attributes:
        terminal: a table of the last steps.
        rollouts_every: steps between those whose completions are written to ``rollouts.jsonl``; 0 for none.
        tensorboard: write event files.
        wandb, trackio: the project's name there.
    """

    terminal: bool = True
    rollouts_every: int = Field(default=1, ge=0)
    tensorboard: bool = False
    wandb: str | None = None
    trackio: str | None = None


class CheckpointConfig(Settings):
    """When the training's state is saved, so that it can go on as if it had never stopped.

    Attributes:
        every: steps between checkpoints; 0 for one at the end only (and at SIGTERM).
        keep: how many of the last ones are kept.
    """

    every: int = Field(default=0, ge=0)
    keep: int = Field(default=2, ge=1)


class TrainConfig(Settings):
    """A training.

    Attributes:
        model: a name on the Hugging Face hub, a folder, or ``path/to/file.py:function``, which returns model and
            tokenizer.
        dtype: of the weights.
        recipe: a recipe's name or file, or a mapping of the same form.
        dataset: the prompts to train on.
        chat: give prompts that are texts to the tokenizer's chat template, as the user's message.
        system: a system message in front of it.
        output: the folder of logs and checkpoints.
        seed: of all chance.
        steps: optimizer steps.
        ppo: train with PPO instead, with a critic and GAE; None for GRPO and its kin.
        distributed: what several processes do with the model: ``ddp``, each has its own; ``fsdp2``, EXPERIMENTAL, they
            divide it among them except while sampling.
        eos_tokens: tokens that end a completion, beside those the model and tokenizer name.
    """

    model: str | None = None
    dtype: Literal["auto", "float32", "bfloat16", "float64"] = "auto"
    recipe: str | dict[str, Any] | None = None
    dataset: DataConfig | None = None
    chat: bool = False
    system: str | None = None
    output: str = "training"
    seed: int = 0
    steps: int = Field(default=100, ge=1)
    distributed: Literal["ddp", "fsdp2"] = "ddp"
    eos_tokens: list[str] = Field(default_factory=list)
    rollout: RolloutConfig = RolloutConfig()
    loss: LossConfig = LossConfig()
    optimizer: OptimizerConfig = OptimizerConfig()
    rewards: RewardConfig = RewardConfig()
    dynamic_sampling: DynamicSampling | None = None
    curriculum: Curriculum | None = None
    evaluation: EvaluationConfig | None = None
    lora: LoraConfig | None = None
    ppo: PPOConfig | None = None
    checkpoint: CheckpointConfig = CheckpointConfig()
    log: LogConfig = LogConfig()

    @model_validator(mode="after")
    def _fits_together(self) -> TrainConfig:
        if self.loss.advantage == "given":
            raise ValueError(
                "loss.advantage: 'given' is for numbers from elsewhere; name one that can be computed here"
            )
        if self.distributed == "fsdp2" and (self.lora or self.ppo):
            other, why = (
                ("lora", "adapters have few gradients and moments to divide, and the model's own weights are frozen")
                if self.lora
                else ("ppo", "its critic begins as a copy of the policy, and a divided model cannot be copied")
            )
            raise ValueError(f"distributed: fsdp2 does not go with {other}: {why}; set distributed: ddp")
        if self.rollout.group_size < 2 and self.ppo is None:
            raise ValueError("rollout.group_size is 1, and an advantage compares completions: make it 2 or more")
        return self
