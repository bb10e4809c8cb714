"""AReaL's contract, as areal/api/reward_api.py and areal/workflow/rlvr.py of 1.0.4 call it."""

import asyncio
import copy
import functools
import json
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


def patient(executor, reward_fn):
    """AsyncRewardWrapper, which gives up waiting for some."""

    async def ask(prompt, completion, *tokens, **columns):
        reward = await wrapped(executor, reward_fn, prompt, completion, *tokens, **columns)
        return 0 if completion == "late" else reward

    return ask


class RLVRWorkflow:
    """areal/workflow/rlvr.py: a reward function that is named by a text is imported in the first episode."""

    def __init__(self, reward_fn, executor):
        self.reward_fn, self.executor = reward_fn, executor

    async def arun_episode(self, text, data):
        self.async_reward_fn = patient(self.executor, self.reward_fn)
        return await self.async_reward_fn("?", text, [1], [2], **data)


class MultiTurnWorkflow:
    """areal/workflow/multi_turn.py: tries until the reward is not 0."""

    def __init__(self, reward_fn, executor):
        self.async_reward_fn = patient(executor, reward_fn)

    async def arun_episode(self, texts, data):
        reward, discount = 0.0, 1.0
        for text in texts:
            reward = await self.async_reward_fn("?", text, [1], [2], **data)
            if reward != 0.0:
                break
            discount *= 0.5
        return float(reward * discount)


class Workflow(LogsFigures, RLVRWorkflow):
    """As the snippet has it."""


class ManyTries(LogsFigures, MultiTurnWorkflow):
    """The same before another workflow."""


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


@pytest.fixture
def stats(monkeypatch):
    kept, context = Stats(), SimpleNamespace(stat_scope=lambda: "rollout")
    monkeypatch.setitem(sys.modules, "areal", SimpleNamespace(workflow_context=context))
    monkeypatch.setitem(sys.modules, "areal.utils.stats_tracker", kept)
    return kept


def test_a_workflow_logs_the_figures_that_come_back_from_the_pool(stats):
    async def episodes():
        with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
            workflow = Workflow(RewardFn(looking(), "zero"), pool)
            return [await workflow.arun_episode(text, {"answer": "42"}) for text in ("42", "41", "late")]

    assert asyncio.run(episodes()) == [1.0, 0.0, 0]
    assert stats.kept["rewardry/looks"] == [1.0, 0.0]
    assert stats.kept["rewardry/looks/undecided"] == stats.kept["rewardry/looks/failed"] == [0.0, 0.0]


def test_a_workflow_of_several_tries_logs_those_of_each(stats):
    async def episode():
        with ThreadPoolExecutor(1) as pool:
            return await ManyTries(RewardFn(looking(), "zero"), pool).arun_episode(("41", "42", "42"), {"answer": "42"})

    assert asyncio.run(episode()) == 0.5
    assert stats.kept["rewardry/looks"] == [0.0, 1.0]


def test_a_reward_comes_out_of_its_process_with_its_figures():
    reward = RewardFn(looking(), "zero")("?", "42", [1], [2], answer="42")
    again = copy.copy(reward)  # as a pickle does
    assert (again, again.figures, type(again)) == (1.0, reward.figures, type(reward))


def test_a_reward_is_a_number_wherever_areal_puts_it():
    reward = RewardFn(looking(), "zero")("?", "42", [1], [2], answer="42")
    assert isinstance(reward, float)
    assert reward * 0.5 + 1 == 1.5
    assert json.dumps([reward]) == "[1.0]"
    torch = pytest.importorskip("torch")
    assert torch.tensor([reward, 0.0]).tolist() == [1.0, 0.0]


@pytest.mark.parametrize("given", range(5))
def test_any_of_the_first_arguments_may_be_named(given):
    arguments = {"prompt": "?", "completions": "<answer>42</answer>", "prompt_ids": [1], "completion_ids": [2, 3]}
    placed, named = list(arguments.values())[:given], dict(list(arguments.items())[given:])
    assert RewardFn(looking(), "zero")(*placed, **named, reference="<answer>42</answer>") == 1.0


@pytest.mark.parametrize(
    ("columns", "reward"),
    [
        ({"answer": "42"}, 1.0),
        ({"reference": "42", "answer": "41"}, 1.0),
        ({"answer": None}, 0.0),
        ({}, 0.0),
        ({"answer": "42", "messages": [{"role": "user", "content": "?"}], "query_id": 7}, 1.0),
    ],
)
def test_the_reference_is_a_column_of_the_row(columns, reward):
    assert RewardFn(looking(), "zero")("?", "42", [1], [2], **columns) == reward


OWN = """
import rewardry


@rewardry.reward
def own(completion_ids, prompt):
    return sum(completion_ids) if prompt == "?" else -1
"""


def test_the_tokens_are_those_of_the_completion(tmp_path):
    file = tmp_path / "own.py"
    file.write_text(OWN)
    function = RewardFn({"rewards": [{"use": f"{file}:own"}], "on_undecided": "zero"})
    assert function("?", "a", [100], [2, 3]) == 5.0


def test_what_is_no_reward_of_ours_is_passed_on_and_logged_nowhere(stats):
    async def ask(*arguments, **named):
        return 0.25

    workflow = object.__new__(Workflow)
    workflow.async_reward_fn = ask
    assert asyncio.run(workflow.async_reward_fn("?", "a")) == 0.25
    assert stats.kept == {}
