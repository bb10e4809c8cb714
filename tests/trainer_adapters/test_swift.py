"""ms-swift's contract, as rl_core/grpo_algorithm.py and rlhf_trainers/grpo_trainer.py of 4.6.0 have it."""

import runpy
import sys
from types import SimpleNamespace

import pytest

from rewardry.errors import ConfigError
from rewardry.testing.suites.adapters import AdapterSuite
from rewardry.trainer_adapters.swift import reward_classes
from rewardry.trainer_adapters.swift.record import ADAPTER

GOOD = "<think>r</think><answer>4</answer>"
FORMAT = {"use": "format.think_answer", "name": "format", "weight": 0.5}
RECIPE = {"name": "two", "rewards": [{"use": "accuracy", "verifier": "text.exact"}, FORMAT]}


class ORM:
    """`swift.rewards.ORM`."""

    def __init__(self, args=None, **kwargs):
        self.args = args


def columns_of(completions, references):
    """`to_reward_row` of each sample, batched by `rows_to_batched`."""
    count = len(completions)
    return {
        "trainer_state": SimpleNamespace(global_step=1, max_steps=10),
        "messages": [
            [{"role": "user", "content": "?"}, {"role": "assistant", "content": text}] for text in completions
        ],
        "prompt_id": ["p"] * count,
        "request_id": [str(i) for i in range(count)],
        "finish_reason": ["stop"] * count,
        "is_truncated": [False] * count,
        "rollout_infos": [{}] * count,
        "response_token_ids": [[[1, 2]]] * count,
        "solution": references,
    }


class TestSwift(AdapterSuite):
    """`compute_rewards_per_func`: completions by position, columns by keyword; the object's class is the name."""

    named = False

    @pytest.fixture
    def adapter(self):
        return ADAPTER

    def make(self, recipe, on_undecided=None):
        classes = reward_classes(recipe, ORM, 3 if recipe.per_group else None, on_undecided=on_undecided)
        assert all(issubclass(cls, ORM) for cls in classes.values())
        return [cls(args=None) for cls in classes.values()]

    def call(self, function, completions, references):
        return function(completions, **columns_of(completions, references))

    def logged(self, function, completions, references):
        pytest.skip("ms-swift logs the values alone")


def test_the_names_are_those_that_are_logged():
    classes = reward_classes(RECIPE, ORM)
    assert {name: cls(args=None).__class__.__name__ for name, cls in classes.items()} == {
        "rewardry.accuracy": "rewardry.accuracy",
        "rewardry.format": "rewardry.format",
    }


def test_an_undecided_row_is_given_its_groups_mean():
    accuracy, form = (cls(args=None) for cls in reward_classes(RECIPE, ORM, group_size=3).values())
    texts, references = [GOOD, "x", GOOD], ["4", "4", None]
    assert accuracy(texts, **columns_of(texts, references)) == [1.0, 0.0, 0.5]
    assert form(texts, **columns_of(texts, references)) == [1.0, 0.0, 0.5]


def test_the_snippet_registers_what_the_command_names(monkeypatch, tmp_path):
    rewards = SimpleNamespace(ORM=ORM, orms={"accuracy": object})
    monkeypatch.setitem(sys.modules, "swift", SimpleNamespace(rewards=rewards))
    monkeypatch.setitem(sys.modules, "swift.rewards", rewards)
    plugin, command = (
        one.filled("deepseek-r1-zero", "none", ["accuracy", "format"], [1, 1]) for one in ADAPTER.snippets
    )
    (tmp_path / "plugin.py").write_text(plugin)
    runpy.run_path(str(tmp_path / "plugin.py"))
    assert set(rewards.orms) == {"accuracy", "rewardry.accuracy", "rewardry.format"}
    assert "--reward_funcs rewardry.accuracy rewardry.format --reward_weights 1 1" in command


def test_normalising_is_left_to_swift():
    with pytest.raises(ConfigError, match="normalises within groups, which ms-swift does itself"):
        reward_classes({**RECIPE, "normalize": "sum_then_normalize"}, ORM, group_size=2)
