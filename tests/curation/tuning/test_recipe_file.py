"""A recipe's file with other weights holds all else that it held, wherever it lies."""

import pytest
import yaml

from rewardry.curation.tuning.recipe_file import refuse_unwritable, source_of, with_weights, write
from rewardry.errors import ConfigError, RecipeError, UnknownIdError
from rewardry.recipe import Recipe

TEXT = """# gone
name: née
rewards:
  - {use: accuracy, verifier: choice}
  - {use: format.think_answer, name: form, weight: 0.5, when: accuracy == correct}
  - use: ./own.py:Mine
    weight: {schedule: linear, from: 1.0, to: 0.0}
on_undecided: zero
"""


@pytest.fixture
def source(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "recipe.yaml").write_text(TEXT, encoding="utf-8")
    return source_of("recipe.yaml")


def written(source, weights, folder, header="Tuned."):
    return with_weights(source, ["accuracy", "form", "Mine"], weights, header, folder)


def test_the_weights_are_changed_and_nothing_else(source, tmp_path):
    before, after = yaml.safe_load(TEXT), yaml.safe_load(written(source, {"form": 0.25, "accuracy": 2.0}, tmp_path))
    before["rewards"][0]["weight"], before["rewards"][1]["weight"] = 2.0, 0.25
    assert after == before
    assert list(after) == list(before)


@pytest.mark.parametrize(("folder", "path"), [(".", "./own.py:Mine"), ("deep/er", "../../own.py:Mine"), ("..", None)])
def test_local_components_are_named_from_where_the_file_will_lie(source, tmp_path, folder, path):
    [*_, own] = yaml.safe_load(written(source, {}, tmp_path / folder))["rewards"]
    assert own["use"] == (path or f"./{tmp_path.name}/own.py:Mine")


def test_the_header_stands_in_comments_whatever_it_says(source, tmp_path):
    text = written(source, {}, tmp_path, "of 'a'\nname: \x1b[31mx\u2028y")
    assert text.startswith("# of 'a'\n# name: ?[31mx?y\nname: née\n")
    assert yaml.safe_load(text)["name"] == "née"


def test_a_recipe_of_the_package_is_found_by_its_name(tmp_path):
    found = source_of("deepseek-r1-zero")
    assert found.data["name"] == "deepseek-r1-zero"
    names = Recipe.load("deepseek-r1-zero").names
    file = tmp_path / "tuned.yaml"
    write(str(file), with_weights(found, names, {names[0]: 0.125}, "Tuned.", tmp_path))
    assert Recipe.load(file).weights[0] == 0.125
    with pytest.raises(UnknownIdError):
        source_of("deepseek-r1-zer")


def test_what_does_not_load_or_cannot_be_written_is_refused(source, tmp_path):
    with pytest.raises(RecipeError, match="has no field 'rewrds'"):
        write(str(tmp_path / "out.yaml"), "rewrds: []\n")
    with pytest.raises(RecipeError, match=r"nowhere/out.yaml: cannot be written: No such file"):
        write(str(tmp_path / "nowhere" / "out.yaml"), TEXT)


@pytest.mark.parametrize(
    ("file", "message"),
    [
        ("out.txt", r"-o out.txt: a recipe's file ends in .yaml or .yml"),
        ("recipe", r"-o recipe: a recipe's file ends in"),
        ("no/where.yml", r"-o no/where.yml: there is no folder no; make it, or choose another place"),
    ],
)
def test_a_place_for_no_recipe_is_refused_before_anything_is_searched(source, file, message):
    with pytest.raises(ConfigError, match=message):
        refuse_unwritable(file)
    refuse_unwritable("out.yml")
