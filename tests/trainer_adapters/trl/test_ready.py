"""The ready callables of `rewardry.trl`, which read their recipe from the environment."""

import importlib
import pickle

import pytest

import rewardry.trl
from rewardry.errors import ConfigError, LockError, RecipeError, UnknownIdError
from rewardry.lock import lock_of, text_of
from rewardry.recipe import Recipe
from rewardry.trainer_adapters.trl import ready

GOOD = "<think>r</think><answer>{}</answer>"


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    """No settings, and no callables of an earlier test."""
    for name in ("REWARDRY_RECIPE", "REWARDRY_GROUP_SIZE", "REWARDRY_MAP", "REWARDRY_LOCKED"):
        monkeypatch.delenv(name, raising=False)
    ready._callables.cache_clear()
    yield
    ready._callables.cache_clear()


@pytest.fixture
def environment(monkeypatch):
    def set_(**values):
        for name, value in values.items():
            monkeypatch.setenv(f"REWARDRY_{name.upper()}", value)

    return set_


@pytest.fixture
def file(tmp_path, own):
    """A recipe's file with a component whose name is no identifier."""
    path = tmp_path / "mixed.yaml"
    path.write_text(
        "rewards:\n"
        f"  - use: accuracy\n    verifier: {own('Counting')}\n    weight: 2\n"
        "  - use: format.think_answer\n"
        "  - use: format.tag_count\n    name: tags-2/x\n    weight: 0\n"
    )
    return path


def dotted(path):
    """What `trl grpo --reward_funcs` does with a dotted path."""
    module, name = path.rsplit(".", 1)
    return getattr(importlib.import_module(module), name)


def test_the_total_by_its_dotted_path(environment, file, batch):
    environment(recipe=str(file))
    function = dotted("rewardry.trl.reward")
    assert function.__name__ == "mixed"
    assert function(**batch([4, 5, None], ["4"] * 3)) == [3.0, 1.0, 0.0]


def test_a_component_by_its_name_with_underscores(environment, file, batch):
    environment(recipe=str(file))
    paths = ("reward_accuracy", "reward_format_think_answer", "reward_tags_2_x")
    functions = [dotted(f"rewardry.trl.{path}") for path in paths]
    assert [function.__name__ for function in functions] == ["accuracy", "format.think_answer", "tags-2/x"]
    assert [function(**batch([4, None], ["4", "4"])) for function in functions] == [[1.0, 0.0], [1.0, 0.0], [1.0, 0.0]]


def test_components_share_a_scoring_pass(environment, file, batch, own):
    environment(recipe=str(file))
    for name in ("reward_accuracy", "reward_format_think_answer", "reward_tags_2_x"):
        getattr(rewardry.trl, name)(**batch([4], ["4"]))
    assert len(own.module.CALLS) == 1


def test_a_packaged_recipe_by_its_name(environment):
    environment(recipe="deepseek-r1-zero")
    assert rewardry.trl.reward.__name__ == "deepseek-r1-zero"
    assert rewardry.trl.reward_format(completions=[GOOD.format(1)], solution=["1"]) == [1.0]


def test_another_recipe_in_the_environment_is_another_callable(environment, file):
    environment(recipe="deepseek-r1-zero")
    first = rewardry.trl.reward
    assert rewardry.trl.reward is first
    environment(recipe=str(file))
    assert rewardry.trl.reward.__name__ == "mixed"


def test_they_can_be_imported_and_pickled(environment, file, batch):
    environment(recipe=str(file))
    from rewardry.trl import reward, reward_accuracy

    for function, values in ((reward, [3.0]), (reward_accuracy, [1.0])):
        copy = pickle.loads(pickle.dumps(function))  # noqa: S301
        assert copy(**batch([4], ["4"])) == values


def test_columns_are_mapped_by_the_environment(environment, own, tmp_path, batch):
    file = tmp_path / "r.yaml"
    file.write_text(f"rewards:\n  - use: accuracy\n    verifier: {own('Counting')}\n  - use: {own('level')}\n")
    environment(recipe=str(file), map="reference=answer, difficulty = hardness,")
    rows = {**batch([4, 5], ["4", "4"], column="answer"), "hardness": [1, 2]}
    assert rewardry.trl.reward(**rows) == [2.0, 2.0]


def test_the_group_size_is_read_from_the_environment(environment, own, tmp_path):
    file = tmp_path / "r.yaml"
    file.write_text(f"rewards:\n  - use: {own('Longest')}\n")
    environment(recipe=str(file))
    with pytest.raises(ConfigError, match="pass group_size"):
        _ = rewardry.trl.reward
    environment(group_size="2")
    assert rewardry.trl.reward(completions=["x", "xx", "xxx", "x"], prompts=["a", "a", "b", "b"]) == [0, 1, 1, 0]


