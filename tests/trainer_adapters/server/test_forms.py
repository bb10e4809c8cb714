"""The forms of trainers: what they send, as they send it, and what they read of the answer."""

import json

import pytest

from rewardry.recipe import Recipe
from rewardry.trainer_adapters.openrlhf import RewardFunction
from rewardry.trainer_adapters.server.forms.openrlhf import OpenRLHFForm
from rewardry.trainer_adapters.server.settings import Settings

EXACT = {"rewards": [{"use": "accuracy", "verifier": "text.exact"}, {"use": "format.think_answer", "weight": 0.5}]}
GROUPED = {"rewards": [{"use": "format.think_answer"}], "normalize": "sum_then_normalize"}
SCHEDULED = {"rewards": [{"use": "format.think_answer", "weight": {"schedule": "linear", "from": 0.0, "to": 1.0}}]}
PATHS = ("/get_reward", "/slime", "/verify")


@pytest.fixture
def zero(server):
    return server(EXACT, on_undecided="zero")


@pytest.mark.parametrize("path", PATHS)
def test_forms_that_take_numbers_only_demand_to_be_told_of_undecided_rows(server, path):
    refused = server(EXACT).ask(path, {})
    assert refused.status_code == 404
    message = refused.json()["error"]["message"]
    assert message.startswith(f"{path} is not served: ")
    assert "start the server with --on-undecided zero" in message


@pytest.mark.parametrize("path", ["/get_reward", "/verify"])
def test_group_recipes_are_refused_where_single_samples_come(server, path):
    refused = server(GROUPED, on_undecided="zero").ask(path, {})
    assert refused.status_code == 404
    assert "sends one completion a request, and recipe 'tested' compares" in refused.json()["error"]["message"]


@pytest.mark.parametrize("path", PATHS)
def test_schedules_are_refused_where_nobody_tells_the_progress(server, path):
    refused = server(SCHEDULED, on_undecided="zero").ask(path, {})
    assert refused.status_code == 404
    assert "has a schedule; give its rewards constant weights" in refused.json()["error"]["message"]


# ---- OpenRLHF ------------------------------------------------------------------------------------------------------


def test_openrlhf_gets_rewards_scores_and_logs(zero, right):
    prompt = "<s>What is 340 + 51?"
    asked = {"query": [f"{prompt}{right}</s>"], "prompts": ["What is 340 + 51?"], "labels": ["391"]}
    assert zero.ask("/get_reward", asked).json() == {
        "rewards": [1.5],
        "scores": [1.0],
        "extra_logs": {"accuracy": [1.0], "format.think_answer": [1.0], "undecided": [0.0]},
    }


def test_openrlhf_s_scores_lie_between_0_and_1(zero, right):
    asked = {"query": [right, "wrong", right], "labels": ["391", "391", None]}
    found = zero.ask("/get_reward", asked).json()
    assert found["rewards"] == [1.5, 0.0, 0.0]
    assert found["scores"] == [1.0, 0.0, 0.0]
    assert found["extra_logs"]["undecided"] == [0.0, 0.0, 1.0]


@pytest.mark.parametrize(
    ("rewards", "scores"),
    [
        ([{"use": "accuracy", "verifier": "text.exact", "correct": 0.5, "wrong": -1}], [1.0, 0.0, 0.0]),
        ([{"use": "accuracy", "verifier": "text.exact", "wrong": 0.25}], [1.0, 0.0, 0.0]),
        ([{"use": "combine.stop_gate", "verifier": "text.exact", "truncated": 0.1}], [1.0, 0.0, 0.0]),
        ([{"use": "format.think_answer", "weight": 3}], [1.0, 0.0, 1.0]),
        ([{"use": "format.think_answer", "weight": 0.5}], [0.5, 0.0, 0.5]),
        ([{"use": "format.think_answer", "weight": -1}], [0.0, 0.0, 0.0]),
    ],
)
def test_openrlhf_filters_by_the_same_share_whether_it_asks_over_http_or_calls(server, right, rewards, scores):
    asked = {"query": [f"?{right}</s>", "?wrong</s>", f"?{right}</s>"], "prompts": ["?"] * 3}
    asked["labels"] = ["391", "391", None]
    called = RewardFunction({"name": "tested", "rewards": rewards}, on_undecided="zero")
    found = server({"rewards": rewards}, on_undecided="zero").ask("/get_reward", asked).json()
    expected = called(asked["query"], asked["prompts"], asked["labels"])
    assert found["rewards"] == expected["rewards"]
    assert found["scores"] == expected["scores"] == scores


