"""What components do inside groups is what numpy says of their covariances."""

import numpy as np
import pytest

from rewardry.curation.comparing.components import effects
from rewardry.recipe import Recipe
from rewardry.types import Score, Scored

RECIPE = {
    "name": "three",
    "rewards": [
        {"use": "format.think_answer", "name": "a"},
        {"use": "format.think_answer", "name": "b", "weight": -0.5},
        {"use": "format.think_answer", "name": "c", "weight": 2.0},
    ],
}


@pytest.fixture
def recipe():
    return Recipe.load(RECIPE)


def scored(values):
    """Results of these values, ``[rows, components]``; NaN is undecided."""
    names = [reward["name"] for reward in RECIPE["rewards"]]
    for row in values:
        scores = [Score(None, "abstain") if np.isnan(value) else Score(float(value)) for value in row]
        yield Scored(None, dict(zip(names, scores, strict=True)))


def groups_of(rows, size):
    return [tuple(range(start, start + size)) for start in range(0, rows, size)]


def test_shares_of_the_variance_inside_groups_are_those_of_numpy(recipe):
    values = np.random.default_rng(0).random((60, 3))
    weighted = (values * recipe.weights).reshape(12, 5, 3)
    inside = (weighted - weighted.mean(axis=1, keepdims=True)).reshape(60, 3)
    total = inside.sum(axis=1)
    found = effects(recipe, list(scored(values)), groups_of(60, 5))
    assert [one.share for one in found] == pytest.approx(list(inside.T @ total / (total @ total)))
    assert sum(one.share for one in found) == pytest.approx(1.0)
    assert [(one.varies, one.undecided, one.weight) for one in found] == [(1, 0, 1.0), (1, 0, -0.5), (1, 0, 2.0)]


def test_what_differs_between_groups_alone_is_dead(recipe):
    values = np.zeros((8, 3))
    values[:4, 0] = 1.0  # another value in each group, the same within
    values[:, 2] = [0, 1] * 4
    first, second, third = effects(recipe, list(scored(values)), groups_of(8, 4))
    assert (first.role, second.role, third.role) == ("dead", "dead", "dominating")
    assert (first.share, third.share, third.varies) == (0.0, 1.0, 1.0)


def test_where_nothing_differs_there_is_no_share(recipe):
    found = effects(recipe, list(scored(np.ones((4, 3)))), groups_of(4, 2))
    assert [(one.share, one.role) for one in found] == [(None, "dead")] * 3
    alone = effects(recipe, list(scored(np.ones((2, 3)))), [(0,), (1,)])
    assert [(one.share, one.varies) for one in alone] == [(None, 0.0)] * 3


def test_undecided_rows_are_counted_and_add_nothing(recipe):
    values = np.array([[1.0, 0.0, 0.0], [np.nan, 0.0, 0.0], [np.nan, 0.0, 1.0], [np.nan, 0.0, 0.0]])
    first, _, third = effects(recipe, list(scored(values)), groups_of(4, 2))
    assert (first.undecided, first.varies, third.varies) == (0.75, 0.0, 0.5)
