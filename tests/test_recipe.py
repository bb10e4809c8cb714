"""What a recipe makes of samples: weights, clips, gates, groups, undecided rows, sections; and that it travels."""

import base64
import functools
import operator
import pickle
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import rewardry
from rewardry.component import Needs
from rewardry.engine.runtime import Runtime
from rewardry.errors import ConfigError, DataError, UndecidedError
from rewardry.local_files import load_file
from rewardry.recipe import Part, Recipe, waits_for
from rewardry.types import Sample, Score, Scored, Verdict

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


def test_behind_a_gate_that_is_not_open_nothing_is_asked():
    asked = load_file(str(TOYS)).ASKED
    asked.clear()
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


def test_a_group_component_sees_whole_groups():
    texts = ["a", "bb", "c", "ddd"]
    rows = [{"completion": text, "group": group} for text, group in zip(texts, "1212", strict=True)]
    asked = load_file(str(TOYS)).ASKED
    asked.clear()
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


def test_a_gate_before_a_group_component_closes_rows_and_leaves_the_group_whole():
    asked = load_file(str(TOYS)).ASKED
    asked.clear()
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


# ---- the face of a recipe ------------------------------------------------------------------------------------------


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


@pytest.mark.parametrize("completion", [None, [], [{"role": "user", "content": "x"}], ["x"], [{"role": "assistant"}]])
def test_a_completion_without_text_is_an_undecided_row(completion):
    [scored] = score([{**SIZE, "required": True}], [{"completion": completion}])
    assert scored.total is None
    assert scored.components["size"].status == "error"
    assert scored.components["size"].details["reason"] == "refused"


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
    rows = [{"told": told, "value": value} for told in STATUSES for value in (None, 3)]
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


# ---- other processes and threads -----------------------------------------------------------------------------------

IN_ANOTHER_PROCESS = """
import base64, pickle, sys
recipe = pickle.loads(base64.b64decode(sys.argv[1]))
scored = recipe.score([{"completion": "abc", "told": "correct", "value": 2, "kind_of": "b"}])
print(recipe.name, scored[0].total, *scored[0].components)
"""


def test_a_recipe_with_components_of_a_file_is_pickled_into_another_process(tmp_path, monkeypatch):
    (tmp_path / "toys.py").write_text(TOYS.read_text())
    (tmp_path / "r.yaml").write_text(
        "name: travels\nrewards:\n"
        "- {use: accuracy, verifier: ./toys.py:Told}\n"
        "- {use: ./toys.py:size, factor: 2, when: accuracy == correct}\n"
        "- {name: routed, route: kind_of, cases: {b: ./toys.py:told}}\n"
    )
    monkeypatch.chdir(tmp_path)
    text = base64.b64encode(pickle.dumps(Recipe.load("r.yaml"))).decode()
    command = [sys.executable, "-c", IN_ANOTHER_PROCESS, text]
    done = subprocess.run(command, capture_output=True, text=True, cwd="/", timeout=60)
    assert done.stdout.split() == ["travels", "9.0", "accuracy", "size", "routed"], done.stderr


@pytest.mark.parametrize("name", ["deepseek-r1-zero", "open-r1-math"])
def test_packaged_recipes_are_pickled(name):
    recipe = Recipe.load(name)
    assert pickle.loads(pickle.dumps(recipe)) == recipe  # noqa: S301 - our own bytes


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
