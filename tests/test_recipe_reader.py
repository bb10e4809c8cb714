"""Reading recipes: what they may say, and where they come from."""

import os
from collections import ChainMap

import pytest

from rewardry.errors import ConfigError, RecipeError, UnknownIdError
from rewardry.gates import parse_gate
from rewardry.recipe import Recipe
from rewardry.recipe_reader import load
from rewardry.registry import Entry
from rewardry.routing import Route
from rewardry.text.sections import STYLES, SectionStyle

CHOICE = {"use": "accuracy", "verifier": "choice"}
FORMAT = {"use": "format.think_answer", "name": "format"}

# ---- what a recipe may say -----------------------------------------------------------------------------------------


def test_the_least_recipe_is_one_reward(recipe_file):
    recipe = Recipe.load(recipe_file("rewards:\n- use: format.think_answer\n", "brief.yaml"))
    assert recipe.name == "brief"
    assert recipe.names == ("format.think_answer",)
    [part] = recipe.parts
    assert (part.weight, part.when, part.required, part.clip) == (1.0, None, False, None)
    assert recipe.style == STYLES["think_answer"]
    assert (recipe.on_undecided, recipe.clip, recipe.description, recipe.source) == ("none", None, "", "")


def test_every_field_is_read(recipe_file):
    recipe = Recipe.load(
        recipe_file("""
name: whole
description: every field
source: nowhere
sections: think
rewards:
  - use: accuracy
    verifier: {use: text.exact, ignore_case: false}
    correct: 2
    weight: 0.5
  - use: format.tag_count
    name: tags
    weight: -1
    when: accuracy == correct
    clip: [0, 0.5]
    required: true
combine: sum
clip: [-1, 1]
on_undecided: zero
""")
    )
    accuracy, tags = recipe.parts
    assert (recipe.name, recipe.description, recipe.source) == ("whole", "every field", "nowhere")
    assert (recipe.on_undecided, recipe.clip, recipe.style) == ("zero", (-1.0, 1.0), STYLES["think"])
    assert accuracy.reward.correct == 2.0
    assert accuracy.reward.verifier.ignore_case is False
    assert (accuracy.weight, accuracy.required) == (0.5, True)
    assert (tags.name, tags.weight, tags.required, tags.clip) == ("tags", -1.0, True, (0.0, 0.5))
    assert tags.when == parse_gate("accuracy == correct")


def test_the_order_is_that_of_the_file(recipe_file):
    text = (
        "rewards:\n- {use: format.tag_count, name: c}\n- {use: format.tag_count, name: a}\n- {use: accuracy, name: b}"
    )
    recipe = Recipe.load(recipe_file(text))
    assert recipe.names == ("c", "a", "b")
    assert recipe.weights == (1.0, 1.0, 1.0)


def test_the_default_name_is_the_id_or_the_name_in_the_file(toys):
    recipe = Recipe.load({"rewards": [{"use": "format.tag_count"}, {"use": f"{toys}:size"}]})
    assert recipe.names == ("format.tag_count", "size")


def test_accuracy_is_required_and_so_is_what_a_gate_names():
    recipe = Recipe.load(
        {
            "rewards": [
                CHOICE,
                FORMAT,
                {"use": "format.tag_count", "name": "tags", "when": "format >= 1"},
                {"use": "format.tag_count", "name": "free"},
                {"use": "format.tag_count", "name": "held", "required": True},
            ]
        }
    )
    assert {part.name: part.required for part in recipe.parts} == {
        "accuracy": True,
        "format": True,
        "tags": False,
        "free": False,
        "held": True,
    }


@pytest.mark.parametrize(
    ("sections", "style"),
    [
        ("think_answer", SectionStyle()),
        ("think", SectionStyle(answer=None)),
        ("plain", SectionStyle(None, None)),
        ({"style": "think"}, SectionStyle(answer=None)),
        ({"prefilled_think": True}, SectionStyle(prefilled_think=True)),
        ({"style": "think", "prefilled_think": True}, SectionStyle(answer=None, prefilled_think=True)),
        ({"think": ["<r>", "</r>"]}, SectionStyle(think=("<r>", "</r>"))),
        ({"style": "plain", "answer": ("[", "]")}, SectionStyle(None, ("[", "]"))),
    ],
)
def test_sections_are_a_style_or_tags(sections, style):
    assert Recipe.load({"rewards": [FORMAT], "sections": sections}).style == style


def test_a_mapping_may_be_any_mapping_and_a_list_any_sequence():
    part = ChainMap({"clip": (0, 1)}, FORMAT)
    recipe = Recipe.load(ChainMap({"rewards": (part,), "clip": (-1, 1)}))
    assert recipe.clip == (-1.0, 1.0)
    assert recipe.parts[0].clip == (0.0, 1.0)
    assert recipe.name == "recipe"


@pytest.mark.parametrize(
    ("text", "weight"), [("1", 1.0), ("1e-3", 0.001), ("-2E2", -200.0), (".5", 0.5), ("+0.25", 0.25)]
)
def test_a_weight_is_written_as_any_number(recipe_file, text, weight):
    recipe = Recipe.load(
        recipe_file(f"rewards:\n- use: format.tag_count\n  weight: {text}\n  clip: [-{text[-1]}, 1e3]")
    )
    assert recipe.weights == (weight,)
    assert recipe.parts[0].clip[1] == 1000.0


def test_a_recipe_is_its_own_recipe():
    recipe = Recipe.load({"rewards": [FORMAT]})
    assert Recipe.load(recipe) is recipe


