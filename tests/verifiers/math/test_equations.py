"""Equations: the same up to a factor and exchanged sides, on every piece of what they are made of."""

import pytest

SAME = [
    ("y=2x+3", "2x-y+3=0"),
    ("y=2x+3", "y-3=2x"),
    ("3x+4y=12", "\\frac{x}{4}+\\frac{y}{3}=1"),
    ("x^2+y^2=r^2", "r^2=x^2+y^2"),
    ("\\frac{x^2}{4}+\\frac{y^2}{9}=1", "9x^2+4y^2=36"),
    ("(x-1)^2+(y+2)^2=9", "x^2-2x+y^2+4y-4=0"),
    ("y^2=4x", "x=y^2/4"),
    ("x=3", "3=x"),
    ("x=3", "x-3=0"),
    ("x=3", "x=\\frac62"),
    ("|x|+|y|=1", "2|x|+2|y|=2"),
    ("|x|+|y|=1", "|y|=1-|x|"),
    ("|x|+|y|\\le 1", "1\\ge|x|+|y|"),
    ("\\sqrt{x}+y=2", "2\\sqrt{x}+2y=4"),
    ("\\sqrt{(x-60)^2+y^2}=5", "\\sqrt{(60-x)^2+y^2}=5"),
    ("\\lfloor x\\rfloor+y=2", "y+\\lfloor x+1\\rfloor=3"),
    ("\\max(x,y)=5", "\\max(y,x)=5"),
    ("v=5\\text{ m/s}", "v=18\\text{ km/h}"),
    ("y=Ce^{2x}", "y=Ae^{2x}"),
]
DIFFERENT = [
    ("y=2x+3", "2x-y-3=0"),
    ("y=2x+3", "y=2x"),
    ("x^2+y^2=4", "x^2+y^2=2"),
    ("y^2=4x", "y=2\\sqrt{x}"),
    ("\\sqrt{x}=y", "x=y^2"),
    ("x^2=4", "x=2"),
    ("x=3", "y=3"),
    ("x=0.33", "x=1/3"),
    ("(-1)^n y=3", "y=3"),
    ("(-1)^n x=y", "x=y"),
    ("a_n=(-1)^n n", "a_n=n"),
    ("y=(-1)^n", "y=1"),
    # right on one piece alone
    ("y=|x-50|", "y=50-x"),
    ("|x-50|+y=3", "50-x+y=3"),
    ("|x|+|y|=1", "x+y=1"),
    ("|x|+|y|\\le 1", "x+y\\le 1"),
    ("|x|+|y|\\le 1", "|x|+|y|\\ge 1"),
    ("\\lfloor x\\rfloor+y=2", "\\lceil x\\rceil-1+y=2"),
    ("\\sqrt{x^2}+y=2", "x+y=2"),
    ("\\sqrt{(x-60)^2}+y=2", "60-x+y=2"),
    ("\\max(x,y)=5", "y=5"),
    ("\\max(x,70)+y=5", "70+y=5"),
    ("v=5\\text{ m/s}", "v=5\\text{ km/h}"),
]


@pytest.mark.parametrize(("reference", "answer"), SAME)
def test_equations_that_say_the_same(finds, reference, answer):
    assert finds(reference, answer).equal is True
    assert finds(answer, reference).equal is True


@pytest.mark.parametrize(("reference", "answer"), DIFFERENT)
def test_equations_that_say_something_else(finds, reference, answer):
    assert finds(reference, answer).equal is not True


@pytest.mark.parametrize(
    ("reference", "answer"), [pair for pair in SAME if not any(sign in pair[1] for sign in ("text", "A", "\\ge"))]
)
@pytest.mark.parametrize("factor", ["2", "-3", "\\frac57"])
def test_a_factor_on_both_sides_changes_nothing(finds, reference, answer, factor):
    left, right = answer.split("=")
    assert finds(reference, f"{factor}({left})={factor}({right})").equal is True
    assert finds(reference, f"{factor}({left})={factor}({right})+1").equal is not True
