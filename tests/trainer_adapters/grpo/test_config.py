"""Configurations: what a file may say, and what is wrong with one that cannot be trained with."""

import pytest

from rewardry.errors import ConfigError
from rewardry.trainer_adapters.grpo.config import TrainConfig
from rewardry.trainer_adapters.grpo.config_file import read_config

FILE = """model: tiny
recipe: deepseek-r1-zero
dataset: rows.jsonl
steps: 7
loss: {preset: dapo}
optimizer:
  learning_rate: 1e-5
"""


@pytest.fixture
def file(tmp_path):
    def write(text):
        path = tmp_path / "train.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_a_file(file):
    config, source = read_config(file(FILE))
    assert (config.steps, config.dataset.file, config.loss.clip_high) == (7, "rows.jsonl", 0.28)
    assert config.optimizer.learning_rate == 1e-5
    assert source.folder == source.folder.resolve()


def test_changes_win_over_the_file(file):
    changes = {"optimizer.learning_rate": 2e-6, "evaluation.every": 3, "steps": 9}
    config, _ = read_config(file(FILE), changes)
    assert (config.optimizer.learning_rate, config.evaluation.every, config.steps) == (2e-6, 3, 9)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("steps: 0", r"train.yaml:1: steps: Input should be greater than or equal to 1"),
        ("a: 1\nstep: 3", r"train.yaml:2: step: there is no such field. Did you mean 'steps'"),
        ("optimizer:\n  lr: 1", r"train.yaml:2: optimizer.lr: there is no such field. Known: "),
        ("loss: {preset: dapoo}", r"train.yaml:1: loss: there is no preset 'dapoo'. Did you mean 'dapo'"),
        ("rollout: {top_p: 0.9}", r"train.yaml:1: rollout: top_p is not taken: .* compares probabilities of the whole"),
        ("rollout: {group_size: 1}", r"rollout.group_size is 1, and an advantage compares completions"),
        ("dataset: {rows: 3}", r"train.yaml:1: dataset: a dataset has a `file` or a `generator`, and not both"),
        ("ppo: {preset: vapoo}", r"train.yaml:1: ppo: there is no preset 'vapoo'"),
        (
            "lora: {}\ndistributed: fsdp2",
            r"fsdp2 does not go with lora: adapters have few gradients .* distributed: ddp",
        ),
        ("ppo: {}\ndistributed: fsdp2", r"fsdp2 does not go with ppo: its critic begins as a copy of the policy"),
        ("steps: [", r"train.yaml:\d: this is no YAML"),
        ("", r"train.yaml: the file is empty"),
    ],
)
def test_a_file_that_is_wrong_is_told_with_its_line(text, message, file):
    with pytest.raises(ConfigError, match=message):
        read_config(file(text))


def test_every_problem_is_told_at_once(file):
    with pytest.raises(ConfigError) as caught:
        read_config(file("steps: 0\nseed: x\n"))
    assert len(str(caught.value).splitlines()) == 2


def test_a_configuration_is_constant():
    with pytest.raises(ValueError, match="frozen"):
        TrainConfig().steps = 3
