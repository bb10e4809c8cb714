"""The PPO loop, top to bottom: GRPO's rollouts, rewards and loss, with advantages of tokens from a learned value.

Deviations from PPO as it was written (arXiv:1707.06347): the reward is one number at the end of a completion; policy
and critic share no weights; the KL to a reference model stays in the loss, as in GRPO, not in the reward.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import torch
from torch import Tensor

from .batches import Experience, in_rows
from .critic import Critic, explained
from .gae import gae, length_adaptive
from .gathering import Batch
from .ppo_config import PPOConfig
from .processes import Processes
from .session import Result, Session


def run(session: Session, critic: Critic, settings: PPOConfig) -> Result:
    """Train policy and critic until the last step, or until SIGTERM asks to stop."""
    learner = session.learner
    with session.running():
        while session.goes_on:
            # -- now and then: how good is it on prompts that it never trains on? --------------------------------------
            session.begin_step()
            policy_learns = session.step >= settings.pretrain_steps

            # -- rollouts, rewards, values, advantages of tokens, reference log-probabilities --------------------------
            if session.pending is None:
                experience, rewards = decided(session.sample())
                values = critic.values(experience)
                decays = settings if policy_learns else settings.model_copy(update={"value_decay": 1.0})
                advantages, returns = estimated(rewards, values, decays)
                session.note({"explained_variance": explained(values, returns)})
                if settings.whiten:
                    advantages = whitened(advantages, session.processes)
                experience = replace(experience, token_advantages=advantages, values=values, returns=returns)
                if learner.loss.beta:
                    experience.ref_logps[:] = learner.logps(experience, of_reference=True)
                session.pending = experience

            # -- one optimizer step of the critic, and one of the policy once the critic knows enough ------------------
            part = session.mini_batch()
            session.note(critic.step(part, session.step))
            if policy_learns:
                session.learn(part)

            # -- logs and checkpoints ----------------------------------------------------------------------------------
            session.end_step()
    return session.result


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
