"""How a recipe makes one number of a row, and of a group."""

import math

import pytest

from rewardry.combination import Combination, normalized_then_summed, normalized_totals, parse_combination
from rewardry.combine import group_advantage
from rewardry.errors import ConfigError, RecipeError
from rewardry.recipe import Recipe

FILE = "own.py"
CODE = """
import rewardry
@rewardry.reward
def first(completion, a): return a
@rewardry.reward
def second(completion, b): return b
"""


@pytest.fixture
def recipe(tmp_path):
    """A recipe of two rewards that give the columns `a` and `b`."""
    (tmp_path / FILE).write_text(CODE)

    def make(weights=(1.0, 1.0), **fields):
        uses = [f"{tmp_path / FILE}:{name}" for name in ("first", "second")]
        rewards = [{"use": use, "name": n, "weight": w} for use, n, w in zip(uses, "ab", weights, strict=True)]
        return Recipe.load({"name": "own", "rewards": rewards, **fields})

    return make


def rows(*values, group=None):
    return [
        {"completion": "x", "a": a, "b": b, "group": i // group if group else None} for i, (a, b) in enumerate(values)
    ]


def totals(recipe, *values, group=None, progress=None):
    return [row.total for row in recipe.score(rows(*values, group=group), progress=progress)]


def test_the_ways_to_combine(recipe):
    values = [(1.0, 0.5), (0.0, -1.0), (1.0, None)]
    assert totals(recipe(), *values) == [1.5, -1.0, 1.0]
    assert totals(recipe((2.0, 1.0), combine="product"), *values) == [1.0, 0.0, 2.0]
    assert totals(recipe(combine="min"), *values) == [0.5, -1.0, 1.0]
    assert totals(recipe(combine="lexicographic"), *values) == pytest.approx([1.0005, -0.001, 1.0])
    assert totals(recipe(combine={"use": "lexicographic", "resolution": 0.1}), *values) == pytest.approx(
        [1.05, -0.1, 1]
    )


def test_a_later_reward_only_breaks_ties(recipe):
    found = totals(recipe(combine="lexicographic"), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0), (0.5, -1.0))
    assert sorted(range(4), key=found.__getitem__) == [2, 3, 0, 1]


@pytest.mark.parametrize("how", ["lexicographic", "product", "min"])
def test_what_is_no_sum_is_no_sum_for_a_trainer(recipe, how):
    assert recipe(combine=how).why_not_additive() == f"it combines by {how!r}"
    assert recipe().why_not_additive() is None


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("average", "'average' is no way to combine"),
        ("lexicographc", "Did you mean 'lexicographic'"),
        ({"use": "sum", "resolution": 0.1}, "'sum' has no field 'resolution'"),
        ({"use": "lexicographic", "eps": 1}, "has no field 'eps'"),
        ({"use": "lexicographic", "resolution": 2}, "does not lie between 0 and 1"),
        (3, "3 is no way to combine"),
    ],
)
def test_what_is_no_way_to_combine_is_told(recipe, given, message):
    with pytest.raises(RecipeError, match="combine") as raised:
        recipe(combine=given)
    assert message in str(raised.value)


def test_a_combination_is_written_as_it_is_read():
    for row in ("sum", "min", {"use": "lexicographic", "resolution": 0.5}):
        assert parse_combination(row).to_row() == row
    assert Combination().of([]) == Combination("min").of([None]) == 0


def test_a_weight_follows_its_schedule(recipe):
    scheduled = recipe(({"schedule": "linear", "from": 0.0, "to": 1.0}, 1.0))
    assert [totals(scheduled, (1.0, 2.0), progress=p) for p in (None, 0.0, 0.25, 1.0)] == [[2.0], [2.0], [2.25], [3.0]]
    assert scheduled.native_weights == (1.0, 1.0)
    [row] = scheduled.score(rows((1.0, 2.0)), progress=0.25)
    assert [scheduled.value_of(name, row, 0.25) for name in "ab"] == [0.25, 2.0]
    assert scheduled.why_not_additive() is None


def test_a_schedule_that_is_none_is_told_with_its_place(recipe):
    with pytest.raises(RecipeError, match=r"weight.*Did you mean 'linear'"):
        recipe(({"schedule": "lin", "from": 0, "to": 1}, 1.0))


def test_a_total_is_normalised_as_grpo_does(recipe):
    values = [(1, 0.5), (1, -0.5), (0, 0.0), (0, -0.5)]
    found = totals(recipe((1.0, 0.2), normalize="sum_then_normalize"), *values, group=4)
    assert found == pytest.approx(group_advantage(values, [1.0, 0.2], 4), abs=1e-9)


def test_each_reward_is_normalised_before_the_sum_as_gdpo_does(recipe):
    values = [(1, 0.5), (1, -0.5), (0, 0.0), (0, -0.5), (1, 0), (1, 1), (1, 2), (0, 3)]
    found = totals(recipe((1.0, 0.2), normalize="normalize_then_sum"), *values, group=4)
    advantages = group_advantage(values, [1.0, 0.2], 4, "normalize_then_sum")
    scale = found[0] / advantages[0]
    assert found == pytest.approx([scale * value for value in advantages], abs=1e-9)
    assert math.fsum(found[:4]) == pytest.approx(0.0, abs=1e-9)


def test_rows_without_a_total_count_nowhere():
    assert normalized_totals([1.0, None, 0.0], [(0, 1, 2)]) == pytest.approx([0.707007, None, -0.707007], abs=1e-6)
    found = normalized_then_summed([[1.0, 5.0, 0.0], [None, 1.0, 2.0]], [1.0, 1.0], [True, False, True], [(0, 1, 2)])
    assert found[1] is None
    assert found[0] == pytest.approx(0.707007, abs=1e-6)


def test_a_recipe_that_normalises_wants_whole_groups(recipe):
    wanted = recipe(normalize="sum_then_normalize")
    assert wanted.per_group
    with pytest.raises(ConfigError, match="sample 0 has no `group`"):
        wanted.score(rows((1, 1)))


@pytest.mark.parametrize(("field", "value"), [("combine", "min"), ("clip", [0, 1])])
def test_what_cannot_be_normalised_before_the_sum_is_refused(recipe, field, value):
    with pytest.raises(RecipeError, match=f"{field}.*drop it"):
        recipe(normalize="normalize_then_sum", **{field: value})
    with pytest.raises(RecipeError, match="Did you mean 'sum_then_normalize'"):
        recipe(normalize="sum_then_normalise")
