"""Totals as a function of weights are those of the recipe with these weights, however it combines them."""

import random

import pytest

from rewardry.curation.logged_scores import LoggedScores, recombined, totals
from rewardry.curation.tuning.objective import Totals
from rewardry.recipe import Recipe
from rewardry.types import Score

np = pytest.importorskip("numpy")

WEIGHTS = [(1.0, 0.5, 2.0), (0.25, 3.0, -1.0), (1.0, 1.0, 1.0)]


def recipe_of(weights, required, **changes):
    rewards = [
        {"use": "format.think_answer", "name": name, "weight": weight, "required": name in required}
        for name, weight in zip("abc", weights, strict=True)
    ]
    return Recipe.load({"name": "r", "rewards": rewards, **changes})


@pytest.fixture
def logged():
    """Four groups of four rows with values in quarters; every ninth value is undecided."""
    chance = random.Random(4)
    found = LoggedScores(groups=[tuple(range(4 * g, 4 * g + 4)) for g in range(4)])
    for name in "abc":
        values = [None if chance.random() < 1 / 9 else chance.randrange(1, 5) / 4 for _ in range(16)]
        found.columns[name] = [Score(value, "abstain" if value is None else "ok") for value in values]
    assert any(score.value is None for column in found.columns.values() for score in column)
    found.rows, found.totals = [None] * 16, [None] * 16
    return found


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"on_undecided": "zero"},
        {"on_undecided": "raise"},
        {"clip": [0.5, 1.5]},
        {"combine": "product"},
        {"combine": "product", "on_undecided": "zero"},
        {"combine": "min"},
        {"combine": "min", "on_undecided": "zero"},
        {"combine": {"use": "lexicographic", "resolution": 0.1}},
        {"normalize": "normalize_then_sum"},
    ],
    ids=str,
)
@pytest.mark.parametrize("required", ["", "a", "abc"])
def test_totals_are_those_of_the_recipe(logged, changes, required):
    found = Totals(logged, recipe_of(WEIGHTS[0], required, **changes))
    for weights in WEIGHTS:
        expected = totals(recombined(logged, recipe_of(weights, required, **changes)))
        assert list(found.decided) == [value is not None for value in expected]
        decided = [value for value in expected if value is not None]
        assert found.of(weights)[found.decided] == pytest.approx(decided, abs=1e-9)


def test_spreads_are_deviations_inside_the_groups_of_decided_rows(logged):
    found = Totals(logged, recipe_of(WEIGHTS[0], "a"))
    kept = [[i for i in group if found.decided[i]] for group in logged.groups]
    for column, spread in zip("abc", found.spreads(), strict=True):
        values = [[v for i in group if (v := logged.columns[column][i].value) is not None] for group in kept]
        away = [value - np.mean(group) for group in values for value in group]
        assert spread == pytest.approx(np.sqrt(np.mean(np.square(away))))


def test_a_group_of_one_row_has_no_spread(logged):
    logged.groups = [(i,) for i in range(16)]
    assert list(Totals(logged, recipe_of(WEIGHTS[0], "")).spreads()) == [0.0, 0.0, 0.0]
