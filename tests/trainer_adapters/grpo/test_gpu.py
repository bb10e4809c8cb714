"""What only a GPU runs: the same tests on one and, with captures imitated, on a CPU. `make gpu-check` begins with them.

The imitation is a capture in what a step can get wrong: the operations of a step are recorded with the tensors that
they were given, and a replay runs these operations on these tensors, whatever the step has become; an operation that
hands a number to the host, or takes one from it, is refused.
"""

import json

import pytest
import torch
from torch.utils._python_dispatch import TorchDispatchMode

from rewardry.trainer_adapters.grpo.batches import Experience
from rewardry.trainer_adapters.grpo.config import LossConfig, OptimizerConfig
from rewardry.trainer_adapters.grpo.learner import Learner
from rewardry.trainer_adapters.grpo.rollout import RolloutEngine
from rewardry.trainer_adapters.grpo.step_graphs import StepGraphs

ENDS = list(range(1, 20))  # so many that random weights end their texts after about 30 tokens
TO_OR_FROM_HOST = {"aten::_local_scalar_dense", "aten::nonzero", "aten::lift_fresh", "aten::masked_select"}


class Recording(TorchDispatchMode):
    """A captured graph. The capture itself runs the step, so the replay that follows it does nothing."""

    def __init__(self):
        super().__init__()
        self.operations, self.ran = [], False

    def __torch_dispatch__(self, operation, kinds, given=(), named=None):
        if operation._schema.name in TO_OR_FROM_HOST:
            raise RuntimeError(f"operation not permitted when stream is capturing: {operation}")
        found = operation(*given, **(named or {}))
        self.operations.append((operation, given, named or {}, found))
        return found

    def replay(self):
        if not self.ran:
            self.ran = True
            return
        for operation, given, named, before in self.operations:
            if all(one.alias_info is not None and not one.alias_info.is_write for one in operation._schema.returns):
                continue  # a view of what lies where it lay
            found = operation(*given, **named)
            old, new = (one if isinstance(one, (tuple, list)) else [one] for one in (before, found))
            for kept, one in zip(old, new, strict=True):
                if isinstance(kept, torch.Tensor) and kept is not one:
                    kept.copy_(one)


@pytest.fixture(params=["cpu", "cuda"])
def device(request, monkeypatch):
    """A GPU where there is one; a CPU on which captures are imitated."""
    if request.param == "cuda" and not torch.cuda.is_available():
        pytest.skip("there is no GPU")
    if request.param == "cpu":
        monkeypatch.setattr(torch.cuda, "graph_pool_handle", lambda: "pool")
        monkeypatch.setattr(torch.cuda, "CUDAGraph", Recording)
        monkeypatch.setattr(torch.cuda, "synchronize", lambda: None)
        monkeypatch.setattr(torch.cuda, "graph", lambda graph, pool, capture_error_mode: graph)
    return torch.device(request.param)


class OnGpu(StepGraphs):
    """Graphs wherever the step computes."""

    def run(self, size, device, step):
        super().run(size, torch.device("cuda"), step)


@pytest.fixture
def engine_of(device):
    """Makes an engine as on a GPU: with graphs, asked seldom which rows are done, slots in larger units."""

    def make(model, **settings):
        engine = RolloutEngine(model.to(device), ENDS, poll_every=8, **settings)
        engine._slot_unit = 32
        engine._graphs = OnGpu()
        return engine

    return make


@pytest.mark.parametrize("family", ["Qwen2", "Mistral", "Gemma2"])
def test_replayed_steps_sample_what_plain_ones_do(family, make_model, prompts, engine_of, assert_same):
    more = {"Mistral": {"sliding_window": 8}, "Gemma2": {"sliding_window": 8, "head_dim": 16}}.get(family, {})
    if family == "Gemma2":
        more["attn_implementation"] = "eager"  # it caps its scores, which no other attention here does
    model = make_model(family, **more)
    engine = engine_of(model)
    plain = RolloutEngine(model, ENDS, graphs=False)
    for seed, temperature, some in ((3, 1.0, prompts), (4, 0.7, prompts[::-1]), (5, 1.0, prompts[:3])):
        calls = [
            one.generate(some, 4, max_new_tokens=40, seed=seed, temperature=temperature) for one in (plain, engine)
        ]
        assert_same(*calls)
    assert engine._graphs.enabled
    assert len(engine._graphs._graphs) > 3


def test_replayed_steps_see_new_weights(make_model, prompts, engine_of, assert_same):
    model = make_model()
    engine = engine_of(model)
    engine.generate(prompts, 4, max_new_tokens=40, seed=3)
    graphs = dict(engine._graphs._graphs)
    with torch.no_grad():
        for weight in model.parameters():
            weight.mul_(1.1)
    found = engine.generate(prompts, 4, max_new_tokens=40, seed=3)
    assert engine._graphs._graphs.items() >= graphs.items()  # none was captured anew
    assert_same(found, RolloutEngine(model, ENDS, graphs=False).generate(prompts, 4, max_new_tokens=40, seed=3))