def test_without_a_recipe_the_message_says_what_to_set():
    for name in ("reward", "reward_format"):
        with pytest.raises(ConfigError) as raised:
            getattr(rewardry.trl, name)
        assert str(raised.value) == (
            f"rewardry.trl.{name} reads the recipe from the environment; set REWARDRY_RECIPE to its name"
        )


def test_a_component_that_the_recipe_lacks_is_named_with_those_it_has(environment):
    environment(recipe="deepseek-r1-zero")
    with pytest.raises(ConfigError, match=r"'reward_xyz'\. Known: reward_accuracy, reward_format\."):
        _ = rewardry.trl.reward_xyz


@pytest.mark.parametrize(
    ("settings", "error", "message"),
    [
        ({"recipe": "deepseek-r1-zeros"}, UnknownIdError, "Did you mean 'deepseek-r1-zero'"),
        ({"recipe": "nowhere.yaml"}, RecipeError, "nowhere.yaml"),
        ({"recipe": "deepseek-r1-zero", "group_size": "two"}, ConfigError, "REWARDRY_GROUP_SIZE is 'two', which is no"),
        ({"recipe": "deepseek-r1-zero", "group_size": "²"}, ConfigError, "REWARDRY_GROUP_SIZE is '²', which is no"),
        ({"recipe": "deepseek-r1-zero", "group_size": "0"}, ConfigError, "group_size is 0"),
        ({"recipe": "deepseek-r1-zero", "map": "reference:answer"}, ConfigError, "write FIELD=COLUMN"),
        ({"recipe": "deepseek-r1-zero", "map": "reference="}, ConfigError, "write FIELD=COLUMN"),
        ({"recipe": "deepseek-r1-zero", "map": "refrence=answer"}, ConfigError, "Did you mean 'reference'?"),
    ],
)
def test_a_wrong_setting_is_named(environment, settings, error, message):
    environment(**settings)
    for name in ("reward", "reward_format"):
        with pytest.raises(error) as raised:
            getattr(rewardry.trl, name)
        assert message in str(raised.value)


def test_a_recipe_that_cannot_be_split_has_a_total_only(environment, tmp_path):
    file = tmp_path / "clipped.yaml"
    file.write_text("rewards:\n  - use: format.think_answer\n    name: format\nclip: [0, 0.5]\n")
    environment(recipe=str(file))
    assert rewardry.trl.reward(completions=[GOOD.format(1)]) == [0.5]
    with pytest.raises(ConfigError, match="pass split=False"):
        _ = rewardry.trl.reward_format


def test_names_that_would_be_the_same_attribute_are_refused(environment, tmp_path):
    file = tmp_path / "twins.yaml"
    use = "format.think_answer"
    file.write_text(f"rewards:\n  - use: {use}\n    name: a-b\n  - use: {use}\n    name: a.b\n")
    environment(recipe=str(file))
    with pytest.raises(ConfigError, match=r"'a-b' and 'a\.b' would both be rewardry\.trl\.reward_a_b; rename one"):
        _ = rewardry.trl.reward_a_b


def test_any_other_attribute_is_missing_as_in_any_module(environment):
    environment(recipe="deepseek-r1-zero")
    for name in ("rewards", "rewardx", "Reward", "__path__", "nothing"):
        assert not hasattr(rewardry.trl, name)
    with pytest.raises(AttributeError, match=r"module 'rewardry\.trl' has no attribute 'nothing'"):
        _ = rewardry.trl.nothing


def test_the_modules_public_names():
    functions = {"environments", "reward_funcs", "reward_weights", "trainer_settings", "with_step_rewards"}
    assert set(rewardry.trl.__all__) == {"RecipeReward", *functions}
    assert rewardry.trl.reward_funcs is rewardry.trainer_adapters.trl.reward_funcs


def test_a_lock_is_held_to(environment, file, tmp_path):
    lock = lock_of(Recipe.load(file))
    (tmp_path / "good.lock").write_text(text_of(lock))
    (tmp_path / "bad.lock").write_text(text_of({**lock, "python": "3.9"}))
    environment(recipe=str(file), locked=str(tmp_path / "good.lock"))
    assert rewardry.trl.reward([GOOD.format("x")], [GOOD.format("x")], reference=["x"], n=[1]) is not None
    environment(locked=str(tmp_path / "bad.lock"))
    with pytest.raises(LockError, match=r"Python was 3\.9 and is"):
        _ = rewardry.trl.reward
