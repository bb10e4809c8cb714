"""Configurations: what a file may say, and what is wrong with one that cannot be trained with."""

import pytest

from rewardry.errors import ConfigError
from rewardry.trainer_adapters.grpo.config import LossConfig, TrainConfig
from rewardry.trainer_adapters.grpo.config_file import read_config
from rewardry.trainer_adapters.grpo.presets import PRESETS

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
        ("curriculum: {low: 0.8, high: 0.2}", r"train.yaml:1: curriculum: low is 0.8 and high 0.2, .* swap them"),
        ("optimizer: {betas: [0.9, 1.0]}", r"train.yaml:1: optimizer.betas.*: Input should be less than 1"),
        ("optimizer: {betas: [-0.1, 0.9]}", r"train.yaml:1: optimizer.betas.*: Input should be greater than or equal"),
        ("loss: {term: cispo, cap_low: 6}", r"train.yaml:1: loss: cap_low is 6 and cap_high 5; no weight lies between"),
        (
            "loss: {term: sapo, clip_low: 0.1}",
            r"train.yaml:1: loss: clip_low belongs to the term 'clip', .* leave it out",
        ),
        ("loss: {dual_clip: 1.0}", r"train.yaml:1: loss.dual_clip: Input should be greater than 1"),
        ("loss: {top_entropy: 0}", r"train.yaml:1: loss.top_entropy: Input should be greater than 0"),
        ("loss: {advantage: given}", r"loss.advantage: 'given' is for numbers from elsewhere"),
        ("loss: {kl: {bta: 1}}", r"train.yaml:1: loss.kl.bta: there is no such field. Did you mean 'beta'"),
        ("dataset: {file: a, generator: b}", r"train.yaml:1: dataset: a dataset has a `file` or a `generator`"),
        ("rewards: {timeout: 0}", r"train.yaml:1: rewards.timeout: Input should be greater than 0"),
        ("checkpoint: {keep: 0}", r"train.yaml:1: checkpoint.keep: Input should be greater than or equal to 1"),
        ("rewards: {timeout: 86401}", r"train.yaml:1: rewards.timeout: Input should be less than or equal to 86400"),
        ("loss: dapo", r"train.yaml:1: loss: a preset is named by \{preset: dapo\}"),
        ("steps: 2\nppo: vapo", r"train.yaml:2: ppo: a preset is named by \{preset: vapo\}"),
        ("lora: true", r"train.yaml:1: lora: a mapping .* not a JSON boolean; there are rank, alpha, targets$"),
        ("rollout: 5", r"train.yaml:1: rollout: a mapping of settings is wanted, not a JSON number; there are prompts"),
        (
            "evaluation: {dataset: [a]}",
            r"train.yaml:1: evaluation.dataset: a mapping .* not a JSON array; there are fi",
        ),
        ("- steps", r"train.yaml:1: a mapping of settings is wanted, not a JSON array; there are model, dtype, "),
        ("steps: [", r"train.yaml:\d: this is no YAML"),
        ("", r"train.yaml: the file is empty"),
    ],
)
def test_a_file_that_is_wrong_is_told_with_its_line(text, message, file):
    with pytest.raises(ConfigError, match=message):
        read_config(file(text))


@pytest.mark.parametrize("word", ["true", "false"])
@pytest.mark.parametrize(
    "place",
    [
        "steps",
        "seed",
        "rollout.temperature",
        "rollout.max_rows",
        "optimizer.learning_rate",
        "optimizer.micro_batch_size",
        "loss.delta",
        "loss.kl.beta",
        "evaluation.every",
        "ppo.gamma",
        "ppo.value_clip",
        "lora.rank",
        "checkpoint.keep",
        "dynamic_sampling.max_rounds",
    ],
)
def test_a_truth_value_is_no_number(file, place, word):
    """Python takes them for 1 and 0: a training of one step, a learning rate of 1."""
    *sections, name = place.split(".")
    text = "".join(f"{section}: {{" for section in sections) + f"{name}: {word}" + "}" * len(sections)
    with pytest.raises(ConfigError, match=rf"^.*train.yaml:1: {place}: a number is wanted, not {word}$"):
        read_config(file(text))


@pytest.mark.parametrize("text", ["chat: true", "log: {terminal: false}", "loss: {mask_truncated: true}"])
def test_truth_values_are_taken_where_they_are_wanted(file, text):
    config, _ = read_config(file(text))
    assert config.model_dump(exclude_unset=True).popitem()[1] in (True, {"terminal": False}, {"mask_truncated": True})


@pytest.mark.parametrize("number", [".inf", "-.inf", ".nan"])
@pytest.mark.parametrize(
    "place",
    [
        "rollout.temperature",
        "evaluation.temperature",
        "optimizer.learning_rate",
        "optimizer.weight_decay",
        "optimizer.eps",
        "optimizer.max_grad_norm",
        "loss.kl.beta",
        "lora.alpha",
        "ppo.learning_rate",
        "ppo.length_adaptive",
        "rewards.timeout",
    ],
)
def test_what_is_not_finite_is_no_setting(file, place, number):
    *sections, name = place.split(".")
    text = "".join(f"{section}: {{" for section in sections) + f"{name}: {number}" + "}" * len(sections)
    with pytest.raises(ConfigError, match=rf"train.yaml:1: {place}: Input should be"):
        read_config(file(text))


@pytest.mark.parametrize("name", ["clip_high", "delta", "dual_clip"])
def test_a_bound_that_never_holds_may_be_infinite(file, name):
    config, _ = read_config(file(f"loss: {{{name}: .inf}}"))
    assert getattr(config.loss, name) == float("inf")


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("optimizer.learning_rat", 1, r"optimizer.learning_rat: there is no such field. Did you mean 'learning_rate'"),
        ("optimiser.learning_rate", 1, r"optimiser: there is no such field. Did you mean 'optimizer'"),
        ("steps.each", 3, r"steps: Input should be a valid integer"),
        ("loss.preset", "dap", r"loss: there is no preset 'dap'. Did you mean 'dapo'"),
    ],
)
def test_a_change_that_fits_nothing_is_told_by_its_name(name, value, message, file):
    with pytest.raises(ConfigError, match=message):
        read_config(file(FILE), {name: value})


def test_bounds_that_coincide_are_bounds():
    given = {"curriculum": {"low": 0.5, "high": 0.5}, "loss": {"term": "cispo", "cap_low": 5.0, "cap_high": 5.0}}
    config = TrainConfig.model_validate(given)
    assert (config.curriculum.low, config.loss.cap_low) == (0.5, 5.0)


@pytest.mark.parametrize("preset", sorted(PRESETS))
def test_a_preset_is_only_what_its_file_leaves_open(preset):
    named = LossConfig.model_validate({"preset": preset})
    plain = LossConfig.model_validate(PRESETS[preset])
    assert named.model_dump(exclude={"preset"}) == plain.model_dump(exclude={"preset"})
    given = LossConfig.model_validate({"preset": preset, "aggregation": "fixed_length", "entropy_bonus": 0.5})
    assert (given.aggregation, given.entropy_bonus, given.ratio) == ("fixed_length", 0.5, plain.ratio)


def test_every_problem_is_told_at_once(file):
    with pytest.raises(ConfigError) as caught:
        read_config(file("steps: 0\nseed: x\n"))
    assert len(str(caught.value).splitlines()) == 2


def test_a_configuration_is_constant():
    with pytest.raises(ValueError, match="frozen"):
        TrainConfig().steps = 3
