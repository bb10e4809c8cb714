"""Brackets: every short answer against a stack."""

import itertools
import re

import pytest

from rewardry.verifiers.logic.dyck import Dyck, DyckInstance


def _balanced(text):
    """Whether brackets can be taken away in pairs until none is left."""
    while (shorter := re.sub(r"\(\)|\[\]|\{\}|<>", "", text)) != text:
        text = shorter
    return not text


@pytest.mark.parametrize("prefix", ["(", "([", "<>{", "((", "[]()<", "{(<"])
def test_every_short_answer_is_judged_by_balance(prefix):
    least = None
    for length in range(1, 5):
        for brackets in itertools.product("()[]{}<>", repeat=length):
            answer = "".join(brackets)
            closes = _balanced(prefix + answer)
            least = length if closes and least is None else least
            any_length = DyckInstance(prefix=prefix, minimal=False)
            assert (Dyck().check(answer, any_length, "").status == "correct") == closes
            minimal = DyckInstance(prefix=prefix)
            assert (Dyck().check(answer, minimal, "").status == "correct") == (closes and length == least)


@pytest.mark.parametrize(
    ("answer", "right"),
    [
        ("])", True),
        ("] )", True),
        ("`])`", True),
        ('"])"', True),
        ('["]", ")"]', True),
        ("］）", True),
        ("\\])", True),
        ("])()", False),
        ("([{}])", False),
        ("2", False),
        (")]", False),
        ("]) or ])", False),
        ("])])", False),
        ("](", False),
        ("close ])", False),
        ("", False),
    ],
)
def test_forms_and_near_misses(answer, right, is_right):
    assert is_right(Dyck(), DyckInstance(prefix="([{}"), answer) == right


@pytest.mark.parametrize("prefix", ["()", "(]", "", ")", "a("])
def test_a_prefix_that_leaves_nothing_open_is_no_task(prefix):
    assert "dyck: " in Dyck().reference_problem(type("Row", (), {"reference": {"puzzle": "dyck", "prefix": prefix}}))
