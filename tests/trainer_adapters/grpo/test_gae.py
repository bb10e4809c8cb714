import pytest
import torch

from rewardry.trainer_adapters.grpo.gae import gae, length_adaptive


def reference(rewards, values, gamma, decay):
    """A_t as the sum over what follows, ``sum_l (gamma lambda)^l delta_{t+l}``, in Python's floats."""
    after = [*values[1:], 0.0]
    deltas = [r + gamma * v1 - v for r, v, v1 in zip(rewards, values, after, strict=True)]
    return [
        sum((gamma * decay) ** (later - t) * deltas[later] for later in range(t, len(deltas)))
        for t in range(len(deltas))
    ]


@pytest.mark.parametrize("gamma", [1.0, 0.99])
@pytest.mark.parametrize("decay", [0.0, 0.95, 1.0])
def test_advantages_are_the_discounted_sums_of_deltas(gamma, decay):
    made = torch.Generator().manual_seed(0)
    lengths = [1, 9, 4, 6]
    mask = torch.arange(9) < torch.tensor(lengths)[:, None]
    rewards, values = (torch.randn(4, 9, generator=made, dtype=torch.float64) for _ in range(2))
    found = gae(rewards, values, mask, gamma, decay)
    for row, length in enumerate(lengths):
        expected = reference(rewards[row, :length].tolist(), values[row, :length].tolist(), gamma, decay)
        assert found[row, :length].tolist() == pytest.approx(expected, abs=1e-12)
        assert (found[row, length:] == 0).all()


def test_padding_changes_nothing():
    mask = torch.tensor([[True, True, False, False]])
    clean = gae(torch.tensor([[0.0, 1.0, 0.0, 0.0]]), torch.zeros(1, 4), mask, 0.9, 0.5)
    filled = torch.tensor([[0.0, 0.0, float("nan"), 7.0]])
    assert torch.equal(gae(torch.tensor([[0.0, 1.0, 9.0, float("inf")]]), filled, mask, 0.9, 0.5), clean)


def test_with_lambda_one_advantage_and_value_are_the_return():
    made = torch.Generator().manual_seed(0)
    rewards, values = (torch.randn(2, 5, generator=made, dtype=torch.float64) for _ in range(2))
    returns = gae(rewards, values, torch.ones(2, 5, dtype=torch.bool), 1.0, 1.0) + values
    torch.testing.assert_close(returns, rewards.flip(1).cumsum(1).flip(1))


def test_each_completion_has_the_lambda_of_its_length():
    decay = length_adaptive(torch.tensor([5.0, 20.0, 100.0, 1000.0]), 0.05)
    torch.testing.assert_close(decay, torch.tensor([0.0, 0.0, 0.8, 0.98]))
    rewards, values = torch.randn(2, 7), torch.randn(2, 7)
    mask = torch.ones(2, 7, dtype=torch.bool)
    both = gae(rewards, values, mask, 0.9, torch.tensor([0.3, 0.8]))
    torch.testing.assert_close(both[:1], gae(rewards[:1], values[:1], mask[:1], 0.9, 0.3))
    torch.testing.assert_close(both[1:], gae(rewards[1:], values[1:], mask[1:], 0.9, 0.8))
