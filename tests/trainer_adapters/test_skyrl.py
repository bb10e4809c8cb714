"""SkyRL's contract, as skyrl_gym.make and skyrl/train/generators/skyrl_gym_generator.py call it."""

import copy
import runpy
import sys
import types

import pytest

from rewardry.errors import ConfigError
from rewardry.recipe import Recipe
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


EXACT = {"rewards": [{"use": "accuracy", "verifier": "text.exact"}]}
RIGHT = "<answer>42</answer>"


@pytest.mark.parametrize(
    ("extras", "reward"),
    [
        ({"reward_spec": {"ground_truth": "42"}}, 1.0),
        ({"reward_spec": {"ground_truth": "41", "reference": "42"}}, 1.0),
        ({"reward_spec": {"ground_truth": "41"}, "reference": "42"}, 1.0),
        ({"reward_spec": {"ground_truth": "41"}, "ground_truth": "42"}, 1.0),
        ({"ground_truth": "42"}, 1.0),
        ({"reward_spec": None, "ground_truth": "42"}, 1.0),
        ({"reward_spec": "rule"}, 0.0),
        ({}, 0.0),
        (None, 0.0),
    ],
)
def test_the_reference_is_that_of_the_row_or_of_its_specification(extras, reward):
    env = RecipeEnv({}, extras, recipe=EXACT, on_undecided="zero")
    assert env.step(RIGHT)["reward"] == reward


def test_a_step_is_all_that_skyrl_reads_of_it():
    env = RecipeEnv({}, {"ground_truth": "42"}, recipe=EXACT, on_undecided="zero")
    prompt = [{"role": "user", "content": "?"}]
    assert env.init(prompt) == (prompt, {})
    assert env.get_metrics() == {}
    figures = {"rewardry/accuracy": 1.0, "rewardry/accuracy/undecided": 0.0, "rewardry/accuracy/failed": 0.0}
    assert env.step(RIGHT) == {
        "observations": [],
        "reward": 1.0,
        "done": True,
        "postprocessed_action": None,
        "metadata": figures,
    }
    assert env.get_metrics() == figures
    env.get_metrics()["rewardry/accuracy"] = 9.0
    assert env.get_metrics() == figures, "what is handed out is a copy"


def test_a_row_is_not_changed_and_environments_share_nothing_but_the_recipe():
    extras = {"reward_spec": {"ground_truth": "42"}}
    one, other = (RecipeEnv({}, extras, recipe=EXACT, on_undecided="zero") for _ in range(2))
    one.step(RIGHT)
    assert other.get_metrics() == {}
    assert extras == {"reward_spec": {"ground_truth": "42"}}


@pytest.mark.parametrize("recipe", ["deepseek-r1-zero", "deepseek-r1-all"])
def test_a_recipe_that_was_loaded_is_taken_as_its_name_is(recipe):
    """Also one whose parameters are mappings; SkyRL copies what it is told for every environment."""
    loaded = Recipe.load(recipe)
    for given in (loaded, copy.deepcopy(loaded)):
        env = RecipeEnv({}, {"ground_truth": "42"}, recipe=given, on_undecided="zero")
        found = env.step(RIGHT)
        assert (
            found["reward"]
            == RecipeEnv({}, {"ground_truth": "42"}, recipe=recipe, on_undecided="zero").step(RIGHT)["reward"]
        )
        assert set(found["metadata"]) == {
            f"rewardry/{name}{end}" for name in loaded.names for end in ("", "/undecided", "/failed")
        }


def test_without_a_policy_the_environment_cannot_be_made():
    with pytest.raises(ConfigError, match="SkyRL takes a number for each row"):
        RecipeEnv({}, {}, recipe=EXACT)
