"""The forms of trainers without a server: which sample a request is, and what its answer holds."""

import pytest

pytest.importorskip("fastapi")

from rewardry.recipe import Recipe
from rewardry.trainer_adapters.server.forms.nemo_gym import NeMoGymForm, completion_of
from rewardry.trainer_adapters.server.forms.openrlhf import OpenRLHFForm
from rewardry.trainer_adapters.server.forms.slime import SlimeForm
from rewardry.trainer_adapters.server.refusal import Refusal
from rewardry.trainer_adapters.server.scorer import BadRow
from rewardry.trainer_adapters.server.settings import Settings
from rewardry.types import Score, Scored

RECIPE = Recipe.load(
    {
        "name": "tested",
        "rewards": [{"use": "accuracy", "verifier": "text.exact"}, {"use": "format.think_answer", "name": "format"}],
    }
)
GROUPED = Recipe.load(
    {"name": "grouped", "rewards": [{"use": "format.think_answer"}], "normalize": "sum_then_normalize"}
)


def form_of(kind, recipe=RECIPE, on_undecided="zero", **settings):
    return kind(recipe, Settings("r", on_undecided=on_undecided, **settings))


def scored(total, accuracy=0.0, form=0.0):
    parts = {"accuracy": accuracy, "format": form}
    scores = {name: Score(value, "ok" if value is not None else "abstain") for name, value in parts.items()}
    return Scored(total, scores, () if total is not None else ("accuracy",))


def refused(call, *given):
    with pytest.raises(Refusal) as caught:
        call(*given)
    return caught.value


# ---- OpenRLHF ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "text", "prompt", "reference", "reason"),
    [
        ({"query": ["What?4</s>"], "prompts": ["What?"], "labels": ["4"]}, "4", "What?", "4", "stop"),
        ({"query": ["What?4"], "prompts": ["What?"], "labels": ["4"]}, "4", "What?", "4", None),
        ({"query": ["<s>What?4\n"], "prompts": ["What?"], "labels": [4]}, "4\n", "What?", 4, None),
        ({"query": ["What?4"]}, "What?4", "", None, None),
        ({"query": ["What?4"], "prompts": [None]}, "What?4", "", None, None),
        ({"query": ["What?"], "prompts": ["What?"], "labels": [{"a": 1}]}, "", "What?", {"a": 1}, None),
        ({"query": ["What?</s>"], "prompts": ["What?"]}, "", "What?", None, "stop"),
        ({"query": ["at?4"], "prompts": ["What?"]}, "4", "What?", None, None),
        ({"query": [""]}, "", "", None, None),
    ],
    ids=["ended", "cut", "spaces", "alone", "no-prompt", "empty", "only-an-end", "prompt-cut", "nothing"],
)
def test_openrlhf_s_query_is_split_into_what_was_asked_and_what_was_answered(body, text, prompt, reference, reason):
    [sample] = form_of(OpenRLHFForm).read(body, False).entries
    assert (sample.text, sample.prompt) == (text, prompt)
    assert (sample.reference, sample.finish_reason) == (reference, reason)


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ({"query": [5]}, "row 0: a query and its prompt are texts"),
        ({"query": [None]}, "row 0: a query and its prompt are texts"),
        ({"query": ["a"], "prompts": [5]}, "row 0: a query and its prompt are texts"),
        ({"query": ["a"], "prompts": [["a"]]}, "row 0: a query and its prompt are texts"),
        ({"query": ["zzz"], "prompts": ["What?"]}, "row 0: the query does not hold its prompt"),
        ({"query": ["a"], "labels": []}, "field 'labels' has 0 items for 1 queries"),
        ({"query": ["a"], "prompts": ["a", "b"]}, "field 'prompts' has 2 items for 1 queries"),
    ],
)
def test_openrlhf_s_row_that_is_none_says_why(body, problem):
    [row] = form_of(OpenRLHFForm).read(body, False).entries
    assert isinstance(row, BadRow)
    assert row.problem.startswith(problem)


def test_of_openrlhf_s_rows_a_bad_one_costs_only_itself():
    body = {"query": ["?a", 5, "?c"], "prompts": ["?"] * 3, "labels": ["a", "b", "c"]}
    first, bad, last = form_of(OpenRLHFForm).read(body, False).entries
    assert bad.problem.startswith("row 1: ")
    assert [(one.text, one.reference) for one in (first, last)] == [("a", "a"), ("c", "c")]


@pytest.mark.parametrize("name", ["query", "prompts", "labels"])
def test_openrlhf_s_lists_are_lists_within_the_limit(name):
    body = {"query": ["a"], "prompts": ["a"], "labels": ["a"]}
    form = form_of(OpenRLHFForm, max_batch=1)
    assert len(form.read(body, False).entries) == 1
    assert refused(form.read, {**body, name: "a"}, False).code == "wrong-form"
    assert refused(form.read, {**body, name: ["a", "b"]}, False).code == "too-many-rows"


