"""The face of a recipe: what it takes to score, and what it tells a trainer of itself."""

import threading
from pathlib import Path

import pytest

from rewardry.component import Needs
from rewardry.errors import DataError
from rewardry.recipe import Recipe, waits_for
from rewardry.types import Sample, Score, Scored, Verdict

TOYS = Path(__file__).parent / "data" / "toy_components.py"
VALUE = {"use": f"{TOYS}:told", "name": "value"}
TOLD = {"use": "accuracy", "verifier": f"{TOYS}:Told"}
SIZE = {"use": f"{TOYS}:size", "name": "size"}
LONGEST = {"use": f"{TOYS}:Longest", "name": "longest"}


def test_rows_and_samples_are_scored_alike():
    recipe = Recipe.load({"rewards": [VALUE, SIZE]})
    row = {"completion": "abc", "value": 2}
    assert recipe.score([row])[0].total == recipe.score([Sample(completion="abc", meta={"value": 2})])[0].total == 5.0


def test_a_generator_of_rows_will_do():
    assert [s.total for s in Recipe.load({"rewards": [SIZE]}).score({"completion": t} for t in ("a", "bb"))] == [
        1.0,
        2.0,
    ]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"prompt": "x"}, "row 1: field 'completion': the row has none. Known: prompt."),
        ({"completions": "x"}, "row 1: field 'completion': the row has none. Did you mean 'completions'?"),
        ({"completion": 5}, "row 1: field 'completion': a JSON string or array is wanted, not number"),
    ],
)
def test_a_row_that_is_none_is_told_by_its_position(row, message):
    with pytest.raises(DataError) as raised:
        Recipe.load({"rewards": [SIZE]}).score([{"completion": "a"}, row])
    assert str(raised.value) == message


def test_progress_reaches_the_components():
    recipe = Recipe.load({"rewards": [{"use": f"{TOYS}:Progress"}]})
    assert recipe.score([{"completion": ""}], progress=0.25)[0].total == 0.25
    assert recipe.score([{"completion": ""}])[0].total is None


def test_what_a_recipe_needs_is_what_its_parts_need():
    recipe = Recipe.load({"rewards": [TOLD, VALUE, {"use": "length.soft_overlong"}]})
    assert recipe.needs() == Needs(frozenset({"completion", "told", "value", "completion_ids"}))


@pytest.mark.parametrize(("rewards", "per_group"), [([SIZE], False), ([SIZE, LONGEST], True)])
def test_a_recipe_is_per_group_as_soon_as_one_part_is(rewards, per_group):
    assert Recipe.load({"rewards": rewards}).per_group is per_group


def test_only_a_clip_on_the_total_makes_a_recipe_no_sum():
    rewards = [{**TOLD, "clip": [0, 1], "weight": -2}, {**SIZE, "when": "accuracy == correct"}]
    for policy in ("none", "zero", "raise"):
        assert Recipe.load({"rewards": rewards, "on_undecided": policy}).why_not_additive() is None
    assert Recipe.load({"rewards": rewards, "clip": [-1, 1]}).why_not_additive() == "it clips the total to [-1.0, 1.0]"


def test_a_trainer_that_adds_up_itself_gets_the_total():
    """The weighted sum of `value_of` over what is not None is the total, and all of them are None where it is."""
    rewards = [{**TOLD, "weight": 2}, {**VALUE, "weight": 0.5}, {**SIZE, "when": "accuracy == correct"}]
    rows = [
        {"told": told, "value": value}
        for told in ("correct", "incorrect", "abstain", "timeout", "error")
        for value in (None, 3)
    ]
    for policy in ("none", "zero"):
        recipe = Recipe.load({"rewards": rewards, "on_undecided": policy})
        for scored in recipe.score([{"completion": "x", **row} for row in rows]):
            given = [recipe.value_of(name, scored) for name in recipe.names]
            if scored.total is None:
                assert given == [None, None, None]
            else:
                pairs = zip(recipe.weights, given, strict=True)
                assert scored.total == sum(weight * value for weight, value in pairs if value is not None)


def test_under_zero_an_undecided_required_reward_is_given_as_zero():
    recipe = Recipe.load({"rewards": [TOLD, VALUE], "on_undecided": "zero"})
    scored = Scored(
        1.0, {"accuracy": Score.undecided(Verdict("abstain")), "value": Score(None, "abstain")}, ("accuracy",)
    )
    assert recipe.value_of("accuracy", scored) == 0.0
    assert recipe.value_of("value", scored) is None


def test_what_a_part_waits_for_is_what_its_gates_name_near_and_far():
    recipe = Recipe.load(
        {
            "rewards": [
                TOLD,
                {**VALUE, "when": "accuracy == correct"},
                {**SIZE, "when": "value > 0 and free > 0"},
                {**SIZE, "name": "free"},
            ]
        }
    )
    parts = {part.name: part for part in recipe.parts}
    assert waits_for("size", parts) == {"size", "value", "accuracy", "free"}
    assert waits_for("value", parts) == {"value", "accuracy"}
    assert waits_for("free", parts) == {"free"}
    assert waits_for("unknown", parts) == set()


@pytest.mark.parametrize(
    ("samples", "message"),
    [
        ({"completion": "x"}, "a list of samples or rows is wanted, not a mapping; put a single one into a list"),
        (Sample(completion="x"), "a list of samples or rows is wanted, not Sample; put a single one into a list"),
        ("x", "a list of samples or rows is wanted, not str; put a single one into a list"),
        (None, "a list of samples or rows is wanted, not NoneType; put a single one into a list"),
        (["x"], "row 0: a Sample or a mapping with `completion` is wanted, not str"),
        ([Sample(completion="x"), None], "row 1: a Sample or a mapping with `completion` is wanted, not NoneType"),
    ],
)
def test_what_is_no_list_of_rows_is_told(samples, message):
    with pytest.raises(DataError) as raised:
        Recipe.load({"rewards": [{"use": "format.think_answer"}]}).score(samples)
    assert str(raised.value) == message


def test_threads_share_a_recipe():
    recipe = Recipe.load({"rewards": [TOLD, VALUE]})
    found = {}

    def score_many(thread):
        rows = [{"completion": "x", "told": "correct", "value": thread * 100 + n} for n in range(50)]
        found[thread] = [scored.total for scored in recipe.score(rows)]

    threads = [threading.Thread(target=score_many, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert found == {n: [1.0 + n * 100 + m for m in range(50)] for n in range(8)}
