"""The packaged recipes say what their sources say, and pay what they should for typical completions."""

from importlib.resources import files

import pytest
import yaml

from rewardry.engine.runtime import Runtime
from rewardry.plugins import registry
from rewardry.recipe import Recipe
from rewardry.text.sections import THINK_ANSWER
from rewardry.types import Sample

RECIPES = sorted(path.name for path in files("rewardry.rewards").joinpath("recipes").iterdir() if path.name[0] != ".")
WELL_FORMED = "<think>\n340 + 51\n</think>\n<answer>\n391\n</answer>"
ONE_LINE = "<think>340 + 51</think><answer>391</answer>"


@pytest.fixture(scope="module")
def runtime():
    with Runtime(workers=1, timeout=60) as opened:
        yield opened


def test_every_file_is_registered_under_its_name_and_no_other():
    registered = {entry.target: entry.id for entry in registry().entries("recipe") if entry.distribution == "rewardry"}
    assert registered == {f"rewardry.rewards:recipes/{file}": file.removesuffix(".yaml") for file in RECIPES}


@pytest.mark.parametrize("file", RECIPES)
def test_every_file_says_what_it_is_and_where_it_comes_from(file):
    text = files("rewardry.rewards").joinpath("recipes").joinpath(file).read_text()
    data = yaml.safe_load(text)
    assert data["name"] == file.removesuffix(".yaml")
    assert data["description"]
    assert data["source"].startswith(("arXiv:", "github.com/"))
    assert text.startswith("# ")
    recipe = Recipe.load(data["name"])
    assert (recipe.description, recipe.source) == (data["description"], data["source"])


@pytest.mark.parametrize("file", RECIPES)
def test_every_recipe_can_be_split_for_a_trainer(file):
    recipe = Recipe.load(file.removesuffix(".yaml"))
    assert recipe.why_not_additive() is None
    assert recipe.per_group is False
    assert recipe.on_undecided == "none"
    assert all(name.isidentifier() for name in recipe.names)


def test_deepseek_r1_zero_is_accuracy_and_format_with_the_same_weight():
    """DeepSeek-R1, section 2.2.2: accuracy rewards and format rewards, and no other."""
    recipe = Recipe.load("deepseek-r1-zero")
    uses = [registry().identity_of(type(part.reward)).id for part in recipe.parts]
    assert list(zip(recipe.names, uses, recipe.weights, strict=True)) == [
        ("accuracy", "accuracy", 1.0),
        ("format", "format.think_answer", 1.0),
    ]
    assert recipe.style == THINK_ANSWER
    assert [part.required for part in recipe.parts] == [True, False]


def test_open_r1_math_is_accuracy_format_and_tag_count_of_open_r1():
    recipe = Recipe.load("open-r1-math")
    uses = [registry().identity_of(type(part.reward)).id for part in recipe.parts]
    assert list(zip(recipe.names, uses, recipe.weights, strict=True)) == [
        ("accuracy", "accuracy", 1.0),
        ("format", "compat.open_r1.format.think_answer", 1.0),
        ("tag_count", "compat.open_r1.format.tag_count", 1.0),
    ]


@pytest.mark.parametrize(
    ("completion", "reference", "accuracy", "well_formed"),
    [
        (WELL_FORMED, "391", 1.0, 1.0),
        (ONE_LINE, "391", 1.0, 1.0),
        (WELL_FORMED, "392", 0.0, 1.0),
        ("391", "391", 1.0, 0.0),
        ("<think>391", "391", 0.0, 0.0),
        ("", "391", 0.0, 0.0),
        (WELL_FORMED, None, None, 1.0),
        (WELL_FORMED, 391, 1.0, 1.0),
    ],
)
def test_deepseek_r1_zero_pays_truth_and_form(runtime, completion, reference, accuracy, well_formed):
    [scored] = Recipe.load("deepseek-r1-zero").score(
        [Sample(completion=completion, reference=reference)], runtime=runtime
    )
    assert {name: score.value for name, score in scored.components.items()} == {
        "accuracy": accuracy,
        "format": well_formed,
    }
    assert scored.total == (None if accuracy is None else accuracy + well_formed)


@pytest.mark.parametrize(
    ("completion", "values"),
    [
        (WELL_FORMED, (1.0, 1.0, 1.0)),
        # open-r1 counts tags with their newlines, and its pattern for the form wants them too
        (ONE_LINE, (1.0, 0.0, 0.0)),
        ("<think>\n\n</think>\n<answer>\n391\n</answer>", (1.0, 1.0, 1.0)),
        ("391", (1.0, 0.0, 0.0)),
        ("<think>\na\n</think>\n391", (1.0, 0.0, 0.5)),
    ],
)
def test_open_r1_math_pays_as_open_r1_does(runtime, completion, values):
    [scored] = Recipe.load("open-r1-math").score([Sample(completion=completion, reference="391")], runtime=runtime)
    assert tuple(score.value for score in scored.components.values()) == values
    assert scored.total == sum(values)
