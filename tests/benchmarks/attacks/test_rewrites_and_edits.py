"""Rewrites keep the value and edits change it, by a reader of answers that is written here and knows neither."""

import re
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewardry.benchmarks.attacks.edits import CHANGED
from rewardry.benchmarks.attacks.rewrites import AROUND, KEPT, items_of

BY_NAME = {each.name: each for each in (*KEPT, *CHANGED)}
BASE = {"mm": 1, "cm": 10, "m": 1000, "km": 10**6, "g": 1, "kg": 1000, "min": 1, "h": 60, "mL": 1, "L": 1000}


def value_of(text):
    """The value of a bare answer: a number, a quantity in its smallest unit, or the members with their brackets."""
    text = re.sub(r"^\\,|\\;$", "", text.strip("$")).replace("−", "-").replace("\\left", "").replace("\\right", "")
    if text[0] == "(" or text[:2] == "\\{" or ", " in text:
        known = [Fraction(member) for member in text.strip("\\{()}").split(",")]
        return ("(", *known) if text[0] == "(" else ("\\{" in text, frozenset(known))
    quantity = re.fullmatch(r"(-?[\d.]+)\s*(?:\\(?:text|mathrm)\{)?\s*(mm|cm|km|m|kg|g|h|min|mL|L)\s*\}?", text)
    if quantity:
        kind = (
            "gram" if "g" in quantity[2] else "litre" if "L" in quantity[2] else "h" if quantity[2] in "hmin" else "m"
        )
        kind = "metre" if quantity[2] in ("mm", "cm", "m", "km") else kind
        return kind, Fraction(quantity[1]) * BASE[quantity[2]]
    number = re.sub(r"(?<=\d)(?:\{,\}|\\,|,)(?=\d{3})", "", text)
    fraction = re.fullmatch(r"(-?)\\[dt]?frac\{(\d+)\}\{(\d+)\}", number) or re.fullmatch(r"(-?)(\d+)/(\d+)", number)
    if fraction:
        return Fraction(int(fraction[1] + fraction[2]), int(fraction[3]))
    return Fraction(number)


WHOLE = st.integers(-(10**9), 10**9).map(str)
DECIMALS = st.decimals(-1000, 1000, places=3).map(str) | st.decimals(-9, 9, places=1).map(str)
FRACTIONS = st.builds(
    "{}\\{}frac{{{}}}{{{}}}".format,
    st.sampled_from(["", "-"]),
    st.sampled_from(["", "d", "t"]),
    st.integers(0, 60),
    st.integers(1, 60),
)
MEMBERS = st.lists(st.integers(-20, 20).map(str) | st.decimals(-5, 5, places=1).map(str), min_size=2, max_size=5)
BRACKETS = st.sampled_from([("\\{", "\\}"), ("(", ")"), ("", "")])
LISTS = st.builds(lambda ends, inside: f"{ends[0]}{', '.join(inside)}{ends[1]}", BRACKETS, MEMBERS)
QUANTITIES = st.builds(
    "{}{}\\{}{{{}{}}}".format,
    st.integers(-500, 500) | st.decimals(0, 50, places=1),
    st.sampled_from(["", "\\,", "\\ "]),
    st.sampled_from(["text", "mathrm"]),
    st.sampled_from(["", " "]),
    st.sampled_from(["km", "m", "cm", "kg", "h", "L"]),
)
ANSWERS = WHOLE | DECIMALS | FRACTIONS | LISTS | QUANTITIES


def without_signs(answer):
    """A quantity whose space of LaTeX the reader does not know, without it."""
    return re.sub(r"\\[, ](?=\\(?:text|mathrm))", "", answer)


@settings(max_examples=300)
@given(ANSWERS)
def test_rewrites_keep_the_value_and_edits_change_it(answer):
    for name, each in BY_NAME.items():
        made = each.make(answer) if "math" in each.only else None
        if made is not None:
            kept = value_of(without_signs(made)) == value_of(without_signs(answer))
            assert kept is each.keeps, (name, made)


@settings(max_examples=40)
@given(ANSWERS | st.text(max_size=20))
def test_a_rewrite_is_always_something_else(answer):
    """One that changed nothing would count as a verdict kept."""
    for name, each in BY_NAME.items():
        assert each.make(answer) != answer, name


