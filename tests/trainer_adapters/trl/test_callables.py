"""The contract of a reward function of TRL, without TRL: what is called how, and what it returns."""

import inspect
from types import SimpleNamespace

import pytest

import rewardry
from rewardry.errors import ConfigError, RecipeError, UndecidedError, UnknownIdError
from rewardry.trl import RecipeReward, reward_funcs, reward_weights

FORMAT = {"name": "form", "rewards": [{"use": "format.think_answer", "name": "format"}]}
GOOD = "<think>r</think><answer>{}</answer>"

# ---- What is called how --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("conversational", [False, True])
def test_one_callable_a_component_with_its_values(recipe, batch, conversational, called):
    functions = reward_funcs(recipe)
    assert called(functions, **batch([4, 5, None], ["4", "4", "no tags"], conversational)) == {
        "accuracy": [1.0, 0.0, 1.0],
        "format": [1.0, 1.0, -1.0],
    }


def test_weights_are_not_applied_when_split_and_reward_weights_has_them(recipe):
    assert reward_weights(recipe) == [1.0, 0.5]
    assert reward_weights("deepseek-r1-zero") == [1.0, 1.0]
    assert len(reward_weights(recipe)) == len(reward_funcs(recipe))


def test_without_split_one_callable_returns_the_total_with_weights(recipe, batch):
    [function] = reward_funcs(recipe, split=False)
    assert function.__name__ == "counted"
    assert function(**batch([4, 5, None], ["4", "4", "4"])) == [1.5, 0.5, -0.5]


def test_the_weighted_sum_of_the_callables_is_the_total(own, batch):
    recipe = {
        "rewards": [
            {"use": "accuracy", "verifier": own("Counting"), "weight": 2.0, "wrong": -1.0},
            {"use": "format.think_answer", "name": "format", "weight": -0.25, "when": "accuracy == correct"},
            {"use": "format.tag_count", "weight": 0.1, "clip": [0.2, 0.6]},
            {"use": "length.soft_overlong", "max_length": 4, "buffer": 4},
        ]
    }
    rows = batch([4, 5, None, 4], ["4", "4", "4", None])
    rows["completion_ids"] = [[1, 2], None, [], [1]]
    functions, [total] = reward_funcs(recipe), reward_funcs(recipe, split=False)
    columns = [function(**rows) for function in functions]
    sums = [
        None
        if all(value is None for value in values)
        else sum(w * v for w, v in zip(reward_weights(recipe), values, strict=True) if v)
        for values in zip(*columns, strict=True)
    ]
    assert sums == pytest.approx(total(**rows))
    assert sums[3] is None


def test_names_are_unique_and_those_of_the_recipe(own):
    rewards = [
        {"use": "accuracy", "verifier": own("Counting"), "name": "right"},
        {"use": "accuracy", "verifier": own("Counting"), "name": "again", "wrong": -1.0},
        {"use": own("level")},
        {"use": "length.cosine", "verifier": "choice"},
    ]
    assert [f.__name__ for f in reward_funcs({"rewards": rewards})] == ["right", "again", "level", "length.cosine"]
    twice = [{"use": "format.think_answer"}, {"use": "format.think_answer"}]
    with pytest.raises(RecipeError, match=r"the name 'format.think_answer' is taken"):
        reward_funcs({"rewards": twice})


def test_the_callables_are_no_coroutines_and_take_any_keyword(recipe):
    for function in reward_funcs(recipe):
        assert not inspect.iscoroutinefunction(function)
        assert not inspect.iscoroutinefunction(type(function).__call__)
        parameters = inspect.signature(function).parameters
        assert "kwargs" in parameters or any(p.kind is p.VAR_KEYWORD for p in parameters.values())


def test_they_say_what_they_are(recipe):
    functions = [*reward_funcs(recipe), *reward_funcs(recipe, split=False)]
    assert list(map(repr, functions)) == [
        "<rewardry counted: accuracy>",
        "<rewardry counted: format>",
        "<rewardry counted: total>",
    ]
    assert all(isinstance(function, RecipeReward) for function in functions)


def test_an_older_trl_passes_fewer_keywords(batch, called):
    rows = batch([4], ["4"])
    for missing in ("completion_ids", "prompts"):
        kept = {name: value for name, value in rows.items() if name != missing}
        assert called(reward_funcs(FORMAT), **kept) == {"format": [1.0]}
    assert called(reward_funcs(FORMAT), completions=[GOOD.format(4)]) == {"format": [1.0]}


def test_positional_prompts_and_completions_work_too():
    [function] = reward_funcs(FORMAT)
    assert function(["p"], [GOOD.format(4)], [[1]]) == [1.0]


def test_keywords_that_nobody_knows_are_ignored(batch):
    class Odd:
        """Has a length that cannot be asked for, like an array without dimensions."""

        def __len__(self):
            raise TypeError("len() of unsized object")

        def __getitem__(self, i):
            raise IndexError(i)

    extra = {
        "environments": [object(), object()],
        "trainer_state": None,
        "log_extra": None,
        "log_metric": None,
        "an_odd_thing": Odd(),
        "a_number": 5,
        "a_text": "ab",
        "bytes_": b"ab",
        "a_mapping": {"a": 1, "b": 2},
        "a_short_column": [1],
        "a_set": {1, 2},
        "none": None,
        "self_": [1, 2],
        "name": ["a", "b"],
    }
    for functions in (reward_funcs(FORMAT), reward_funcs(FORMAT, split=False)):
        for function in functions:
            assert function(**batch([4, None], ["4", "4"]), **extra) == [1.0, 0.0]