def test_a_prompt_that_holds_an_answer_is_not_scored(zero, right):
    asked = {"query": [f"Answer as in {right}. What is 2 + 2?5"], "labels": ["391"]}
    asked["prompts"] = [f"Answer as in {right}. What is 2 + 2?"]
    assert zero.ask("/get_reward", asked).json()["rewards"] == [0.0]


@pytest.mark.parametrize(
    "asked",
    [
        {"query": [5], "prompts": ["a"], "labels": ["b"]},
        {"query": ["text"], "prompts": ["another"], "labels": ["b"]},
        {"query": ["text"], "prompts": [], "labels": ["b"]},
        {"query": ["text"], "prompts": ["text"], "labels": []},
        {"query": ["text"], "prompts": [None], "labels": [None]},
    ],
)
def test_a_row_that_openrlhf_sends_wrong_is_undecided(server, zero, asked):
    found = zero.ask("/get_reward", asked)
    assert found.status_code == 200
    assert found.json()["rewards"] == [0.0]
    assert found.json()["extra_logs"]["undecided"] == [1.0]
    refused = server(EXACT, on_undecided="raise").ask("/get_reward", asked)
    assert refused.status_code == 409
    assert refused.json()["error"]["message"].startswith("row 0: the required reward 'accuracy'")


@pytest.mark.parametrize(
    "end", ["<|im_end|>\n<|endoftext|>", "</s>" * 3000, "<｜end▁of▁sentence｜>", " <end_of_turn>\n"]
)
def test_tokens_that_end_a_turn_are_no_part_of_an_answer(zero, right, end):
    asked = {"query": [right + end], "labels": ["391"]}
    assert zero.ask("/get_reward", asked).json()["rewards"] == [1.5]


def test_the_token_that_ends_openrlhf_s_query_says_that_the_model_ended():
    form = OpenRLHFForm(Recipe.load({"name": "exact", **EXACT}), Settings("exact", on_undecided="zero"))
    asked = form.read({"query": ["<s>What?4</s>", "What?4"], "prompts": ["What?", "What?"]}, False)
    assert [(one.completion, one.finish_reason) for one in asked.entries] == [("4", "stop"), ("4", None)]


# ---- slime ---------------------------------------------------------------------------------------------------------


def test_slime_gets_a_number_or_an_object(zero, right):
    sample = {"prompt": "What is 340 + 51?", "response": right, "label": "391"}
    assert zero.ask("/slime", sample).json() == 1.5
    assert zero.ask("/slime?components=true", sample).json() == {
        "accuracy": 1.0,
        "format.think_answer": 1.0,
        "undecided": 0.0,
        "reward": 1.5,
    }
    assert zero.ask("/slime?components=false", sample).json() == 1.5
    refused = zero.ask("/slime?components=yes", sample)
    assert refused.status_code == 422
    assert refused.json()["error"]["message"] == ("query parameter 'components': true or false is wanted, not 'yes'")


def test_slime_s_group_gets_a_list(server, zero, right):
    group = [{"response": text, "label": "391", "prompt": [{"role": "user", "content": "?"}]} for text in (right, "no")]
    assert zero.ask("/slime", group).json() == [1.5, 0.0]
    first, second = server(GROUPED, on_undecided="zero").ask("/slime", group).json()
    assert first == -second > 0


def test_a_group_recipe_refuses_slime_s_single_samples(server, right):
    refused = server(GROUPED, on_undecided="zero").ask("/slime", {"response": right})
    assert refused.status_code == 422
    assert "--group-rm" in refused.json()["error"]["message"]


def test_a_response_that_is_no_text_is_undecided(server, zero):
    for sample in ({"response": 5}, {"response": None}, {"response": [], "prompt": 4}):
        assert zero.ask("/slime", sample).json() == 0.0
        assert server(EXACT, on_undecided="raise").ask("/slime", sample).status_code == 409
    assert zero.ask("/slime", [3, {}]).json() == [0.0, 0.0]


