"""Equations and inequalities say the same up to a factor, swapped sides and names, and nothing else."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewardry.verifiers.math.reading import read
from rewardry.verifiers.math.relations import chain_value, labelled

FACTORS = st.sampled_from(["-3", "2", "-\\frac12", "\\frac57", "-1"])
NUMBERS = st.integers(-9, 9)
COEFFICIENTS = st.sampled_from([1, 2, 3, 5, -1, -2, -4, 9])
SIGNS = {"<": ">", ">": "<", "\\le": "\\ge", "\\ge": "\\le", "=": "="}


@settings(max_examples=50)
@given(a=COEFFICIENTS, b=COEFFICIENTS, c=NUMBERS, factor=FACTORS, sign=st.sampled_from(sorted(SIGNS)))
def test_a_relation_may_be_multiplied_and_turned_round(finds, a, b, c, factor, sign):
    reference = f"{a}x^2 + ({b})y {sign} {c}"
    flipped = SIGNS[sign] if factor.startswith("-") else sign
    answer = f"{factor}\\cdot({a})x^2 + {factor}\\cdot({b})y {flipped} {factor}\\cdot({c})"
    assert finds(reference, answer).equal is True
    assert finds(reference, f"{c} {SIGNS[sign]} {b}y + ({a})x^2").equal is True
    assert finds(reference, f"{a}x^2 + ({b})y - ({c}) {sign} 0").equal is True
    assert finds(reference, f"{a}x^2 + ({b})y {sign} {c + 1}").equal is False
    if sign != "=":
        assert finds(reference, f"{a}x^2 + ({b})y {SIGNS[sign]} {c}").equal is False
        assert finds(reference, f"{a}x^2 + ({b})y = {c}").equal is False


SAME = [
    ("y=2x+1", "y-1=2x"),
    ("y=2x+1", "2x+1"),
    ("f(x)=2x", "f(t)=2t"),
    ("f(x)=2x", "g(x)=2x"),
    ("f(x)=2x", "2x"),
    ("f(x)=2x", "f: x \\mapsto 2x"),
    ("a_n=2n+1", "a_k=2k+1"),
    ("xy=6", "6/x"),
    ("x=3", "3"),
    ("x=3", "t=3"),
    ("3=x", "x=3"),
    ("AB=5", "5"),
    ("|AB|=5", "AB=5"),
    ("\\frac{AB}{CD}=2", "2"),
    ("\\Delta H=5", "5"),
    ("x=2, y=3", "y=3, x=2"),
    ("(x,y)=(2,3)", "x=2, y=3"),
    ("(2,3)", "x=2, y=3"),
    ("a<b<c", "c>b>a"),
    ("x\\ne3", "3\\ne x"),
    ("5", "\\frac{10}{4}\\cdot 2 = 5"),
    ("\\sqrt2", "x = \\sqrt 2 \\approx 1.41"),
    ("\\frac32", "x = \\frac64 = \\frac32 = 1.5"),
    ("y=\\pm x", "y=x, y=-x"),
    ("c,a,b", "b>a>c"),
]
DIFFERENT = [
    ("x=3", "y=3"),
    ("y=2x", "y>2x"),
    ("y=2x", "x=2y"),
    ("x^2+y^2=4", "x^2+y^2=2"),
    ("x+y=3", "x+z=3"),
    ("y=2x+1", "y=2x+1=3"),
    ("x=2, y=3", "x=3, y=2"),
    ("x=2, y=3", "x=2"),
    ("f(x)=2x", "2y+1"),
    ("xy=6", "6x"),
    ("xy=6", "\\frac{6}{t}"),
    ("a<b<c", "a<c<b"),
    ("a<b<c", "a<b"),
    ("x\\ne3", "x=3"),
    ("x\\ne3", "x\\ne4"),
    ("5", "4=5"),
    ("y=\\pm x", "y=x, y=2x"),
    ("y=\\pm x", "y=x"),
    ("|z|=5", "|z|=-5"),
]


@pytest.mark.parametrize(("reference", "answer"), SAME)
def test_relations_that_say_the_same(finds, reference, answer):
    question = "Order them from least to greatest." if reference == "c,a,b" else ""
    assert finds(reference.replace("c,a,b", "c<a<b"), answer, question).equal is True


@pytest.mark.parametrize(("reference", "answer"), DIFFERENT)
def test_relations_that_say_something_else(finds, reference, answer):
    assert finds(reference, answer).equal is not True


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("x=5", "x", "5"),
        ("5=x", "x", "5"),
        ("f(x)=2x", "f(x)", "2x"),
        ("AB=5", "AB", "5"),
        ("\\text{area}=5", "\\text{area}=5", "5"),
        ("x=\\frac64=\\frac32", "x", "\\frac32"),
        ("x=\\sqrt2\\approx1.41", "x", "\\sqrt2"),
        ("y=2x", "y", "2x"),
    ],
)
def test_a_label_is_told_from_its_value(text, name, value):
    label, found = labelled(read(text))
    assert found == read(value)
    assert label == read(f"{name}=1").sides[0] if "text" not in text else label.text == "area"


@pytest.mark.parametrize("text", ["2x=5", "x+y=5", "x=x+1", "xy=6", "5=5", "x<5", "y=2x-1=y+2", "2=x^2", "x"])
def test_what_labels_nothing(text):
    assert labelled(read(text)) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("6/4=3/2", "3/2"),
        ("6/4=3/2\\approx1.5", "3/2"),
        ("1=2", None),
        ("3/2\\approx1.6", None),
        ("(x+1)^2=x^2+2x+1", "x^2+2x+1"),
        ("(x+1)^2=x^2+1", None),
        ("2\\text{ hours}=120\\text{ minutes}", "120\\text{ minutes}"),
        ("2\\text{ hours}=90\\text{ minutes}", None),
        ("2\\text{ hours}=120", "120"),
        ("50\\%=\\frac12", "\\frac12"),
        ("50\\%=\\frac13", None),
        ("1<2", None),
    ],
)
def test_the_value_of_a_chain_whose_sides_agree(text, value):
    found = chain_value(read(text))
    assert found == (None if value is None else read(value))
