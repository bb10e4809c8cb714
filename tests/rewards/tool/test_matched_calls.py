"""How much calls have in common: within [0, 1], whatever their order, and 1 for the same calls alone."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewardry.rewards.tool.call_match import as_call, calls_in, match_share

VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(0, 2), st.sampled_from(["a", "1", "", "中"])),
    lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(st.sampled_from("ab"), inner, max_size=2)),
    max_leaves=4,
)
CALLS = st.lists(
    st.fixed_dictionaries(
        {"name": st.sampled_from(["s", "t"]), "parameters": st.dictionaries(st.sampled_from("abc"), VALUES, max_size=3)}
    ),
    max_size=4,
)


@given(CALLS, CALLS)
def test_the_share_is_one_for_the_same_calls_alone(expected, calls):
    def meant(some):
        return sorted(json.dumps(call, sort_keys=True) for call in some)

    share = match_share(expected, calls)
    assert 0.0 <= share <= 1.0
    assert (share == 1.0) is (meant(expected) == meant(calls))


@given(CALLS, st.randoms())
def test_calls_need_no_order(calls, chance):
    mixed = list(calls)
    chance.shuffle(mixed)
    assert match_share(calls, mixed) == 1.0


@given(CALLS, st.lists(st.just({"name": "u", "parameters": {}}), min_size=1, max_size=3))
def test_calls_beyond_those_expected_cost_something(calls, more):
    assert match_share(calls, [*calls, *more]) < 1.0
    assert match_share([*calls, *more], calls) < 1.0


@pytest.mark.parametrize(
    ("expected", "given_value", "same"),
    [
        (1, 1.0, False),
        (1, True, False),
        (0, False, False),
        (None, "null", False),
        ("1", 1, False),
        ([1, 2], [2, 1], False),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, True),
        ("é", "e\u0301", False),
        ("", "", True),
        ([], {}, False),
    ],
    ids=repr,
)
def test_values_are_equal_as_json(expected, given_value, same):
    one, other = ({"name": "s", "parameters": {"a": value}} for value in (expected, given_value))
    assert (match_share([one], [other]) == 1.0) is same


@given(CALLS.filter(bool))
def test_calls_are_read_back_as_they_were_written(calls):
    def block(inside):
        return f"<tool_call>\n{inside}\n</tool_call>"

    lines = [json.dumps(call) for call in calls]
    assert calls_in(block("\n".join(lines))) == calls
    assert calls_in("\n".join(map(block, lines))) == calls
    assert calls_in(block(json.dumps(calls))) == calls
    assert calls_in(block("\n\n  ".join(lines))) == calls


@pytest.mark.parametrize(
    "inside",
    [
        "",
        " \n ",
        "[]",
        "null",
        "true",
        "7",
        '"search"',
        "[[]]",
        '[{"name": "s"}, 7]',
        '{"name": "s"} {"name": "t"}',
        '{"name": "s"},\n{"name": "t"}',
        '{"name": "s"}\nand so on',
        "{'name': 's'}",
        '{"name": "s", "parameters": null}',
        '{"name": "s", "parameters": "x"}',
        '{"name": "s", "parameters": "[1]"}',
        '{"name": null}',
        '{"NAME": "s"}',
        '{"function": "s"}',
        '{"function": {"parameters": {}}}',
        '{"name": "s", "parameters": {"a": Infinity}}',
        '{"name": "s", "parameters": {"a": 1, "a": 2}}',
        '{"name": "s"}\ud800',
    ],
)
def test_a_block_that_holds_anything_else_is_unreadable(inside):
    assert calls_in(f"<tool_call>{inside}</tool_call>") is None
    good = '<tool_call>{"name": "s"}</tool_call>'
    assert calls_in(f"{good}<tool_call>{inside}</tool_call>{good}") is None


@pytest.mark.parametrize("text", ["", "no call", "<tool_calls></tool_calls>", "< tool_call >"])
def test_a_text_without_a_block_has_no_calls(text):
    assert calls_in(text) == []


def test_no_more_than_sixty_four_calls_are_read():
    call = '{"name": "s"}'
    assert len(calls_in("<tool_call>" + "\n".join([call] * 64) + "</tool_call>")) == 64
    assert calls_in("<tool_call>" + "\n".join([call] * 65) + "</tool_call>") is None
    assert calls_in(f"<tool_call>{call}</tool_call>" * 65) is None


def test_a_call_is_a_copy_of_what_was_read():
    given_call = {"name": "s", "parameters": {"a": 1}, "id": "call_1"}
    call = as_call(given_call)
    assert call == {"name": "s", "parameters": {"a": 1}}
    call["parameters"]["a"] = 2
    assert given_call["parameters"] == {"a": 1}


@pytest.mark.parametrize(
    "given_call", [{"name": "s"}, {"name": "s", "parameters": {}}, {"name": "s", "arguments": "{}"}]
)
def test_a_call_may_have_no_parameters(given_call):
    assert as_call(given_call) == {"name": "s", "parameters": {}}