@pytest.mark.parametrize(
    ("sample", "why"),
    [
        (3, "row 1: an object with `response` is wanted, not a JSON number"),
        ({"label": "391"}, "row 1: field 'response': the object has none; the text of the completion is wanted"),
        ({"response": 5}, "row 1: field 'completion': a JSON string or array is wanted, not number"),
    ],
)
def test_a_sample_of_slime_s_that_is_none_is_named_with_its_place(server, right, sample, why):
    group = [{"response": right, "label": "391"}, sample]
    refused = server(EXACT, on_undecided="raise").ask("/slime", group)
    assert refused.status_code == 409
    assert refused.json()["error"]["message"] == (
        f"row 1: the required reward 'accuracy' of recipe 'tested' is undecided (error: {why}); "
        f"--on-undecided zero would make it 0"
    )


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("components=true&components=false", True),
        ("components=false&components=false", False),
        ("components=yes&components=true", "'components': true or false is wanted, not 'yes'"),
        ("components=true&components=", "'components': true or false is wanted, not ''"),
        ("components=true&component=true", "'component': unknown; there is 'components'"),
    ],
)
def test_what_a_query_may_ask_of_slime_s_form(zero, right, query, found):
    answer = zero.ask(f"/slime?{query}", {"response": right, "label": "391"})
    if isinstance(found, bool):
        assert isinstance(answer.json(), dict) == found
    else:
        assert answer.status_code == 422
        assert answer.json()["error"]["message"] == f"query parameter {found}"


def test_forms_without_components_take_no_query(zero):
    refused = zero.ask("/get_reward?components=true", {"query": []})
    assert refused.status_code == 422
    assert refused.json()["error"]["message"] == "query parameter 'components': unknown; there is none here"


# ---- NeMo-Gym ------------------------------------------------------------------------------------------------------


def response(*texts, **fields):
    """A response of OpenAI's Responses API with a reasoning and a message of these texts."""
    content = [{"type": "output_text", "text": text, "annotations": []} for text in texts]
    message = {"type": "message", "role": "assistant", "id": "m", "content": content}
    return {"id": "r", "output": [{"type": "reasoning", "summary": []}, message], "status": "completed", **fields}


def test_nemo_gym_gets_its_request_with_a_reward(zero, right):
    asked = {
        "responses_create_params": {"input": [{"role": "user", "content": "What is 340 + 51?"}]},
        "response": response(right),
        "expected_answer": "391",
    }
    assert zero.ask("/verify", asked).json() == {**asked, "reward": 1.5}
    assert zero.ask("/verify?components=true", asked).json() == {
        **asked,
        "reward": 1.5,
        "reward_components": {"accuracy": 1.0, "format.think_answer": 1.0},
    }


def test_nemo_gym_s_references_may_lie_in_other_fields(server, right):
    asked = {"responses_create_params": {}, "response": response(right), "verifier_metadata": {"gold": "391"}}
    mapped = server(EXACT, on_undecided="zero", columns={"reference": "gold"})
    assert mapped.ask("/verify", asked).json()["reward"] == 1.5


@pytest.mark.parametrize("broken", [{}, {"output": None}, {"output": [3]}, {"output": []}, response(3), response()])
def test_a_response_without_a_text_is_marked_as_undecided(server, zero, broken):
    asked = {"responses_create_params": {}, "response": broken, "expected_answer": "391"}
    found = zero.ask("/verify", asked)
    assert found.status_code == 200
    assert (found.json()["reward"], found.json()["_ng_failure_class"]) == (0.0, "undecided")
    assert server(EXACT, on_undecided="raise").ask("/verify", asked).status_code == 409


def test_a_response_that_was_cut_says_so(server, right):
    recipe = {"rewards": [{"use": "combine.stop_gate", "verifier": "text.exact"}]}
    asked = {"responses_create_params": {}, "response": response(right), "expected_answer": "391"}
    gated = server(recipe, on_undecided="raise")
    assert gated.ask("/verify", asked).json()["reward"] == 1.0
    asked["response"] |= {"status": "incomplete", "incomplete_details": {"reason": "max_output_tokens"}}
    assert gated.ask("/verify", asked).json()["reward"] == 0.0


def test_a_rollout_that_is_verified_again_keeps_nothing_of_what_was_said_before(zero, right):
    asked = {"responses_create_params": {}, "response": response(), "expected_answer": "391"}
    failed = zero.ask("/verify", asked).json()
    assert failed == {
        **asked,
        "reward": 0.0,
        "_ng_failure_class": "undecided",
        "mask_sample": True,
        "failure_kind": "verifier_error",
        "failure_reason": failed["failure_reason"],
    }
    assert "is undecided (error: the completion's messages hold no text of the assistant's)" in failed["failure_reason"]
    mended = {**asked, "response": response(right)}
    assert zero.ask("/verify", {**failed, **mended}).json() == {**mended, "reward": 1.5}