@pytest.mark.parametrize(
    ("name", "answer", "made"),
    [
        ("spaces", "x=2y+1", "x = 2y + 1"),
        ("spaces", "\\text{a+b}", None),
        ("spaces", "5", None),
        ("dfrac", "\\frac12", "\\dfrac12"),
        ("dfrac", "\\dfrac12", None),
        ("tfrac", "2\\frac{1}{3}", "2\\tfrac{1}{3}"),
        ("slash", "-\\frac{3}{4}", "-3/4"),
        ("slash", "\\frac{a}{4}", None),
        ("decimal", "-\\frac{1}{8}", "-0.125"),
        ("decimal", "\\frac{3}{0}", None),
        ("decimal", "\\frac{1}{10000000}", None),  # seven places
        ("decimal", "\\frac{1}{1000000}", "0.000001"),
        ("fraction", "1.50", "\\frac{3}{2}"),
        ("fraction", "2.0", None),
        ("fraction", "1234567.5", None),
        ("thousands", "-1234567", "-1,234,567"),
        ("latex thousands", "1000", "1{,}000"),
        ("thin thousands", "1000", "1\\,000"),
        ("thousands", "999", None),
        ("thousands", "-999", None),
        ("thousands", "0012", None),  # no number that has separators
        ("thousands", "1000.5", None),
        ("order", "\\{1, 2, 2\\}", "\\{2, 2, 1\\}"),
        ("order", "\\{2, 2\\}", None),
        ("order", "1, 0, 1", None),  # the other way round it is the same
        ("order", "1,000", None),
        ("order", "1, 200, 300", None),
        ("order", "(1, 2", None),
        ("order", "\\langle 1, 2\\rangle", None),
        ("unicode minus", "x-1", "x−1"),
        ("left right", "(1, 2)", "\\left(1, 2\\right)"),
        ("left right", "(1, 2]", None),
        ("left right", "f(x", None),
        ("degree sign", "30^\\circ", "30°"),
        ("degree sign", "30^{\\circ}", "30°"),
        ("percent sign", "5\\%", "5%"),
        ("times", "2\\cdot x", "2\\times x"),
        ("times", "2\\cdots", None),
        ("root braces", "\\sqrt2", "\\sqrt{2}"),
        ("root braces", "\\sqrt 23", None),
        ("smaller unit", "1.5\\,\\text{ h}", "90\\text{ min}"),
        ("smaller unit", "1.005\\text{cm}", None),
        ("smaller unit", "5\\text{ g}", None),
        ("plain unit", "5\\mathrm{kg}", "5 kg"),
        ("dollars", "$5$", None),
        ("latex space", "fig tree", None),
        ("upper case", "Fig tree", "FIG TREE"),
        ("upper case", "FIG", None),
        ("upper case", "3 figs", None),
        ("upper case", "café", None),
        ("article", "fig", "the fig"),
        ("article", "a", None),
        ("parentheses", "J", "(J)"),
        ("parentheses", "K", None),
        ("letter and stop", "B", "B."),
        ("letter and stop", "AB", None),
        ("sign", "-\\frac{1}{2}", "\\frac{1}{2}"),
        ("sign", "0.0", None),
        ("sign", "x", None),
        ("one less", "0", "-1"),
        ("off by one", "-1", "0"),
        ("off by one", "1.5", None),
        ("last digit", "2.5", "2.8"),
        ("last digit", "9", "2"),
        ("digit", "x^2 + 3y", "x^2 + 4y"),
        ("digit", "x^2", None),
        ("digit", "x + 12", None),
        ("digit", "\\sqrt[3]{x}", None),
        ("digit", "\\text{3 figs}", None),
        ("digit", "(2, 3)", None),
        ("decimal point", "-3.14", "-31.4"),
        ("decimal point", "2.5", "25.0"),
        ("decimal point", "0.0", None),
        ("inverse", "\\frac{3}{3}", None),
        ("inverse", "\\frac{0}{3}", None),
        ("inverse", "-\\dfrac{3}{4}", "-\\frac{4}{3}"),
        ("swap", "\\langle 1, 2, 3\\rangle", "\\langle 2, 1, 3\\rangle"),
        ("swap", "(1, 1.0)", None),
        ("swap", "\\{1, 2\\}", None),
        ("dropped part", "1, 2, 3", "1, 2"),
        ("dropped part", "\\{1, 1.0\\}", None),  # the set is the same without it
        ("added part", "\\{1, 2\\}", "\\{1, 2, 3\\}"),
        ("added part", "\\{1, 2.5\\}", None),
        ("unit", "3\\mathrm{m}", "3\\mathrm{cm}"),
        ("unit", "2\\mathrm{ h}", "2\\mathrm{ min}"),
        ("unit", "4\\text{ kg}", "4\\text{ g}"),
        ("unit", "0\\text{ m}", None),
        ("inequality", "x < -2", "x > -2"),
        ("inequality", "x \\le 2", None),
        ("other letter", "D", "A"),
        ("other letter", "E", None),
    ],
)
def test_what_a_rewrite_makes_of_an_answer(name, answer, made):
    assert BY_NAME[name].make(answer) == made


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1, 2", ("", ["1", "2"], "")),
        ("5, -12", ("", ["5", "-12"], "")),
        ("1, 0.5", ("", ["1", "0.5"], "")),
        ("(1,2)", ("(", ["1", "2"], ")")),
        ("1,2", None),  # one number where the comma is a decimal one
        ("1,2,3", ("", ["1", "2", "3"], "")),
        ("12, 345, 678", None),  # one number in groups of three
        ("(1,000)", ("(", ["1", "000"], ")")),
        ("(a, b)", None),
        ("(1, 2]", None),
        ("5", None),
        ("", None),
    ],
)
def test_the_members_of_a_list(text, found):
    assert items_of(text) == found


@pytest.mark.parametrize(
    ("question", "answer", "open_"),
    [
        ("How many hours does it take?", "2\\text{ h}", False),
        ("How long does it take?", "2\\text{ h}", True),
        ("Give the volume (in litres).", "2\\text{ L}", False),
        ("Round to the nearest whole kilogram.", "2\\text{ kg}", False),
        ("What is the height in m?", "3\\text{ m}", False),
        ("What is the height in mm?", "3\\text{ m}", True),
        ("What is the speed in miles?", "3\\text{ m}", True),
        ("In $\\text{cm}$, how wide is it?", "3\\text{ cm}", False),
        ("单位：米", "3\\text{ m}", False),
        ("In metres?", "3", True),
    ],
)
def test_a_question_that_names_the_unit_leaves_no_other(question, answer, open_):
    assert BY_NAME["smaller unit"].suits(question, answer) is open_


def test_each_rewrite_is_counted_on_its_own_side():
    """One on the wrong side would raise invariance by what lowers sensitivity."""
    assert ({each.keeps for each in KEPT}, {each.keeps for each in CHANGED}) == ({True}, {False})
    assert len(BY_NAME) == len(KEPT) + len(CHANGED)


def test_what_stands_around_an_answer_says_it_once():
    assert all(form.count("«a»") == 1 for form in AROUND.values())
