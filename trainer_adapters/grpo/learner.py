"""One optimizer step: log-probabilities, loss and gradients in micro-batches, then the update.

A step's gradient is the same however it is divided into micro-batches and processes, to rounding.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from rewardry.errors import RewardryError

from .batches import Experience, Padded, in_rows, micro_batches, of_each, padded
from .config import LossConfig, OptimizerConfig
from .logprobs import Head, hidden_states, log_probs
from .loss import Denominators, Tokens, policy_loss
from .memory import TRAINING_ADVICE, explained
from .processes import Processes
from .weights import Weights

if TYPE_CHECKING:
    from .sharding import Shards

# What is counted of each micro-batch: the loss, sums over its tokens, and the widest gap of old and new log-probs.
_FIGURES = ("loss", "surrogate", "ratio", "ratio_gap", "entropy", "kl", "clip_low", "clip_high", "ratio_gap_max")


class NotFiniteError(RewardryError):
    """The loss or the gradient is NaN or infinite.

    Attributes:
        rows: the completions of the micro-batch it was found in; all of the step's where it is the gradient.
    """

    def __init__(self, message: str, rows: Sequence[int]) -> None:
        super().__init__(message)
        self.rows = list(rows)


class Learner:
    """Trains a policy on sampled completions.

    Dropout is off while training, too: the ratio compares the policy that sampled with the one that is trained.

    Args:
        model: a causal language model of transformers, with or without LoRA layers in it.
        loss: which loss.
        settings: optimizer, micro-batches, precision.
        length: the longest completion allowed, L of the loss.
        temperature: at which completions are sampled; log-probabilities are of that distribution.
        steps: optimizer steps of the whole training, for the schedule.
        processes: those that train together.
        reference: the model that the KL term compares with, a copy of `model`; None is `model` without its adapter.
        shard: EXPERIMENTAL: divide the model among the processes; see sharding.py.
    """

    def __init__(
        self,
        model: Any,
        loss: LossConfig,
        settings: OptimizerConfig,
        *,
        length: int,
        temperature: float,
        steps: int,
        processes: Processes | None = None,
        reference: Any = None,
        shard: bool = False,
    ) -> None:
        self.model, self.loss, self.settings, self.reference = model, loss, settings, reference
        self.length, self.temperature, self.steps = length, temperature, steps
        self.processes = processes or Processes()
        model.train(settings.gradient_checkpointing)  # transformers checkpoints activations in training mode only
        if settings.gradient_checkpointing:
            _checkpoint_activations(model)
        self.head = Head.of(model)
        self.device = self.head.weight.device
        self.shards: Shards | None = None
        if shard:
            from .sharding import Shards

            self.shards = Shards(model, self.processes)
        self.head = self.head.now(model)
        self.weights = Weights(
            model,
            settings.master_weights,
            lr=settings.learning_rate,
            betas=settings.betas,
            eps=settings.eps,
            weight_decay=settings.weight_decay,
        )
        self.optimizer = self.weights.optimizer

    # -- log-probabilities ---------------------------------------------------------------------------------------------

    def forward(
        self, batch: Padded, *, of_reference: bool = False, entropy_gradient: bool = False
    ) -> tuple[Tensor, Tensor]:
        """Log-probabilities and entropies of a micro-batch's completion tokens, ``[m]`` each."""
        model = self.reference if of_reference and self.reference is not None else self.model

        def compute() -> tuple[Tensor, Tensor]:
            states = hidden_states(model, batch.input_ids)[batch.rows, batch.columns]
            head = self.head.now(model)  # a reference is a copy of the policy: its head is of the same form
            return log_probs(head, states, batch.targets, self.temperature, entropy=entropy_gradient)

        return self.shards.forward(compute) if self.shards and model is self.model else compute()

    def gathered(self) -> AbstractContextManager[None]:
        """Within it the model can be sampled from; every process enters it."""
        return self.shards.gathered() if self.shards else nullcontext()

    def logps(self, experience: Experience, *, of_reference: bool = False) -> list[Tensor]:
        """Log-probabilities of the completions' tokens, on the CPU, under the policy as it is or the reference."""
        without = self.model.disable_adapter() if of_reference and self.reference is None else nullcontext()
        parts = self._micro_batches(experience) if of_reference else self._passes(experience)
        with without:
            return self._of_each(experience, parts, lambda batch: self.forward(batch, of_reference=of_reference)[0])

    def entropies(self, experience: Experience) -> list[Tensor]:
        """Entropies of the policy's distributions, on the CPU."""
        return self._of_each(experience, self._passes(experience), lambda batch: self.forward(batch)[1])

    def _of_each(
        self, experience: Experience, parts: Iterable[list[int]], compute: Callable[[Padded], Tensor]
    ) -> list[Tensor]:
        def values(part: Experience) -> Tensor:
            with explained(f"a pass over {len(part)} completions without gradients", TRAINING_ADVICE):
                return compute(padded(part, self.device))

        with torch.no_grad():
            return of_each(experience, parts, values)

    # -- a step --------------------------------------------------------------------------------------------------------

    def step(self, experience: Experience, number: int) -> dict[str, float]:
        """Train on some completions; every process calls it, with those of its own.

        Args:
            experience: the completions of this process; there may be none.
            number: which optimizer step it is, from 0.

        Returns:
            What to log: means over the trained tokens of all processes, gradient norm, learning rate.

        Raises:
            NotFiniteError: the loss or the gradient is not finite; the weights are as they were.
            OutOfMemoryError: names the setting that helps.
        """
        keep, kept = self._high_entropy(experience)
        over = self._denominators(experience, kept)
        lengths = experience.lengths
        parts: list[tuple[list[int], Tensor]] = []
        self.weights.clear()
        for rows in self._passes(experience):
            longest = max(lengths[row] for row in rows)
            with explained(f"a training pass of {len(rows)} completions of up to {longest} tokens", TRAINING_ADVICE):
                parts.append((rows, self._backward(experience, rows, keep, over)))
        found = self._figures(parts, over)  # the one time in a step that the host waits for all micro-batches
        rate = self.rate(number)
        norm = self.weights.update(rate, self.settings.max_grad_norm, self.processes, summed=self.shards is not None)
        if not math.isfinite(norm):
            raise NotFiniteError(f"the gradient's norm is {norm}", range(len(experience)))
        return {**found, "grad_norm": norm, "learning_rate": rate}

    def _backward(self, experience: Experience, rows: list[int], keep: list[Tensor], over: Denominators) -> Tensor:
        """Add a micro-batch's gradient; returns its figures, as `_FIGURES` names them, float64."""
        part = experience.take(rows)
        batch = padded(part, self.device)
        logps, entropy = (
            batch.spread(one) for one in self.forward(batch, entropy_gradient=self.loss.entropy_bonus > 0)
        )
        old = in_rows(part.old_logps).to(logps)
        trained = batch.mask
        if self.loss.mask_truncated:
            trained = trained & ~torch.tensor(part.truncated, device=self.device)[:, None]
        advantages = in_rows(part.token_advantages) if part.token_advantages else part.advantages
        tokens = Tokens(
            logps=logps,
            old_logps=old,
            advantages=advantages.to(logps),
            mask=trained,
            ref_logps=in_rows(part.ref_logps).to(logps) if part.ref_logps else None,
            entropy=entropy,
            keep=in_rows([keep[i] for i in rows]).to(self.device) if keep else None,
        )
        loss, sums = policy_loss(tokens, self.loss, over)
        loss.backward()
        gaps = torch.where(trained, (logps.detach() - old).abs(), 0)
        found = {**sums, "loss": loss.detach(), "ratio_gap": gaps.sum(), "ratio_gap_max": gaps.max()}
        return torch.stack([found.get(name, gaps.new_zeros(())).double() for name in _FIGURES])

    def _figures(self, parts: list[tuple[list[int], Tensor]], over: Denominators) -> dict[str, float]:
        """What to log of all micro-batches and processes: means over the trained tokens; the loss is a sum already.

        Raises:
            NotFiniteError: the loss of a micro-batch is not finite.
        """
        table = torch.stack([figures for _, figures in parts]).cpu() if parts else torch.zeros(0, len(_FIGURES))
        for (rows, _), loss in zip(parts, table[:, 0].tolist(), strict=True):
            if not math.isfinite(loss):
                self.weights.clear()
                raise NotFiniteError(f"the loss of a micro-batch is {loss}", rows)
        loss, *sums = self.processes.total(table[:, :-1].sum(0).tolist())
        widest = self.processes.highest(max(table[:, -1].tolist(), default=0.0))
        means = {name: total / max(over.tokens, 1) for name, total in zip(_FIGURES[1:-1], sums, strict=True)}
        if not self.loss.beta:
            del means["kl"]
        return {"loss": loss, **means, "ratio_gap_max": widest}

    def rate(self, number: int) -> float:
        """The learning rate of a step: a linear warm-up, then constant, linear, or half a cosine down to its floor."""
        settings = self.settings
        if number < settings.warmup_steps:
            return settings.learning_rate * (number + 1) / settings.warmup_steps
        left = (self.steps - number) / max(self.steps - settings.warmup_steps, 1)
        shape = {"constant": 1.0, "linear": left, "cosine": (1 - math.cos(math.pi * left)) / 2}[settings.schedule]
        return settings.learning_rate * (settings.floor + (1 - settings.floor) * shape)

    # -- parts of a step -----------------------------------------------------------------------------------------------

    def _micro_batches(self, experience: Experience) -> list[list[int]]:
        return micro_batches(experience.lengths, self.settings.micro_batch_tokens, self.settings.micro_batch_size)

    def _passes(self, experience: Experience) -> Iterator[list[int]]:
        """The micro-batches; a divided model, which all processes gather together, then goes idle as often as it must.

        It is told how often before the first pass, in which others may be already.
        """
        own = self._micro_batches(experience)
        most = len(own) if self.shards is None else int(self.processes.highest(len(own)))
        yield from own
        for _ in range(most - len(own)):
            self._idle_pass()

    def _idle_pass(self) -> None:
        """Take part in a pass of other processes: one over a token, with a gradient of zero."""
        token, place = (torch.zeros(1, dtype=kind, device=self.device) for kind in (torch.int64, torch.bool))
        logps, _ = self.forward(Padded(token[None], place[None], token, token, token))
        if logps.requires_grad:
            (logps.sum() * 0).backward()

    def _denominators(self, experience: Experience, kept: float | None) -> Denominators:
        """The step's denominators, over all processes."""
        cut = experience.truncated if self.loss.mask_truncated else [False] * len(experience)
        tokens = sum(len(ids) for ids, masked in zip(experience.completion_ids, cut, strict=True) if not masked)
        sequences, trained, all_kept = self.processes.total([len(experience), tokens, kept or 0.0])
        return Denominators(sequences, trained, self.length, None if kept is None else all_kept)

    def _high_entropy(self, experience: Experience) -> tuple[list[Tensor], float | None]:
        """Which trained tokens are among those of highest entropy, of all processes', and how many of this one's."""
        if self.loss.top_entropy == 1.0:
            return [], None
        lowest = -math.inf  # of a completion that is left out no token is trained, and none takes another's place
        own = [
            torch.full_like(one, lowest) if cut and self.loss.mask_truncated else one
            for one, cut in zip(self.entropies(experience), experience.truncated, strict=True)
        ]
        everywhere = self.processes.gather(torch.cat([torch.zeros(0).double(), *own]).double())
        trained = everywhere[everywhere > lowest].sort(descending=True).values
        if not len(trained):
            return [one > lowest for one in own], 0.0
        least = trained[math.ceil(self.loss.top_entropy * len(trained)) - 1]
        keep = [one >= least for one in own]
        return keep, float(sum(int(one.sum()) for one in keep))


def frozen_copy(model: Any) -> Any:
    """A reference model: the policy as it is now, which stays."""
    reference = copy.deepcopy(model)
    for parameter in reference.parameters():
        parameter.requires_grad_(False)
    return reference.eval()


def _checkpoint_activations(model: Any) -> None:
    """Have the model compute its activations again in the backward pass; transformers 5.20 renamed the method."""
    renamed = getattr(model, "activation_checkpointing_enable", None)
    if renamed is not None:
        renamed()
    else:
        model.gradient_checkpointing_enable(gradient_checkpointing_kwargs={"use_reentrant": False})
    for module in model.modules():
        if isinstance(module, torch.nn.Dropout):
            module.p = 0.0
