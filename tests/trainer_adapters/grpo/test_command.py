"""`rewardry train`, in a process of its own."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

MODEL = """
import importlib.util, sys, torch
spec = importlib.util.spec_from_file_location("conftest_of_grpo", {conftest!r})
shared = importlib.util.module_from_spec(spec)
spec.loader.exec_module(shared)
torch.set_num_threads(1)


def tiny(seed):
    return shared.tiny_qwen2(dtype=torch.float32), shared.make_letters()
"""
CONFIG = """
model: ./model.py:tiny
recipe:
  name: letters
  sections: plain
  rewards: [{use: "./letters.py:share", name: share}]
dataset: rows.jsonl
rollout: {prompts_per_step: 2, group_size: 4, max_new_tokens: 6}
"""


@pytest.fixture
def project(tmp_path, rewards_file):
    """A folder with a configuration and all that it names."""
    conftest = str(Path(__file__).parent / "conftest.py")
    (tmp_path / "model.py").write_text(MODEL.format(conftest=conftest), encoding="utf-8")
    (tmp_path / "letters.py").write_bytes(rewards_file.read_bytes())
    (tmp_path / "rows.jsonl").write_text('{"prompt": "ab="}\n{"prompt": "cd="}\n', encoding="utf-8")
    (tmp_path / "train.yaml").write_text(CONFIG, encoding="utf-8")
    return tmp_path


def start(project, *arguments):
    command = [sys.executable, "-m", "rewardry", "train", "train.yaml", "--set", "output=out", *arguments]
    return subprocess.Popen(command, cwd=project, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.long
def test_sigterm_finishes_the_step_and_the_training_goes_on(project):
    running = start(project, "--set", "steps=100000", "--plot")
    steps, deadline = project / "out" / "steps.jsonl", time.monotonic() + 200
    while running.poll() is None and time.monotonic() < deadline:
        if steps.exists() and steps.read_bytes().count(b"\n") > 1:
            break
        time.sleep(0.05)
    running.send_signal(signal.SIGTERM)
    out, err = running.communicate(timeout=200)
    assert running.returncode == 143, err
    assert "stopped by SIGTERM; `rewardry train --resume` goes on" in err
    done = [json.loads(line)["step"] for line in steps.read_text().splitlines()]
    [saved] = (project / "out" / "checkpoints").iterdir()
    assert saved.name == f"step-{len(done):06d}"
    assert (project / "out" / "curves.png").read_bytes().startswith(b"\x89PNG")
    again = start(project, "--set", f"steps={len(done) + 2}", "--resume")
    out, err = again.communicate(timeout=200)
    assert again.returncode == 0, err
    assert f"{len(done) + 2} steps; the model" in out
    assert f"step {len(done) + 2}/{len(done) + 2}  reward" in err
    assert [json.loads(line)["step"] for line in steps.read_text().splitlines()] == list(range(len(done) + 2))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--set", "optimizer.lr=1"], "optimizer.lr: there is no such field"),
        (["--set", "steps"], "'steps' is no NAME=VALUE"),
        (["--set", "recipe=no-such-recipe"], "no-such-recipe"),
        (["--set", "model=./model.py:tinny"], "Did you mean 'tiny'"),
        (["--set", "model=null"], "this file names no model"),
    ],
)
def test_bad_input_is_told_in_a_line(arguments, message, project, monkeypatch, capsys):
    from rewardry.cli.main import main

    monkeypatch.chdir(project)
    with pytest.raises(SystemExit) as ended:
        main(["train", "train.yaml", *arguments])
    assert ended.value.code == 2
    assert message in capsys.readouterr().err
    assert "out" not in os.listdir(project)