def test_scalars_of_numpy_and_torch_are_ignored_and_their_arrays_are_columns(recipe, batch, called):
    numpy, torch = pytest.importorskip("numpy"), pytest.importorskip("torch")
    scalars = {"epoch": numpy.array(3), "step": torch.tensor(5), "rate": numpy.float32(0.1)}
    for references in (numpy.array([4, 5]), torch.tensor([4, 5]), (4, 5)):
        rows = batch([4, 4], references)
        assert reward_funcs(FORMAT)[0](**rows, **scalars) == [1.0, 1.0]
    rows = batch([4, 4], numpy.array(["4", "5"]))
    rows["completion_ids"] = [torch.tensor([1, 2]), torch.tensor([3])]
    assert called(reward_funcs(recipe), **rows, **scalars)["accuracy"] == [1.0, 0.0]


def test_an_empty_batch_has_no_values(recipe, called):
    assert called(reward_funcs(recipe), prompts=[], completions=[], completion_ids=[], solution=[]) == {
        "accuracy": [],
        "format": [],
    }


# ---- Undecided rows ------------------------------------------------------------------------------------------------


def test_an_undecided_required_component_makes_every_callable_none_for_that_row(recipe, batch, called):
    rows = batch([4, 4, None], ["4", None, "4"])
    assert called(reward_funcs(recipe), **rows) == {"accuracy": [1.0, None, 0.0], "format": [1.0, None, -1.0]}
    assert reward_funcs(recipe, split=False)[0](**rows) == [1.5, None, -0.5]


def test_an_optional_undecided_component_is_none_alone(batch, called):
    recipe = {"rewards": [{"use": "length.soft_overlong"}, {"use": "format.think_answer", "name": "format"}]}
    rows = batch([4, 5], ["4", "5"])
    rows["completion_ids"] = [None, [1]]
    assert called(reward_funcs(recipe), **rows) == {"length.soft_overlong": [None, 0.0], "format": [1.0, 1.0]}
    assert reward_funcs(recipe, split=False)[0](**rows) == [1.0, 1.0]


def test_a_gate_whose_subject_is_undecided_leaves_the_row_undecided(own, batch, called):
    recipe = {
        "rewards": [
            {"use": "length.soft_overlong", "name": "long"},
            {"use": "format.think_answer", "name": "format", "when": "long >= 0"},
        ]
    }
    rows = batch([4, 5], ["4", "5"])
    rows["completion_ids"] = [None, [1]]
    assert called(reward_funcs(recipe), **rows) == {"long": [None, 0.0], "format": [None, 1.0]}


def test_undecided_counts_as_nothing_where_the_recipe_says_zero(recipe, batch, called):
    zero = {**recipe, "on_undecided": "zero"}
    rows = batch([4, 4], ["4", None])
    assert called(reward_funcs(zero), **rows) == {"accuracy": [1.0, 0.0], "format": [1.0, 1.0]}
    assert reward_funcs(zero, split=False)[0](**rows) == [1.5, 0.5]


def test_undecided_raises_where_the_recipe_asks_for_it(recipe, batch):
    for function in reward_funcs({**recipe, "on_undecided": "raise"}):
        with pytest.raises(UndecidedError, match=r"sample 1: the required reward 'accuracy' .* is undecided"):
            function(**batch([4, 4], ["4", None]))


# ---- Progress ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "progress"),
    [
        (SimpleNamespace(global_step=0, max_steps=100), 0.0),
        (SimpleNamespace(global_step=25, max_steps=100), 0.25),
        (SimpleNamespace(global_step=100, max_steps=100), 1.0),
        (SimpleNamespace(global_step=101, max_steps=100), 1.0),
        (SimpleNamespace(global_step=5, max_steps=0), None),
        (SimpleNamespace(global_step=5, max_steps=-1), None),
        (SimpleNamespace(global_step=None, max_steps=10), None),
        (SimpleNamespace(global_step=5), None),
        (object(), None),
        (None, None),
    ],
)
def test_progress_is_what_the_trainers_state_says(own, batch, state, progress):
    recipe = {"rewards": [{"use": own("Progress")}]}
    for split in (True, False):
        [function] = reward_funcs(recipe, split=split)
        assert function(**batch([4, 5], ["4", "5"]), trainer_state=state) == [progress, progress]


# ---- Recipes that cannot be split, or do not exist -----------------------------------------------------------------


def test_a_total_that_is_no_weighted_sum_is_not_split(recipe, batch):
    clipped = {**recipe, "clip": [-0.25, 1.25]}
    with pytest.raises(ConfigError) as raised:
        reward_funcs(clipped)
    assert str(raised.value) == (
        "recipe 'counted' cannot be split into components: it clips the total to [-0.25, 1.25]; pass split=False"
    )
    [function] = reward_funcs(clipped, split=False)
    assert function(**batch([4, 5, None], ["4"] * 3)) == [1.25, 0.5, -0.25]


def test_what_a_recipe_may_be(tmp_path, batch, called):
    file = tmp_path / "own.yaml"
    file.write_text("rewards:\n  - use: format.think_answer\n")
    loaded = rewardry.Recipe.load(file)
    for source in (file, str(file), {"rewards": [{"use": "format.think_answer"}]}, loaded):
        assert called(reward_funcs(source), **batch([4], ["4"])) == {"format.think_answer": [1.0]}
        assert reward_weights(source) == [1.0]


def test_a_recipe_that_does_not_exist_is_named_with_the_nearest():
    for function in (reward_funcs, reward_weights):
        with pytest.raises(UnknownIdError, match=r"Did you mean 'deepseek-r1-zero'\?"):
            function("deepseek-r1-zeros")


def test_a_recipe_with_a_mistake_is_refused_at_once():
    with pytest.raises(RecipeError, match=r"no reward 'format.think_answr'\. Did you mean 'format.think_answer'\?"):
        reward_funcs({"rewards": [{"use": "format.think_answr"}]})
