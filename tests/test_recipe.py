"""What a recipe makes of samples: weights, clips, gates, groups, undecided rows, sections."""

import functools
import operator
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import rewardry
from rewardry.engine.runtime import Runtime
from rewardry.errors import ConfigError, UndecidedError
from rewardry.recipe import Part, Recipe
from rewardry.types import Sample

TOYS = Path(__file__).parent / "data" / "toy_components.py"
VALUE = {"use": f"{TOYS}:told", "name": "value"}
TOLD = {"use": "accuracy", "verifier": f"{TOYS}:Told"}
SIZE = {"use": f"{TOYS}:size", "name": "size"}
LONGEST = {"use": f"{TOYS}:Longest", "name": "longest"}
STATUSES = ("correct", "incorrect", "abstain", "timeout", "error")


def score(rewards, rows, **fields):
    """The rows scored under a recipe of these rewards."""
    return Recipe.load({"rewards": rewards, **fields}).score([{"completion": "x", **row} for row in rows])


def totals(rewards, rows, **fields):
    return [scored.total for scored in score(rewards, rows, **fields)]


def values(rewards, row, **fields):
    """The values of the components for one row, by name."""
    [scored] = score(rewards, [row], **fields)
    return {name: score.value for name, score in scored.components.items()}


# ---- the sum -------------------------------------------------------------------------------------------------------


def test_the_total_is_the_weighted_sum():
    rewards = [{**TOLD, "weight": 2}, {**VALUE, "weight": 0.5}, {**SIZE, "weight": -1}]
    rows = [{"told": "correct", "value": 3}, {"told": "incorrect", "value": -1, "completion": "four"}]
    assert totals(rewards, rows) == [2 + 1.5 - 1, 0 - 0.5 - 4]


def test_components_stand_in_the_order_of_the_file_whatever_the_gates():
    rewards = [{**VALUE, "when": "accuracy == correct"}, SIZE, TOLD]
    [scored] = score(rewards, [{"told": "correct", "value": 1}])
    assert list(scored.components) == ["value", "size", "accuracy"]


def test_a_weight_of_zero_counts_for_nothing_but_is_reported():
    [scored] = score([{**VALUE, "weight": 0}, SIZE], [{"value": 5}])
    assert scored.total == 1.0
    assert scored.components["value"].value == 5.0


def test_order_is_the_inputs():
    rows = [{"value": n} for n in (3, 1, 2)] * 40
    assert totals([VALUE], rows) == [3.0, 1.0, 2.0] * 40


def test_no_samples_make_no_scores():
    assert score([VALUE, LONGEST], []) == []


def test_a_total_beyond_the_floats_is_no_number():
    huge = {**VALUE, "weight": 1e308}
    [scored] = score([huge], [{"value": 1e308}])
    assert scored.total is None
    assert scored.components["value"].value == 1e308


class Fixed(rewardry.Reward):
    """The same for every sample."""

    value: float | None

    def score(self, batch):
        return [self.value] * len(batch)


finite = st.floats(-1e6, 1e6)
parts = st.lists(st.tuples(finite, st.none() | finite, st.booleans()), min_size=1, max_size=6)


@given(parts, st.sampled_from(["none", "zero"]), st.integers(0, 4))
@example([(1.0, None, False)], "none", 1)
@example([(1.0, None, True)], "zero", 1)
@settings(deadline=None, max_examples=200)
def test_the_total_is_the_sum_over_what_is_decided(parts, policy, count):
    named = (Part(f"r{i}", Fixed(value=value), weight, required=r) for i, (weight, value, r) in enumerate(parts))
    found = Recipe("r", tuple(named), on_undecided=policy).score([Sample(completion="x")] * count)
    decided = [weight * value for weight, value, _ in parts if value is not None]
    missing = tuple(f"r{i}" for i, (_, value, required) in enumerate(parts) if required and value is None)
    total = functools.reduce(operator.add, decided, 0.0)  # sum() rounds in other ways since Python 3.12
    expected = total if decided or (missing and policy == "zero") else None
    if missing and policy == "none":
        expected = None
    assert [(scored.total, scored.undecided) for scored in found] == [(expected, missing)] * count


