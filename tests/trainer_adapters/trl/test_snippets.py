"""What `rewardry adapt` prints for TRL and for Unsloth, run as it is pasted, with a tiny model by the model's name."""

import functools
import runpy
import sys
from types import ModuleType, SimpleNamespace

import pytest

from rewardry.adapter import find_adapter

trl = pytest.importorskip("trl")
# TRL's own configuration sets a field that transformers has renamed.
pytestmark = pytest.mark.filterwarnings("ignore:.*gradient_checkpointing.* is deprecated:FutureWarning")
# What the machine of the tests asks for; everything else is the snippet's.
SMALL = {
    "max_steps": 1,
    "max_completion_length": 2,
    "logging_steps": 1,
    "report_to": "none",
    "save_strategy": "no",
    "use_cpu": True,
    "bf16": False,
    "disable_tqdm": True,
}


@pytest.fixture
def pasted(tmp_path, monkeypatch):
    """Runs the snippet of an adapter in a folder of its own and returns its trainer, which has trained."""
    from datasets import Dataset

    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    rows = [{"prompt": "2 + 2?", "reference": "4"}] * 8

    def run(name, **settings):
        [snippet] = find_adapter(name).snippets
        (tmp_path / "train.py").write_text(snippet.filled("deepseek-r1-zero", "none", **settings))
        made = runpy.run_path("train.py", init_globals={"dataset": Dataset.from_list(rows)})
        return made["trainer"]

    return run


def check_step(trainer):
    """The rewards by their names, the weights and the groups of the snippet."""
    assert trainer.reward_func_names == ["accuracy", "format"]
    assert trainer.reward_weights.tolist() == [1.0, 1.0]
    assert trainer.args.num_generations == 8
    [step] = [row for row in trainer.state.log_history if "reward" in row]
    assert {"rewards/accuracy/mean", "rewards/format/mean", "rewardry/accuracy/undecided"} <= set(step)


def test_trls_snippet_trains(pasted, tiny_model, tmp_path, monkeypatch):
    (tmp_path / "Qwen").mkdir()
    (tmp_path / "Qwen" / "Qwen3-0.6B").symlink_to(tiny_model)
    monkeypatch.setattr(trl, "GRPOConfig", functools.partial(trl.GRPOConfig, **SMALL))
    check_step(pasted("trl"))


def test_a_total_that_is_no_sum_is_one_reward(pasted, tiny_model, tmp_path, monkeypatch):
    (tmp_path / "Qwen").mkdir()
    (tmp_path / "Qwen" / "Qwen3-0.6B").symlink_to(tiny_model)
    monkeypatch.setattr(trl, "GRPOConfig", functools.partial(trl.GRPOConfig, **SMALL))
    trainer = pasted("trl", split=False)
    assert trainer.reward_func_names == ["deepseek-r1-zero"]
    assert trainer.state.global_step == 1


@pytest.fixture
def unsloth(tiny_model, monkeypatch):
    """Unsloth, as far as rewards are concerned: its classes take the place of TRL's when it is imported.

    models/rl.py: `trl.GRPOTrainer` and `trl.GRPOConfig` become its subclasses, and a batch that is no multiple of
    num_generations becomes one. rl_replacements.py, grpo_trainer_metrics: the names of reward functions are what is
    logged of them; one without a name is left out.
    """
    from transformers import AutoTokenizer, Qwen2ForCausalLM

    module = ModuleType("unsloth")
    module.logged = []

    class UnslothGRPOConfig(trl.GRPOConfig):
        def __init__(self, per_device_train_batch_size=4, num_generations=8, **given):
            if per_device_train_batch_size // num_generations * num_generations != per_device_train_batch_size:
                per_device_train_batch_size = num_generations
            given |= {"per_device_train_batch_size": per_device_train_batch_size, "num_generations": num_generations}
            super().__init__(**given, **SMALL)

    class UnslothGRPOTrainer(trl.GRPOTrainer):
        def __init__(self, model=None, reward_funcs=None, args=None, **given):
            functions = reward_funcs if isinstance(reward_funcs, list) else [reward_funcs]
            module.logged += [f"rewards/{function.__name__}/mean" for function in functions]
            super().__init__(model=model, reward_funcs=reward_funcs, args=args, **given)

    def from_pretrained(name, max_seq_length):
        assert (name, max_seq_length) == ("unsloth/Qwen3-0.6B", 2048)
        return Qwen2ForCausalLM.from_pretrained(tiny_model), AutoTokenizer.from_pretrained(tiny_model)

    def patch(name):
        """What its first import does: the snippet imports it before TRL's names."""
        if name != "FastLanguageModel":
            raise AttributeError(name)
        monkeypatch.setattr(trl, "GRPOConfig", UnslothGRPOConfig)
        monkeypatch.setattr(trl, "GRPOTrainer", UnslothGRPOTrainer)
        return SimpleNamespace(from_pretrained=from_pretrained)

    module.__getattr__ = patch
    monkeypatch.setitem(sys.modules, "unsloth", module)
    return module


def test_unsloths_snippet_trains(pasted, unsloth):
    trainer = pasted("unsloth")
    assert type(trainer).__name__ == "UnslothGRPOTrainer"
    check_step(trainer)
    assert unsloth.logged == ["rewards/accuracy/mean", "rewards/format/mean"]
    assert trainer.args.per_device_train_batch_size == 8
