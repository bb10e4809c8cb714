"""Scoring a batch: the order of components, what is shared between them, and who may look on."""

import itertools
import logging
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewardry.engine.runtime import KEPT, Runtime
from rewardry.errors import ConfigError
from rewardry.recipe import Recipe
from rewardry.scoring import OpenRecipe, group_key, groups_of, in_order, why_undecided
from rewardry.types import Sample, Score, Verdict

TOYS = Path(__file__).parent / "data" / "toy_components.py"
TOLD = f"{TOYS}:Told"
ACCURACY = {"use": "accuracy", "verifier": TOLD}
COSINE = {"use": "length.cosine", "name": "cosine", "verifier": TOLD, "unit": "chars", "max_length": 10}
LONGEST = {"use": f"{TOYS}:Longest", "name": "longest"}
SIZE = {"use": f"{TOYS}:size", "name": "size"}


def samples(*told, **fields):
    return [Sample(completion=f"{i}", meta={"told": status}, **fields) for i, status in enumerate(told)]


# ---- order ---------------------------------------------------------------------------------------------------------


def reward(name, group=False, when=None):
    return {**(LONGEST if group else SIZE), "name": name, **({"when": when} if when else {})}


@pytest.mark.parametrize(
    ("rewards", "order"),
    [
        ([reward("a"), reward("b")], "ab"),
        ([reward("a", when="b > 0"), reward("b")], "ba"),
        ([reward("a", group=True), reward("b")], "ba"),
        ([reward("a", when="b > 0"), reward("b", when="c > 0"), reward("c")], "cba"),
        ([reward("a", when="b > 0"), reward("b", group=True), reward("c")], "cba"),
        ([reward("a", group=True, when="b > 0"), reward("b"), reward("c", when="a > 0")], "bac"),
    ],
)
def test_subjects_come_first_then_single_samples_then_groups(rewards, order):
    assert "".join(part.name for part in in_order(Recipe.load({"rewards": rewards}).parts)) == order


@given(
    st.permutations("abcde"),
    st.lists(st.tuples(st.sampled_from("abcde"), st.sampled_from("abcde")), max_size=6),
    st.sets(st.sampled_from("abcde")),
)
@settings(deadline=None, max_examples=150)
def test_whatever_the_gates_each_subject_is_scored_before_what_it_gates(names, edges, groups):
    gates = {}
    for first, second in edges:
        if first < second:  # no cycles
            gates.setdefault(second, set()).add(first)
    rewards = [
        reward(name, name in groups, " and ".join(f"{subject} >= 0" for subject in sorted(gates.get(name, ()))))
        for name in names
    ]
    recipe = Recipe.load({"rewards": rewards})
    place = {part.name: i for i, part in enumerate(in_order(recipe.parts))}
    for gated, subjects in gates.items():
        assert all(place[subject] < place[gated] for subject in subjects)
    [scored] = recipe.score([Sample(completion="xy", group=0)])
    assert {name: score.value for name, score in scored.components.items()} == {
        name: 1.0 if name in groups else 2.0 for name in names
    }


# ---- what is shared ------------------------------------------------------------------------------------------------


def test_components_that_share_a_verifier_ask_it_once_a_sample(asked):
    recipe = Recipe.load({"rewards": [ACCURACY, {**ACCURACY, "name": "again", "correct": 5}, COSINE]})
    found = recipe.score(samples("correct", "incorrect", "abstain"))
    assert asked == ["0", "1", "2"]
    assert [scored.components["again"].value for scored in found] == [5.0, 0.0, None]
    assert [scored.components["cosine"].verdict for scored in found] == [
        scored.components["accuracy"].verdict for scored in found
    ]


def test_a_component_behind_a_gate_does_not_ask_the_verifier_again(asked):
    recipe = Recipe.load({"rewards": [ACCURACY, {**COSINE, "when": "accuracy == correct"}]})
    recipe.score(samples("correct", "incorrect", "correct"))
    assert asked == ["0", "1", "2"]


def test_cases_of_a_route_share_it_too(asked):
    cosine = {key: value for key, value in COSINE.items() if key != "name"}
    route = {"name": "routed", "route": "told", "cases": {"correct": ACCURACY, "incorrect": cosine}}
    Recipe.load({"rewards": [ACCURACY, route]}).score(samples("correct", "incorrect"))
    assert asked == ["0", "1"]


def test_verifiers_of_other_settings_are_others():
    picky = f"{TOYS}:Picky"
    rewards = [
        {"use": "accuracy", "name": mark, "verifier": {"use": picky, "mark": mark}} for mark in ("correct", "incorrect")
    ]
    [scored] = Recipe.load({"rewards": rewards}).score([{"completion": "x", "reference": 5}])
    assert {name: score.value for name, score in scored.components.items()} == {"correct": 1.0, "incorrect": 0.0}


def test_the_same_sample_twice_in_a_batch_is_scored_twice_over():
    [sample] = samples("correct")
    found = Recipe.load({"rewards": [ACCURACY]}).score([sample, sample])
    assert [scored.total for scored in found] == [1.0, 1.0]


