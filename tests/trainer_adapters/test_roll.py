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