# ---- clips ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("value", "clipped"), [(-3, -1.0), (-1, -1.0), (0.5, 0.5), (2, 2.0), (2.1, 2.0)])
def test_a_component_is_clipped_before_it_is_weighted(value, clipped):
    [scored] = score([{**VALUE, "clip": [-1, 2], "weight": 10}], [{"value": value}])
    assert scored.components["value"].value == clipped
    assert scored.total == 10 * clipped


@pytest.mark.parametrize(("value", "clipped"), [(-3, -1.0), (0.25, 0.5), (1, 2.0), (1.5, 2.0)])
def test_the_total_is_clipped_after_it_is_summed(value, clipped):
    [scored] = score([{**VALUE, "weight": 2}], [{"value": value}], clip=[-1, 2])
    assert scored.components["value"].value == value
    assert scored.total == clipped


def test_a_clip_keeps_verdict_status_and_details():
    [scored] = score([{**TOLD, "correct": 5, "clip": [0, 1]}], [{"told": "correct"}])
    found = scored.components["accuracy"]
    assert (found.value, found.reported_status) == (1.0, "correct")
    assert found.verdict.reason == "told"


def test_bounds_may_be_equal():
    assert totals([{**VALUE, "clip": [0.5, 0.5]}], [{"value": 0}, {"value": 1}]) == [0.5, 0.5]


def test_a_clip_decides_nothing():
    [scored] = score([{**VALUE, "clip": [0.5, 1]}], [{"value": None}])
    assert scored.components["value"].value is None
    assert scored.total is None


def test_a_gate_sees_the_clipped_value():
    gated = {**SIZE, "when": "value > 1"}
    assert values([{**VALUE, "clip": [0, 1]}, gated], {"value": 7}) == {"value": 1.0, "size": 0.0}


# ---- undecided rows ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", ["abstain", "timeout", "error"])
def test_a_row_with_an_undecided_required_reward_has_no_total(status):
    [scored] = score([TOLD, SIZE], [{"told": status}])
    assert scored.total is None
    assert scored.undecided == ("accuracy",)
    assert scored.components["size"].value == 1.0
    assert scored.components["accuracy"].reported_status == status


@pytest.mark.parametrize("value", [None, "it fails"])
def test_an_optional_undecided_reward_drops_out_and_its_weight_goes_to_nobody(value):
    [scored] = score([{**VALUE, "weight": 9}, {**SIZE, "weight": 2}], [{"value": value}])
    assert scored.total == 2.0
    assert scored.undecided == ()


def test_a_reward_can_be_made_required():
    [scored] = score([{**VALUE, "required": True}, SIZE], [{"value": None}])
    assert scored.total is None
    assert scored.undecided == ("value",)


def test_where_nothing_is_decided_there_is_no_total():
    for policy in ("none", "zero", "raise"):
        [scored] = score([VALUE, {**VALUE, "name": "other"}], [{"value": None}], on_undecided=policy)
        assert (scored.total, scored.undecided) == (None, ())


def test_zero_counts_an_undecided_required_reward_as_nothing():
    rows = [{"told": "abstain"}, {"told": "correct"}, {"told": "error", "completion": ""}]
    found = score([{**TOLD, "weight": 3}, SIZE], rows, on_undecided="zero")
    assert [scored.total for scored in found] == [1.0, 4.0, 0.0]
    assert [scored.undecided for scored in found] == [("accuracy",), (), ("accuracy",)]
    assert found[0].components["accuracy"].value is None


def test_zero_is_a_total_even_where_nothing_else_is_decided():
    assert totals([TOLD], [{"told": "abstain"}], on_undecided="zero") == [0.0]


def test_raise_names_recipe_sample_reward_and_reason():
    with pytest.raises(UndecidedError) as raised:
        score([TOLD], [{"told": "correct"}, {"told": "abstain"}], on_undecided="raise", name="strict")
    assert str(raised.value) == (
        "sample 1: the required reward 'accuracy' of recipe 'strict' is undecided (abstain: told); "
        "`on_undecided: none` would leave such a row without a total"
    )


def test_raise_lets_decided_and_optional_rows_pass():
    assert totals([TOLD, VALUE], [{"told": "correct", "value": None}], on_undecided="raise") == [1.0]


