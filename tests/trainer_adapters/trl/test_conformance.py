"""The callables for TRL pass the suite of adapters: one a component, one in all, weighted, and for Unsloth."""

import math

import pytest

from rewardry.testing.suites.adapters import AdapterSuite
from rewardry.trainer_adapters.trl.record import ADAPTER, UNSLOTH
from rewardry.trl import reward_funcs


class TestSplit(AdapterSuite):
    """`GRPOTrainer._calculate_rewards` of 1.16: everything by keyword, one call a function and batch."""

    split, trainer, trl = True, "grpo", "1.16.0"

    @pytest.fixture
    def adapter(self):
        return ADAPTER

    def make(self, recipe, on_undecided=None):
        settings = {"split": self.split, "trainer": self.trainer, "trl": self.trl, "on_undecided": on_undecided}
        return reward_funcs(recipe, group_size=3 if recipe.per_group else None, **settings)

    def call(self, function, completions, references):
        ids = [[1, 2] for _ in completions]
        return function(
            prompts=["?"] * len(completions), completions=completions, completion_ids=ids, solution=references
        )

    def logged(self, function, completions, references):
        logged = {}
        prompts = ["?"] * len(completions)
        function(prompts=prompts, completions=completions, solution=references, log_metric=logged.__setitem__)
        # The mean of no decided row is NaN, which TRL logs as it is.
        return [{name: 0.0 if math.isnan(value) else value for name, value in logged.items()}]


class TestWhole(TestSplit):
    split = False


class TestAsync(TestSplit):
    """`_AsyncRolloutLoop._score_group`: a group a call, in a thread, nothing but the columns."""

    trainer = "async_grpo"


class TestUnsloth(TestSplit):
    """TRL 0.24's contract: no metrics."""

    trl = "0.24.0"

    @pytest.fixture
    def adapter(self):
        return UNSLOTH

    def logged(self, function, completions, references):
        pytest.skip("it logs nothing of its own")
