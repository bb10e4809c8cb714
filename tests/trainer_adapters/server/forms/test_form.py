"""What every form of asking has: when it is served, what of a body is a row, and the number of a row for a trainer."""

import pytest

pytest.importorskip("fastapi")

from rewardry.recipe import Recipe
from rewardry.trainer_adapters.server.app import FORMS
from rewardry.trainer_adapters.server.forms.form import entries_of, entry, entry_of, judging, listed, refuse_many, whole
from rewardry.trainer_adapters.server.forms.native import ScoreForm, VerifyForm
from rewardry.trainer_adapters.server.forms.nemo_gym import NeMoGymForm
from rewardry.trainer_adapters.server.forms.openrlhf import OpenRLHFForm
from rewardry.trainer_adapters.server.forms.slime import SlimeForm
from rewardry.trainer_adapters.server.refusal import Refusal
from rewardry.trainer_adapters.server.scorer import BadRow
from rewardry.trainer_adapters.server.settings import Settings
from rewardry.types import Sample, Score, Scored

ACCURACY = {"use": "accuracy", "verifier": "text.exact"}
FORMAT = {"use": "format.think_answer", "name": "format", "weight": 0.5}
RISING = {"schedule": "linear", "from": 0.0, "to": 1.0}


def recipe_of(*rewards, **more):
    return Recipe.load({"name": "tested", "rewards": list(rewards), **more})


def refused(call, *given):
    """The status, code and message of what is refused."""
    with pytest.raises(Refusal) as caught:
        call(*given)
    return caught.value.status, caught.value.code, caught.value.message


# ---- which forms are served ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("recipe", "on_undecided", "served"),
    [
        (recipe_of(ACCURACY), "zero", {ScoreForm, VerifyForm, OpenRLHFForm, SlimeForm, NeMoGymForm}),
        (recipe_of(ACCURACY), "raise", {ScoreForm, VerifyForm, OpenRLHFForm, SlimeForm, NeMoGymForm}),
        (recipe_of(ACCURACY), None, {ScoreForm, VerifyForm}),
        (recipe_of(FORMAT), "zero", {ScoreForm, OpenRLHFForm, SlimeForm, NeMoGymForm}),
        (recipe_of(FORMAT, normalize="sum_then_normalize"), "zero", {ScoreForm, SlimeForm}),
        (recipe_of({**FORMAT, "weight": RISING}), "zero", {ScoreForm}),
        (recipe_of({**ACCURACY, "weight": RISING}), "raise", {ScoreForm, VerifyForm}),
    ],
    ids=["zero", "raise", "untold", "no-verdicts", "groups", "schedule", "schedule-of-verdicts"],
)
def test_a_form_is_served_where_its_trainer_can_be_told_what_the_recipe_says(recipe, on_undecided, served):
    settings = Settings("r", on_undecided=on_undecided)
    reasons = {form: form.why_not(recipe, settings) for form in FORMS}
    assert {form for form, why in reasons.items() if why is None} == served
    for form in FORMS:
        if form not in served:
            assert "recipe 'tested'" in reasons[form] or "--on-undecided zero" in reasons[form]


def test_of_several_reasons_the_one_is_told_that_no_option_mends():
    recipe = recipe_of(FORMAT, normalize="sum_then_normalize")
    assert "compares the completions" in OpenRLHFForm.why_not(recipe, Settings("r"))
    assert "has a schedule" in SlimeForm.why_not(recipe_of({**FORMAT, "weight": RISING}), Settings("r"))


@pytest.mark.parametrize(
    ("rewards", "names"),
    [
        ([ACCURACY], ("accuracy",)),
        ([FORMAT], ()),
        ([FORMAT, ACCURACY], ("accuracy",)),
        ([ACCURACY, {**ACCURACY, "name": "again"}], ("accuracy", "again")),
        ([{"use": "combine.stop_gate", "verifier": "text.exact"}], ("combine.stop_gate",)),
    ],
)
def test_rewards_with_verdicts_are_known_before_anything_is_scored(rewards, names):
    assert judging(recipe_of(*rewards)) == names