def test_nemo_gym_s_sessions_begin_and_end_without_anything_being_kept(zero):
    task = {"responses_create_params": {"input": "2 + 2"}, "expected_answer": "4", "_ng_task_index": 0}
    assert zero.ask("/seed_session", task).json() == {}
    session = {"resources_session_id": "s", "episode_id": "e"}
    assert zero.ask("/seed_session", {**session, "task_id": "t", "task_data": {}}).json() == {
        "resources_session_id": "s"
    }
    assert zero.ask("/close_session", session).json() == {"resources_session_id": "s"}
    assert zero.get("/reverify_mode").json() == "stateless"


def test_nemo_gym_s_metrics_are_those_of_its_base_class(zero):
    rollouts = [
        {"_ng_task_index": task, "_ng_rollout_index": i, "reward": reward, "right": reward > 0, "text": "a"}
        for task, rewards in ((1, (1.0, 0.0)), (0, (2.0,)))
        for i, reward in enumerate(rewards)
    ]
    rollouts[0]["response"] = {"usage": {"output_tokens": 7}}
    found = zero.ask("/aggregate_metrics", {"verify_responses": rollouts}).json()
    assert found["key_metrics"] == {"mean/reward": 1.0, "mean/right": pytest.approx(2 / 3), "mean/output_tokens": 7.0}
    assert found["agent_metrics"]["std/reward"] == 1.0
    assert found["agent_metrics"]["median/right"] == 1.0
    assert "std/output_tokens" not in found["agent_metrics"]
    first, second = found["group_level_metrics"]
    assert (first["_ng_task_index"], first["mean/reward"], first["std/reward"]) == (0, 2.0, 0.0)
    assert (second["_ng_task_index"], second["max/reward"], second["min/reward"]) == (1, 1.0, 0.0)
    empty = {"group_level_metrics": [], "agent_metrics": {}, "key_metrics": {}}
    assert zero.ask("/aggregate_metrics", {"verify_responses": []}).json() == empty


def test_numbers_that_nothing_can_be_made_of_are_left_out_of_the_metrics(zero):
    rollouts = [{"reward": 1.7e308, "large": 10**400, "_ng_task_index": "a"}, {"reward": 1.7e308}]
    found = zero.ask("/aggregate_metrics", {"verify_responses": rollouts})
    assert found.status_code == 200
    assert "mean/reward" not in found.json()["agent_metrics"]
    assert found.json()["agent_metrics"]["max/reward"] == 1.7e308


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("/seed_session", [], "the body is a JSON array"),
        ("/close_session", {}, "'resources_session_id'"),
        ("/close_session", {"resources_session_id": 5}, "'resources_session_id'"),
        ("/aggregate_metrics", {}, "'verify_responses'"),
        ("/aggregate_metrics", {"verify_responses": {}}, "'verify_responses'"),
        ("/aggregate_metrics", {"verify_responses": [{}, 3]}, "item 1 is a JSON number"),
    ],
)
def test_what_nemo_gym_does_not_send_is_refused(zero, path, body, field):
    refused = zero.ask(path, body)
    assert refused.status_code == 422
    assert field in refused.json()["error"]["message"]


def test_nemo_gym_s_other_paths_are_served_with_its_verify(server):
    assert server(EXACT).ask("/seed_session", {}).status_code == 404


# ---- byte by byte: what the clients' own code sends and how it reads the answer --------------------------------------


def test_a_second_openrlhf_server_is_sent_empty_lists(zero):
    """With several addresses one query is divided into as many parts, of which all but the first are empty."""
    found = zero.ask("/get_reward", {"query": [], "prompts": [], "labels": []})
    logs = {"accuracy": [], "format.think_answer": [], "undecided": []}
    assert found.json() == {"rewards": [], "scores": [], "extra_logs": logs}


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/get_reward", {"query": ["What is 340 + 51?no"], "prompts": ["What is 340 + 51?"], "labels": ["391"]}),
        ("/slime", {"prompt": "What is 340 + 51?", "response": "no", "label": "391"}),
        ("/slime", {"prompt": [{"role": "user", "content": "?"}], "response": "no", "label": None}),
    ],
)
def test_an_aiohttp_client_reads_the_answer(zero, path, body):
    """Such a client sends this header for `json=`, and its `json()` refuses any other type in the answer."""
    found = zero(("POST", path, {"content": json.dumps(body), "headers": {"Content-Type": "application/json"}}))[0]
    assert found.status_code == 200
    assert found.headers["content-type"] == "application/json"
    if path == "/get_reward":  # `scores or rewards`, the first of each, as numbers
        first = {name: values[0] for name, values in found.json().items() if name != "extra_logs"}
        assert first == {"rewards": 0.0, "scores": 0.0}
    else:
        assert found.content == b"0.0"
