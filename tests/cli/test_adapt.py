"""`rewardry adapt`: what to paste, for every adapter."""

import ast
import json
import re
import runpy
import shlex

import pytest

from rewardry.adapter import find_adapter
from rewardry.errors import ConfigError
from rewardry.plugins import registry
from rewardry.recipe import Recipe

IDS = [entry.id for entry in registry().entries("adapter")]


def test_alone_it_lists_the_trainers(rewardry):
    done = rewardry("adapt")
    assert done.code == 0
    for name in IDS:
        assert any(line.startswith(f"{name} ") for line in done.out.splitlines())
    rows = {row["id"]: row for row in json.loads(rewardry("adapt", "--json").out)}
    assert set(rows) == set(IDS)
    assert rows["verl"]["undecided"].keys() == {"zero", "raise"}


@pytest.mark.parametrize("name", IDS)
def test_every_adapter_prints_its_snippets(rewardry, name):
    adapter = find_adapter(name)
    done = rewardry("adapt", name, "deepseek-r1-zero")
    assert done.code == 0, done.err
    assert done.out.startswith(f"# {adapter.trainer} (read: {adapter.version})")
    assert "deepseek-r1-zero" in done.out
    assert "{{" not in done.out.replace("{{ ", "")
    snippets = json.loads(rewardry("adapt", name, "deepseek-r1-zero", "--json").out)["snippets"]
    for snippet in snippets:
        if snippet["language"] == "python":
            ast.parse(snippet["text"])
        if snippet["language"] in ("bash", "hydra"):
            assert shlex.split(snippet["text"], comments=True)


@pytest.mark.parametrize("name", IDS)
def test_every_packaged_recipe_fits_or_is_refused_with_a_reason(name):
    adapter = find_adapter(name)
    policy = next(iter(adapter.undecided))
    for entry in registry().entries("recipe"):
        recipe = Recipe.load(entry.id)
        if (recipe.per_group and not adapter.sees_groups) or (recipe.is_scheduled and not adapter.tells_progress):
            with pytest.raises(ConfigError, match=re.escape(adapter.trainer)):
                adapter.fit(recipe, policy)
        else:
            assert adapter.fit(recipe, policy)[1] == policy


def test_a_rule_that_does_not_fit_is_replaced_and_said(rewardry):
    done = rewardry("adapt", "verl", "deepseek-r1-zero")
    assert "reward_kwargs.on_undecided=zero" in done.out
    assert "verl wants one; --on-undecided raise does otherwise." in done.out
    done = rewardry("adapt", "verl", "deepseek-r1-zero", "--on-undecided", "raise")
    assert "reward_kwargs.on_undecided=raise" in done.out
    assert "wants one" not in done.out


def test_what_the_trainer_cannot_do_is_refused(rewardry):
    done = rewardry("adapt", "verl", "deepseek-r1-zero", "--on-undecided", "none")
    assert done.code == 2
    assert "add +reward.custom_reward_function.reward_kwargs.on_undecided=zero" in done.err
    done = rewardry("adapt", "openrlhf", "kimi-k1.5")
    assert (done.code, "one completion at a time" in done.err) == (2, True)


def test_unknown_names_and_a_missing_recipe(rewardry):
    assert "Did you mean 'verl'?" in rewardry("adapt", "verll", "deepseek-r1-zero").err
    done = rewardry("adapt", "verl")
    assert done.code == 2
    assert "which recipe? Write `rewardry adapt verl RECIPE`" in done.err


def test_of_a_total_that_is_no_sum_one_reward_is_made(rewardry, tmp_path):
    file = tmp_path / "clipped.yaml"
    file.write_text("name: clipped\nclip: [0, 1]\nrewards:\n  - use: format.think_answer\n  - use: format.boxed\n")
    done = rewardry("adapt", "trl", str(file))
    [weights] = re.findall(r"reward_weights=(reward_weights\(.*\)),", done.out)
    [functions] = re.findall(r"reward_funcs=(reward_funcs\(.*\)),", done.out)
    assert "one reward, of weight 1" in done.out
    pasted = tmp_path / "pasted.py"
    pasted.write_text(f"from rewardry.trl import *\nfunctions, weights = {functions}, {weights}\n")
    run = runpy.run_path(str(pasted))
    assert ([one.__name__ for one in run["functions"]], run["weights"]) == (["clipped"], [1.0])
    assert "--reward_funcs rewardry.clipped --reward_weights 1.0\n" in rewardry("adapt", "ms-swift", str(file)).out
