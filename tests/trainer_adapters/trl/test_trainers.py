"""What differs between TRL's trainers: RLOO, AsyncGRPO, and GDPO's normalisation of each reward by itself."""

import asyncio
import importlib
import logging
import pickle
from types import SimpleNamespace

import pytest

from rewardry.errors import ConfigError
from rewardry.trl import reward_funcs, trainer_settings

FORMAT = {"use": "format.think_answer", "name": "format", "weight": 0.5}
RECIPE = {"name": "two", "rewards": [{"use": "accuracy", "verifier": "text.exact", "weight": 2.0}, FORMAT]}
FADING = {"name": "fading", "rewards": [{**FORMAT, "weight": {"schedule": "linear", "from": 2.0, "to": 0.0}}]}
GOOD = "<think>r</think><answer>{}</answer>"
ROWS = {"prompts": ["p"] * 3, "completions": [GOOD.format(4), GOOD.format(5), "x"], "solution": ["4", "4", "4"]}


def test_async_grpo_is_given_weighted_values_that_it_only_adds_up():
    accuracy, form = reward_funcs(RECIPE, trainer="async_grpo")
    assert accuracy(**ROWS) == [2.0, 0.0, 0.0]
    assert form(**ROWS) == [0.5, 0.5, 0.0]
    [total] = reward_funcs(RECIPE, trainer="async_grpo", split=False)
    assert total(**ROWS) == [2.5, 0.5, 0.0]


def test_trls_own_worker_scores_a_group(monkeypatch):
    """`_score_group` of TRL's rollout worker, with functions that went through a pickle, as to its process."""
    module = pytest.importorskip("trl.experimental.async_grpo.async_rollout_worker")
    monkeypatch.setattr(module, "logger", logging.getLogger("rollouts"))  # TRL's wants accelerate's state
    loop = object.__new__(module._AsyncRolloutLoop)
    loop.reward_funcs = pickle.loads(pickle.dumps(reward_funcs(RECIPE, trainer="async_grpo")))  # noqa: S301
    loop.reward_func_names = ["accuracy", "format"]
    loop._env_reward_types, loop._provides_rollout_reward = [], False
    sequences = [[SimpleNamespace(input_ids=[1], completion_mask=[1], old_log_probs=[0.0])]] * 3
    group = SimpleNamespace(
        prompts=["p"] * 3,
        completions=ROWS["completions"],
        completions_ids=[[1]] * 3,
        reward_kwargs={"solution": ["4", "4", None]},
        tool_call_counts=[0] * 3,
        tool_failure_counts=[0] * 3,
        completions_sequences=sequences,
        env_rewards=[],
        rollout_rewards=[],
        model_version=0,
        group_id=0,
    )
    samples = asyncio.run(loop._score_group(group))
    assert [sample.metrics["reward"] for sample in samples[:2]] == [2.5, 0.5]
    assert samples[0].metrics["rewards/accuracy"] == 2.0
    assert samples[0].advantage > 0 > samples[1].advantage
    assert samples[2].advantage == 0.0


@pytest.mark.parametrize(
    ("trainer", "recipe", "says"),
    [
        ("async_grpo", FADING, "'fading' has a schedule, and AsyncGRPOTrainer tells reward functions no progress"),
        ("async_grpo", {**RECIPE, "normalize": "normalize_then_sum"}, "which AsyncGRPOTrainer cannot"),
        ("rloo", {**RECIPE, "normalize": "sum_then_normalize"}, "which RLOOTrainer cannot; use GRPOTrainer"),
        ("grop", RECIPE, "trainer is 'grop'.*Did you mean 'grpo'"),
    ],
)
def test_what_a_trainer_cannot_do_is_refused(trainer, recipe, says):
    with pytest.raises(ConfigError, match=says):
        reward_funcs(recipe, trainer=trainer, group_size=4)
    if "schedule" not in says or trainer == "grop":
        with pytest.raises(ConfigError, match=says):
            trainer_settings(recipe, trainer)


def test_settings_by_trainer():
    normal = {**RECIPE, "normalize": "sum_then_normalize"}
    assert trainer_settings(normal, "async_grpo") == {}
    assert trainer_settings(normal)["multi_objective_aggregation"] == "sum_then_normalize"


@pytest.mark.parametrize("name", ["GRPOConfig", "RLOOConfig"])
def test_trl_has_the_settings(name):
    fields = getattr(importlib.import_module("trl") if importlib.util.find_spec("trl") else pytest.skip(), name)
    assert "reward_weights" in fields.__dataclass_fields__