def test_raise_quotes_what_failed():
    recipe = Recipe.load({"rewards": [{**VALUE, "required": True}], "on_undecided": "raise"})
    with pytest.raises(UndecidedError, match=r"is undecided \(error: ValueError: broken\);"):
        recipe.score([{"completion": "x", "value": "broken"}])


@pytest.mark.parametrize("completion", [None, [], [{"role": "user", "content": "x"}], ["x"], [{"role": "assistant"}]])
def test_a_completion_without_text_is_an_undecided_row(completion):
    [scored] = score([{**SIZE, "required": True}], [{"completion": completion}])
    assert scored.total is None
    assert scored.components["size"].status == "error"
    assert scored.components["size"].details["reason"] == "refused"


# ---- gates ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "value", "status"), [("correct", 4.0, "ok"), ("incorrect", 0.0, "ok"), ("abstain", None, "abstain")]
)
def test_a_gate_is_open_closed_or_undecided(told, value, status):
    [scored] = score([TOLD, {**VALUE, "when": "accuracy == correct"}], [{"told": told, "value": 4}])
    found = scored.components["value"]
    assert (found.value, found.status) == (value, status)
    details = {"correct": {}, "incorrect": {"gate": "closed"}, "abstain": {"reason": "gate-undecided"}}
    assert found.details == details[told]


def test_a_closed_gate_makes_zero_even_of_what_would_be_undecided():
    rewards = [TOLD, {**VALUE, "when": "accuracy == correct", "required": True}]
    assert totals(rewards, [{"told": "incorrect", "value": None}]) == [0.0]


def test_a_closed_gate_is_zero_before_the_clip():
    rewards = [TOLD, {**VALUE, "when": "accuracy == correct", "clip": [0.5, 1]}]
    assert values(rewards, {"told": "incorrect", "value": 7}) == {"accuracy": 0.0, "value": 0.5}


def test_behind_a_gate_that_is_not_open_nothing_is_asked(asked):
    rows = [{"told": told, "completion": told} for told in STATUSES]
    score([TOLD, {**SIZE, "when": "accuracy == correct"}], rows)
    assert [item for item in asked if isinstance(item, tuple)] == [("size", "correct")]


def test_gates_form_chains_in_any_order_of_the_file():
    a = {**VALUE, "name": "a"}
    b = {**SIZE, "name": "b", "when": "a >= 1"}
    c = {**SIZE, "name": "c", "when": "b >= 2"}
    for rewards in ([a, b, c], [c, b, a], [b, c, a], [c, a, b]):
        assert values(rewards, {"value": 1, "completion": "xx"}) == {"a": 1.0, "b": 2.0, "c": 2.0}
        assert values(rewards, {"value": 1, "completion": "x"}) == {"a": 1.0, "b": 1.0, "c": 0.0}
        assert values(rewards, {"value": 0, "completion": "xx"}) == {"a": 0.0, "b": 0.0, "c": 0.0}
        assert values(rewards, {"value": None, "completion": "xx"}) == {"a": None, "b": None, "c": None}


def test_what_a_closed_gate_left_has_no_verdict_for_the_next_gate():
    second = {**TOLD, "name": "second", "when": "accuracy == correct"}
    third = {**SIZE, "when": "second == incorrect"}
    assert values([TOLD, second, third], {"told": "incorrect"}) == {"accuracy": 0.0, "second": 0.0, "size": 0.0}


# ---- groups --------------------------------------------------------------------------------------------------------


def grouped(*texts, group="g"):
    return [{"completion": text, "group": group} for text in texts]


def test_a_group_component_sees_whole_groups(asked):
    texts = ["a", "bb", "c", "ddd"]
    rows = [{"completion": text, "group": group} for text, group in zip(texts, "1212", strict=True)]
    assert totals([LONGEST], rows) == [1.0, 0.0, 1.0, 1.0]
    assert asked == [[["a", "c"], ["bb", "ddd"]]]


def test_an_undecided_member_leaves_the_others_of_its_group_decided():
    found = score([LONGEST], grouped("aaa?", "b", "cc"))
    assert [scored.total for scored in found] == [None, 0.0, 0.0]


