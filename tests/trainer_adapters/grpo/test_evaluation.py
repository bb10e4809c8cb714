"""avg@k, pass@k, maj@k from completions that are given."""

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


@pytest.mark.parametrize(
    ("completions", "expected"),
    [
        (["x", "x", "z"], (2 / 3, 1, 1)),
        (["z", "z", "x"], (1 / 3, 1, 0)),
        (["z", "y", "z"], (0, 0, 0)),
    ],
)
def test_three_completions(completions, expected, letters, runtime):
    recipe = Recipe.load(
        {"name": "exact", "sections": "plain", "rewards": [{"use": "accuracy", "verifier": "text.exact"}]}
    )
    prompts = Prompts(
        [{"prompt": "q", "reference": "x"}, {"prompt": "r"}], letters, 9
    )  # of the second nothing is known
    engine = Given(letters, [*completions, "a", "b", "c"])
    rewarding = Rewarding(recipe, RewardConfig(), runtime)
    found = evaluate(engine, prompts, rewarding, EvaluationConfig(samples=3), 5, Processes())
    assert tuple(found[f"{name}@3"] for name in ("avg", "pass", "maj")) == pytest.approx(expected)
    assert found["undecided"] == 0.5
    assert found["reward"] == pytest.approx(expected[0])
