"""Several processes: the gradient of one, the same sums, the rows of all."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from rewardry.trainer_adapters.grpo.config import LossConfig, OptimizerConfig
from rewardry.trainer_adapters.grpo.learner import Learner
from rewardry.trainer_adapters.grpo.processes import Processes, _buffers

LOSSES = {
    "dapo": {"preset": "dapo", "entropy_bonus": 0.1},
    "grpo": {"preset": "grpo"},
    "dr_grpo": {"preset": "dr_grpo", "mask_truncated": True},
    "gspo": {"preset": "gspo"},
    "top": {"preset": "dapo", "top_entropy": 0.3, "entropy_bonus": 0.1},
}


def under_torchrun(count, port, script, *arguments):
    command = [
        *(sys.executable, "-W", "ignore", "-m", "torch.distributed.run", f"--nproc-per-node={count}"),
        *("--master-addr=127.0.0.1", f"--master-port={port}", str(Path(__file__).parent / script), *arguments),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr[-2000:]


@pytest.fixture
def free_port():
    import socket

    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def alone(loss, policy, experience):
    """What one process does with all completions at once."""
    settings = OptimizerConfig(max_grad_norm=0.0)
    one = Learner(policy(), LossConfig.model_validate(loss), settings, length=9, temperature=0.9, steps=10)
    kept = []
    one.optimizer.step = lambda: kept.extend(p.grad.clone().flatten() for p in one.weights.trained)
    metrics = one.step(experience(), 0)
    return torch.cat(kept), metrics


@pytest.mark.parametrize("count", [2, pytest.param(3, marks=pytest.mark.long)], ids=["two", "one without completions"])
def test_processes_have_the_gradient_of_one(count, tmp_path, free_port, policy, experience):
    under_torchrun(count, free_port, "gradient_of_rank.py", str(tmp_path / "out.pt"), json.dumps(LOSSES))
    together = torch.load(tmp_path / "out.pt", weights_only=True)
    for name, loss in LOSSES.items():
        gradient, metrics = alone(loss, policy, experience)
        assert (together[name]["gradient"] - gradient).norm() <= 1e-10 * gradient.norm()
        assert together[name]["metrics"] == pytest.approx(metrics, abs=1e-10)


@pytest.mark.long
def test_two_processes_train_the_model_of_one(tmp_path, free_port, rewards_file):
    """The same prompts, samples, groups, advantages and updates, from the first rollout to the last checkpoint."""
    from safetensors.torch import load_file

    runs = {}
    for count in (1, 2):
        (tmp_path / str(count)).mkdir()
        under_torchrun(count, free_port, "train_of_rank.py", str(tmp_path / str(count)), str(rewards_file))
        run = tmp_path / str(count) / "run"
        runs[count] = [json.loads(line) for line in (run / "steps.jsonl").read_text().splitlines()]
        runs[count].append(load_file(run / "checkpoints" / "step-000004" / "model" / "model.safetensors"))
    (*one, weights), (*two, others) = runs[1], runs[2]
    for row, other in zip(one, two, strict=True):
        assert row.keys() == other.keys()
        assert {k: v for k, v in other.items() if "time/" not in k} == pytest.approx(
            {k: v for k, v in row.items() if "time/" not in k}, abs=1e-9
        )
    assert all(torch.allclose(weights[name], others[name], rtol=0, atol=1e-9) for name in weights)


def test_alone_nothing_is_sent():
    alone = Processes()
    assert alone.first
    assert alone.total([1.0, 2.0]) == [1.0, 2.0]
    assert alone.highest(3.0) == 3.0
    assert alone.gather(torch.arange(3)).tolist() == [0, 1, 2]
    assert list(alone.share(5)) == [0, 1, 2, 3, 4]


def test_shares_are_equal_and_in_order():
    assert [list(Processes(rank, 2).share(6)) for rank in (0, 1)] == [[0, 1, 2], [3, 4, 5]]


def test_buffers_hold_one_type_and_a_moderate_size(monkeypatch):
    monkeypatch.setattr("rewardry.trainer_adapters.grpo.processes._BUFFER", 5)
    given = [torch.zeros(3), torch.zeros(2), torch.zeros(1), torch.zeros(1).double(), torch.zeros(9)]
    assert [[one.numel() for one in group] for group in _buffers(given)] == [[3, 2], [1], [1], [9]]