def test_openrlhf_s_answer_has_an_entry_a_query_in_every_list():
    found = [scored(1.5, 1.0, 0.5), scored(None, None, 0.5), scored(-2.0, -2.0, 0.0)]
    assert form_of(OpenRLHFForm).answer(None, found) == {
        "rewards": [1.5, 0.0, -2.0],
        "scores": [1.0, 0.0, 0.0],
        "extra_logs": {"accuracy": [1.0, 0.0, -2.0], "format": [0.5, 0.5, 0.0], "undecided": [0.0, 1.0, 0.0]},
    }


def test_of_openrlhf_s_rows_the_undecided_one_is_named():
    found = [scored(1.0), scored(None, None), scored(None, None)]
    assert refused(form_of(OpenRLHFForm, on_undecided="raise").answer, None, found).message.startswith("row 1: ")


# ---- slime ---------------------------------------------------------------------------------------------------------


def test_slime_s_sample_is_one_row_and_its_list_a_group():
    form = form_of(SlimeForm)
    one = {"prompt": "?", "response": "a", "label": "b", "other": 1}
    [alone] = form.read(one, False).entries
    assert (alone.text, alone.prompt, alone.reference, alone.group) == ("a", "?", "b", None)
    together = form.read([one, {"response": "c"}], True)
    assert [sample.text for sample in together.entries] == ["a", "c"]
    assert len({sample.group for sample in together.entries} - {None}) == 1
    assert together.split


@pytest.mark.parametrize("body", [{}, {"prompt": "?"}, {"responses": "a"}])
def test_slime_s_sample_has_a_response(body):
    assert "field 'response': the body has none" in refused(form_of(SlimeForm).read, body, False).message


@pytest.mark.parametrize(
    ("sample", "problem"),
    [
        (5, "row 1: an object with `response` is wanted, not a JSON number"),
        (None, "row 1: an object with `response` is wanted, not a JSON null"),
        ({}, "row 1: field 'response': the object has none"),
        ({"response": 5}, "row 1: field 'completion': a JSON string or array is wanted, not number"),
        ({"response": "a", "prompt": 5}, "row 1: field 'prompt': a JSON string or array is wanted, not number"),
    ],
)
def test_of_slime_s_group_a_bad_sample_costs_only_itself(sample, problem):
    first, bad, last = form_of(SlimeForm).read([{"response": "a"}, sample, {"response": "c"}], False).entries
    assert bad.problem.startswith(problem)
    assert [first.text, last.text] == ["a", "c"]


def test_slime_s_group_is_within_the_limit():
    form = form_of(SlimeForm, max_batch=2)
    assert len(form.read([{"response": "a"}] * 2, False).entries) == 2
    assert refused(form.read, [{"response": "a"}] * 3, False).code == "too-many-rows"
    assert form.read([], False).entries == []


def test_slime_s_single_sample_is_refused_where_completions_are_compared():
    form = form_of(SlimeForm, GROUPED)
    refusal = refused(form.read, {"response": "a"}, False)
    assert (refusal.status, refusal.code) == (422, "group-wanted")
    assert "recipe 'grouped' compares" in refusal.message
    assert "--group-rm" in refusal.message
    assert len(form.read([{"response": "a"}], False).entries) == 1
    assert form.request_schema()["type"] == "array"


@pytest.mark.parametrize(
    ("split", "expected"),
    [
        (False, [1.5, 0.0]),
        (
            True,
            [
                {"accuracy": 1.0, "format": 0.5, "undecided": 0.0, "reward": 1.5},
                {"accuracy": 0.0, "format": 0.5, "undecided": 1.0, "reward": 0.0},
            ],
        ),
    ],
)
def test_slime_s_answer_has_the_form_of_its_request(split, expected):
    form, found = form_of(SlimeForm), [scored(1.5, 1.0, 0.5), scored(None, None, 0.5)]
    body = {"response": "a"}
    assert form.answer(form.read([body, body], split), found) == expected
    assert form.answer(form.read(body, split), found[:1]) == expected[0]
    assert form.answer(form.read(body, split), found[1:]) == expected[1]


def test_slime_s_undecided_sample_is_named_by_its_place():
    form, body = form_of(SlimeForm, on_undecided="raise"), {"response": "a"}
    asked = form.read([body, body], False)
    assert refused(form.answer, asked, [scored(1.0), scored(None, None)]).message.startswith("row 1: ")


# ---- NeMo-Gym ------------------------------------------------------------------------------------------------------


