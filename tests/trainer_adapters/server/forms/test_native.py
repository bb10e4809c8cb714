"""The native forms without a server: what is read of a body, and what an answer says of each row."""

import pytest

pytest.importorskip("fastapi")

from rewardry.recipe import Recipe
from rewardry.trainer_adapters.server.forms.form import Asked
from rewardry.trainer_adapters.server.forms.native import ScoreForm, VerifyForm
from rewardry.trainer_adapters.server.refusal import Refusal
from rewardry.trainer_adapters.server.settings import Settings
from rewardry.types import Score, Scored, Verdict

TWO = Recipe.load(
    {
        "name": "two",
        "rewards": [
            {"use": "accuracy", "verifier": "text.exact"},
            {"use": "accuracy", "verifier": "choice", "name": "b"},
        ],
    }
)


def refused(call, *given):
    with pytest.raises(Refusal) as caught:
        call(*given)
    assert (caught.value.status, caught.value.code) == (422, "wrong-form")
    return caught.value.message


def score_form(**settings):
    return ScoreForm(TWO, Settings("r", **settings))


def verify_form(**settings):
    return VerifyForm(TWO, Settings("r", **settings))


# ---- progress ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("progress", [0, 1, 0.0, 1.0, 0.5, 5e-324, 1 - 2**-53])
def test_progress_is_any_number_from_0_to_1(progress):
    found = score_form().read({"rows": [], "progress": progress}, False).progress
    assert found == progress
    assert type(found) is float


@pytest.mark.parametrize("body", [{"rows": []}, {"rows": [], "progress": None}])
def test_progress_may_be_left_out(body):
    assert score_form().read(body, False).progress is None


@pytest.mark.parametrize(
    ("progress", "told"),
    [
        (-5e-324, "-5e-324"),
        (1 + 2**-52, "1.0000000000000002"),
        (2, "2"),
        (10**400, str(10**400)),
        (True, "a JSON boolean"),
        (False, "a JSON boolean"),
        ("0.5", "a JSON string"),
        ([0.5], "a JSON array"),
        ({}, "a JSON object"),
    ],
    ids=["below", "above", "two", "huge", "true", "false", "text", "list", "object"],
)
def test_what_is_no_progress_is_named(progress, told):
    message = refused(score_form().read, {"rows": [], "progress": progress}, False)
    assert message == f"field 'progress': a number in [0, 1] is wanted, not {told}"


@pytest.mark.parametrize(
    ("form", "own", "foreign"), [(score_form, "progress", "component"), (verify_form, "component", "progress")]
)
def test_a_field_of_the_other_form_is_unknown(form, own, foreign):
    """A misspelt word that were passed over would count for nothing, and nobody would see it."""
    message = refused(form().read, {"rows": [], foreign: 0.5, "zeta": 1}, False)
    assert message == f"field {foreign!r}: unknown; there are 'rows' and {own!r}"


# ---- what is copied ------------------------------------------------------------------------------------------------


def totals(*values):
    return [Scored(value, {"accuracy": Score(value), "b": Score(value)}) for value in values]


@pytest.mark.parametrize(
    ("row", "copied"),
    [
        ({"completion": "a"}, {"id": 1}),
        ({"id": None}, {"id": 1}),
        ({"id": 0}, {"id": 0}),
        ({"id": ""}, {"id": ""}),
        ({"id": False}, {"id": False}),
        ({"id": {"a": [1]}}, {"id": {"a": [1]}}),
        ({"group": None}, {"id": 1, "group": None}),
        ({"group": [1], "id": "x"}, {"id": "x", "group": [1]}),
        (5, {"id": 1}),
        ([{"id": 7}], {"id": 1}),
    ],
)
def test_an_answer_copies_the_id_and_the_group_of_its_row(row, copied):
    asked = Asked([], {"rows": [{}, row]})
    _, found = score_form().answer(asked, totals(0.0, 0.5))["rows"]
    assert {name: value for name, value in found.items() if name in ("id", "group")} == copied
    _, verdict = verify_form().answer(asked, [Score(1.0), Score(1.0)])["rows"]
    assert {name: value for name, value in verdict.items() if name in ("id", "group")} == copied


def test_a_mapped_id_and_group_are_copied_under_our_names():
    form = score_form(columns={"id": "name", "group": "task"})
    asked = Asked([], {"rows": [{"name": "a", "task": 3, "id": "other", "group": "other"}]})
    [row] = form.answer(asked, totals(1.0))["rows"]
    assert (row["id"], row["group"]) == ("a", 3)


# ---- scores --------------------------------------------------------------------------------------------------------


def test_rows_that_share_a_score_are_told_alike_and_others_apart():
    """Equal results are often one object, of which the answer is made once."""
    right, wrong, unknown = Score(1.0), Score(0.0), Score(None, "abstain", {"reason": "no-answer"})
    found = [
        Scored(2.0, {"accuracy": right, "b": right}),
        Scored(1.0, {"accuracy": right, "b": wrong}),
        Scored(1.0, {"accuracy": wrong, "b": right}),
        Scored(2.0, {"accuracy": right, "b": right}),
        Scored(None, {"accuracy": unknown, "b": right}, ("accuracy",)),
    ]
    rows = score_form().answer(Asked([], {"rows": [{}] * 5}), found)["rows"]
    assert [row["total"] for row in rows] == [2.0, 1.0, 1.0, 2.0, None]
    values = [[one["value"] for one in row["components"].values()] for row in rows]
    assert values == [[1.0, 1.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0], [None, 1.0]]
    assert rows[4]["components"]["accuracy"] == {"value": None, "status": "abstain"}
    assert [set(row) for row in rows] == [{"id", "total", "components"}] * 5