def test_greedy_and_sampled_steps_are_graphs_of_their_own(make_model, prompts, engine_of, assert_same):
    model = make_model()
    engine, plain = engine_of(model), RolloutEngine(model, ENDS, graphs=False)
    for greedy in (True, False, True):
        calls = [one.generate(prompts, 2, max_new_tokens=40, seed=3, greedy=greedy) for one in (plain, engine)]
        assert_same(*calls)


def test_a_step_that_waits_for_the_device_falls_back(make_model, prompts, engine_of, monkeypatch):
    model = make_model()
    engine, forward = engine_of(model), model.forward

    def asking(*given, **named):
        output = forward(*given, **named)
        assert output.logits.sum().item() == output.logits.sum().item()
        return output

    expected = RolloutEngine(model, ENDS, graphs=False).generate(prompts, 2, max_new_tokens=40, seed=3)
    monkeypatch.setattr(model, "forward", asking)
    with pytest.warns(UserWarning, match="rollouts run without CUDA graphs, several times slower"):
        found = engine.generate(prompts, 2, max_new_tokens=40, seed=3)
    assert found.completion_ids == expected.completion_ids


# -- the training pass -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("checkpointing", [False, True])
def test_bfloat16_weights_with_masters_learn_what_was_sampled(make_model, prompts, engine_of, checkpointing):
    model = make_model(initializer_range=0.05).to(torch.bfloat16)
    engine = engine_of(model)
    settings = OptimizerConfig(learning_rate=1e-4, gradient_checkpointing=checkpointing, micro_batch_size=6)
    loss = LossConfig(preset="dapo", entropy_bonus=0.01, top_entropy=0.5)
    learner = Learner(model, loss, settings, length=40, temperature=0.8, steps=3)
    for number in range(3):
        rollouts = engine.generate(prompts, 4, max_new_tokens=40, temperature=0.8, seed=number)
        experience = experience_of(rollouts)
        learned = learner.step(experience, number)
        assert learned["ratio_gap_max"] < 0.5  # of 16 bits
        assert learned["ratio_gap"] < 0.05
        assert 0 < learned["grad_norm"] < 1e4
    assert {one.dtype for one in learner.weights.trained} == {torch.float32}
    pairs = zip(model.parameters(), learner.weights.trained, strict=True)
    assert all(torch.equal(own, master.to(own)) for own, master in pairs)


def test_float32_ratios_are_1_and_old_log_probs_are_those_of_the_samples(make_model, prompts, engine_of):
    model = make_model()
    rollouts = engine_of(model).generate(prompts, 4, max_new_tokens=40, seed=0)
    learner = Learner(model, LossConfig(preset="dapo"), OptimizerConfig(), length=40, temperature=1.0, steps=1)
    assert learner.step(experience_of(rollouts), 0)["ratio_gap_max"] < 1e-4


def experience_of(rollouts):
    count = len(rollouts.completion_ids)
    cut = [reason == "length" for reason in rollouts.finish_reasons]
    return Experience(
        rollouts.prompt_ids, rollouts.completion_ids, rollouts.logprobs, torch.linspace(-1, 1, count), cut
    )


class Waits(TorchDispatchMode):
    """Counts what would make the host wait for a GPU."""

    def __init__(self):
        super().__init__()
        self.count = 0

    def __torch_dispatch__(self, operation, kinds, given=(), named=None):
        self.count += operation._schema.name == "aten::_local_scalar_dense"
        return operation(*given, **(named or {}))


@pytest.mark.parametrize("loss", [{"preset": "dapo"}, {"preset": "grpo"}, {"preset": "cispo", "mask_truncated": True}])
def test_micro_batches_do_not_wait_for_one_another(loss, policy, experience):
    settings = OptimizerConfig(micro_batch_size=2)
    learner = Learner(policy(), LossConfig(**loss), settings, length=9, temperature=0.9, steps=1)
    learner.weights.update = lambda *given, **named: 0.0  # which waits once a step, for the norm
    batch = experience()
    with Waits() as waits:
        learner.step(batch, 0)
    assert waits.count <= 4  # one a micro-batch, in transformers, which looks for packed texts


def test_a_whole_training_goes_on_from_where_it_was(training, policy, device):
    """On a GPU the same tokens; `train` takes the GPU by itself."""
    settings = {"evaluation": {"every": 2}, "held_out": [{"prompt": "xy="}], "loss": {"preset": "grpo"}}
    ppo = {"pretrain_steps": 1, "learning_rate": 1e-3}
    for name, more in (("grpo", {}), ("ppo", {"ppo": ppo})):
        training(steps=4, output=f"{name}-whole", **settings, **more)
        training(steps=2, output=f"{name}-parts", **settings, **more)
        training(steps=4, output=f"{name}-parts", resume=True, **settings, **more)
        files = [training.folder / f"{name}-{part}" / "rollouts.jsonl" for part in ("whole", "parts")]
        rows = [[json.loads(line)["completion"] for line in file.read_text().splitlines()] for file in files]
        assert rows[0] == rows[1]
