"""Each policy with rows that turn on it."""

import inspect
import json
import re
from pathlib import Path

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


def documented():
    """The rows of the table of policies in docs/math.md."""
    text = (Path(__file__).parents[3] / "docs" / "math.md").read_text(encoding="utf-8")
    table = text.partition("| parameter | setting |")[2].partition("\n\n")[0]
    rows = [[cell.strip().strip("`") for cell in line.strip("|").split(" | ")] for line in table.splitlines()[2:]]
    return [(name, json.loads(value) if value in ("true", "false") else value, *rest) for name, value, *rest in rows]


@pytest.mark.parametrize(("name", "value", "question", "reference", "answer", "verdict"), documented())
def test_the_table_of_the_page_is_true(verifies, name, value, question, reference, answer, verdict):
    found = verifies(f"\\boxed{{{answer}}}", reference, question, **{name: value})
    assert found.status == verdict, found


def test_the_table_has_every_setting_and_the_default_first():
    settings = {}
    for name, value, *_ in documented():
        settings.setdefault(name, []).append(value)
    assert set(settings) == set(Policies._fields)
    for name, default in Policies()._asdict().items():
        kind = Math.model_fields[name].annotation
        assert set(settings[name]) == (set(kind.__args__) if kind is not bool else {True, False})
        assert settings[name][0] == default


# What `rewardry show math` says, as answer, reference and question; each text stands there between double backquotes.
SHOWN = [
    ("percent", "value", "0.25", "25%", "", True),
    ("percent", "value", "25", "25%", "", True),
    ("percent", "strict", "25", "25%", "", False),
    ("percent", "lenient", "9%", "9", "How many apples are there?", True),
    ("percent", "value", "9%", "9", "How many apples are there?", False),
    ("units", "convert", "2 hours", "120 minutes", "", True),
    ("units", "convert", "5", "5 cm", "", True),
    ("units", "convert", "5 m", "5 cm", "", False),
    ("units", "strict", "5", "5 cm", "", False),
    ("units", "ignore", "5 m", "5 cm", "", True),
    ("angles", "convert", "pi/3", "60°", "", True),
    ("angles", "convert", "60", "60°", "", True),
    ("angles", "strict", "60", "60°", "", False),
    ("rounding", "reference", "27/59", "0.458", "", True),
    ("rounding", "reference", "0.333", "1/3", "", False),
    ("rounding", "question", "27/59", "0.458", "Round to three decimals.", True),
    ("rounding", "question", "27/59", "0.458", "", False),
    ("rounding", "never", "27/59", "0.458", "Round to three decimals.", False),
    ("order", "free", "2, 1", "1, 2", "", True),
    ("order", "free", "(2,1)", "(1,2)", "", False),
    ("order", "strict", "2, 1", "1, 2", "", False),
    ("interval_as_tuple", True, "0<x<1", "(0,1)", "", True),
    ("interval_as_tuple", False, "0<x<1", "(0,1)", "", False),
    ("constant", True, "x^2+1+C", "x^2+C", "", True),
    ("constant", True, "x^2", "x^2+C", "", False),
    ("constant", False, "x^2+1+C", "x^2+C", "", False),
    ("rename", True, "f(t)=2t", "f(x)=2x", "", True),
    ("rename", True, "n pi", "k pi", "", True),
    ("rename", True, "2y+3", "2x+3", "", False),
    ("rename", False, "f(t)=2t", "f(x)=2x", "", False),
    ("form", "evaluated", "17*23", "391", "What is 17*23?", False),
    ("form", "any", "17*23", "391", "What is 17*23?", True),
]


@pytest.mark.parametrize(("name", "value", "answer", "reference", "question", "right"), SHOWN)
def test_the_examples_that_are_shown_are_true(finds, name, value, answer, reference, question, right):
    paragraph = re.split(r"\n    \w+: ", inspect.getdoc(Math).partition(f"\n    {name}: ")[2])[0]
    assert f"``{answer}``" in paragraph
    assert f"``{reference}``" in paragraph
    assert (finds(reference, answer, question, **{name: value}).equal is True) is right


def test_every_policy_is_shown_with_an_example():
    assert {name for name, *_ in SHOWN} == set(Policies._fields)
    assert {(name, value) for name, value, *_ in SHOWN} >= {(name, value) for name, value, *_ in TURNS}


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