# ---- bodies and rows -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "kind"), [([], "array"), ("a", "string"), (1, "number"), (True, "boolean"), (None, "null")]
)
def test_a_body_is_an_object(body, kind):
    assert refused(whole, body) == (422, "wrong-form", f"the body is a JSON {kind}; an object is wanted")
    assert whole({"a": body}) == {"a": body}


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({}, "field 'rows': the body has none; a list is wanted"),
        ({"row": []}, "field 'rows': the body has none; a list is wanted"),
        ({"rows": None}, "field 'rows': a JSON list is wanted, not null"),
        ({"rows": "abc"}, "field 'rows': a JSON list is wanted, not string"),
        ({"rows": {"0": {}}}, "field 'rows': a JSON list is wanted, not object"),
    ],
)
def test_a_list_is_wanted_where_rows_stand(body, message):
    assert refused(listed, body, "rows", 10) == (422, "wrong-form", message)


def test_a_batch_may_be_as_long_as_the_limit_and_no_longer():
    assert listed({"rows": [1, 2, 3]}, "rows", 3) == [1, 2, 3]
    refuse_many([], 1)
    assert refused(listed, {"rows": [1, 2, 3, 4]}, "rows", 3) == (
        422,
        "too-many-rows",
        "4 rows are more than the 3 of --max-batch; send them in several requests",
    )


BAD = [
    (5, "row 1: an object with `completion` is wanted, not a JSON number"),
    (None, "row 1: an object with `completion` is wanted, not a JSON null"),
    ([{}], "row 1: an object with `completion` is wanted, not a JSON array"),
    ({}, "row 1: field 'completion': the row has none."),
    ({"completion": 7}, "row 1: field 'completion': a JSON string or array is wanted, not number"),
    ({"completion": "a", "prompt": 7}, "row 1: field 'prompt': a JSON string or array is wanted, not number"),
    ({"completion": "a", "completion_ids": "b"}, "row 1: field 'completion_ids': a JSON array is wanted, not string"),
    ({"completion": "a", "finish_reason": 1}, "row 1: field 'finish_reason': a JSON string is wanted, not number"),
    ({"completion": "a", "meta": []}, "row 1: field 'meta': a JSON object is wanted, not array"),
    ({"completion": "a", "kind": "pair"}, "row 1: field 'kind': rows of kind 'pair' are not scored"),
]


@pytest.mark.parametrize("columns", [{}, {"reference": "solution"}], ids=["usual", "mapped"])
@pytest.mark.parametrize(("row", "problem"), BAD, ids=[problem.partition(":")[2][1:40] for _, problem in BAD])
def test_a_bad_row_says_where_it_stands_and_costs_only_itself(row, problem, columns):
    good = {"completion": "a", "reference": "b", "solution": "c", "level": 3}
    first, bad, last = entries_of([good, row, good], columns)
    assert isinstance(bad, BadRow)
    assert bad.problem.startswith(problem)
    for sample in (first, last):
        assert (sample.text, sample.reference) == ("a", "c" if columns else "b")
        assert sample.meta["level"] == 3


def test_a_caller_is_told_of_no_option_that_only_the_server_has():
    [bad] = entries_of([{"completions": "a"}], {})
    assert bad.problem == "row 0: field 'completion': the row has none. Did you mean 'completions'?"


def test_rows_are_the_same_samples_whether_they_come_alone_or_together():
    """Those of one batch with the same columns are read at once, which must show in nothing."""
    rows = [
        {"completion": "a"},
        {"completion": [{"role": "assistant", "content": "b"}], "prompt": [{"role": "user", "content": "?"}]},
        {"completion": "c", "prompt": None, "reference": [1], "group": {"any": 1}, "level": 2, "id": 9},
        {"completion": "d", "finish_reason": "length", "completion_ids": [1, 2]},
        {"completion": "e", "meta": {"level": 1}, "level": 2},
    ]
    found = entries_of(rows, {})
    assert found == [entry_of(row, i) for i, row in enumerate(rows)]
    assert [one.text for one in found] == ["a", "b", "c", "d", "e"]
    assert found[2].group == {"any": 1}
    assert (found[3].finish_reason, found[3].completion_ids) == ("length", [1, 2])
    assert found[4].meta == {"level": 1}


