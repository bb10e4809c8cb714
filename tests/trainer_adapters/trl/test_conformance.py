"""The callables for TRL pass the suite of adapters."""

import pytest

from rewardry.testing.suites.adapters import AdapterSuite
from rewardry.trl import reward_funcs

RECIPE = {
    "rewards": [{"use": "accuracy", "verifier": "text.exact"}, {"use": "format.think_answer", "name": "format"}],
}


class TestSplit(AdapterSuite):
    @pytest.fixture
    def functions(self):
        return reward_funcs(RECIPE)

    def call(self, function, completions, references):
        return function(prompts=["?"] * len(completions), completions=completions, solution=references, step=7)


class TestWhole(TestSplit):
    @pytest.fixture
    def functions(self):
        return reward_funcs(RECIPE, split=False)
