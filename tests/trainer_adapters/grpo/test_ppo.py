import math
import random
from types import SimpleNamespace

import pytest
import torch

from rewardry.trainer_adapters.grpo.batches import Experience
from rewardry.trainer_adapters.grpo.config import LossConfig, OptimizerConfig
from rewardry.trainer_adapters.grpo.critic import Critic
from rewardry.trainer_adapters.grpo.learner import Learner
from rewardry.trainer_adapters.grpo.ppo import estimated, run, whitened
from rewardry.trainer_adapters.grpo.ppo_config import PRESETS, PPOConfig
from rewardry.trainer_adapters.grpo.processes import Processes
from rewardry.trainer_adapters.grpo.rollout import RolloutEngine

TOKENS = 12


class Copying:
    """Prompts are one digit, completions three tokens; a completion is worth the share of them that are that digit."""

    def __init__(self, model, prompts=16):
        self.engine = RolloutEngine(model, [1])
        self.processes, self.prompts, self.drawn = Processes(), prompts, 0

    def gather(self, progress):
        rng = random.Random(self.drawn)
        digits = [rng.randrange(2, TOKENS) for _ in range(self.prompts)]
        rollouts = self.engine.generate([[digit] for digit in digits], 4, max_new_tokens=3, seed=self.drawn)
        self.drawn += 1
        rewards = [
            ids.count(prompt[0]) / 3 for prompt, ids in zip(rollouts.prompt_ids, rollouts.completion_ids, strict=True)
        ]
        rewards[0] = None  # one that the recipe could not decide
        rows = Experience(
            rollouts.prompt_ids,
            rollouts.completion_ids,
            rollouts.logprobs,
            torch.zeros(len(rewards)),
            [reason == "length" for reason in rollouts.finish_reasons],
        )
        known = [reward for reward in rewards if reward is not None]
        return SimpleNamespace(
            experience=rows,
            table=[{"reward": reward} for reward in rewards],
            metrics={"reward": sum(known) / len(known)},
            histograms={"reward": known},
        )


def trained(policy, steps, settings, optimizer=None, loss=None):
    """What each step logged."""
    model = policy(TOKENS, dtype=torch.float32)
    optimizer = optimizer or OptimizerConfig(learning_rate=3e-3)
    config = SimpleNamespace(
        steps=steps, optimizer=optimizer, loss=loss or LossConfig(aggregation="token_mean"), seed=0
    )
    learner = Learner(model, config.loss, optimizer, length=3, temperature=1.0, steps=steps)
    logged = []
    last = run(
        learner,
        Critic(model, settings, 4096),
        Copying(model),
        config,
        settings,
        lambda step, metrics, histograms: logged.append((step, metrics)),
    )
    assert last == logged[-1][1]
    return logged


@pytest.mark.parametrize(
    "preset", ["vc_ppo", *(pytest.param(one, marks=pytest.mark.long) for one in sorted({*PRESETS} - {"vc_ppo"}))]
)
def test_the_policy_learns_and_the_critic_explains(policy, preset):
    settings = {"learning_rate": 1e-2, "pretrain_steps": 5}
    if preset == "vapo":
        settings["length_adaptive"] = 2.0  # the paper's 0.05 is for texts of thousands of tokens
    logged = trained(policy, 90, PPOConfig(preset=preset, **settings), OptimizerConfig(learning_rate=1e-2))
    assert [step for step, _ in logged] == list(range(-5, 90))
    rewards = [metrics["reward"] for _, metrics in logged]
    assert sum(rewards[:6]) / 6 < 0.15  # the policy stays while the critic learns first
    assert sum(rewards[-10:]) / 10 > 0.7
    assert max(metrics["explained_variance"] for _, metrics in logged) > 0.5
    assert all(metrics["ratio_gap_max"] < 1e-4 for step, metrics in logged if step >= 0)


def test_a_batch_serves_its_iterations_and_mini_batches(policy):
    optimizer = OptimizerConfig(learning_rate=1e-3, iterations=2, mini_batches=2)
    logged = trained(policy, 7, PPOConfig(), optimizer)
    assert [step for step, _ in logged] == list(range(7))
    assert ["reward" in metrics for _, metrics in logged] == [True, False, False, False, True, False, False]
    assert logged[0][1]["ratio_gap_max"] < 1e-4 < logged[3][1]["ratio_gap_max"]


def test_the_reward_is_at_the_last_token_and_both_lambdas_count():
    values = [torch.tensor([0.5, 0.25], dtype=torch.float64), torch.tensor([0.125], dtype=torch.float64)]
    advantages, returns = estimated([1.0, -1.0], values, PPOConfig(gamma=0.5, decay=0.0, value_decay=1.0, whiten=False))
    assert [one.tolist() for one in advantages] == [[0.5 * 0.25 - 0.5, 1.0 - 0.25], [-1.0 - 0.125]]
    assert [one.tolist() for one in returns] == [[0.5, 1.0], [-1.0]]
    assert estimated([], [], PPOConfig()) == ([], [])


def test_lambda_by_length():
    values = [torch.zeros(40), torch.zeros(200)]
    advantages, _ = estimated([1.0, 1.0], values, PPOConfig(length_adaptive=0.05))
    assert advantages[0][0].item() == pytest.approx(0.5**39)
    assert advantages[1][0].item() == pytest.approx(0.9**199)


def test_whitening_is_over_all_tokens():
    found = torch.cat(whitened([torch.tensor([1.0, 2.0, 3.0]), torch.tensor([10.0])], Processes()))
    assert found.mean().item() == pytest.approx(0, abs=1e-6)
    assert found.std(correction=0).item() == pytest.approx(1, abs=1e-6)
    assert torch.cat(whitened([torch.full((3,), 2.0)], Processes())).tolist() == [0, 0, 0]
    assert whitened([], Processes()) == []


def test_presets_are_taken_where_nothing_is_given():
    assert PPOConfig(preset="vapo").length_adaptive == 0.05
    given = PPOConfig(preset="vc_ppo", decay=0.9)
    assert (given.decay, given.pretrain_steps) == (0.9, 50)
    with pytest.raises(ValueError, match=r"no preset 'vappo'. Did you mean 'vapo'"):
        PPOConfig(preset="vappo")
    assert math.isclose(PPOConfig().decay, 1.0)