def test_a_completion_that_cannot_be_scored_is_undecided_for_itself_alone():
    found = score([LONGEST], [*grouped("a", "bb"), {"completion": None, "group": "g"}])
    assert [scored.total for scored in found] == [0.0, 1.0, None]
    assert found[2].components["longest"].details["reason"] == "refused"


@pytest.mark.parametrize("groups", [(1, "1"), (1, 1.5), ("[1]", [1]), (True, 1), ({"a": 1}, {"a": 2}), ([1], [1, 1])])
def test_groups_may_be_any_json_value(groups):
    rows = [{"completion": text, "group": group} for text, group in zip(["a", "bb"], groups, strict=True)]
    assert totals([LONGEST], rows) == [1.0, 1.0]


@pytest.mark.parametrize("group", [0, "", [1, [2]], {"b": 1, "a": 2}, False])
def test_equal_values_are_one_group(group):
    same = dict(reversed(group.items())) if isinstance(group, dict) else group
    rows = [{"completion": "a", "group": group}, {"completion": "bb", "group": same}]
    assert totals([LONGEST], rows) == [0.0, 1.0]


def test_a_row_without_a_group_is_refused():
    with pytest.raises(ConfigError) as raised:
        score([SIZE, LONGEST], [*grouped("a"), {"completion": "b"}])
    assert str(raised.value) == "the recipe compares the completions of a prompt, but sample 1 has no `group`"


def test_a_recipe_without_group_components_asks_for_no_group():
    assert totals([SIZE], [{"completion": "bb"}]) == [2.0]


def test_a_gate_before_a_group_component_closes_rows_and_leaves_the_group_whole(asked):
    rows = [{**row, "told": told} for row, told in zip(grouped("aaa", "b"), ("incorrect", "correct"), strict=True)]
    found = score([{**LONGEST, "when": "accuracy == correct"}, TOLD], rows)
    assert [scored.components["longest"].value for scored in found] == [0.0, 0.0]
    assert found[0].components["longest"].details == {"gate": "closed"}
    assert [["aaa", "b"]] in asked


def test_a_reward_behind_a_gate_on_a_group_component_is_scored_after_it():
    rewards = [{**SIZE, "when": "longest == 1"}, LONGEST]
    assert totals(rewards, grouped("aaa", "b")) == [1.0 + 3.0, 0.0]


# ---- sections ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sections", "completion", "lengths"),
    [
        ("think_answer", "<think>abc</think><answer>de</answer>", (3, 2)),
        ("think", "<think>abc</think>de", (3, 2)),
        ("plain", "<think>abc</think>", (-1, len("<think>abc</think>"))),
        ({"prefilled_think": True}, "abc</think><answer>de</answer>", (3, 2)),
        ({"style": "think", "prefilled_think": True}, "abc</think>de", (3, 2)),
        ({"think": ["<r>", "</r>"], "answer": ["[", "]"]}, "<r>abc</r>[de]", (3, 2)),
    ],
)
def test_sections_reach_every_component(sections, completion, lengths):
    thinking = {"use": f"{TOYS}:thinking", "name": "thinking"}
    thought, answered = lengths
    found = values([thinking], {"completion": completion}, sections=sections)
    assert found == {"thinking": 1000.0 * thought + answered}


def test_sections_reach_the_verifier_behind_accuracy():
    exact = {"use": "accuracy", "verifier": "text.exact"}
    row = {"completion": "<r>maybe 5</r>4", "reference": "4"}
    assert totals([exact], [row], sections={"style": "think", "think": ["<r>", "</r>"]}) == [1.0]
    assert totals([exact], [row]) == [0.0]


def test_sections_reach_components_in_worker_processes():
    row = {"completion": "$4$</think><answer>$5$</answer>", "reference": "5"}
    recipe = {"rewards": [{"use": "accuracy"}], "sections": {"prefilled_think": True}}
    with Runtime(workers=1, timeout=60) as runtime:
        [scored] = Recipe.load(recipe).score([row], runtime=runtime)
    assert scored.components["accuracy"].reported_status == "correct"


def test_a_sample_keeps_the_style_it_came_with():
    sample = Sample(completion="<r>abc</r>")
    Recipe.load({"rewards": [SIZE], "sections": {"think": ["<r>", "</r>"]}}).score([sample])
    assert sample == Sample(completion="<r>abc</r>")
