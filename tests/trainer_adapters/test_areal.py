"""AReaL's contract, as areal/api/reward_api.py and areal/workflow/rlvr.py of 1.0.4 call it."""

import asyncio
import functools
from concurrent.futures import ThreadPoolExecutor

import pytest

from rewardry.testing.suites.adapters import AdapterSuite
from rewardry.trainer_adapters.areal import ADAPTER, make_reward_fn


async def wrapped(executor, reward_fn, *arguments, **columns):
    """AsyncRewardWrapper.__call__: the function with its arguments bound, in an executor."""
    call = functools.partial(reward_fn, *arguments, **columns)
    return await asyncio.get_running_loop().run_in_executor(executor, call)


class TestAReaL(AdapterSuite):
    @pytest.fixture
    def adapter(self):
        return ADAPTER

    def make(self, recipe, on_undecided=None):
        return [make_reward_fn(recipe, on_undecided)]

    async def call(self, function, completions, references):
        with ThreadPoolExecutor(1) as executor:
            return [
                float(await wrapped(executor, function, "?", text, [1], [2, 3], answer=reference, query_id="q1"))
                for text, reference in zip(completions, references, strict=True)
            ]
