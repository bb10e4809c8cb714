"""ms-swift's contract, as rl_core/grpo_algorithm.py and rlhf_trainers/grpo_trainer.py of 4.6.0 have it."""

import copy
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


@pytest.fixture
def accuracy():
    return reward_classes(RECIPE, ORM)["rewardry.accuracy"](args="given")


def test_an_object_keeps_what_swift_made_it_with(accuracy):
    assert accuracy.args == "given"
    assert reward_classes(RECIPE, ORM)["rewardry.accuracy"]().args is None
    assert reward_classes(RECIPE, ORM)["rewardry.accuracy"](args=1, further=2).args == 1


def test_an_object_that_was_copied_to_another_process_is_the_same(accuracy):
    again = copy.copy(accuracy)  # as a pickle does
    assert (again.args, type(again).__name__) == ("given", "rewardry.accuracy")
    assert isinstance(again, ORM)
    assert again([GOOD, "x"], solution=["4", "4"]) == [1.0, 0.0]


@pytest.mark.parametrize("name", ["prompts", "completions_", "completion_ids", "log_metric", "log_extra"])
def test_a_column_that_is_called_as_a_word_of_trl_s_is_none_of_the_recipe_s(accuracy, name):
    """What would be called, or taken for prompts, there."""
    assert accuracy([GOOD, "x"], solution=["4", "4"], **{name: ["a", "b"]}) == [1.0, 0.0]


OWN = """
import rewardry


@rewardry.reward
def own(prompt, completion_ids=None):
    asked = prompt if isinstance(prompt, str) else "/".join(one["content"] for one in prompt)
    return 100 * len(asked) + (-1 if completion_ids is None else sum(completion_ids))
"""


@pytest.fixture
def own(tmp_path):
    (tmp_path / "own.py").write_text(OWN)
    recipe = {"rewards": [{"use": f"{tmp_path}/own.py:own"}]}
    return reward_classes(recipe, ORM)["rewardry.own"]()


SAID = {"role": "assistant", "content": "a"}


@pytest.mark.parametrize(
    ("messages", "value"),
    [
        ([[{"role": "user", "content": "what"}, SAID]], 399.0),
        ([[{"role": "system", "content": "s"}, {"role": "user", "content": "what"}, SAID]], 599.0),
        ([[SAID]], -1.0),
        ([[]], -1.0),
        (None, -1.0),
        ([], -1.0),
        ([[SAID], [SAID]], -1.0),
    ],
)
def test_the_prompt_is_all_but_the_last_of_the_messages(own, messages, value):
    assert own(["a"], **({} if messages is None else {"messages": messages})) == [value]


@pytest.mark.parametrize(
    ("ids", "value"),
    [
        ([[1, 2]], 3.0),
        ([[[1, 2], [3]]], 6.0),
        ([[[1, 2], []]], 3.0),
        ([[]], -1.0),
        ([None], -1.0),
        ([[1], [2]], -1.0),
        (None, -1.0),
    ],
    ids=["one-turn", "turns", "empty-turn", "nothing", "none", "other-count", "missing"],
)
def test_the_tokens_of_all_turns_are_the_completion_s(own, ids, value):
    assert own(["a"], response_token_ids=ids) == [value]


def test_completions_are_texts_and_as_many_values_come_back(accuracy):
    assert accuracy([], solution=[]) == []
    assert accuracy(["", GOOD, "<answer>5"], solution=["4"] * 3) == [0.0, 1.0, 0.0]
