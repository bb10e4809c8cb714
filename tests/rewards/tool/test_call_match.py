"""The reward `tool.call_match`: calls of tools, as ToolRL pays them."""

import json

import pytest

import rewardry
from rewardry.rewards.tool.call_match import as_call, calls_in, match_share

SEARCH = {"name": "search", "parameters": {"q": "a"}}
OTHER = {"name": "weather", "parameters": {"city": "Rome", "day": 1}}


def text(*calls, think="I need a tool."):
    lines = "\n".join(call if isinstance(call, str) else json.dumps(call) for call in calls)
    return f"<think>{think}</think>\n<tool_call>\n{lines}\n</tool_call>"


@pytest.mark.parametrize(
    ("expected", "calls", "value"),
    [
        ([SEARCH], [SEARCH], 3.0),
        ([SEARCH, OTHER], [OTHER, SEARCH], 3.0),
        ([SEARCH], [{"name": "search", "parameters": {"q": "b"}}], 1.0),
        ([SEARCH], [{"name": "find", "parameters": {"q": "a"}}], -3.0),
        ([SEARCH], [{"name": "search", "parameters": {"p": "a"}}], -1.0),
        ([SEARCH, {"name": "u", "parameters": {"k": 1}}], [SEARCH], 0.0),
        ([SEARCH], [SEARCH, SEARCH], 2.0),
        ([SEARCH], [], -3.0),
        ([], [], 3.0),
        ([], [SEARCH], -3.0),
        ([OTHER], [{"name": "weather", "parameters": {"city": "Rome", "day": True}}], 1.5),
        ([OTHER], [{"name": "weather", "parameters": {"day": 1, "city": "Rome"}}], 3.0),
    ],
)
def test_calls_are_matched(score_one, expected, calls, value):
    completion = text(*calls) if calls else "<think>None is needed.</think>\nIt is sunny."
    assert score_one("tool.call_match", completion, reference=expected).value == pytest.approx(value)
    share = (value + 3) / 6
    assert match_share(expected, calls) == pytest.approx(share)
    assert score_one("tool.call_match", completion, reference=expected, min=0, max=1).value == pytest.approx(share)


@pytest.mark.parametrize(
    "completion",
    [
        text("search(q='a')"),
        text('{"name": "search", "parameters": {"q": "a"}'),
        text('{"parameters": {"q": "a"}}'),
        text('{"name": 3, "parameters": {}}'),
        text('{"name": "search", "parameters": [1]}'),
        text('{"name": "search", "parameters": {"q": NaN}}'),
        text('{"name": "search", "parameters": {"q": 1e999}}'),
        text(""),
        text(SEARCH).replace("</tool_call>", ""),
        text(*[SEARCH] * 100),
        text('{"name": "search", "name": "find", "parameters": {"q": "a"}}'),
        text('{"name": "search", "parameters": {"q": ' + "[" * 900 + "]" * 900 + "}}"),
        text("[" * 100_000),
        "<think>r</think><tool_call>" + "x" * 200_000 + "</tool_call>",
    ],
)
def test_what_cannot_be_read_is_worth_the_least(score_one, completion):
    assert score_one("tool.call_match", completion, reference=[SEARCH]).value == -3.0


@pytest.mark.parametrize(
    "completion",
    [
        text(SEARCH),
        text(json.dumps([SEARCH])),
        text({"name": "search", "arguments": {"q": "a"}}),
        text({"name": "search", "arguments": '{"q": "a"}'}),
        text({"type": "function", "function": {"name": "search", "arguments": '{"q": "a"}'}}),
        text(json.dumps(SEARCH, indent=2)),
        f"<tool_call>{json.dumps(SEARCH)}</tool_call>",
        "Let me look. " + text(SEARCH),
    ],
)
def test_the_usual_spellings_of_a_call(score_one, completion):
    assert score_one("tool.call_match", completion, reference=[SEARCH]).value == 3.0


@pytest.mark.parametrize(
    "completion",
    [
        "",
        " \n",
        "</answer><answer>",
        "<think>None.</think>",
        "<think>None",
        "<think>None.</think>\n<answer>...</answer>",
    ],
)
def test_where_no_call_is_expected_something_must_be_said(score_one, completion):
    assert score_one("tool.call_match", completion, reference=[]).value == -3.0
    assert score_one("tool.call_match", "<think>None.</think> It is sunny.", reference=[]).value == 3.0


def test_each_expected_call_takes_the_likest_of_those_that_are_left():
    calls = [{"name": "s", "parameters": {"q": value, "n": 1}} for value in ("b", "a")]
    expected = [{"name": "s", "parameters": {"q": "a", "n": 2}}, {"name": "s", "parameters": {"q": "b", "n": 1}}]
    # names 1; the first takes the second call: keys 1, one value; the other is left: keys 1, two values
    assert match_share(expected, calls) == pytest.approx((1 + 2 + 3) / (1 + 3 + 3))


def test_calls_in_several_blocks():
    assert calls_in(f"<tool_call>{json.dumps(SEARCH)}</tool_call>\n<tool_call>{json.dumps(OTHER)}</tool_call>") == [
        SEARCH,
        OTHER,
    ]


def test_calls_within_the_reasoning_are_none(score_one):
    completion = f"<think><tool_call>{json.dumps(SEARCH)}</tool_call></think>\nDone."
    assert score_one("tool.call_match", completion, reference=[SEARCH]).value == -3.0


@pytest.mark.parametrize(
    ("reference", "reason"),
    [(None, "no-reference"), ([{"no": "name"}], "reference-unparseable"), ({"x": 1}, "reference-unparseable")],
)
def test_a_reference_that_cannot_be_read_abstains(score_one, reference, reason):
    found = score_one("tool.call_match", text(SEARCH), reference=reference)
    assert (found.value, found.details["reason"]) == (None, reason)


def test_one_call_as_a_reference(score_one):
    assert score_one("tool.call_match", text(SEARCH), reference=SEARCH).value == 3.0
    assert as_call("search") is None


def test_a_reference_of_another_type_is_refused():
    assert "array or an object" in rewardry.get("tool.call_match").refusal(
        rewardry.Sample(completion="x", reference="a")
    )
