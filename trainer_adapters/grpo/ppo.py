"""The PPO loop, top to bottom: GRPO's rollouts, rewards and loss, with advantages of tokens from a learned value.

Deviations from PPO as it was written (arXiv:1707.06347): the reward is one number at the end of a completion; policy
and critic share no weights; the KL to a reference model stays in the loss, as in GRPO, not in the reward.
"""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from .batches import Experience, in_rows
from .critic import Critic, explained
from .gae import gae, length_adaptive
from .ppo_config import PPOConfig
from .processes import Processes

if TYPE_CHECKING:
    from .config import TrainConfig
    from .gathering import Batch, Gatherer
    from .learner import Learner

Log = Callable[[int, dict[str, float], dict[str, list[float]]], None]


def run(
    learner: Learner,
    critic: Critic,
    gatherer: Gatherer,
    config: TrainConfig,
    settings: PPOConfig,
    log: Log,
    show: Callable[[int, Batch], None] | None = None,
) -> dict[str, float]:
    """Train policy and critic.

    Args:
        learner: the policy; its loss takes the advantages of tokens that are given here.
        critic: the values.
        gatherer: samples and scores batches.
        config: steps, mini-batches, iterations.
        settings: how advantages are estimated.
        log: takes each step's number, figures and histograms; steps of the critic alone are counted from below 0.
        show: takes each batch and the step it is first trained on.

    Returns:
        The figures of the last step.
    """
    processes = gatherer.processes
    metrics: dict[str, float] = {}
    for step in range(-settings.pretrain_steps, 0):
        batch = gatherer.gather(0.0)
        experience, rewards = decided(batch)
        old = critic.values(experience)
        _, returns = estimated(rewards, old, settings.model_copy(update={"value_decay": 1.0}))
        metrics = {**batch.metrics, "explained_variance": explained(old, returns)}
        metrics |= critic.step(experience, returns, old, step + settings.pretrain_steps)
        log(step, metrics, batch.histograms)

    step = 0
    while step < config.steps:
        start = time.perf_counter()
        batch = gatherer.gather(step / config.steps)
        if show is not None:
            show(step, batch)
        experience, rewards = decided(batch)
        values = critic.values(experience)
        advantages, returns = estimated(rewards, values, settings)
        if settings.whiten:
            advantages = whitened(advantages, processes)
        experience = replace(experience, token_advantages=advantages)
        if config.loss.beta:
            experience = replace(experience, ref_logps=learner.reference_logps(experience))
        shared = {**batch.metrics, "explained_variance": explained(values, returns)}
        for part in _mini_batches(len(experience), config, processes.rank, step):
            if step == config.steps:
                break
            some = experience.take(part)
            of_critic = critic.step(
                some, [returns[i] for i in part], [values[i] for i in part], step + settings.pretrain_steps
            )
            metrics = {**shared, **learner.step(some, step), **of_critic, "time/step": time.perf_counter() - start}
            log(step, metrics, batch.histograms)
            step, shared, start = step + 1, {}, time.perf_counter()
    return metrics


def decided(batch: Batch) -> tuple[Experience, list[float]]:
    """The completions that have a reward, and these; neither policy nor critic learns from others."""
    rewards = [row["reward"] for row in batch.table]
    rows = [i for i, reward in enumerate(rewards) if reward is not None and math.isfinite(reward)]
    return batch.experience.take(rows), [float(rewards[i]) for i in rows]


def estimated(
    rewards: Sequence[float], values: Sequence[Tensor], settings: PPOConfig
) -> tuple[list[Tensor], list[Tensor]]:
    """Advantages and the values' targets, of each token.

    Args:
        rewards: of each completion, given at its last token.
        values: of the text before each token, ``[len(completion)]`` each.
        settings: gamma and both lambdas, which differ in VC-PPO: ``R = A(value_decay) + V``.
    """
    if not rewards:
        return [], []
    lengths = torch.tensor([len(one) for one in values])
    padded = in_rows(list(values))
    mask = torch.arange(padded.shape[1]) < lengths[:, None]
    given = torch.zeros_like(padded)
    given[torch.arange(len(lengths)), lengths - 1] = torch.tensor(list(rewards), dtype=padded.dtype)
    adaptive = settings.length_adaptive
    decay = settings.decay if adaptive is None else length_adaptive(lengths.to(padded.dtype), adaptive)
    advantages = gae(given, padded, mask, settings.gamma, decay)
    returns = gae(given, padded, mask, settings.gamma, settings.value_decay) + padded
    of_each = [[rows[i, : len(one)] for i, one in enumerate(values)] for rows in (advantages, returns)]
    return of_each[0], of_each[1]


def whitened(advantages: Sequence[Tensor], processes: Processes) -> list[Tensor]:
    """Advantages with mean 0 and standard deviation 1 over the tokens of all processes."""
    flat = torch.cat([torch.zeros(0), *advantages]).double()
    count, total, squares = processes.total([float(len(flat)), float(flat.sum()), float(flat.square().sum())])
    mean = total / max(count, 1)
    deviation = math.sqrt(max(squares / max(count, 1) - mean**2, 0.0))
    return [(one - mean) / (deviation + 1e-8) for one in advantages]


def _mini_batches(count: int, config: TrainConfig, rank: int, step: int) -> list[list[int]]:
    """The completions of each optimizer step on a batch, divided anew in each pass over it."""
    parts, found = config.optimizer.mini_batches, []
    for iteration in range(config.optimizer.iterations):
        order = list(range(count))
        if parts > 1:
            random.Random(f"{config.seed} {rank} {step} {iteration}").shuffle(order)
        found += [order[part * count // parts : (part + 1) * count // parts] for part in range(parts)]
    return found
