"""Shares of the variance inside groups and weights are the same thing in two forms."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewardry.curation.tuning.weights import scale
from rewardry.errors import ConfigError
from rewardry.recipe import Recipe

SPREADS = (0.5, 0.25, 2.0)


def recipe(*weights, **more):
    names = "abc"[: len(weights)]
    rewards = [
        {"use": "format.think_answer", "name": name, "weight": w} for name, w in zip(names, weights, strict=True)
    ]
    for name, changes in more.items():
        rewards["abc".index(name)].update(changes)
    return Recipe.load({"name": "r", "rewards": rewards})


def scaled(made, spreads=SPREADS, fixed=(), anchor=None):
    return scale(made, spreads[: len(made.parts)], fixed, anchor)


@settings(max_examples=50)
@given(*[st.floats(0.01, 100.0)] * 3, st.sampled_from([1, -1]))
def test_the_weights_of_a_recipes_own_shares_are_its_weights(a, b, c, sign):
    made = recipe(a, sign * b, c)
    found = scaled(made)
    assert sum(found.start) == pytest.approx(1.0)
    assert found.weights(found.start) == pytest.approx(list(made.weights))


def test_a_share_is_what_a_weight_times_its_spread_is_worth():
    found = scaled(recipe(1.0, -2.0, 0.25))
    assert found.start == pytest.approx([1 / 3] * 3)
    assert found.weights([0.5, 0.25, 0.25]) == pytest.approx([1.0, -1.0, 0.125])  # the anchor's weight stays
    assert found.weights([0.0, 0.5, 0.5])[0] == 1.0


@pytest.mark.parametrize(
    ("made", "settings", "anchor", "free"),
    [
        (recipe(1, 1, 1), {}, 0, (1, 2)),
        (recipe(1, 1, 1, b={"required": True}), {}, 1, (0, 2)),
        (recipe(1, 1, 1), {"anchor": "c"}, 2, (0, 1)),
        (recipe(1, 1, 1), {"fixed": ["b"]}, 0, (2,)),
        (recipe(1, 1, 1), {"fixed": ["a"]}, 0, (1, 2)),  # the anchor's weight stays in any case
        (recipe(0, 1, 1), {}, 1, (2,)),
        (recipe(1, 1, 1), {"spreads": (0.0, 1.0, 1.0)}, 1, (2,)),
    ],
)
def test_what_is_searched_is_all_but_the_anchor_and_what_cannot_matter(made, settings, anchor, free):
    found = scaled(made, **settings)
    assert (found.anchor, found.free) == (anchor, free)


def test_why_a_weight_stays_is_told():
    scheduled = {"weight": {"schedule": "linear", "from": 1.0, "to": 0.0}}
    found = scaled(recipe(1, 1, 1, b=scheduled), fixed=["b"])
    assert found.kept == {"b": "--fix"}
    with pytest.raises(ConfigError) as raised:
        scaled(recipe(1, 0, 1, c=scheduled))
    assert "there are no two weights whose ratio could be tuned" in str(raised.value)
    assert "b: its weight is 0; c: its weight has a schedule" in str(raised.value)
    with pytest.raises(ConfigError, match=r"a: its value never differs inside a group; c: --fix"):
        scaled(recipe(1, 1, 1), spreads=(0.0, 1.0, 1.0), fixed=["c"])


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"fixed": ["d"]}, "recipe 'r' has no reward 'd'"),
        ({"anchor": "d"}, "recipe 'r' has no reward 'd'"),
        ({"anchor": "a", "spreads": (0.0, 1.0, 1.0)}, "--anchor a: it cannot set the scale: its value never differs"),
    ],
)
def test_a_name_that_is_none_or_cannot_set_the_scale_is_refused(settings, message):
    with pytest.raises(ConfigError, match=message):
        scaled(recipe(1, 1, 1), **settings)
