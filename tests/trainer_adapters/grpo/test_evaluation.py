"""avg@k, pass@k, maj@k from completions that are given."""

import math
from types import SimpleNamespace

import pytest

from rewardry.recipe import Recipe
from rewardry.trainer_adapters.grpo.config import EvaluationConfig, RewardConfig
from rewardry.trainer_adapters.grpo.evaluation import evaluate
from rewardry.trainer_adapters.grpo.processes import Processes
from rewardry.trainer_adapters.grpo.prompts import Prompts
from rewardry.trainer_adapters.grpo.rewarding import Rewarding


class Given:
    """An engine that gives the completions it is told."""

    def __init__(self, tokenizer, completions):
        self._tokenizer, self._completions = tokenizer, completions

    def generate(self, prompts, group_size, *, on_finished, **_):
        assert len(self._completions) == len(prompts) * group_size
        for place, text in enumerate(self._completions):
            on_finished(place, [*self._tokenizer(text)["input_ids"], 1], "stop")
        return SimpleNamespace()


@pytest.fixture
def of_three(letters, runtime):
    """Evaluates three completions of each prompt by whether they are the reference."""
    rewards = [{"use": "accuracy", "verifier": "text.exact"}]
    recipe = Recipe.load({"name": "exact", "sections": "plain", "rewards": rewards})

    def run(rows, completions):
        engine, rewarding = Given(letters, completions), Rewarding(recipe, RewardConfig(), runtime)
        prompts = Prompts(rows, letters, 9)
        return evaluate(engine, prompts, rewarding, EvaluationConfig(samples=3), 5, Processes())

    return run


@pytest.mark.parametrize(
    ("completions", "expected"),
    [
        (["x", "x", "z"], (2 / 3, 1, 1)),
        (["z", "z", "x"], (1 / 3, 1, 0)),
        (["z", "y", "z"], (0, 0, 0)),
    ],
)
def test_three_completions(completions, expected, of_three):
    rows = [{"prompt": "q", "reference": "x"}, {"prompt": "r"}]  # of the second nothing is known
    found = of_three(rows, [*completions, "a", "b", "c"])
    assert tuple(found[f"{name}@3"] for name in ("avg", "pass", "maj")) == pytest.approx(expected)
    assert found["undecided"] == 0.5
    assert found["reward"] == pytest.approx(expected[0])


def test_where_nothing_is_decided_there_is_no_figure(of_three):
    found = of_three([{"prompt": "q"}], ["x", "y", "z"])
    assert found.pop("undecided") == 1.0
    assert all(math.isnan(value) for value in found.values())
