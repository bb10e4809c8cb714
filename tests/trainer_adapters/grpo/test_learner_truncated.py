"""Completions that are left out of the loss, and the tokens of highest entropy among those that are not."""

import math
from dataclasses import replace

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from rewardry.trainer_adapters.grpo.config import LossConfig, OptimizerConfig
from rewardry.trainer_adapters.grpo.learner import Learner

CUT = [False, True, False, False, True, False, False, False]
LOSSES = [
    {"preset": "dapo"},
    {"preset": "grpo"},
    {"preset": "gspo"},
    {"preset": "dr_grpo", "entropy_bonus": 0.1},
    {"preset": "dapo", "top_entropy": 0.3},
    {"preset": "dapo", "top_entropy": 0.3, "entropy_bonus": 0.1, "kl": {"beta": 0.1}},
]


@pytest.fixture
def step(policy):
    """Takes the first step on some completions; its figures and its gradient."""

    def take(batch, loss, **settings):
        given = OptimizerConfig.model_validate({"max_grad_norm": 0.0, **settings})
        one = Learner(
            policy(),
            LossConfig.model_validate({**loss, "mask_truncated": True}),
            given,
            length=9,
            temperature=1,
            steps=9,
        )
        kept = []
        one.optimizer.step = lambda: kept.extend(p.grad.clone().flatten() for p in one.weights.trained)
        return one.step(batch, 0), torch.cat(kept)

    return take


def with_other_tokens(batch, token):
    """The batch with other tokens in the completions that were cut, of other probabilities and worth."""
    cut = {i for i, one in enumerate(batch.truncated) if one}
    return replace(
        batch,
        completion_ids=[[token] * len(ids) if i in cut else ids for i, ids in enumerate(batch.completion_ids)],
        old_logps=[one * 7 - 3 if i in cut else one for i, one in enumerate(batch.old_logps)],
        advantages=torch.where(torch.tensor(batch.truncated), 55.0, batch.advantages),
    )


@pytest.mark.parametrize("loss", LOSSES, ids=lambda loss: "-".join(map(str, loss.values())))
@pytest.mark.parametrize("rows", [8, 1])
def test_what_a_completion_that_was_cut_holds_changes_nothing(loss, rows, step, experience):
    batch = replace(experience(), truncated=CUT)
    figures, gradient = step(batch, loss, micro_batch_size=rows)
    assert gradient.norm() > 1e-4
    others, found = step(with_other_tokens(batch, 19), loss, micro_batch_size=rows)
    torch.testing.assert_close(found, gradient, rtol=1e-9, atol=1e-12)
    assert others == pytest.approx(figures, abs=1e-10)


@pytest.mark.parametrize("loss", LOSSES, ids=lambda loss: "-".join(map(str, loss.values())))
def test_where_all_were_cut_nothing_is_learnt(loss, step, experience):
    figures, gradient = step(replace(experience(), truncated=[True] * 8), loss)
    assert (gradient == 0).all()
    assert set(figures.values()) <= {0.0, 1e-6}  # the learning rate


def test_the_gaps_of_ratios_are_means_over_the_trained_tokens(step, experience, policy):
    batch = replace(experience(), truncated=CUT)
    plain = Learner(policy(), LossConfig(), OptimizerConfig(), length=9, temperature=1, steps=9)
    pairs = zip(plain.logps(batch), batch.old_logps, CUT, strict=True)
    gaps = torch.cat([(new - old).abs() for new, old, cut in pairs if not cut])
    figures, _ = step(batch, {"preset": "dapo"})
    assert figures["ratio_gap"] == pytest.approx(float(gaps.mean()))
    assert figures["ratio_gap_max"] == pytest.approx(float(gaps.max()))


@pytest.fixture
def choosing(policy, experience, monkeypatch):
    """Which tokens of eight completions are kept, where the entropies are the numbers given; and how many."""

    def choose(share, numbers, truncated=(False,) * 8):
        batch = replace(experience(), truncated=list(truncated))
        lengths = [len(ids) for ids in batch.completion_ids]
        own = list(torch.tensor(numbers[: sum(lengths)], dtype=torch.float64).split(lengths))
        loss = LossConfig(top_entropy=share, mask_truncated=True)
        one = Learner(policy(), loss, OptimizerConfig(), length=9, temperature=1, steps=9)
        monkeypatch.setattr(one, "entropies", lambda _: own)
        keep, kept = one._high_entropy(batch)
        return own, keep, kept

    return choose


@pytest.mark.parametrize("share", [0.01, 0.2, 0.5, 0.999])
@pytest.mark.parametrize("cut", [[False] * 8, CUT], ids=["all trained", "some left out"])
def test_the_tokens_kept_are_the_share_of_highest_entropy(choosing, share, cut):
    numbers = torch.randperm(80, generator=torch.Generator().manual_seed(0)).double().tolist()
    own, keep, kept = choosing(share, numbers, cut)
    trained = sorted((float(x) for one, out in zip(own, cut, strict=True) if not out for x in one), reverse=True)
    wanted = set(trained[: math.ceil(share * len(trained))])
    found = [float(x) for one, which in zip(own, keep, strict=True) for x in one[which]]
    assert set(found) == wanted
    assert kept == len(found) == len(wanted)


def test_tokens_of_equal_entropy_are_kept_together(choosing):
    _, keep, kept = choosing(0.1, [1.0] * 80)
    assert all(bool(one.all()) for one in keep)
    assert kept == sum(map(len, keep))


# -- the learning rate -------------------------------------------------------------------------------------------------


def rate_of(number, steps, peak, warmup, schedule, floor):
    """The schedule, in plain Python: a rise to the peak, then what is left of the way down."""
    if number < warmup:
        return peak * (number + 1) / warmup
    left = (steps - number) / max(steps - warmup, 1)
    shape = {"constant": 1.0, "linear": left, "cosine": 0.5 - 0.5 * math.cos(left * math.pi)}[schedule]
    return peak * floor + peak * (1 - floor) * shape


@pytest.fixture(scope="module")
def scheduled():
    """The learning rates of all steps; the model has no part in them."""

    def rates(steps, **settings):
        bare = Learner.__new__(Learner)
        bare.settings, bare.steps = OptimizerConfig(**settings), steps
        return [bare.rate(number) for number in range(steps)]

    return rates


@given(
    steps=st.integers(1, 40),
    warmup=st.integers(0, 50),
    peak=st.floats(1e-8, 1.0),
    floor=st.floats(0, 1),
    schedule=st.sampled_from(["constant", "linear", "cosine"]),
)
def test_the_rate_rises_to_its_peak_and_falls_to_no_less_than_its_floor(
    scheduled, steps, warmup, peak, floor, schedule
):
    found = scheduled(steps, learning_rate=peak, warmup_steps=warmup, schedule=schedule, floor=floor)
    assert found == pytest.approx([rate_of(n, steps, peak, warmup, schedule, floor) for n in range(steps)])
    rising, falling = found[:warmup], found[warmup:]
    assert rising == sorted(rising)
    assert falling == sorted(falling, reverse=True) or falling == pytest.approx([peak] * len(falling))
    assert all(0 < rate <= peak * (1 + 1e-9) for rate in found)
    assert all(rate >= peak * floor * (1 - 1e-9) for rate in falling)
    if warmup < steps:
        assert found[warmup] == pytest.approx(peak)