def test_what_is_given_is_not_changed():
    given = {"rewards": [{**CHOICE, "name": "a"}, {**FORMAT, "when": "a == correct"}], "sections": {"style": "think"}}
    before = repr(given)
    load(given, {"format": {"weight": "2"}})
    assert repr(given) == before


def test_a_file_may_end_in_yml(recipe_file):
    assert Recipe.load(str(recipe_file("rewards: [{use: accuracy}]", "short.yml"))).name == "short"


def test_local_files_lie_relative_to_the_recipe(recipe_file, tmp_path, monkeypatch, toys):
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "toys.py").write_text(toys.read_text())
    file = recipe_file(
        "rewards:\n"
        "- use: ./sub/toys.py:size\n"
        "- {use: accuracy, verifier: ./sub/toys.py:Told}\n"
        "- name: routed\n  route: domain\n  cases: {a: {use: accuracy, verifier: {use: sub/toys.py:Told}}}\n"
    )
    monkeypatch.chdir("/")
    recipe = Recipe.load(file)
    size, accuracy, routed = (part.reward for part in recipe.parts)
    assert size.factor == 1.0
    assert type(accuracy.verifier).__name__ == "Told"
    assert type(routed.by_value["a"].verifier) is type(accuracy.verifier)


def test_aliases_share_parameters(recipe_file):
    recipe = Recipe.load(
        recipe_file("rewards:\n- &one {use: accuracy, verifier: choice}\n- {<<: *one, name: other, correct: 3}\n")
    )
    assert [part.reward.correct for part in recipe.parts] == [1.0, 3.0]
    assert recipe.names == ("accuracy", "other")


def test_routes_hold_their_cases():
    cases = {True: "accuracy", 1.5: CHOICE, "text": {"use": "accuracy", "verifier": "text.exact"}}
    recipe = Recipe.load({"rewards": [{"route": "d", "name": "r", "cases": cases, "default": FORMAT["use"]}]})
    [route] = (part.reward for part in recipe.parts)
    assert isinstance(route, Route)
    assert list(route.by_value) == ["true", "1.5", "text"]
    assert type(route.other).__name__ == "ThinkAnswer"


def test_the_folder_of_a_path_may_be_relative(recipe_file, monkeypatch, toys):
    folder = recipe_file("rewards: [{use: './toys.py:size'}]").parent
    (folder / "toys.py").write_text(toys.read_text())
    monkeypatch.chdir(folder.parent)
    assert Recipe.load(os.path.join(folder.name, "r.yaml")).names == ("size",)


# ---- where a recipe comes from -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["deepseek-r1-zero", "open-r1-math"])
def test_packaged_recipes_are_found_by_name(name):
    assert Recipe.load(name).name == name


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (
            "open-r1-mth",
            "there is no recipe 'open-r1-mth'. Did you mean 'open-r1-math'? `rewardry list recipe` shows all",
        ),
        ("open-r1", "there is no recipe 'open-r1'. Did you mean 'open-r1-math'? `rewardry list recipe` shows all"),
        ("zzz", "there is no recipe 'zzz'. Known: dapo, deepscaler, deepseek-r1-all, "),
        ("", "there is no recipe ''. Known: dapo, deepscaler, deepseek-r1-all, "),
        ("x" * 5000, f"there is no recipe '{'x' * 5000}'. Known: dapo, deepscaler, deepseek-r1-all, "),
        ("accuracy", "'accuracy' is a reward, but a recipe is wanted here"),
        ("math-verify", "'math-verify' is a verifier, but a recipe is wanted here"),
    ],
)
def test_an_unknown_recipe_is_offered_the_nearest(name, message, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UnknownIdError) as raised:
        Recipe.load(name)
    assert str(raised.value).startswith(message)


@pytest.mark.parametrize("name", ["recipe.json", "recipe.py", "recipe"])
def test_a_file_with_another_suffix_is_told_so(tmp_path, name):
    (tmp_path / name).write_text("rewards: [{use: accuracy}]")
    with pytest.raises(RecipeError) as raised:
        Recipe.load(str(tmp_path / name))
    assert str(raised.value) == f"{tmp_path / name}: a recipe's file ends in .yaml or .yml"


def test_a_missing_file_is_told_as_such(tmp_path):
    for file in (tmp_path / "none.yaml", str(tmp_path / "none.yml")):
        with pytest.raises(RecipeError) as raised:
            Recipe.load(file)
        assert str(raised.value) == f"{file}: cannot be read: No such file or directory"


@pytest.mark.parametrize(("source", "kind"), [(5, "int"), (None, "NoneType"), (["accuracy"], "list"), (b"x", "bytes")])
def test_what_is_no_recipe_at_all_is_refused(source, kind):
    with pytest.raises(ConfigError) as raised:
        Recipe.load(source)
    assert str(raised.value) == f"a recipe is a name, a file, a mapping or a Recipe, not {kind}"


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("nowhere_at_all:r.yaml", "its package 'nowhere_at_all' cannot be imported: No module named 'nowhere_at_all'"),
        ("rewardry.rewards:recipes/none.yaml", "recipes/none.yaml: cannot be read: No such file or directory"),
    ],
)
def test_a_plugin_whose_recipe_is_missing_is_named(monkeypatch, target, message):
    entry = Entry("recipe", "chess/endgames", target, "", "rewardry-chess", "1.2")
    monkeypatch.setattr("rewardry.recipe_reader.registry", lambda: OneEntry(entry))
    with pytest.raises(RecipeError) as raised:
        Recipe.load("chess/endgames")
    assert message in str(raised.value)


class OneEntry:
    """A registry that finds one entry whatever it is asked."""

    def __init__(self, entry):
        self.entry = entry

    def find(self, kind, wanted):
        return self.entry
