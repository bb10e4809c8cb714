"""Several processes: the gradient of one, the same sums, the rows of all."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
import torch

from rewardry.errors import ConfigError
from rewardry.trainer_adapters.grpo.config import LossConfig, OptimizerConfig
from rewardry.trainer_adapters.grpo.divided import divided_like, whole
from rewardry.trainer_adapters.grpo.learner import Learner
from rewardry.trainer_adapters.grpo.processes import Processes

LOSSES = {
    "dapo": {"preset": "dapo", "entropy_bonus": 0.1},
    "grpo": {"preset": "grpo"},
    "dr_grpo": {"preset": "dr_grpo", "mask_truncated": True},
    "gspo": {"preset": "gspo"},
    "top": {"preset": "dapo", "top_entropy": 0.3, "entropy_bonus": 0.1},
}


def under_torchrun(count, port, script, *arguments):
    with tempfile.TemporaryDirectory() as logs:
        command = [
            *(sys.executable, "-W", "ignore", "-m", "torch.distributed.run", f"--nproc-per-node={count}"),
            *("--master-addr=127.0.0.1", f"--master-port={port}", f"--log-dir={logs}"),
            *(str(Path(__file__).parent / script), *arguments),
        ]
        done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr


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
    under_torchrun(count, free_port, "gradient_of_rank.py", str(tmp_path / "out.pt"), json.dumps(LOSSES), "{}")
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
        under_torchrun(count, free_port, "train_of_rank.py", str(tmp_path / str(count)), str(rewards_file), "{}", "")
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


CHECKPOINTING = {"gradient_checkpointing": True, "micro_batch_size": 1}


@pytest.mark.parametrize(
    ("count", "dtype", "more", "tolerance"),
    [
        (2, "float64", {}, 1e-10),
        pytest.param(2, "float32", {}, 1e-5, marks=pytest.mark.long),
        pytest.param(2, "bfloat16", {}, 0.03, marks=pytest.mark.long),
        pytest.param(3, "float64", CHECKPOINTING, 1e-10, marks=pytest.mark.long),
    ],
    ids=["two", "float32", "float32 masters", "one without completions"],
)
def test_a_divided_model_has_the_gradient_of_one_process(
    count, dtype, more, tolerance, tmp_path, free_port, policy, experience
):
    """FSDP2: processes with 3 and 2 micro-batches, or with 5, 3 and none, gather the layers together all the same."""
    out, settings = str(tmp_path / "out.pt"), json.dumps({"shard": True, "dtype": dtype, **more})
    under_torchrun(count, free_port, "gradient_of_rank.py", out, json.dumps({"dapo": LOSSES["dapo"]}), settings)
    found = torch.load(out, weights_only=True)["dapo"]
    assert found["held"] <= 1.1 / count  # of the weights, gradients and moments; not every size can be divided evenly
    gradient, metrics = alone(LOSSES["dapo"], lambda: policy(dtype=getattr(torch, dtype)), experience)
    assert (found["gradient"] - gradient).norm() <= tolerance * gradient.norm()
    assert found["metrics"] == pytest.approx(metrics, abs=tolerance)


@pytest.mark.long
@pytest.mark.parametrize("parts", [("fsdp2", "ddp"), ("ddp", "fsdp2")], ids=" then ".join)
def test_a_divided_model_trains_and_goes_on_as_a_whole_one(parts, tmp_path, free_port, rewards_file):
    """Clipped gradients, KL, evaluation, rollouts: four steps of one process, or two and two from a checkpoint."""
    from safetensors.torch import load_file

    runs = [(tmp_path / "one", 1, {}, ""), (tmp_path / "two", 2, {"distributed": parts[0], "steps": 2}, "")]
    runs.append((tmp_path / "two", 2, {"distributed": parts[1], "steps": 4}, "resume"))
    for folder, count, settings, resume in runs:
        folder.mkdir(exist_ok=True)
        given = {"optimizer": {"learning_rate": 1e-3, "micro_batch_size": 3, "max_grad_norm": 0.05}, **settings}
        under_torchrun(count, free_port, "train_of_rank.py", str(folder), str(rewards_file), json.dumps(given), resume)
    states = {}
    for name in ("one", "two"):
        saved = tmp_path / name / "run" / "checkpoints" / "step-000004"
        moments = torch.load(saved / "state.pt", weights_only=True)["optimizer"]["state"]
        weights = load_file(saved / "model" / "model.safetensors")
        states[name] = {
            **weights,
            **{f"{i} {m}": one[m] for i, one in moments.items() for m in ("exp_avg", "exp_avg_sq")},
        }
        assert json.loads((saved / "model" / "config.json").read_text())["architectures"] == ["Qwen2ForCausalLM"]
    assert states["one"].keys() == states["two"].keys()
    for name, tensor in states["one"].items():
        assert torch.allclose(tensor, states["two"][name], rtol=0, atol=1e-10), name


def test_one_process_divides_nothing(policy):
    with pytest.raises(ConfigError, match="fsdp2, and there is one process: nothing can be divided; start more with"):
        Learner(policy(), LossConfig(), OptimizerConfig(), length=9, temperature=1.0, steps=1, shard=True)


def test_tensors_that_are_whole_stay_as_they_are():
    tree = {"state": {0: {"step": torch.ones(())}}, "betas": (0.9, 0.99)}
    assert whole(tree) == tree
    assert divided_like(tree["state"][0]["step"], torch.zeros(3)) is tree["state"][0]["step"]


def test_alone_nothing_is_sent():
    alone = Processes()
    assert alone.first
    assert alone.total([1.0, 2.0]) == [1.0, 2.0]
    assert alone.highest(3.0) == 3.0
    assert alone.gather(torch.arange(3)).tolist() == [0, 1, 2]
    assert list(alone.share(5)) == [0, 1, 2, 3, 4]


LETTING_GO = """
import sys, torch.distributed
from rewardry.trainer_adapters.grpo import processes
torch.distributed.init_process_group("gloo", init_method="file://" + sys.argv[1], world_size=1, rank=0)
slept = []
rest = processes.time.sleep
processes.time = type("time", (), {"sleep": staticmethod(lambda s: (slept.append(s), rest(s)))})
processes._let_workers_rest()
torch.distributed.destroy_process_group()
print(len(slept) < processes._PATIENCE_MS)
"""


def test_gloo_lets_go_of_tensors_before_the_process_ends(tmp_path):
    command = [sys.executable, "-W", "ignore", "-c", LETTING_GO, str(tmp_path / "store")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert (done.returncode, done.stdout) == (0, "True\n"), done.stderr


def test_shares_are_equal_and_in_order():
    assert [list(Processes(rank, 2).share(6)) for rank in (0, 1)] == [[0, 1, 2], [3, 4, 5]]
