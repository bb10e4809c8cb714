import math
from dataclasses import replace

import pytest
import torch

from rewardry.trainer_adapters.grpo.critic import Critic, explained
from rewardry.trainer_adapters.grpo.ppo import estimated
from rewardry.trainer_adapters.grpo.ppo_config import PPOConfig


def returns_of(experience):
    """Targets that differ from token to token."""
    return [torch.arange(len(ids), dtype=torch.float64) / 10 for ids in experience.completion_ids]


def with_targets(experience, returns, old):
    """The completions with what their values should be, and were."""
    return replace(experience, returns=returns, values=old)


def test_values_begin_at_zero_and_the_policy_is_not_touched(policy, experience):
    model, rows = policy(), experience()
    before = [weight.clone() for weight in model.parameters()]
    critic = Critic(model, PPOConfig(learning_rate=1e-2), 64)
    old = critic.values(rows)
    assert [len(one) for one in old] == [len(ids) for ids in rows.completion_ids]
    assert all((one == 0).all() for one in old)
    critic.step(with_targets(rows, returns_of(rows), old), 0)
    assert any((one != 0).any() for one in critic.values(rows))
    assert all(torch.equal(one, two) for one, two in zip(model.parameters(), before, strict=True))


def test_a_value_is_of_the_text_before_its_token(policy, experience):
    rows = experience()
    critic = Critic(policy(), PPOConfig(learning_rate=1e-2), 64)
    critic.step(with_targets(rows, returns_of(rows), critic.values(rows)), 0)
    changed = [[*ids[:-1], (ids[-1] + 1) % 29] for ids in rows.completion_ids]
    found = critic.values(rows)
    rows.completion_ids[:] = changed
    for one, two in zip(critic.values(rows), found, strict=True):
        torch.testing.assert_close(one, two, rtol=0, atol=1e-12)


def test_the_gradient_is_the_same_however_the_rows_are_divided(policy, experience):
    rows, weights = experience(), []
    for tokens in (1, 40, 10_000):
        critic = Critic(policy(), PPOConfig(learning_rate=1e-2, max_grad_norm=0), tokens)
        critic.weights.publish = lambda: None
        critic.optimizer.step = lambda critic=critic: weights.append(
            [one.grad.clone() for one in critic.weights.trained]
        )
        critic.step(with_targets(rows, returns_of(rows), critic.values(rows)), 0)
    for other in weights[1:]:
        for one, two in zip(weights[0], other, strict=True):
            torch.testing.assert_close(one, two, rtol=0, atol=1e-12)


def test_the_loss_is_half_the_mean_square_and_falls(policy, experience):
    rows = experience()
    returns = returns_of(rows)
    critic = Critic(policy(), PPOConfig(learning_rate=1e-2), 64)
    old = critic.values(rows)
    first = critic.step(with_targets(rows, returns, old), 0)["value_loss"]
    assert first == pytest.approx(float(torch.cat(returns).square().mean()) / 2)
    for number in range(1, 40):
        last = critic.step(with_targets(rows, returns, old), number)["value_loss"]
    assert last < 0.2 * first
    assert explained(critic.values(rows), returns) > 0.8


def test_a_value_that_left_the_clip_has_no_gradient(policy, experience):
    rows = experience()
    returns = [torch.full((len(ids),), 5.0, dtype=torch.float64) for ids in rows.completion_ids]
    critic = Critic(policy(), PPOConfig(learning_rate=1e-2, value_clip=0.5), 64)
    far = [one - 1.0 for one in critic.values(rows)]  # the values have come nearer to the return by 1 already
    near = critic.values(rows)
    assert critic.step(with_targets(rows, returns, far), 0)["value_grad_norm"] == 0
    assert critic.step(with_targets(rows, returns, near), 0)["value_grad_norm"] > 0


def test_the_learning_rate_rises_through_the_warm_up(policy, experience):
    rows = experience()
    critic = Critic(policy(), PPOConfig(learning_rate=1e-3, warmup_steps=4), 64)
    rates = []
    for number in range(6):
        critic.step(with_targets(rows, returns_of(rows), critic.values(rows)), number)
        rates.append(critic.optimizer.param_groups[0]["lr"])
    assert rates == pytest.approx([0.25e-3, 0.5e-3, 0.75e-3, 1e-3, 1e-3, 1e-3])


def test_weights_in_16_bits_have_masters(policy, experience):
    rows = experience()
    critic = Critic(policy(dtype=torch.bfloat16), PPOConfig(learning_rate=1e-4), 64)
    assert {one.dtype for one in critic.weights.trained} == {torch.float32}
    assert critic.values(rows)[0].dtype == torch.float32
    critic.step(with_targets(rows, [one.float() for one in returns_of(rows)], critic.values(rows)), 0)


def test_explained_variance():
    returns = [torch.tensor([1.0, 2.0]), torch.tensor([3.0])]
    assert explained(returns, returns) == 1
    assert explained([torch.zeros(2), torch.zeros(1)], returns) == 0
    assert math.isnan(explained([torch.zeros(2)], [torch.ones(2)]))
    assert math.isnan(explained([], []))


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("reward", [0.3, 1.0, -7.7, 1e4])
def test_returns_that_are_the_same_to_rounding_have_no_variance_to_explain(reward, dtype):
    """As every batch has them whose completions all earn the same: sums of values that come and go."""
    made = torch.Generator().manual_seed(0)
    values = [torch.randn(length, generator=made).to(dtype) / 3 for length in (9, 1, 40)]
    _, returns = estimated([reward] * 3, values, PPOConfig())
    assert math.isnan(explained(values, returns))


def test_a_small_variance_is_explained_all_the_same():
    returns = [torch.tensor([1.0, 1.001, 1.002, 1.003])]
    assert explained(returns, returns) == 1
    assert explained([torch.ones(4)], returns) == pytest.approx(0, abs=1e-3)
    assert explained([2 * returns[0].mean() - returns[0]], returns) == pytest.approx(-3, abs=1e-2)
