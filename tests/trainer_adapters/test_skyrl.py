"""SkyRL's contract, as skyrl_gym.make and skyrl/train/generators/skyrl_gym_generator.py call it."""

import copy
import runpy
import sys
import types

import pytest

from rewardry.testing.suites.adapters import AdapterSuite
from rewardry.trainer_adapters import skyrl
from rewardry.trainer_adapters.skyrl import ADAPTER, RecipeEnv


def played(kwargs, completion, reference):
    """skyrl_gym.make, then init, step and get_metrics, as the generator's loop for one trajectory."""
    settings = copy.deepcopy({name: value for name, value in kwargs.items() if name != "recipe"})
    extras = {"reward_spec": {"method": "rule", "ground_truth": reference}, "max_turns": 1, "data_source": "gsm8k"}
    env = RecipeEnv(**settings, recipe=kwargs["recipe"], env_config={}, extras=extras)
    env.init([{"role": "user", "content": "?"}])
    output = env.step(completion)
    assert output["done"] is True
    assert output["observations"] == []
    return output["reward"], env.get_metrics()


class TestSkyRL(AdapterSuite):
    pickles = False
    named = False

    @pytest.fixture
    def adapter(self):
        return ADAPTER

    def make(self, recipe, on_undecided=None):
        kwargs = {"recipe": recipe, "on_undecided": on_undecided}
        RecipeEnv(**kwargs)
        return [kwargs]

    def call(self, function, completions, references):
        return [played(function, *row)[0] for row in zip(completions, references, strict=True)]

    def logged(self, function, completions, references):
        return [played(function, *row)[1] for row in zip(completions, references, strict=True)]


def test_metrics_are_means_over_episodes_that_came_to_an_end():
    assert RecipeEnv.aggregate_metrics([{"a": 1.0}, {}, {"a": 0.0}]) == {"a": 0.5}
    assert RecipeEnv.aggregate_metrics([{}]) == {}


def test_the_environment_is_derived_from_skyrls_own_class(monkeypatch):
    class BaseTextEnv:
        def __init__(self):
            self.turns, self.max_turns = 0, 1

        def close(self):
            pass

    for name in ("skyrl_gym", "skyrl_gym.envs", "skyrl_gym.envs.base_text_env"):
        monkeypatch.setitem(sys.modules, name, types.ModuleType(name))
    sys.modules["skyrl_gym.envs.base_text_env"].BaseTextEnv = BaseTextEnv
    skyrl._text_env.cache_clear()
    try:
        env = skyrl.RecipeTextEnv(recipe="deepseek-r1-zero", on_undecided="zero")
    finally:
        skyrl._text_env.cache_clear()
    assert isinstance(env, BaseTextEnv)
    assert env.max_turns == 1
    with pytest.raises(AttributeError, match="has no attribute 'Nothing'"):
        _ = skyrl.Nothing


@pytest.mark.long
def test_skyrl_gym_itself_plays_it(tmp_path):
    skyrl_gym = pytest.importorskip("skyrl_gym")
    from skyrl_gym.metrics import aggregate_for_environment

    (tmp_path / "main.py").write_text(ADAPTER.snippets[0].filled("deepseek-r1-zero", "zero"))
    runpy.run_path(str(tmp_path / "main.py"))
    env = skyrl_gym.make("rewardry", env_config={}, extras={"reward_spec": {"ground_truth": "42"}})
    env.init([{"role": "user", "content": "?"}])
    assert env.step("<think>a</think>\n<answer>42</answer>")["reward"] == 2.0
    means = aggregate_for_environment("rewardry", [env.get_metrics(), env.get_metrics()])
    assert means["rewardry/accuracy"] == 1.0
