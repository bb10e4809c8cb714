import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewardry.text.int_lists import parse_int_list
from rewardry.text.unreadable import UnreadableAnswerError


@pytest.mark.parametrize(
    "text",
    [
        "3, -1, 20",
        "[3,-1,20]",
        "(3; -1; 20)",
        "{3, −1, 20}",
        "３、-1、20。",
        "3 -> -1 → 20",
        "3\n-1\n20",
        "3, -1 and 20.",
        "[3, -1, 20].",
        "<3 -1 20>",
        "+3,-1,+20",
        "3;\n-1;\n20",
        "[3, -1, 20,]",
    ],
)
def test_a_list_is_read_in_every_form(text):
    assert parse_int_list(text) == (3, -1, 20)


@pytest.mark.parametrize("text", ["[ ]", "[]", "()", "{}", "[]."])
def test_an_empty_list_has_brackets(text):
    assert parse_int_list(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "3, 1.5",
        "three",
        "3 or 1",
        "not [3]",
        "[3, 1",
        "3--1",
        "3, , 1",
        "1" * 31,
        ".",
        "\u200b",
        "-",
        "[[3, 1]]",
        "3)",
        "[3, 1)",
        "3 -> or",
        "0x1",
        "3e1",
    ],
)
def test_what_is_no_list_is_refused(text):
    with pytest.raises(UnreadableAnswerError):
        parse_int_list(text)


def test_limits_are_named():
    with pytest.raises(UnreadableAnswerError, match="more than 3 numbers") as refused:
        parse_int_list("1 2 3 4", longest=3)
    assert refused.value.reason == "over-limit"


@pytest.mark.parametrize(
    ("text", "limits", "numbers"),
    [
        ("1 2 3", {"longest": 3}, 3),
        ("9" * 30, {}, 1),
        ("-" + "9" * 30, {}, 1),
        ("12", {"most_digits": 2}, 1),
    ],
)
def test_what_reaches_a_limit_is_within_it(text, limits, numbers):
    assert len(parse_int_list(text, **limits)) == numbers


@pytest.mark.parametrize(("text", "limits"), [("9" * 31, {}), ("-1234", {"most_digits": 3}), ("1," * 1001, {})])
def test_what_is_beyond_a_limit_is_over_it(text, limits):
    with pytest.raises(UnreadableAnswerError) as refused:
        parse_int_list(text, **limits)
    assert refused.value.reason == "over-limit"


@given(st.lists(st.integers(-(10**20), 10**20), max_size=8), st.sampled_from([", ", ",", " ; ", "\n", " → ", " and "]))
@settings(max_examples=40)
def test_what_is_written_as_a_list_is_read_as_it(numbers, between):
    assert parse_int_list(f"[{between.join(map(str, numbers))}]") == tuple(numbers)


@pytest.mark.parametrize("sign", ["", "-", "+", "−"])
def test_a_sign_is_no_digit_of_the_limit(sign):
    assert parse_int_list(f"[{sign}{'9' * 30}]") == (int("-" * (sign in ("-", "−")) + "9" * 30),)
    with pytest.raises(UnreadableAnswerError) as refused:
        parse_int_list(f"[{sign}{'9' * 31}]")
    assert refused.value.reason == "over-limit"
