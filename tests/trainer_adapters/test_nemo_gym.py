"""NeMo-Gym's contract: the requests and responses of nemo_gym/base_resources_server.py."""

import asyncio
import json

import pytest
from pydantic import BaseModel, ConfigDict

from rewardry.errors import DataError
from rewardry.testing.suites.adapters import AdapterSuite, looking
from rewardry.trainer_adapters.nemo_gym import ADAPTER, Verification, written


class MultiRewardVerifyResponse(BaseModel):
    """BaseMultiRewardVerifyResponse, of which subclasses add the fields of their task."""

    model_config = ConfigDict(extra="allow")

    responses_create_params: dict
    response: dict
    reward: float
    reward_components: dict[str, float]


def request_of(completion, reference):
    text = {"type": "output_text", "text": completion, "annotations": []}
    return {
        "responses_create_params": {"input": [{"role": "user", "content": "?"}], "temperature": 1.0},
        "response": {
            "id": "resp_1",
            "output": [
                {"type": "reasoning", "id": "rs_1", "summary": []},
                {"type": "message", "id": "m", "role": "assistant", "status": "completed", "content": [text]},
            ],
        },
        "expected_answer": reference,
        "question": "?",
    }


class TestNeMoGym(AdapterSuite):
    @pytest.fixture
    def adapter(self):
        return ADAPTER

    def make(self, recipe, on_undecided=None):
        return [Verification(recipe, on_undecided)]

    async def answers(self, function, completions, references):
        """Each request as JSON, and its answer as the response's model reads it."""
        found = []
        for row in zip(completions, references, strict=True):
            body = json.loads(json.dumps(request_of(*row)))
            answer = await function.averify(body)
            assert body == request_of(*row)
            assert answer == function.verify(body)
            found.append(MultiRewardVerifyResponse(**json.loads(json.dumps(answer))))
        return found

    async def call(self, function, completions, references):
        answers = await self.answers(function, completions, references)
        return [None if "_ng_failure_class" in one.model_extra else one.reward for one in answers]

    def logged(self, function, completions, references):
        answers = asyncio.run(self.answers(function, completions, references))
        numbers = [{k: v for k, v in one.model_extra.items() if k.startswith("rewardry/")} for one in answers]
        return [{**one, **answer.reward_components} for one, answer in zip(numbers, answers, strict=True)]


def test_what_is_dropped_says_why():
    answer = Verification(looking(), "drop").verify(request_of("42", None))
    assert (answer["reward"], answer["_ng_failure_class"]) == (0.0, "undecided")
    assert answer["_ng_failure_judge_error"].startswith("looks: ")


MESSAGE = {"type": "message", "role": "assistant", "content": 3}


@pytest.mark.parametrize("asked", [None, 3, {"input": 3}, {"input": [3, None, {"role": "user"}]}])
def test_the_prompt_may_be_anything(asked):
    body = {**request_of("42", "42"), "responses_create_params": asked}
    assert Verification(looking(), "zero").verify(body)["reward"] == 1.0


@pytest.mark.parametrize(
    "output", [[], [{"type": "reasoning"}], [{"type": "function_call"}], ["text"], [None], [MESSAGE]]
)
def test_a_response_without_a_message_answers_nothing(output):
    body = request_of("", "42")
    body["response"] = {"output": output, "incomplete_details": {"reason": "max_output_tokens"}}
    sample = Verification(looking(), "zero").sample(body)
    assert (sample.text, sample.finish_reason, sample.reference) == ("", "length", "42")


@pytest.mark.parametrize("response", [None, "text", {}, {"output": None}, {"output": "text"}])
def test_what_is_no_response_is_named(response):
    with pytest.raises(DataError, match="field 'response': an OpenAI response"):
        Verification(looking(), "zero").verify({"response": response})


GATED = {"rewards": [{"use": "combine.stop_gate", "verifier": "text.exact", "required": True}]}


@pytest.mark.parametrize(
    ("ended", "reason", "reward"),
    [
        ({"status": "completed"}, "stop", 1.0),
        ({"status": "completed", "incomplete_details": None}, "stop", 1.0),
        ({"status": "incomplete", "incomplete_details": {"reason": "max_output_tokens"}}, "length", 0.0),
        ({"status": "incomplete", "incomplete_details": {"reason": "content_filter"}}, None, None),
        ({"status": "failed"}, None, None),
        ({}, None, None),
    ],
)
def test_a_response_says_how_it_ended(ended, reason, reward):
    verification = Verification(GATED, "drop")
    body = request_of("<answer>42</answer>", "42")
    body["response"] |= ended
    assert verification.sample(body).finish_reason == reason
    answer = verification.verify(body)
    assert (None if "_ng_failure_class" in answer else answer["reward"]) == reward


def test_a_rollout_that_failed_is_tried_again_without_what_was_said_of_it_before():
    verification = Verification(looking(), "drop")
    failed = verification.verify(request_of("42", None))
    assert failed["_ng_failure_class"] == "undecided"
    again = verification.verify({**failed, "expected_answer": "42"})
    assert again == verification.verify(request_of("42", "42"))
    assert verification.verify(again) == again


PART = {"type": "output_text", "text": "a"}


@pytest.mark.parametrize(
    ("output", "text"),
    [
        ([{"type": "message", "content": "a"}, {"type": "function_call", "name": "f"}], "a"),
        ([{"type": "message", "content": "a"}, {"type": "message", "content": "b"}], "b"),
        ([{"type": "message", "content": "a"}, {"type": "message", "role": "user", "content": "b"}], "a"),
        ([{"type": "message", "content": [PART, {"type": "refusal", "refusal": "b"}]}], "a"),
        ([{"type": "message", "content": [PART, 3, {"type": "output_text"}]}], "a\n"),
        ([{"type": "message", "content": None}, "b"], ""),
    ],
)
def test_the_last_message_of_the_assistant_s_is_the_completion(output, text):
    assert written({"output": output}) == text
