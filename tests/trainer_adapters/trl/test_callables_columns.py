"""Columns of the dataset: which one is the reference, what can be mapped, and what a missing one is told."""

import pytest

import rewardry
from rewardry.errors import ConfigError
from rewardry.trl import reward_funcs

FORMAT = {"name": "form", "rewards": [{"use": "format.think_answer", "name": "format"}]}
GOOD = "<think>r</think><answer>{}</answer>"


@pytest.mark.parametrize("column", ["reference", "solution"])
def test_the_reference_is_found_under_our_name_and_trls(recipe, batch, column, called):
    assert called(reward_funcs(recipe), **batch([4, 5], ["4", "4"], column=column))["accuracy"] == [1.0, 0.0]


@pytest.mark.parametrize("of", ["array", "tensor", "list of scalars"])
def test_numbers_of_numpy_and_torch_are_references(batch, of):
    numpy, torch = pytest.importorskip("numpy"), pytest.importorskip("torch")
    columns = {"array": numpy.array([4, 4]), "tensor": torch.tensor([4, 4]), "list of scalars": [*numpy.array([4, 4])]}
    (accuracy,) = reward_funcs({"rewards": [{"use": "accuracy", "verifier": "text.exact"}]})
    assert accuracy(**batch([4, 5], columns[of])) == [1.0, 0.0]


@pytest.mark.parametrize("columns", ["reference", {"reference": 5}, ["reference"]])
def test_a_map_that_is_none_is_refused(recipe, columns):
    with pytest.raises(ConfigError, match=r"^map is .*; it maps fields to names of columns"):
        reward_funcs(recipe, map=columns)


def test_our_name_goes_before_trls(recipe, batch, called):
    rows = {**batch([4], ["4"], column="reference"), "solution": ["5"]}
    assert called(reward_funcs(recipe), **rows)["accuracy"] == [1.0]


def test_a_mapped_column_goes_before_both(recipe, batch, called):
    rows = {**batch([4], ["4"], column="answer"), "solution": ["5"], "reference": ["6"]}
    functions = reward_funcs(recipe, map={"reference": "answer"})
    assert called(functions, **rows)["accuracy"] == [1.0]


def test_any_column_that_a_reward_reads_can_be_mapped(own, batch, called):
    recipe = {"rewards": [{"use": own("level")}]}
    rows = batch([4, 5], [1, 2], column="hardness")
    assert called(reward_funcs(recipe, map={"difficulty": "hardness"}), **rows) == {"level": [1.0, 2.0]}


@pytest.mark.parametrize(
    "name", ["prompt", "completion", "meta", "map", "split", "columns", "count", "group", "values"]
)
def test_columns_may_have_any_name(own, batch, name, called):
    recipe = {"rewards": [{"use": own("level")}, {"use": "format.think_answer", "name": "format"}]}
    rows = batch([4, None], [1, 2], column=name)
    functions = reward_funcs(recipe, map={"difficulty": name} if name != "meta" else None)
    if name == "meta":
        rows["meta"] = [{"difficulty": 1}, {"difficulty": 2}]
    assert called(functions, **rows) == {"level": [1.0, 2.0], "format": [1.0, 0.0]}


def test_a_rows_own_meta_is_merged_into_its_columns_as_in_files(own, batch, called):
    recipe = {"rewards": [{"use": own("level")}]}
    rows = batch([4, 5, 6], [None] * 3)
    rows["meta"] = [{"difficulty": 1}, {"difficulty": 2, "more": 3}, None]
    assert called(reward_funcs(recipe), **rows) == {"level": [1.0, 2.0, None]}
    rows["difficulty"] = [7, 8, 9]
    assert called(reward_funcs(recipe), **rows) == {"level": [1.0, 2.0, 9.0]}
    same = [{"completion": "x", "difficulty": 9 - i, "meta": meta or {}} for i, meta in enumerate(rows["meta"])]
    assert [row.total for row in rewardry.score(recipe, same)] == [1.0, 2.0, 7.0]


def test_a_reward_that_reads_meta_gets_every_column(own, batch, called):
    recipe = {"rewards": [{"use": own("sees")}]}
    rows = {**batch([4, 5], ["4", "55"]), "level": [1, 22], "meta": [{"k": "v"}, {}], "short": [1]}
    # solution + level + k and their values; the keywords of TRL are no columns
    expected = [len("solution4") + len("level1") + len("kv"), len("solution55") + len("level22")]
    assert called(reward_funcs(recipe), **rows, trainer_state=object()) == {"sees": expected}


def test_a_missing_column_is_named_with_the_nearest_and_the_fix(recipe, batch, own, called):
    rows = batch([4], ["4"], column="solutions")
    for function in reward_funcs(recipe):
        with pytest.raises(ConfigError) as raised:
            function(**rows)
        assert str(raised.value) == (
            "recipe 'counted' reads 'reference', and the dataset has no column 'reference' or 'solution'. "
            "Did you mean 'solutions'? Pass map={'reference': COLUMN} to reward_funcs, and keep "
            "remove_unused_columns=False"
        )
    with pytest.raises(ConfigError, match=r"no column 'answer'\. Did you mean 'answers'\?"):
        called(reward_funcs(recipe, map={"reference": "answer"}), **batch([4], ["4"], column="answers"))
    with pytest.raises(
        ConfigError, match=r"reads 'difficulty', and the dataset has no column 'difficulty'\. Known: so"
    ):
        called(reward_funcs({"rewards": [{"use": own("level")}]}), **batch([4], ["4"]))


def test_a_column_that_a_reward_does_without_may_be_absent(own, batch, called):
    recipe = {"rewards": [{"use": own("lenient")}]}
    rows = batch([4, 5], [None, None], column="hint")
    assert called(reward_funcs(recipe), **rows) == {"lenient": [1.0, 1.0]}
    assert called(reward_funcs(recipe), **rows, difficulty=[2, 3]) == {"lenient": [2.0, 3.0]}


def test_a_column_of_another_length_is_none(recipe, batch, called):
    with pytest.raises(ConfigError, match="no column 'reference' or 'solution'"):
        called(reward_funcs(recipe), **batch([4, 5], ["4"]))


def test_a_reference_within_meta_is_no_reference(recipe, batch, called):
    with pytest.raises(ConfigError, match="no column 'reference'"):
        called(reward_funcs(recipe), **batch([4], [{"reference": "4"}], column="meta"))


def test_a_recipe_without_a_verifier_needs_no_reference(batch, called):
    assert called(reward_funcs(FORMAT), completions=[GOOD.format(4)], prompts=["p"]) == {"format": [1.0]}


@pytest.mark.parametrize(
    ("map_", "offer"),
    [
        ({"refrence": "answer"}, "Did you mean 'reference'?"),
        ({"completion": "text"}, "Known: difficulty, reference."),
        ({"prompt": "question"}, "Known: difficulty, reference."),
    ],
)
def test_a_map_from_a_name_that_is_never_read_is_refused_at_once(own, map_, offer):
    recipe = {"name": "r", "rewards": [{"use": own("level")}, {"use": "accuracy", "verifier": own("Counting")}]}
    with pytest.raises(ConfigError) as raised:
        reward_funcs(recipe, map=map_)
    assert str(raised.value) == f"map names {next(iter(map_))!r}, which recipe 'r' reads from no column. {offer}"


def test_a_map_of_the_reference_is_never_refused():
    assert len(reward_funcs(FORMAT, map={"reference": "answer"})) == 1
