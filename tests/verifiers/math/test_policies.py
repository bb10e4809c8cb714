"""Each policy with rows that turn on it."""

import pytest

from rewardry.verifiers.math.policies import Policies
from rewardry.verifiers.math.verifier import Math

TURNS = [
    ("percent", "value", "25\\%", "25", "", True),
    ("percent", "strict", "25\\%", "25", "", False),
    ("percent", "strict", "25\\%", "0.25", "", True),
    ("percent", "value", "9", "9\\%", "How many apples are there?", False),
    ("percent", "lenient", "9", "9\\%", "How many apples are there?", True),
    ("units", "convert", "5\\text{ cm}", "5", "", True),
    ("units", "strict", "5\\text{ cm}", "5", "", False),
    ("units", "strict", "5\\text{ cm}", "0.05\\text{ m}", "", False),
    ("units", "convert", "5\\text{ cm}", "5\\text{ m}", "", False),
    ("units", "ignore", "5\\text{ cm}", "5\\text{ m}", "", True),
    ("angles", "convert", "60^\\circ", "60", "", True),
    ("angles", "strict", "60^\\circ", "60", "", False),
    ("angles", "strict", "60^\\circ", "\\frac{\\pi}{3}", "", True),
    ("rounding", "reference", "0.458", "\\frac{27}{59}", "", True),
    ("rounding", "question", "0.458", "\\frac{27}{59}", "", False),
    ("rounding", "question", "0.458", "\\frac{27}{59}", "Round to three decimal places.", True),
    ("rounding", "never", "0.458", "\\frac{27}{59}", "Round to three decimal places.", False),
    ("rounding", "reference", "\\frac13", "0.333", "", False),
    ("order", "free", "1, 2", "2, 1", "", True),
    ("order", "strict", "1, 2", "2, 1", "", False),
    ("order", "strict", "\\{1, 2\\}", "\\{2, 1\\}", "", True),
    ("interval_as_tuple", True, "(0,1)", "0<x<1", "", True),
    ("interval_as_tuple", False, "(0,1)", "0<x<1", "", False),
    ("constant", True, "x^2+C", "x^2+1+C", "", True),
    ("constant", False, "x^2+C", "x^2+1+C", "", False),
    ("rename", True, "k\\pi", "n\\pi", "", True),
    ("rename", False, "k\\pi", "n\\pi", "", False),
    ("form", "evaluated", "391", "17\\times 23", "What is $17 \\times 23$?", False),
    ("form", "any", "391", "17\\times 23", "What is $17 \\times 23$?", True),
]


@pytest.mark.parametrize(("name", "value", "reference", "answer", "question", "right"), TURNS)
def test_a_policy_turns_a_verdict(finds, name, value, reference, answer, question, right):
    assert (finds(reference, answer, question, **{name: value}).equal is True) is right


def test_every_policy_is_tested_and_is_a_parameter():
    assert {name for name, *_ in TURNS} == set(Policies._fields)
    assert set(Policies._fields) <= set(Math.model_fields)
    assert Math().policies() == Policies()


def test_every_parameter_is_documented_in_the_docstring():
    assert all(f"{name}:" in Math.__doc__ for name in Math.model_fields)


@pytest.mark.parametrize("answer", ["e", "\\sqrt{7.4}", "\\ln 15.2", "\\frac{19}{7}"])
@pytest.mark.parametrize(
    "question", ["Round to two decimal places.", "Give three significant figures.", "保留两位小数"]
)
def test_digits_that_are_asked_for_must_be_worked_out(finds, answer, question):
    found = finds("2.72", answer, question)
    named = answer != "\\frac{19}{7}"
    if named:
        assert (found.equal, found.reason) in ((False, "form"), (False, "not-equal"))
    assert finds("2.72", "e", question).reason == "form"
    assert finds("0.33", "\\frac13", question).equal is True
