"""NeMo-RL's contract, as calculate_rewards of nemo_rl/experience/rollouts.py calls it."""

import pytest

from rewardry.errors import ConfigError
from rewardry.testing.suites.adapters import AdapterSuite, looking
from rewardry.trainer_adapters.nemo_rl import ADAPTER, RecipeEnvironment

torch = pytest.importorskip("torch")


def log_of(completion):
    return [
        {"role": "system", "content": "Be brief.", "token_ids": torch.tensor([1])},
        {"role": "user", "content": "?", "token_ids": torch.tensor([2])},
        {"role": "assistant", "content": completion, "token_ids": torch.tensor([3, 4])},
    ]


def stepped(environment, completions, references):
    """calculate_rewards for the rows of one task: the tuple is unpacked, and each field has an entry a row."""
    logs = [log_of(completion) for completion in completions]
    result = environment.step(logs, [{"ground_truth": reference} for reference in references])
    observations, metadata, stop_strings, rewards, terminateds, answers = result
    count = len(completions)
    assert [len(one) for one in (observations, metadata, stop_strings, terminateds, answers)] == [count] * 5
    assert all(set(one) == {"role", "content"} for one in observations)
    assert terminateds.all()
    return rewards


class TestNeMoRL(AdapterSuite):
    pickles = False
    named = False

    @pytest.fixture
    def adapter(self):
        return ADAPTER

    def make(self, recipe, on_undecided=None):
        return [RecipeEnvironment({"recipe": recipe, "on_undecided": on_undecided, "num_workers": 8})]

    def call(self, function, completions, references):
        rewards = stepped(function, completions, references)
        assert rewards.dtype == torch.float32
        return rewards.tolist()


RECIPE = {
    "name": "two",
    "on_undecided": "zero",
    "rewards": [{"use": "accuracy", "verifier": "text.exact"}, {"use": "format.think_answer", "weight": 0.5}],
}


def test_components_sum_to_the_total():
    completions = ["<think>a</think>\n<answer>42</answer>", "<think>a</think>\n<answer>41</answer>", ""]
    whole = stepped(RecipeEnvironment({"recipe": RECIPE}), completions, ["42"] * 3)
    parts = stepped(RecipeEnvironment({"recipe": RECIPE, "components": True}), completions, ["42"] * 3)
    assert list(parts) == ["reward/accuracy", "reward/format.think_answer"]
    assert whole.tolist() == sum(parts.values()).tolist() == [1.5, 0.5, 0.0]


def test_a_recipe_that_is_no_sum_cannot_be_split():
    with pytest.raises(ConfigError, match=r"'two' cannot be split: it clips the total.*leave out `components: true`"):
        RecipeEnvironment({"recipe": {**RECIPE, "clip": [0, 1]}, "components": True})


def test_the_configuration_names_the_recipe():
    with pytest.raises(ConfigError, match="has no `recipe`; add `recipe: NAME`"):
        RecipeEnvironment({"num_workers": 2})


def test_conversations_without_an_answer_are_undecided():
    environment = RecipeEnvironment({"recipe": looking(), "on_undecided": "zero"})
    result = environment.step([[{"role": "user", "content": "?"}]], [None])
    assert result.rewards.tolist() == [0.0]


PARTS = [{"type": "reasoning", "text": "41"}, {"type": "text", "text": "42"}]


@pytest.mark.parametrize(
    ("log", "reward"),
    [
        ([{"role": "user", "content": "?"}, {"role": "assistant", "content": PARTS}], 1.0),
        ([{"role": "assistant", "content": "41"}, {"role": "assistant", "content": "42"}], 1.0),
        ([{"role": "assistant", "content": "42"}, {"role": "environment", "content": "41"}], 1.0),
        ([{"role": "assistant", "content": "42"}, {"role": "assistant", "content": None}], 0.0),
        ([], 0.0),
    ],
)
def test_the_last_message_of_the_assistant_s_is_scored_in_any_form(log, reward):
    environment = RecipeEnvironment({"recipe": looking(), "on_undecided": "zero"})
    assert environment.step([log], [{"reference": "42"}]).rewards.tolist() == [reward]


def test_what_an_undecided_conversation_adds_to_no_total_is_nothing():
    decided, undecided = {"ground_truth": "42"}, None
    environment = RecipeEnvironment({"recipe": {**RECIPE, "on_undecided": "zero"}, "components": True})
    text = "<think>a</think>\n<answer>42</answer>"
    rewards = environment.step([log_of(text), log_of(text)], [decided, undecided]).rewards
    totals = RecipeEnvironment({"recipe": RECIPE}).step([log_of(text)] * 2, [decided, undecided]).rewards
    assert sum(rewards.values()).tolist() == totals.tolist()


def test_an_empty_batch_is_one():
    environment = RecipeEnvironment({"recipe": RECIPE})
    result = environment.step([], [])
    assert (result.rewards.tolist(), result.metadata, result.terminateds.tolist()) == ([], [], [])


def test_metrics_are_those_of_the_batch():
    environment = RecipeEnvironment({"recipe": RECIPE})
    batch = {"total_reward": torch.tensor([1.0, 0.0]), "is_end": torch.tensor([True, True])}
    assert environment.global_post_process_and_metrics(batch) == (
        batch,
        {"reward": 0.5, "fraction_of_samples_properly_ended": 1.0},
    )


@pytest.mark.parametrize(
    ("row", "reward"),
    [
        ({"ground_truth": "42"}, 1.0),
        ({"reference": "42", "ground_truth": "41"}, 1.0),
        ({"ground_truth": None}, 0.0),
        ({}, 0.0),
        (None, 0.0),
        ("42", 0.0),
    ],
)
def test_the_reference_is_that_of_the_metadata(row, reward):
    environment = RecipeEnvironment({"recipe": looking(), "on_undecided": "zero"})
    result = environment.step([log_of("42")], [row])
    assert result.rewards.tolist() == [reward]
    assert result.metadata == [row], "what a conversation has is given back as it is"


def test_conversations_and_metadata_are_as_many():
    environment = RecipeEnvironment({"recipe": looking(), "on_undecided": "zero"})
    with pytest.raises(ValueError, match="shorter"):
        environment.step([log_of("42")] * 2, [{"ground_truth": "42"}])


@pytest.mark.parametrize("components", [False, True])
def test_every_field_is_an_entry_a_conversation(components):
    environment = RecipeEnvironment({"recipe": RECIPE, "components": components})
    result = environment.step([log_of("a")] * 3, [{"ground_truth": "42"}] * 3)
    assert result.observations == [{"role": "environment", "content": ""}] * 3
    assert result.next_stop_strings == result.answers == [None] * 3
    assert (result.terminateds.dtype, result.terminateds.tolist()) == (torch.bool, [True] * 3)
    rewards = result.rewards.values() if components else [result.rewards]
    assert {(one.dtype, tuple(one.shape)) for one in rewards} == {(torch.float32, (3,))}
    environment.shutdown()


def test_metrics_are_those_of_either_name():
    environment = RecipeEnvironment({"recipe": RECIPE})
    batch = {"rewards": torch.tensor([1, 0, 0, 1]), "is_end": torch.tensor([True, False, False, False])}
    _, found = environment.global_post_process_and_metrics(batch)
    assert found == {"reward": 0.5, "fraction_of_samples_properly_ended": 0.25}
