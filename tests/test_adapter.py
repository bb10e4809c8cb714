"""The record of an adapter: what it refuses, and how a snippet is filled."""

import ast
import shlex
from dataclasses import replace

import pytest
import yaml

from rewardry import Recipe
from rewardry.adapter import Adapter, Snippet, find_adapter
from rewardry.errors import ConfigError, PluginError, UnknownIdError
from rewardry.plugins import registry
from rewardry.recipe import Part
from rewardry.testing.suites.adapter_rewards import Compares, Looks

PLAIN = Adapter(
    trainer="Some trainer",
    version="1.0",
    hook="Trainer(reward=...)",
    unit="sample",
    calls="sync",
    thread="the main thread",
    undecided={"zero": "counts 0", "raise": "UndecidedError"},
    logs="nothing",
    tested="contract",
    evidence="a replay",
    source="https://example.org",
    snippets=(Snippet("python", "reward = make({{recipe}}, {{on_undecided}})"),),
)


def recipe(policy="none", reward=None):
    return Recipe("r", (Part("looks", reward or Looks(), required=True),), on_undecided=policy)


@pytest.mark.parametrize(
    ("own", "given", "policy", "fitted"),
    [
        ("zero", None, "zero", "zero"),
        ("none", "zero", "zero", "zero"),
        ("raise", "zero", "zero", "zero"),
        ("none", "raise", "raise", "raise"),
    ],
)
def test_the_argument_goes_before_the_recipes_own_policy(own, given, policy, fitted):
    found, chosen = PLAIN.fit(recipe(own), given)
    assert (chosen, found.on_undecided, found.parts) == (policy, fitted, recipe().parts)


def test_dropped_rows_have_no_total():
    dropping = replace(PLAIN, undecided={"drop": "left out"})
    assert dropping.fit(recipe("zero"), "drop")[0].on_undecided == "none"


def test_none_is_refused_with_the_lines_to_add():
    with pytest.raises(ConfigError) as raised:
        PLAIN.fit(recipe())
    assert str(raised.value) == (
        "Some trainer takes a number for each row, and recipe 'r' gives undecided rows none; add "
        'on_undecided="zero" (counts 0) or on_undecided="raise" (UndecidedError), or `on_undecided: zero` to the recipe'
    )


@pytest.mark.parametrize(
    ("policy", "says"),
    [
        ("drop", "^Some trainer cannot drop an undecided row; add on_undecided="),
        ("zer0", "^on_undecided is 'zer0'. Did you mean 'zero'?"),
    ],
)
def test_a_policy_that_it_cannot_follow_is_refused(policy, says):
    with pytest.raises(ConfigError, match=says):
        PLAIN.fit(recipe(), policy)


def test_groups_and_schedules_are_refused_where_the_trainer_shows_none():
    with pytest.raises(ConfigError, match="'r' compares the completions of a prompt, and Some trainer passes one"):
        PLAIN.fit(recipe("zero", Compares()))
    assert replace(PLAIN, unit="group").fit(recipe("zero", Compares()))
    scheduled = {
        "rewards": [{"use": "format.think_answer", "weight": {"schedule": "linear", "from": 0, "to": 1}}],
        "on_undecided": "zero",
    }
    with pytest.raises(ConfigError, match="has a schedule, and Some trainer does not say how far"):
        PLAIN.fit(Recipe.load(scheduled))
    assert replace(PLAIN, tells_progress=True).fit(Recipe.load(scheduled))


@pytest.mark.parametrize("name", ["plain-name", "it's $(x)", "end\\", "a\\'b", "{{on_undecided}}"])
def test_a_snippet_quotes_for_its_language(name):
    call = ast.parse(Snippet("python", "f({{recipe}})").filled(name), mode="eval").body
    assert [ast.literal_eval(argument) for argument in call.args] == [name]
    assert yaml.safe_load(Snippet("yaml", "recipe: {{recipe}}").filled(name)) == {"recipe": name}
    assert shlex.split(Snippet("bash", "RECIPE={{recipe}} run").filled(name)) == [f"RECIPE={name}", "run"]


def test_a_snippet_is_read_from_its_package():
    found = Snippet.of("rewardry.trainer_adapters.lm_eval", "task.yaml", "the task's file")
    assert (found.language, found.place) == ("yaml", "the task's file")
    assert yaml.safe_load(found.text.replace("!function ", ""))["process_results"] == "rewards.process_results"
    assert Snippet.of("rewardry.trainer_adapters.areal", "rewards.py").place == "rewards.py"


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("other.py", r"package 'rewardry.trainer_adapters.areal' has no file snippets/other.py.template; add it"),
        ("rewards.txt", r"snippet 'rewards.txt': its name ends in none of .hydra, .json, .py, .sh, .toml, .yaml"),
    ],
)
def test_a_snippet_that_is_not_there_is_named(name, says):
    with pytest.raises(PluginError, match=says):
        Snippet.of("rewardry.trainer_adapters.areal", name)


def test_what_is_no_mark_stays():
    assert Snippet("python", "{{other}} {recipe} {{on_undecided}}").filled("r", "drop") == '{{other}} {recipe} "drop"'


def test_adapters_are_found_by_id():
    for entry in registry().entries("adapter"):
        assert isinstance(find_adapter(entry.id), Adapter)
    with pytest.raises(UnknownIdError, match=r"no adapter 'areel'\. Did you mean 'areal'\?"):
        find_adapter("areel")


def test_what_is_no_record_is_refused(monkeypatch):
    monkeypatch.setattr("rewardry.trainer_adapters.areal.record.ADAPTER", "a text")
    with pytest.raises(PluginError, match=r"areal.*is no rewardry.adapter.Adapter; register the record"):
        find_adapter("areal")
