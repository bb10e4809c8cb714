"""AReaL's contract, as areal/api/reward_api.py and areal/workflow/rlvr.py of 1.0.4 call it."""

import asyncio
import functools
import multiprocessing
import sys
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from types import SimpleNamespace

import pytest

from rewardry.testing.suites.adapters import AdapterSuite, looking
from rewardry.trainer_adapters.areal import LogsFigures, RewardFn
from rewardry.trainer_adapters.areal.record import ADAPTER


async def wrapped(executor, reward_fn, *arguments, **columns):
    """AsyncRewardWrapper.__call__: the function with its arguments bound, in an executor."""
    call = functools.partial(reward_fn, *arguments, **columns)
    return await asyncio.get_running_loop().run_in_executor(executor, call)


class TestAReaL(AdapterSuite):
    @pytest.fixture
    def adapter(self):
        return ADAPTER

    def make(self, recipe, on_undecided=None):
        return [RewardFn(recipe, on_undecided)]

    async def call(self, function, completions, references):
        with ThreadPoolExecutor(1) as executor:
            return [
                float(await wrapped(executor, function, "?", text, [1], [2, 3], answer=reference, query_id="q1"))
                for text, reference in zip(completions, references, strict=True)
            ]

    def logged(self, function, completions, references):
        return [
            function("?", text, [1], [2, 3], answer=reference).figures
            for text, reference in zip(completions, references, strict=True)
        ]


class TestAReaLByName(TestAReaL):
    """VisionRLVRWorkflow names its arguments; the row's columns stand beside them."""

    async def call(self, function, completions, references):
        with ThreadPoolExecutor(1) as executor:
            return [
                await wrapped(
                    executor,
                    function,
                    prompt="?",
                    completions=text,
                    prompt_ids=[1],
                    completion_ids=[2, 3],
                    answer=reference,
                )
                for text, reference in zip(completions, references, strict=True)
            ]


def test_a_column_may_be_called_as_an_argument_is():
    recipe = {"rewards": [{"use": "accuracy", "verifier": "text.exact"}]}
    function = RewardFn(recipe, "zero", map={"reference": "prompt"})
    assert function("?", "<answer>42</answer>", [1], [2], prompt="42") == 1.0


class RLVRWorkflow:
    """areal/workflow/rlvr.py: the reward of a completion goes to the statistics of the rollout's process."""

    def __init__(self, reward_fn, executor):
        self.reward_fn, self.executor = reward_fn, executor

    async def _compute_rewards(self, resp, prompt_str, task_data):
        reward = await wrapped(self.executor, self.reward_fn, prompt_str, resp, [1], [2], **task_data)
        return 0 if resp == "late" else reward  # AsyncRewardWrapper, which gave up waiting


class Workflow(LogsFigures, RLVRWorkflow):
    """As the snippet has it."""


class Stats:
    """areal.utils.stats_tracker: a list of values a key; its means are over what is there."""

    def __init__(self):
        self.kept = {}

    def get(self, scope):
        assert scope == "rollout"
        return self

    def scalar(self, **values):
        for key, value in values.items():
            self.kept.setdefault(key, []).append(float(value))


def test_a_workflow_logs_the_figures_that_come_back_from_the_pool(monkeypatch):
    stats, context = Stats(), SimpleNamespace(stat_scope=lambda: "rollout")
    monkeypatch.setitem(sys.modules, "areal", SimpleNamespace(workflow_context=context))
    monkeypatch.setitem(sys.modules, "areal.utils.stats_tracker", stats)

    async def episodes():
        with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
            workflow = Workflow(RewardFn(looking(), "zero"), pool)
            texts = ("42", "41", "late")
            return [await workflow._compute_rewards(text, "?", {"answer": "42"}) for text in texts]

    assert asyncio.run(episodes()) == [1.0, 0.0, 0]
    assert stats.kept["rewardry/looks"] == [1.0, 0.0]
    assert stats.kept["rewardry/looks/undecided"] == stats.kept["rewardry/looks/failed"] == [0.0, 0.0]
