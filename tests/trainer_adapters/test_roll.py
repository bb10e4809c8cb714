"""ROLL's contract, as a rule worker's compute_rewards reads a DataProto."""

from types import SimpleNamespace

import numpy as np
import pytest

from rewardry.testing.suites.adapters import AdapterSuite
from rewardry.trainer_adapters.roll import ADAPTER, RecipeRewards

torch = pytest.importorskip("torch")


class Tokenizer:
    """Responses are numbers of texts."""

    def __init__(self, texts):
        self.texts = texts

    def batch_decode(self, ids, skip_special_tokens):
        assert skip_special_tokens
        return [self.texts[int(row[0])] for row in ids]


def computed(rewards, completions, references, tags="math"):
    count = len(completions)
    responses = torch.tensor([[i, 0, 0] for i in range(count)])
    columns = {"prompt": ["?"] * count, "ground_truth": list(references), "tag": [tags] * count}
    arrays = {name: np.array(values, dtype=object) for name, values in columns.items()}
    data = SimpleNamespace(batch={"responses": responses}, non_tensor_batch=arrays)
    found = rewards(Tokenizer(completions), data)
    assert set(found) == {"tensors", "meta_info"}
    tensors = found["tensors"]
    assert set(tensors) == {"token_level_rewards", "response_level_rewards", "scores"}
    assert tensors["token_level_rewards"].shape == responses.shape
    assert tensors["response_level_rewards"].shape == tensors["scores"].shape == (count,)
    return tensors, found["meta_info"]["metrics"]


class TestRoll(AdapterSuite):
    @pytest.fixture
    def adapter(self):
        return ADAPTER

    def make(self, recipe, on_undecided=None):
        return [RecipeRewards(recipe, on_undecided)]

    def call(self, function, completions, references):
        return computed(function, completions, references)[0]["response_level_rewards"].tolist()

    def logged(self, function, completions, references):
        """As `DataProto.concat` joins the metrics of several calls: a list for each key, of which means are taken."""
        metrics = computed(function, completions, references)[1]
        assert all(len(values) == len(completions) for values in metrics.values())
        return [{key: values[i] for key, values in metrics.items()} for i in range(len(completions))]


def test_scores_say_what_is_right():
    recipe = {
        "on_undecided": "zero",
        "rewards": [{"use": "format.think_answer"}, {"use": "accuracy", "verifier": "text.exact", "weight": 2}],
    }
    texts = ["<think>a</think>\n<answer>42</answer>", "<think>a</think>\n<answer>41</answer>", ""]
    tensors, _ = computed(RecipeRewards(recipe), texts, ["42"] * 3)
    assert tensors["response_level_rewards"].tolist() == [3.0, 1.0, 0.0]
    assert tensors["scores"].tolist() == [1.0, 0.0, 0.0]


def test_without_a_verifier_what_is_paid_is_right():
    recipe = {"on_undecided": "zero", "rewards": [{"use": "format.think_answer"}]}
    tensors, _ = computed(RecipeRewards(recipe), ["<think>a</think>\n<answer>b</answer>", "c"], ["42"] * 2)
    assert tensors["scores"].tolist() == [1.0, 0.0]


EXACT = {"on_undecided": "zero", "rewards": [{"use": "accuracy", "verifier": "text.exact"}]}


@pytest.mark.parametrize(
    ("columns", "reward"),
    [
        ({"ground_truth": "42"}, 1.0),
        ({"reference": "42", "ground_truth": "41"}, 1.0),
        ({"ground_truth": ["41", "42"]}, 1.0),
        ({"ground_truth": np.array(["41", "42"])}, 1.0),
        ({"ground_truth": None}, 0.0),
        ({}, 0.0),
    ],
    ids=["theirs", "ours", "list", "array", "none", "missing"],
)
def test_the_reference_is_found_in_the_columns_of_the_batch(columns, reward):
    arrays = {}
    for name, value in columns.items():
        arrays[name] = np.empty(1, dtype=object)
        arrays[name][0] = value
    data = SimpleNamespace(batch={"responses": torch.tensor([[0, 0]])}, non_tensor_batch=arrays)
    found = RecipeRewards(EXACT)(Tokenizer(["<answer>42</answer>"]), data)
    assert found["tensors"]["response_level_rewards"].tolist() == [reward]
    assert found["meta_info"]["metrics"]["rewardry/accuracy/undecided"] == [float(columns.get("ground_truth") is None)]


def test_an_empty_batch_has_every_tensor_and_metric():
    """A domain of which a rollout has no sample."""
    data = SimpleNamespace(batch={"responses": torch.zeros(0, 5, dtype=torch.long)}, non_tensor_batch={})
    found = RecipeRewards(EXACT)(Tokenizer([]), data)
    assert {name: tuple(one.shape) for name, one in found["tensors"].items()} == {
        "token_level_rewards": (0, 5),
        "response_level_rewards": (0,),
        "scores": (0,),
    }
    assert found["meta_info"]["metrics"] == {
        "rewardry/accuracy": [],
        "rewardry/accuracy/undecided": [],
        "rewardry/accuracy/failed": [],
    }


def test_tensors_are_float32_and_tokens_have_none_of_the_reward():
    tensors, _ = computed(RecipeRewards(EXACT), ["<answer>42</answer>", "no"], ["42", "42"])
    assert {one.dtype for one in tensors.values()} == {torch.float32}
    assert not tensors["token_level_rewards"].any()


@pytest.mark.parametrize(
    ("weight", "wrong", "scores"),
    [(1.0, 0.0, [1.0, 0.0]), (-1.0, 0.0, [1.0, 0.0]), (1.0, 0.5, [1.0, 0.0])],
    ids=["plain", "penalty", "partial"],
)
def test_what_is_right_does_not_depend_on_what_it_is_worth(weight, wrong, scores):
    recipe = {**EXACT, "rewards": [{**EXACT["rewards"][0], "weight": weight, "wrong": wrong}]}
    assert computed(RecipeRewards(recipe), ["<answer>42</answer>", "41"], ["42"] * 2)[0]["scores"].tolist() == scores


def test_the_metrics_of_two_workers_are_joined_key_by_key():
    rewards = RecipeRewards(EXACT)
    first, second = (computed(rewards, [text], [label])[1] for text, label in (("a", "42"), ("a", None)))
    assert first.keys() == second.keys()
    assert list(first) == list(rewards.scorer.figure_keys)
