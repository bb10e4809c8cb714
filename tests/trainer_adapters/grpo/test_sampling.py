import pytest
import torch

from rewardry.trainer_adapters.grpo.sampling import greedy, sample
from rewardry.trainer_adapters.grpo.uniforms import streams, uniforms


def draws(count):
    return uniforms(streams(0, list(range(count)), [0] * count), 0)


@pytest.mark.parametrize("vocabulary", [1, 7, 1024, 2053, 5000])  # 2053 is prime: its last block is not full
def test_a_sample_is_the_inverse_of_the_distribution_function(vocabulary):
    logits = 3 * torch.randn(64, vocabulary, generator=torch.Generator().manual_seed(0))
    uniform = draws(64)
    token, logprob = sample(logits, uniform, 0.8)
    probability = (logits.double() / 0.8).softmax(-1)
    reached = probability.cumsum(-1).gather(1, token[:, None])[:, 0]
    chosen = probability.gather(1, token[:, None])[:, 0]
    assert (reached > uniform - 1e-6).all()
    assert (reached - chosen <= uniform + 1e-6).all()
    torch.testing.assert_close(logprob, chosen.log().float(), rtol=0, atol=2e-6)


def test_frequencies_are_the_probabilities():
    count = 20_000
    logits = torch.tensor([2.0, 0.0, -1.0, 1.0])
    token, _ = sample(logits.expand(count, 4), draws(count), 1.0)
    expected = count * logits.softmax(-1)
    chi_squared = float(((torch.bincount(token, minlength=4) - expected) ** 2 / expected).sum())
    assert chi_squared < 22  # 3 degrees of freedom; a chance of 1e-4


@pytest.mark.parametrize("vocabulary", [3, 4096])
@pytest.mark.parametrize("uniform", [0.0, 0.5, 1 - 2.0**-48])
def test_a_token_of_probability_zero_is_never_drawn(vocabulary, uniform):
    for only in (0, 1, vocabulary // 2, vocabulary - 1):
        logits = torch.full((1, vocabulary), -float("inf"))
        logits[0, only] = 4.0
        token, logprob = sample(logits, torch.tensor([uniform], dtype=torch.float64), 1.0)
        assert token.item() == only
        assert logprob.item() == 0.0


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32, torch.float64])
def test_logprobs_are_computed_in_float32_at_least(dtype):
    logits = torch.randn(5, 50, generator=torch.Generator().manual_seed(0)).to(dtype)
    wide = torch.promote_types(dtype, torch.float32)
    for token, logprob in (sample(logits, draws(5), 1.0), greedy(logits, 1.0)):
        assert logprob.dtype == wide
        expected = logits.to(wide).log_softmax(-1).gather(1, token[:, None])[:, 0]
        torch.testing.assert_close(logprob, expected)


def test_greedy_takes_the_first_of_the_likeliest():
    token, logprob = greedy(torch.tensor([[0.0, 2.0, 2.0]]), torch.tensor([0.5]))
    assert token.tolist() == [1]
    torch.testing.assert_close(logprob, torch.tensor([4.0, 0.0, 4.0]).log_softmax(-1)[:1])


@pytest.mark.parametrize("bad", [float("nan"), float("inf")])
def test_logits_that_are_not_finite_give_a_token_of_the_vocabulary_and_no_logprob(bad):
    logits = torch.zeros(2, 3000)
    logits[1, 5] = bad
    token, logprob = sample(logits, draws(2), 1.0)
    assert 0 <= token.min() <= token.max() < 3000
    assert logprob.isfinite().tolist() == [True, False]
