"""Optimizer steps: the same gradient however they are divided; precision, schedules, guards, LoRA."""

import warnings

import pytest
import torch

from rewardry.trainer_adapters.grpo.batches import padded
from rewardry.trainer_adapters.grpo.config import LossConfig, OptimizerConfig
from rewardry.trainer_adapters.grpo.learner import Learner, NotFiniteError, frozen_copy
from rewardry.trainer_adapters.grpo.memory import OutOfMemoryError
from rewardry.trainer_adapters.grpo.presets import PRESETS

KL = {"kl": {"beta": 0.1}}


def learner(model, loss, settings=None, **more):
    given = {"length": 9, "temperature": 0.9, "steps": 10, **more}
    return Learner(model, LossConfig.model_validate(loss), OptimizerConfig.model_validate(settings or {}), **given)


def gradient(model, loss, batch, settings):
    """The gradient of a step before the update, in one vector."""
    one = learner(model, loss, {"max_grad_norm": 0.0, **settings})
    kept = []
    one.optimizer.step = lambda: kept.extend(p.grad.clone().flatten() for p in one.weights.trained)
    metrics = one.step(batch, 0)
    return torch.cat(kept), metrics


LOSSES = [{"preset": name, **({} if name == "grpo" else KL)} for name in sorted(PRESETS)]
LOSSES += [
    {"preset": "dapo", "entropy_bonus": 0.1},
    {"preset": "dapo", "top_entropy": 0.3, "entropy_bonus": 0.1},
    {"preset": "dr_grpo", "mask_truncated": True},
]


@pytest.mark.parametrize("loss", LOSSES, ids=lambda loss: "-".join(map(str, loss.values())))
def test_gradients_do_not_depend_on_accumulation(loss, policy, experience):
    batch = experience()
    whole, metrics = gradient(policy(), loss, batch, {"micro_batch_size": 8})
    assert whole.norm() > 1e-4
    for rows in (4, 2):
        found, others = gradient(policy(), loss, batch, {"micro_batch_size": rows})
        assert (found - whole).norm() <= 1e-10 * whole.norm()
        assert others == pytest.approx(metrics, abs=1e-10)


def test_the_gradient_is_that_of_a_plain_implementation(policy, experience):
    model, batch = policy(), experience()
    found, metrics = gradient(model, {"preset": "dapo"}, batch, {"micro_batch_size": 3})
    model.zero_grad()
    loss, tokens = 0.0, sum(map(len, batch.completion_ids))
    for i in range(len(batch)):
        ids = torch.tensor([batch.prompt_ids[i] + batch.completion_ids[i]])
        start = len(batch.prompt_ids[i])
        logps = (model(input_ids=ids).logits[0, start - 1 : -1].double() / 0.9).log_softmax(-1)
        logps = logps.gather(1, ids[0, start:, None])[:, 0]
        ratio, advantage = (logps - batch.old_logps[i]).exp(), batch.advantages[i]
        loss = loss - torch.min(ratio * advantage, ratio.clamp(0.8, 1.28) * advantage).sum() / tokens
    loss.backward()
    expected = torch.cat([p.grad.flatten() for p in model.parameters()])
    assert (found - expected).norm() <= 1e-6 * expected.norm()
    assert metrics["loss"] == pytest.approx(loss.item(), abs=1e-7)


def test_what_stands_in_the_padding_changes_nothing(policy, experience):
    one, batch = learner(policy(), {"preset": "dapo"}), experience()
    clean = padded(batch, torch.device("cpu"))
    dirty = padded(batch, torch.device("cpu"))
    lengths = [len(p) + len(c) for p, c in zip(batch.prompt_ids, batch.completion_ids, strict=True)]
    for row, length in enumerate(lengths):
        dirty.input_ids[row, length:] = 17
    assert torch.equal(one.forward(clean)[0], one.forward(dirty)[0])


def test_the_first_ratio_is_one(policy, experience):
    """On-policy the old log-probabilities are those the learner computes itself."""
    batch = experience()
    one = learner(policy(), {"preset": "grpo-no-kl"}, {"micro_batch_size": 3})
    own = one.logps(batch)
    again = batch.take(range(len(batch)))
    again.old_logps[:] = own
    metrics = one.step(again, 0)
    assert metrics["ratio_gap_max"] <= 1e-12
    assert metrics["ratio"] == pytest.approx(1, abs=1e-12)
    assert one.step(again, 1)["ratio_gap_max"] > 0


def test_a_process_without_completions_takes_the_step_of_the_others(policy, experience):
    metrics = learner(policy(), {"preset": "dapo"}).step(experience().take([]), 0)
    assert metrics["grad_norm"] == 0


@pytest.mark.parametrize(
    ("schedule", "rates"),
    [("constant", [0.5, 1, 1, 1, 1]), ("linear", [0.5, 1, 1, 0.5 + 0.25, 0.5]), ("cosine", [0.5, 1, 1, 0.75, 0.5])],
)
def test_the_learning_rate(schedule, rates, policy):
    settings = {"learning_rate": 1.0, "warmup_steps": 2, "schedule": schedule, "floor": 0.5}
    one = learner(policy(), {}, settings, steps=10)
    assert [one.rate(number) for number in (0, 1, 2, 6, 10)] == pytest.approx(rates)