def message(text="<answer>4</answer>", **fields):
    return {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": text}], **fields}


def asked_of(body, **settings):
    given = {"responses_create_params": {"input": "What?"}, "response": {"output": [message()]}, **body}
    [entry] = form_of(NeMoGymForm, **settings).read(given, False).entries
    return entry


@pytest.mark.parametrize(
    ("body", "columns", "reference"),
    [
        ({"expected_answer": "4"}, {}, "4"),
        ({"reference": "4", "expected_answer": "5"}, {}, "4"),
        ({"verifier_metadata": {"expected_answer": "4"}}, {}, "4"),
        ({"verifier_metadata": {"expected_answer": "5"}, "expected_answer": "4"}, {}, "4"),
        ({"verifier_metadata": "text", "expected_answer": "4"}, {}, "4"),
        ({"gold": "4", "expected_answer": "5"}, {"reference": "gold"}, "4"),
        ({"expected_answer": "5"}, {"reference": "gold"}, None),
        ({}, {}, None),
    ],
)
def test_nemo_gym_s_reference_is_found_where_its_data_sets_have_it(body, columns, reference):
    assert asked_of(body, columns=columns).reference == reference


@pytest.mark.parametrize(
    ("asked", "prompt"),
    [
        ({"input": "What?"}, "What?"),
        ({"input": [{"role": "user", "content": "What?"}]}, [{"role": "user", "content": "What?"}]),
        ({"input": None}, ""),
        ({"input": 5}, ""),
        ({}, ""),
    ],
)
def test_nemo_gym_s_prompt_is_what_the_model_was_asked(asked, prompt):
    assert asked_of({"responses_create_params": asked}).prompt == prompt


def test_a_task_s_own_columns_are_kept_and_no_mark_of_an_earlier_answer():
    entry = asked_of(
        {"kind": "pair", "level": 3, "reward": 0.5, "mask_sample": True, "verifier_metadata": {"unit": "m"}}
    )
    assert (entry.meta["level"], entry.meta["unit"]) == (3, "m")
    assert not {"reward", "mask_sample", "response", "responses_create_params", "verifier_metadata"} & entry.meta.keys()


@pytest.mark.parametrize(
    ("response", "reason"),
    [
        ({"status": "completed"}, "stop"),
        ({"status": "incomplete", "incomplete_details": {"reason": "max_output_tokens"}}, "length"),
        ({"status": "completed", "incomplete_details": {"reason": "max_output_tokens"}}, "length"),
        ({"status": "incomplete", "incomplete_details": {"reason": "content_filter"}}, None),
        ({}, None),
    ],
)
def test_nemo_gym_s_response_says_how_it_ended_whatever_its_task_does(response, reason):
    entry = asked_of({"response": {"output": [message()], **response}, "finish_reason": "own word"})
    assert entry.finish_reason == reason


@pytest.mark.parametrize(
    ("output", "found"),
    [
        ([message("a")], [message("a")]),
        ([{"type": "reasoning"}, message("a"), {"type": "function_call"}], [message("a")]),
        ([{"content": "a"}], [{"role": "assistant", "content": "a"}]),
        ([message("a", role="user")], [message("a", role="user")]),
        ([{"type": "reasoning"}], None),
        ([], None),
        ("text", None),
        (None, None),
        ([5, "a", None], None),
    ],
)
def test_the_messages_of_a_response_are_without_what_is_none(output, found):
    assert completion_of({"output": output}) == found


@pytest.mark.parametrize("name", ["responses_create_params", "response"])
def test_what_nemo_gym_always_sends_is_wanted(name):
    body = {"responses_create_params": {}, "response": {}}
    form = form_of(NeMoGymForm)
    missing = refused(form.read, {other: value for other, value in body.items() if other != name}, False)
    assert missing.message == f"field {name!r}: the body has none; an object is wanted"
    wrong = refused(form.read, {**body, name: []}, False)
    assert wrong.message == f"field {name!r}: a JSON object is wanted, not array"
    assert [(one.status, one.code) for one in (missing, wrong)] == [(422, "wrong-form")] * 2


def test_nemo_gym_s_undecided_response_refuses_its_request_where_that_is_wanted():
    form = form_of(NeMoGymForm, on_undecided="raise")
    asked = form.read({"responses_create_params": {}, "response": {}}, False)
    refusal = refused(form.answer, asked, [scored(None, None)])
    assert (refusal.status, refusal.code) == (409, "undecided")
    assert refusal.message.startswith("row 0: the required reward 'accuracy'")


@pytest.mark.parametrize("kind", [OpenRLHFForm, SlimeForm, NeMoGymForm])
def test_whose_rewards_may_be_told_apart_and_who_sends_groups(kind):
    assert (kind.splits, kind.takes_groups, kind.takes_none) == {
        OpenRLHFForm: (False, False, False),  # its logs tell rewards apart anyway
        SlimeForm: (True, True, False),
        NeMoGymForm: (True, False, False),
    }[kind]


def test_nemo_gym_s_answer_is_its_request_with_what_was_found():
    form = form_of(NeMoGymForm)
    body = {"responses_create_params": {}, "response": {}, "own": 1, "reward": 9.0}
    asked = form.read(body, True)
    assert form.answer(asked, [scored(1.5, 1.0, 0.5)]) == {
        "responses_create_params": {},
        "response": {},
        "own": 1,
        "reward": 1.5,
        "reward_components": {"accuracy": 1.0, "format": 0.5},
    }
    assert body["reward"] == 9.0, "what was sent is not changed"
    undecided = form.answer(asked, [scored(None, None, 0.5)])
    assert (undecided["reward"], undecided["mask_sample"], undecided["_ng_failure_class"]) == (0.0, True, "undecided")
    assert undecided["reward_components"] == {"accuracy": 0.0, "format": 0.5}
