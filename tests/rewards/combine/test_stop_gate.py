"""The reward `combine.stop_gate`: a completion that was cut has no answer."""

import pytest

RIGHT, WRONG = "<think>r</think><answer>4</answer>", "<think>r</think><answer>5</answer>"


@pytest.mark.parametrize(
    ("text", "reason", "value"),
    [
        (RIGHT, "stop", 1.0),
        (WRONG, "stop", 0.0),
        (RIGHT, "length", 0.0),
        (WRONG, "length", 0.0),
        (RIGHT, None, None),
        (RIGHT, "tool_calls", 0.0),
    ],
)
def test_what_ended_by_itself_is_paid(score_one, text, reason, value):
    found = score_one("combine.stop_gate", text, finish_reason=reason, reference="4", verifier="text.exact")
    assert found.value == value


def test_other_scales(score_one):
    given = {"reference": "4", "verifier": "text.exact", "wrong": -1, "truncated": -0.5}
    assert score_one("combine.stop_gate", WRONG, finish_reason="stop", **given).value == -1.0
    assert score_one("combine.stop_gate", RIGHT, finish_reason="length", **given).value == -0.5
    undecided = score_one("combine.stop_gate", RIGHT, **given)
    assert (undecided.status, undecided.details["reason"]) == ("abstain", "no-finish-reason")
