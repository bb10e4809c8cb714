"""What the rows of an output depend on: components, recipe and options, by names that a message can use."""

import pytest

import rewardry
from rewardry.cli.facts import facts_of_component, facts_of_options, facts_of_recipe
from rewardry.cli.options import Options
from rewardry.component_tree import components_in

GIVEN = {"files": ("in.jsonl",), "output": None, "columns": {}, "engine": "local", "workers": None, "timeout": 5.0}
FLAGS = {"skip_bad": False, "keep": False, "timings": False, "as_json": False}


@pytest.mark.parametrize(
    ("change", "changes"),
    [
        ({"keep": True}, {"--keep"}),
        ({"timings": True}, {"--timings"}),
        ({"skip_bad": True}, {"--skip-bad"}),
        ({"columns": {"reference": "solution"}}, {"--map"}),
        ({"engine": "inline", "workers": 3, "timeout": 60.0}, set()),
        ({"files": ("other.jsonl",), "output": "out.jsonl", "as_json": True}, set()),
        ({"resume": True, "no_guard": True, "guard_errors": 0.5, "guard_timeouts": 0.1}, set()),
    ],
)
def test_options_that_change_rows(change, changes):
    before = facts_of_options(Options(**GIVEN, **FLAGS))
    after = facts_of_options(Options(**{**GIVEN, **FLAGS, **change}))
    assert {name for name in before if before[name] != after[name]} == changes


def test_a_component_stands_for_those_among_its_parameters():
    accuracy = rewardry.get("accuracy", verifier="text.exact")
    facts = facts_of_component(accuracy, "accuracy")
    assert facts["component accuracy"] == "accuracy"
    assert facts["version of text.exact"] == f"rewardry {rewardry.__version__}"
    assert {"source of accuracy", "source of text.exact"} <= set(facts)
    assert facts != facts_of_component(rewardry.get("accuracy", verifier="choice"), "accuracy")


def test_the_library_of_a_component_is_a_fact():
    assert "version of math_verify" in facts_of_component(rewardry.get("math-verify"), "verifier")


def test_components_are_found_wherever_they_stand():
    """As a parameter, and within the cases of a route."""
    cases = {"a": {"use": "accuracy", "verifier": "choice"}, "b": {"use": "accuracy", "verifier": "text.exact"}}
    recipe = rewardry.Recipe.load(
        {"rewards": [{"name": "one", "route": "kind", "cases": cases, "default": {"use": "format.think_answer"}}]}
    )
    names = [type(component).__name__ for component in components_in(recipe.parts[0].reward)]
    assert names == ["Route", "Accuracy", "Choice", "Accuracy", "TextExact", "ThinkAnswer"]


@pytest.mark.parametrize(
    "change",
    [
        {"sections": "plain"},
        {"on_undecided": "zero"},
        {"clip": [0, 1]},
        {"rewards": [{"use": "format.think_answer", "name": "other"}]},
        {"rewards": [{"use": "format.think_answer", "values": [0.5, 0.0]}]},
        {"rewards": [{"use": "format.think_answer"}, {"use": "format.tag_count"}]},
        {"rewards": [{"use": "format.think_answer", "weight": 2}]},
        {"rewards": [{"use": "format.think_answer", "required": True}]},
    ],
)
def test_whatever_changes_a_score_is_a_fact_of_the_recipe(change):
    recipe = {"name": "a", "rewards": [{"use": "format.think_answer"}]}
    assert facts_of_recipe(rewardry.Recipe.load(recipe)) != facts_of_recipe(rewardry.Recipe.load({**recipe, **change}))


def test_the_name_of_a_recipe_changes_no_score():
    facts = [
        facts_of_recipe(rewardry.Recipe.load({"name": n, "rewards": [{"use": "format.think_answer"}]})) for n in "ab"
    ]
    assert facts[0] == facts[1]
