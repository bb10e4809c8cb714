"""What a refused request is told, for programs and for people."""

import pytest

pytest.importorskip("fastapi")

from rewardry.trainer_adapters.server.document import refusals
from rewardry.trainer_adapters.server.refusal import Refusal, try_later


def test_a_refusal_is_a_code_and_a_message_and_an_exception_that_says_the_same():
    refusal = Refusal(422, "wrong-form", "field 'rows': a list is wanted")
    assert refusal.to_row() == {"error": {"code": "wrong-form", "message": "field 'rows': a list is wanted"}}
    assert (str(refusal), refusal.status, refusal.headers) == ("field 'rows': a list is wanted", 422, {})


def test_headers_of_a_refusal_are_its_own():
    given = {"Retry-After": "1"}
    refusal = Refusal(429, "busy", "later", given)
    refusal.headers["Retry-After"] = "2"
    assert given == {"Retry-After": "1"}


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (-5.0, 1),
        (0.0, 1),
        (0.5, 1),
        (0.999, 1),
        (1.0, 2),
        (1.5, 2),
        (58.9, 59),
        (59.0, 60),
        (1e9, 60),
        (float("inf"), 60),
    ],
)
def test_who_comes_when_told_to_is_not_too_early_and_waits_a_minute_at_the_most(seconds, told):
    refusal = try_later("busy", "later", seconds)
    assert (refusal.status, refusal.code, refusal.message) == (429, "busy", "later")
    assert refusal.headers == {"Retry-After": str(told)}
    assert told == 60 or told > seconds


@pytest.mark.parametrize("undecided", [True, False])
def test_the_document_knows_the_refusals_of_a_form(undecided):
    found = refusals(undecided)
    assert set(found) == {400, 408, 413, 415, 422, 429} | ({409} if undecided else set())
    for answer in found.values():
        error = answer["content"]["application/json"]["schema"]["properties"]["error"]
        assert set(error["required"]) == {"code", "message"}
        assert answer["description"]
