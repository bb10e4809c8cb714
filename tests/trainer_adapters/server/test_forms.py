"""The forms of trainers: what they send, as they send it, and what they read of the answer."""

import pytest

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