def test_a_recipe_of_one_reward_tells_its_rows_apart_too():
    one = ScoreForm(Recipe("one", TWO.parts[:1]), Settings("r"))
    right, wrong = Score(1.0), Score(0.0)
    found = [Scored(score.value, {"accuracy": score}) for score in (right, wrong, right)]
    rows = one.answer(Asked([], {"rows": [{}] * 3}), found)["rows"]
    assert [row["components"]["accuracy"]["value"] for row in rows] == [1.0, 0.0, 1.0]


def test_only_a_row_that_is_none_has_a_problem():
    bad = Score(None, "error", {"reason": "bad-row", "error": "row 0: no object"})
    other = Score(None, "error", {"reason": "raised", "error": "ZeroDivisionError"})
    found = [Scored(None, {"accuracy": one, "b": one}, ("accuracy", "b")) for one in (bad, other)]
    first, second = score_form().answer(Asked([], {"rows": [5, {}]}), found)["rows"]
    assert first["problem"] == "row 0: no object"
    assert "problem" not in second


# ---- verdicts ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["accuracy", "b"])
def test_verdicts_are_those_of_the_reward_that_is_named(name):
    assert verify_form().read({"rows": [], "component": name}, False).judge == name


def test_without_a_name_they_are_those_of_the_first():
    assert verify_form().read({"rows": []}, False).judge == "accuracy"


@pytest.mark.parametrize("name", ["c", "", "Accuracy", None, 0, True, ["accuracy"], {"accuracy": 1}])
def test_what_is_no_reward_with_verdicts_is_named_with_those_that_are(name):
    message = refused(verify_form().read, {"rows": [], "component": name}, False)
    assert message == f"field 'component': {name!r} is no reward with verdicts; there are accuracy, b"


def test_a_verdict_is_told_whole():
    verdict = Verdict("incorrect", 0.25, "partial", {"tests": 4}, "x = 1", 0.5)
    [row] = verify_form().answer(Asked([], {"rows": [{"id": "a"}]}), [Score(0.25, verdict=verdict)])["rows"]
    assert row == {
        "id": "a",
        "status": "incorrect",
        "score": 0.25,
        "reason": "partial",
        "details": {"tests": 4},
        "extracted": "x = 1",
    }


@pytest.mark.parametrize(
    ("details", "reason", "rest"),
    [({"reason": "timeout", "error": "late"}, "timeout", {"error": "late"}), ({}, "", {}), ({"reason": 3}, "3", {})],
)
def test_a_score_without_a_verdict_has_the_fields_of_one(details, reason, rest):
    [row] = verify_form().answer(Asked([], {"rows": [{}]}), [Score(None, "timeout", details)])["rows"]
    assert row == {
        "id": 0,
        "status": "timeout",
        "score": None,
        "reason": reason,
        "details": rest,
        "extracted": None,
    }


# ---- the document --------------------------------------------------------------------------------------------------


def is_valid(form, body):
    """Whether a body is one by the document."""
    jsonschema = pytest.importorskip("jsonschema")
    return jsonschema.Draft202012Validator(form.request_schema()).is_valid(body)


def is_read(form, body):
    """Whether a body is one that the server takes."""
    try:
        form.read(body, False)
    except Refusal:
        return False
    return True


@pytest.mark.parametrize("progress", [0, 0.5, 1, None, -0.1, 1.1, "0.5", [], True])
def test_the_document_says_of_progress_what_is_taken(progress):
    form, body = score_form(), {"rows": [], "progress": progress}
    assert is_read(form, body) == is_valid(form, body)


@pytest.mark.parametrize(
    "body", [{}, {"rows": {}}, {"rows": [], "other": 1}, {"rows": [{}] * 3}, {"rows": [5, {}]}, []]
)
@pytest.mark.parametrize("make", [score_form, verify_form])
def test_the_document_says_of_bodies_what_is_taken(make, body):
    form = make(max_batch=2)
    assert is_read(form, body) == is_valid(form, body)


def test_answers_are_as_the_document_has_them():
    jsonschema = pytest.importorskip("jsonschema")
    asked = Asked([], {"rows": [{"id": "a", "group": 1}, {}, 5]})
    bad = Score(None, "error", {"reason": "bad-row", "error": "row 2: no object"})
    scored = [*totals(1.0, 0.5), Scored(None, {"accuracy": bad, "b": bad}, ("accuracy",))]
    form = score_form()
    jsonschema.Draft202012Validator(form.answer_schema()).validate(form.answer(asked, scored))
    judged = [Score(1.0, verdict=Verdict("correct", None, "equal", {}, "4", None)), Score(None, "abstain"), bad]
    form = verify_form()
    jsonschema.Draft202012Validator(form.answer_schema()).validate(form.answer(asked, judged))
