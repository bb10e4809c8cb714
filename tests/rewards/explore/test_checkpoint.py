"""A recipe's state over a checkpoint: what a stateful reward has counted goes on."""

import json

import pytest

from rewardry.engine.runtime import Runtime
from rewardry.errors import ConfigError
from rewardry.recipe import Recipe
from rewardry.scoring import OpenRecipe
from rewardry.types import Sample

NOVELTY = {"use": "explore.count_novelty", "name": "novelty", "verifier": "text.exact"}
RECIPE = Recipe.load({"name": "layered", "rewards": [{"use": "accuracy", "verifier": "text.exact"}, NOVELTY]})
ROWS = [
    Sample(completion="<think>2 + 2 is 4</think><answer>4</answer>", prompt="2 and 2?", reference="4", group="a")
] * 2


@pytest.fixture
def opened():
    """Opens the recipe as a process does that begins anew."""
    runtimes = []

    def open_anew(recipe=RECIPE):
        runtimes.append(Runtime("inline"))
        return OpenRecipe(recipe, runtimes[-1])

    yield open_anew
    for runtime in runtimes:
        runtime.close()


def novelty(recipe):
    return [row.components["novelty"].value for row in recipe.score(ROWS)]


def test_a_run_goes_on_with_what_it_had_counted(opened):
    before, after = opened(), opened()
    assert novelty(before) == pytest.approx([2**-0.5] * 2)
    state = json.loads(json.dumps(before.state_dict()))
    assert list(state) == ["novelty"]
    after.load_state_dict(state)
    assert novelty(after) == novelty(before) == pytest.approx([0.5] * 2)


def test_a_recipe_without_memory_has_no_state(opened):
    plain = opened(Recipe.load({"rewards": [{"use": "format.think"}]}))
    assert plain.state_dict() == {}
    plain.load_state_dict({})
    plain.rewards["format.think"].load_state_dict({"any": 1})


def test_the_state_of_another_recipe_is_refused(opened):
    with pytest.raises(
        ConfigError, match="the state is of the rewards other; the stateful rewards of recipe 'layered'"
    ):
        opened().load_state_dict({"other": {}})