def test_clipping_bounds_the_gradient(policy, experience):
    free = gradient(policy(), {"preset": "dapo"}, experience(), {})[0].norm()
    bounded, metrics = gradient(policy(), {"preset": "dapo"}, experience(), {"max_grad_norm": float(free) / 2})
    assert bounded.norm() == pytest.approx(float(free) / 2, rel=1e-4)
    assert metrics["grad_norm"] == pytest.approx(float(free))


def test_small_updates_of_bfloat16_weights_are_not_lost(policy, experience):
    moved = {}
    for masters in (True, False):
        model = policy(dtype=torch.bfloat16)
        before = model.model.norm.weight.detach().clone()  # ones, which bfloat16 cannot change by a thousandth
        one = learner(model, {"preset": "gpg"}, {"learning_rate": 1e-3, "master_weights": masters})
        for number in range(8):
            one.step(experience(), number)
        moved[masters] = (model.model.norm.weight - before).abs().max().item()
        assert model.model.norm.weight.dtype == torch.bfloat16
    assert moved[True] > 0
    assert moved[False] == 0


def test_masters_sum_gradients_in_float32(policy, experience):
    whole = gradient(policy(dtype=torch.float32), {"preset": "dapo"}, experience(), {})[0]
    parts = gradient(policy(dtype=torch.bfloat16), {"preset": "dapo"}, experience(), {"micro_batch_size": 1})[0]
    assert parts.dtype == torch.float32
    assert torch.cosine_similarity(whole, parts, dim=0) > 0.99


def test_a_loss_that_is_not_finite_names_its_completions(policy, experience):
    batch = experience()
    batch.old_logps[3][0] = float("nan")
    one = learner(policy(), {"preset": "dapo"}, {"micro_batch_size": 1})
    before = [p.detach().clone() for p in one.model.parameters()]
    with pytest.raises(NotFiniteError, match="the loss of a micro-batch is nan") as caught:
        one.step(batch, 0)
    assert caught.value.rows == [3]
    assert all(torch.equal(a, b) for a, b in zip(before, one.model.parameters(), strict=True))


def test_a_gradient_that_is_not_finite_changes_no_weights(policy, experience):
    one = learner(policy(), {"preset": "dapo"})
    next(one.model.parameters()).register_hook(lambda gradient: gradient * float("inf"))
    with pytest.raises(NotFiniteError, match="the gradient's norm is"):
        one.step(experience(), 0)
    assert all(torch.isfinite(p).all() for p in one.model.parameters())


def test_out_of_memory_names_the_setting_that_helps(policy, experience, monkeypatch):
    one = learner(policy(), {"preset": "dapo"})

    def fail(*_, **__):
        raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 20.00 GiB")

    monkeypatch.setattr(one.model.model, "forward", fail)
    with pytest.raises(OutOfMemoryError, match=r"training pass of 8 completions.*halve optimizer.micro_batch_tokens"):
        one.step(experience(), 0)


def test_gradient_checkpointing_changes_nothing(policy, experience):
    plain = gradient(policy(), {"preset": "dapo"}, experience(), {})[0]
    again = gradient(policy(), {"preset": "dapo"}, experience(), {"gradient_checkpointing": True})[0]
    assert (again - plain).norm() <= 1e-10 * plain.norm()


def test_a_frozen_reference_stays(policy, experience):
    model = policy()
    one = learner(model, {"preset": "grpo"}, {"learning_rate": 0.01}, reference=frozen_copy(model))
    before = one.logps(experience(), of_reference=True)
    own = one.logps(experience())
    assert all(torch.equal(a, b) for a, b in zip(before, own, strict=True))
    one.step(experience(), 0)
    assert all(torch.equal(a, b) for a, b in zip(before, one.logps(experience(), of_reference=True), strict=True))
    assert not torch.equal(one.logps(experience())[0], before[0])


def test_with_lora_the_reference_is_the_model_without_its_adapter(policy, experience):
    peft = pytest.importorskip("peft")
    warnings.simplefilter("ignore", FutureWarning)  # peft asks transformers in a way that is deprecated
    base = policy()
    plain = learner(policy(), {}).logps(experience())
    model = peft.get_peft_model(base, peft.LoraConfig(r=2, target_modules=["q_proj"], init_lora_weights=False)).double()
    one = learner(model, {"preset": "grpo"}, {"learning_rate": 0.01})
    assert sum(p.numel() for p in one.weights.trained) < 2000
    for found, expected in zip(one.logps(experience(), of_reference=True), plain, strict=True):
        torch.testing.assert_close(found, expected)
    assert not torch.allclose(one.logps(experience())[0], plain[0])
    assert one.step(experience(), 0)["grad_norm"] > 0
