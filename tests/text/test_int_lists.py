import pytest

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
    ],
)
def test_a_list_is_read_in_every_form(text):
    assert parse_int_list(text) == (3, -1, 20)


def test_an_empty_list_has_brackets():
    assert parse_int_list("[ ]") == ()


@pytest.mark.parametrize(
    "text", ["", "  ", "3, 1.5", "three", "3 or 1", "not [3]", "[3, 1", "3--1", "3, , 1", "1" * 31]
)
def test_what_is_no_list_is_refused(text):
    with pytest.raises(UnreadableAnswerError):
        parse_int_list(text)


def test_limits_are_named():
    with pytest.raises(UnreadableAnswerError, match="more than 3 numbers") as refused:
        parse_int_list("1 2 3 4", longest=3)
    assert refused.value.reason == "over-limit"