def test_the_next_batch_asks_anew(asked):
    recipe, batch = Recipe.load({"rewards": [ACCURACY]}), samples("correct")
    recipe.score(batch)
    recipe.score(batch)
    assert asked == ["0", "0"]


def test_a_recipe_is_opened_once_a_runtime():
    recipe, other = (Recipe.load({"rewards": [ACCURACY]}) for _ in range(2))
    with Runtime("inline") as runtime, Runtime("inline") as another:
        opened = OpenRecipe.of(recipe, runtime)
        assert OpenRecipe.of(recipe, runtime) is opened
        assert OpenRecipe.of(other, runtime) is not opened
        assert OpenRecipe.of(recipe, another) is not opened
        assert OpenRecipe.of(other, runtime).rewards["accuracy"] is opened.rewards["accuracy"]


def test_a_loop_that_makes_recipes_keeps_few_of_them_open():
    with Runtime("inline") as runtime:
        recipes = [Recipe.load({"rewards": [SIZE]}) for _ in range(KEPT + 5)]
        first = OpenRecipe.of(recipes[0], runtime)
        for recipe in recipes[1:]:
            OpenRecipe.of(recipe, runtime)
        assert OpenRecipe.of(recipes[0], runtime) is not first


# ---- failures ------------------------------------------------------------------------------------------------------


def test_one_sample_that_fails_costs_only_itself(caplog):
    recipe = Recipe.load({"rewards": [{"use": f"{TOYS}:told", "name": "value"}]})
    batch = [Sample(completion="x", meta={"value": value}) for value in (1, "broken", 3, "broken", float("nan"))]
    with caplog.at_level(logging.WARNING, "rewardry"):
        found = recipe.score(batch)
    assert [scored.total for scored in found] == [1.0, None, 3.0, None, None]
    failed = found[1].components["value"]
    assert failed.status == "error"
    assert failed.details["reason"] == "raised"
    assert failed.details["error"] == "ValueError: broken"
    assert failed.details["component"].endswith("toy_components.py:told")
    assert found[4].components["value"].details["error"] == "ValueError: a reward is finite, not nan"


def test_why_a_row_is_undecided_quotes_what_is_known():
    recipe = Recipe.load({"name": "r", "rewards": [ACCURACY]})
    ending = "; `on_undecided: none` would leave such a row without a total"
    for score, why in [
        (Score(None, "error", {"reason": "raised", "error": "ValueError: no"}), "error: ValueError: no"),
        (Score(None, "timeout", {"reason": "deadline"}), "timeout: deadline"),
        (Score(None, "abstain"), "abstain: no reason given"),
        (Score.undecided(Verdict("abstain", reason="no-reference")), "abstain: no-reference"),
    ]:
        assert why_undecided(recipe, "accuracy", score) == (
            f"the required reward 'accuracy' of recipe 'r' is undecided ({why}){ending}"
        )


# ---- groups --------------------------------------------------------------------------------------------------------


def of_groups(*groups):
    return [Sample(completion="x", group=group) for group in groups]


def test_groups_stand_in_order_of_appearance():
    assert groups_of(of_groups("b", "a", "b", "c", "a")) == ((0, 2), (1, 4), (3,))


def test_no_samples_have_no_groups():
    assert groups_of([]) == ()


def test_a_sample_without_a_group_is_named():
    with pytest.raises(ConfigError, match="sample 2 has no `group`"):
        groups_of(of_groups(1, 2, None))


json_values = st.recursive(
    st.booleans() | st.integers() | st.text(max_size=5) | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)


def typed(value):
    """A value whose equality tells True from 1."""
    if isinstance(value, dict):
        return {key: typed(item) for key, item in value.items()}
    return [typed(item) for item in value] if isinstance(value, list) else (type(value), value)


@given(json_values, json_values)
@settings(deadline=None, max_examples=200)
def test_keys_are_equal_exactly_where_groups_are(one, other):
    assert (group_key(one) == group_key(other)) is (typed(one) == typed(other))


@given(st.lists(st.integers(0, 4), min_size=1, max_size=20))
@settings(deadline=None, max_examples=100)
def test_every_sample_is_in_exactly_one_group_with_its_like(groups):
    found = groups_of(of_groups(*groups))
    assert sorted(itertools.chain(*found)) == list(range(len(groups)))
    assert [{groups[i] for i in group} for group in found] == [{value} for value in dict.fromkeys(groups)]


# ---- observers -----------------------------------------------------------------------------------------------------

SEEING = """
from rewardry import hookimpl
seen = []
@hookimpl
def rewardry_batch_scored(recipe, batch, scored):
    seen.append((recipe, batch, scored))
"""


def test_observers_see_each_batch_with_its_scores(site):
    site.install("rewardry-seeing", seeing=SEEING)
    recipe = Recipe.load({"name": "watched", "rewards": [ACCURACY, LONGEST]})
    batch = samples("correct", "incorrect", group="g")
    found = recipe.score(batch, progress=0.5)
    [(name, observed, scored)] = sys.modules["rewardry_seeing_seeing"].seen
    assert (name, list(observed.samples), scored) == ("watched", batch, found)
    assert (observed.groups, observed.progress) == (((0, 1),), 0.5)
