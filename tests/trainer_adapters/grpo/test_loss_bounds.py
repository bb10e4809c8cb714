"""Losses at their bounds: where a gradient ends, what is counted as clipped, what has nothing to divide by."""

import math

import pytest
import torch

from rewardry.trainer_adapters.grpo.config import KLConfig, LossConfig
from rewardry.trainer_adapters.grpo.loss import LOG_LIMIT, Denominators, Tokens, policy_loss

ONE = Denominators(1, 1, 1)


def of(at, advantage, ref=None, **settings):
    """The loss of one token of a ratio, its gradient by the log-probability, and what was counted."""
    logp = torch.tensor([[math.log(at) - 1]], dtype=torch.float64, requires_grad=True)
    tokens = Tokens(
        logp,
        torch.tensor([[-1.0]], dtype=torch.float64),
        torch.tensor([advantage], dtype=torch.float64),
        torch.ones(1, 1, dtype=torch.bool),
        None if ref is None else torch.tensor([[ref]], dtype=torch.float64),
    )
    loss, sums = policy_loss(tokens, LossConfig.model_validate({"aggregation": "token_mean", **settings}), ONE)
    loss.backward()
    return float(loss.detach()), float(logp.grad), {name: float(value) for name, value in sums.items()}


@pytest.mark.parametrize(
    ("ratio", "advantage", "gradient", "low", "high"),
    [
        # bounds 0.8 and 1.25: -A r where the bound is not passed, else nothing
        (1.24, 2.0, -2.48, 0, 0),
        (1.26, 2.0, 0.0, 0, 1),
        (0.81, 2.0, -1.62, 0, 0),
        (0.5, 2.0, -1.0, 0, 0),  # a good token that has become less likely is never held back
        (0.79, -2.0, 0.0, 1, 0),
        (0.81, -2.0, 1.62, 0, 0),
        (3.0, -2.0, 6.0, 0, 0),  # nor a bad one that has become more likely
        (3.0, 0.0, 0.0, 0, 0),
        (0.1, 0.0, 0.0, 0, 0),
    ],
)
def test_the_clip_takes_the_gradient_beyond_its_bounds_and_counts_it(ratio, advantage, gradient, low, high):
    loss, found, sums = of(ratio, advantage, clip_low=0.2, clip_high=0.25)
    assert found == pytest.approx(gradient)
    assert (sums["clip_low"], sums["clip_high"]) == (low, high)
    assert sums["ratio"] == pytest.approx(ratio)
    assert sums["surrogate"] == pytest.approx(loss)


@pytest.mark.parametrize(
    ("ratio", "advantage", "loss", "gradient"),
    [
        # dual clip 3: of a bad token the loss is at most 3 |A|
        (2.9, -2.0, 5.8, 5.8),
        (3.1, -2.0, 6.0, 0.0),
        (3.1, 2.0, -2.4, 0.0),  # of a good one the upper bound of 1.2 counts
    ],
)
def test_dual_clip_bounds_bad_tokens_alone(ratio, advantage, loss, gradient):
    found = of(ratio, advantage, dual_clip=3.0)
    assert found[:2] == pytest.approx((loss, gradient))


@pytest.mark.parametrize(
    ("ratio", "loss", "gradient"), [(3.9, 7.8, 7.8), (4.1, 8.0, 0.0), (100.0, 8.0, 0.0), (0.79, 1.6, 0.0)]
)
def test_delta_caps_the_ratio_of_a_bad_token(ratio, loss, gradient):
    assert of(ratio, -2.0, delta=4.0)[:2] == pytest.approx((loss, gradient))


@pytest.mark.parametrize(
    ("ratio", "weight", "low", "high"),
    [(0.4, 0.5, 1, 0), (0.6, 0.6, 0, 0), (1.9, 1.9, 0, 0), (2.1, 2.0, 0, 1), (50.0, 2.0, 0, 1)],
)
@pytest.mark.parametrize("advantage", [3.0, -3.0])
def test_cispo_cuts_the_weight_and_never_the_gradient(ratio, weight, low, high, advantage):
    """-weight A log pi, whose gradient is -weight A, whatever the sign of A."""
    _, gradient, sums = of(ratio, advantage, term="cispo", cap_low=0.5, cap_high=2.0)
    assert gradient == pytest.approx(-weight * advantage)
    assert (sums["clip_low"], sums["clip_high"]) == (low, high)


def test_without_a_lower_cap_cispo_counts_none_below_it():
    assert of(1e-6, 1.0, term="cispo")[2]["clip_low"] == 0
    assert of(5.1, 0.0, term="cispo")[2]["clip_high"] == 0, "a token without advantage loses nothing"


@pytest.mark.parametrize("advantage", [1.5, -1.5])
def test_on_policy_the_gradient_of_every_term_is_that_of_reinforce(advantage):
    """d/dlogp of -A log pi is -A; SAPO's 4 / tau sigmoid(tau (r - 1)) has the slope 1 at r = 1."""
    for settings in ({"term": "clip"}, {"term": "cispo"}, {"term": "sapo"}, {"term": "policy_gradient"}):
        for ratio in ("token", "sequence", "none"):
            assert of(1.0, advantage, ratio=ratio, **settings)[1] == pytest.approx(-advantage), (settings, ratio)


