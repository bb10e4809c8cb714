"""A judge that is a callable: what it is given, what it may return, and where a recipe may say that it is."""

import asyncio
from dataclasses import dataclass

import pytest

from rewardry import get
from rewardry.errors import ParameterError
from rewardry.rewards.judge.callables import CallableClient
from rewardry.rewards.judge.parsing import Choice
from rewardry.rewards.judge.replies import CallFailedError, Reply, Request, Usage

VERDICT = Choice("verdict", ("correct", "incorrect"))
REQUEST = Request(({"role": "user", "content": "Is it?"},), VERDICT, temperature=0.5, max_tokens=9, seed=3)
COMPLETION = {
    "choices": [{"message": {"role": "assistant", "content": "yes"}, "finish_reason": "stop"}],
    "usage": {"prompt_tokens": 4, "completion_tokens": 1},
}


def asked(call, request=REQUEST):
    return asyncio.run(CallableClient(call).ask(request))


def test_it_is_given_the_options_that_it_names_and_no_others():
    seen = []

    def plain(messages):
        seen.append((messages,))
        return ""

    async def some(messages, seed, *, temperature=None):
        seen.append((messages, seed, temperature))
        return ""

    def everything(messages, **options):
        seen.append(options)
        return ""

    for call in (plain, some, everything):
        assert asked(call) == Reply("")
    messages = [{"role": "user", "content": "Is it?"}]
    assert seen[:2] == [(messages,), (messages, 3, 0.5)]
    assert seen[2] == {
        "choice": VERDICT,
        "schema": VERDICT.schema(),
        "temperature": 0.5,
        "max_tokens": 9,
        "seed": 3,
    }


def test_what_it_does_to_its_messages_changes_no_request():
    def client(messages):
        messages[0]["content"] = "another"
        messages.clear()
        return ""

    asked(client)
    assert REQUEST.messages[0]["content"] == "Is it?"


class Dumped:
    """A chat completion as an object, as the openai package has it."""

    def model_dump(self):
        return COMPLETION


@pytest.mark.parametrize("answer", [COMPLETION, Dumped()], ids=["mapping", "object"])
def test_a_chat_completion_is_read_with_its_tokens(answer):
    assert asked(lambda messages: answer) == Reply("yes", Usage(4, 1))


def test_a_reply_is_taken_as_it_is():
    reply = Reply("", None, {"correct": 0.75, "incorrect": 0.25})
    assert asked(lambda messages: reply) is reply


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (None, "the client returned NoneType; a text or a chat completion is wanted"),
        (7, "the client returned int"),
        (["yes"], "the client returned list"),
        ({}, "of what the client returned: the server's answer is no chat completion"),
        ({"choices": []}, "is no chat completion"),
        ({"choices": [{"message": {"content": [1]}}]}, "holds a message that is no text"),
    ],
)
def test_anything_else_is_a_failed_call_that_is_not_tried_again(answer, why):
    with pytest.raises(CallFailedError, match=why) as caught:
        asked(lambda messages: answer)
    assert not caught.value.again


@pytest.mark.parametrize(
    ("probabilities", "choice", "why"),
    [
        ({"correct": 1.0}, VERDICT, "lack 'incorrect'; one each is wanted for correct, incorrect"),
        ({"correct": 0.5, "incorrect": 0.4, "maybe": 0.1}, VERDICT, "name 'maybe'"),
        ({"Correct": 0.5, "Incorrect": 0.5}, VERDICT, "lack 'correct'"),
        ({"ten": 1.0}, Choice("score"), "name 'ten'; one each is wanted for 0, 1, 2"),
        ({"11": 1.0}, Choice("score"), "name '11'"),
    ],
)
def test_probabilities_are_of_what_may_be_chosen(probabilities, choice, why):
    request = Request(REQUEST.messages, choice)
    with pytest.raises(CallFailedError, match=why):
        asked(lambda messages: Reply("", None, probabilities), request)


def test_of_a_range_numbers_may_be_left_out():
    reply = Reply("", None, {"0": 0.5, "10": 0.5})
    assert asked(lambda messages: reply, Request(REQUEST.messages, Choice("score"))) is reply


@dataclass
class Grader:
    """Has an equality and therefore no hash, as dataclasses do."""

    verdict: str

    def __call__(self, messages):
        return f'{{"verdict": "{self.verdict}"}}'


def test_an_object_without_a_hash_is_asked_and_is_no_other(judged):
    one, same, other = Grader("correct"), Grader("correct"), Grader("incorrect")
    for grader in (one, other, same):
        [verdict] = judged("judge", ["seven apples"], grader)
        assert verdict.status == grader.verdict


def test_what_it_raises_is_a_failed_call_that_is_not_tried_again():
    def raises(messages):
        raise ZeroDivisionError("ours")

    with pytest.raises(CallFailedError, match="the client raised ZeroDivisionError: ours") as caught:
        asked(raises)
    assert not caught.value.again

    def passing(messages):
        raise CallFailedError("overloaded", again=True, wait=3.0)

    with pytest.raises(CallFailedError, match="overloaded") as caught:
        asked(passing)
    assert (caught.value.again, caught.value.wait) == (True, 3.0)


@pytest.mark.parametrize(
    ("client", "why"),
    [
        ("json", "package.module:name"),
        (5, "package.module:name"),
        ("no.such.module:name", "cannot be imported: ModuleNotFoundError"),
        ("json:loads.nothing", "cannot be imported: AttributeError"),
        ("json:__doc__", "is str, and cannot be called"),
        ("./nowhere.py:judge", "cannot be imported"),
    ],
)
def test_a_name_that_is_no_callable_is_refused(client, why):
    with pytest.raises(ParameterError, match=why):
        get("judge", client=client)


def test_a_name_within_a_name_is_found():
    assert get("judge", client="json:JSONDecoder.decode").client is __import__("json").JSONDecoder.decode


def test_settings_say_where_a_callable_is_or_that_nobody_else_can_find_it():
    import json

    told = {
        name: get("judge", client=client).model_dump()["client"]
        for name, client in {"module": json.loads, "named": "json:loads", "lambda": lambda messages: ""}.items()
    }
    assert told["module"] == told["named"]
    assert told["module"].endswith(":loads")
    assert "<lambda> at 0x" in told["lambda"]
    assert get("judge").model_dump()["client"] is None