def test_no_row_changes_by_being_read():
    rows = [{"completion": "a", "meta": {"level": 1}, "level": 2}]
    entries_of(rows, {})
    entries_of(rows, {"reference": "level"})
    assert rows == [{"completion": "a", "meta": {"level": 1}, "level": 2}]


def test_fields_make_a_row_as_those_of_an_object_do():
    assert entry(3, completion="a", reference="b") == Sample(completion="a", reference="b")
    assert entry(3, completion=5).problem.startswith("row 3: field 'completion'")


# ---- numbers -------------------------------------------------------------------------------------------------------


def scored(total, **components):
    scores = {name: Score(value, "abstain" if value is None else "ok") for name, value in components.items()}
    return Scored(total, scores, () if total is not None else ("accuracy",))


@pytest.mark.parametrize("policy", ["zero", "raise"])
@pytest.mark.parametrize("total", [1.5, 0.0, -2.0])
def test_a_decided_row_is_its_total_under_every_policy(policy, total):
    form = SlimeForm(recipe_of(ACCURACY), Settings("r", on_undecided=policy))
    assert form.number(scored(total, accuracy=total), 0) == total


def test_an_undecided_row_is_0_or_refuses_its_request():
    recipe, undecided = recipe_of(ACCURACY), scored(None, accuracy=None)
    assert SlimeForm(recipe, Settings("r", on_undecided="zero")).number(undecided, 7) == 0.0
    status, code, message = refused(SlimeForm(recipe, Settings("r", on_undecided="raise")).number, undecided, 7)
    assert (status, code) == (409, "undecided")
    assert message.startswith("row 7: the required reward 'accuracy' of recipe 'tested' is undecided (abstain")
    assert message.endswith("; --on-undecided zero would make it 0")
    assert "on_undecided" not in message, "what is said to the writer of a recipe is nothing for a caller"


def test_numbers_have_the_same_keys_whatever_is_decided():
    form = SlimeForm(recipe_of(ACCURACY, FORMAT), Settings("r", on_undecided="zero"))
    assert form.numbers(scored(1.5, accuracy=1.0, format=1.0)) == {"accuracy": 1.0, "format": 1.0}
    assert form.numbers(scored(None, accuracy=None, format=0.5)) == {"accuracy": 0.0, "format": 0.5}


def test_the_first_reward_is_named_where_none_was_required():
    recipe = recipe_of(FORMAT, {**FORMAT, "name": "again"})
    undecided = Scored(None, dict.fromkeys(("format", "again"), Score(None, "timeout")), ())
    why = SlimeForm(recipe, Settings("r", on_undecided="zero")).why(undecided)
    assert "'format'" in why
    assert "timeout" in why


# ---- the document --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.path)
def test_the_document_s_example_is_a_request_of_that_form(form):
    made = form(recipe_of(ACCURACY, FORMAT), Settings("r", on_undecided="zero", max_batch=7))
    schema = made.request_schema()
    example = next(one["example"] for one in (schema, *schema.get("anyOf", ())) if "example" in one)
    asked = made.read(example, False)
    assert [one.reference for one in asked.entries] == ["391"]
    assert "391</answer>" in asked.entries[0].text


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.path)
def test_a_form_is_told_by_a_path_a_name_and_a_line_of_its_own(form):
    assert form.path.startswith("/")
    assert form.summary
    assert "\n" not in form.summary
    for name in ("path", "summary"):
        assert [getattr(one, name) for one in FORMS].count(getattr(form, name)) == 1