@pytest.mark.parametrize(
    ("estimator", "value", "gradient"),
    [
        # d = log pi_ref - log pi = 1: -d, d^2 / 2, e^d - d - 1, and their derivatives by log pi
        ("k1", -1.0, 1.0),
        ("k2", 0.5, -1.0),
        ("k3", math.e - 2, 1 - math.e),
    ],
)
def test_the_divergence_of_one_token_by_hand(estimator, value, gradient):
    kl = {"beta": 0.5, "estimator": estimator, "ratio_corrected": False}
    loss, found, sums = of(1.0, 0.0, ref=0.0, kl=kl)
    assert (loss, found) == pytest.approx((0.5 * value, 0.5 * gradient))
    assert sums["kl"] == pytest.approx(value)


def test_the_correction_multiplies_by_the_ratio():
    """On-policy r = 1 with the gradient 1: k3' + k3 in place of k3'."""
    corrected = of(1.0, 0.0, ref=0.0, kl={"beta": 1.0})
    assert corrected[0] == pytest.approx(math.e - 2)
    assert corrected[1] == pytest.approx((1 - math.e) + (math.e - 2))
    off = of(2.0, 0.0, ref=math.log(2.0), kl={"beta": 1.0})  # log pi is log 2 - 1, so that d is 1 again
    assert off[0] == pytest.approx(2 * (math.e - 2))


@pytest.mark.parametrize("beta", [0.0, None])
def test_a_penalty_of_nothing_needs_no_reference(beta):
    kl = None if beta is None else KLConfig(beta=beta)
    assert "kl" not in of(1.0, 1.0, kl=kl)[2]


@pytest.mark.parametrize("apart", [LOG_LIMIT, LOG_LIMIT + 1, 1e6])
def test_beyond_the_limit_a_ratio_stays_and_has_no_gradient(apart):
    logps = torch.tensor([[-apart, 0.0]], dtype=torch.float64, requires_grad=True)
    tokens = Tokens(logps, torch.zeros(1, 2).double(), torch.tensor([-1.0]).double(), torch.ones(1, 2).bool())
    loss, sums = policy_loss(tokens, LossConfig(term="policy_gradient", aggregation="sequence_sum"), ONE)
    loss.backward()
    assert float(sums["ratio"]) == pytest.approx(1 + math.exp(-LOG_LIMIT))
    assert float(logps.grad[0, 0]) == pytest.approx(math.exp(-LOG_LIMIT) if apart == LOG_LIMIT else 0.0)


@pytest.mark.parametrize("aggregation", ["sequence_mean", "token_mean", "fixed_length", "sequence_sum"])
def test_a_step_without_a_token_has_a_loss_of_nothing(aggregation):
    tokens = Tokens(*(torch.zeros(2, 3) for _ in range(2)), torch.ones(2), torch.zeros(2, 3).bool(), torch.zeros(2, 3))
    settings = LossConfig(aggregation=aggregation, kl=KLConfig(beta=1.0))
    loss, sums = policy_loss(tokens, settings, Denominators(0, 0, 3))
    assert float(loss) == 0.0
    assert all(float(value) == 0.0 for value in sums.values())


def test_the_bonus_for_entropy_is_a_mean_over_the_tokens_that_have_a_gradient():
    """0.5 * (1 + 3) / 2 of the kept two of three; without a choice 0.5 * (1 + 2 + 3) / 3."""
    entropy = torch.tensor([[1.0, 2.0, 3.0, 99.0]])
    mask = torch.tensor([[True, True, True, False]])
    plain = Tokens(torch.zeros(1, 4), torch.zeros(1, 4), torch.zeros(1), mask, entropy=entropy)
    keep = Tokens(**{**vars(plain), "keep": torch.tensor([[True, False, True, True]])})
    settings = LossConfig(entropy_bonus=0.5)
    assert float(policy_loss(plain, settings, Denominators(1, 3, 9))[0]) == pytest.approx(-1.0)
    kept, sums = policy_loss(keep, settings, Denominators(1, 3, 9, kept=2))
    assert float(kept) == pytest.approx(-1.0)
    assert float(sums["entropy"]) == 6.0
    assert float(policy_loss(keep, settings, Denominators(1, 3, 9, kept=4))[0]) == pytest.approx(-0.5)


def test_tokens_may_have_advantages_of_their_own():
    logps, old = torch.zeros(1, 2), torch.zeros(1, 2)
    tokens = Tokens(logps, old, torch.tensor([[2.0, -5.0]]), torch.ones(1, 2).bool())
    assert float(policy_loss(tokens, LossConfig(aggregation="sequence_sum"), ONE)[0]) == pytest.approx(3.0)


@pytest.mark.parametrize("term", ["sapo", "policy_gradient"])
def test_what_has_no_bounds_counts_nothing_as_clipped(term):
    assert not {"clip_low", "clip_high"} & of(3.0, 1.0, term=term)[2].keys()
