"""Functions as they are written: what belongs to the argument, what a raised number means, and what is beyond us."""

import itertools
import math

import pytest

from rewardry.verifiers.math.identity import value_of
from rewardry.verifiers.math.reading import read
from rewardry.verifiers.math.spelling import spell
from rewardry.verifiers.math.values import Opaque

SAME = [
    ("\\sin 2x", "\\sin(2x)"),
    ("\\sin xy", "\\sin(xy)"),
    ("\\sin(x)y", "y\\sin x"),
    ("\\sin x\\cos y", "\\cos(y)\\cdot\\sin(x)"),
    ("\\sin x^2", "\\sin(x^2)"),
    ("\\sin^2 x", "(\\sin x)^2"),
    ("\\sin^{-1}x", "\\arcsin x"),
    ("\\tan^{-1} x", "\\operatorname{arctg} x"),
    ("\\sin^{-2}x", "\\frac{1}{\\sin^2x}"),
    ("\\sin -x", "-\\sin x"),
    ("\\sin\\pi/6", "\\frac12"),
    ("\\sin x/2", "\\sin\\frac x2"),
    ("\\ln x\\sqrt2", "\\sqrt2\\ln x"),
    ("\\sin 2\\sqrt{x}", "\\sin(2\\sqrt x)"),
    ("\\log_2 8x", "3+\\log_2 x"),
    ("\\log_2^3 x", "(\\log_2 x)^3"),
    ("\\log^3_2 x", "(\\log_2 x)^3"),
    ("\\log_e x", "\\ln x"),
    ("\\lg 100", "2"),
    ("\\log 100", "2"),
    ("\\exp(2x)", "e^{2x}"),
    ("sqrt(2)", "\\sqrt2"),
    ("cbrt(8)", "2"),
    ("\\sqrt[n]{x^n}", "\\sqrt[n]{x^{n}}"),
    ("2\\cis 60^\\circ", "1+\\sqrt3 i"),
    ("sinx", "\\sin x"),
    ("arctan(1)", "\\frac{\\pi}{4}"),
    ("asin(1)", "\\frac{\\pi}{2}"),
    ("\\max(2, 3, 1)", "3"),
    ("\\gcd(12, 18)", "6"),
    ("|x||y|", "|xy|"),
    ("\\overline{2+3i}", "2-3i"),
    ("\\sum_{i=1}^{3} i", "6"),
    ("\\sum_{k=1}^{n} k", "\\frac{n(n+1)}{2}"),
    ("\\prod_{k=1}^{3} 2k", "48"),
    ("\\binom{n}{1}", "n"),
    ("{n \\choose 2}", "\\frac{n(n-1)}{2}"),
    ("x^{2}3", "3x^2"),
    ("2^-3", "\\frac18"),
    ("2^3^2", "512"),
    ("x^\\frac12", "\\sqrt x"),
    ("\\frac12x", "\\frac{x}{2}"),
    ("\\frac xy", "x/y"),
    ("1/2x", "\\frac{x}{2}"),
    ("3\\frac12", "3.5"),
    ("x\\frac12", "\\frac x2"),
    ("5\\%", "0.05"),
    ("(2)(3)", "6"),
    ("2\\cdot-3", "-6"),
    ("--5", "5"),
    ("v^2_0", "v_0^2"),
    ("v^{2}_{\\text{max}}", "v_{max}^2"),
    ("x^2_n+1", "1+x_n\\cdot x_n"),
    ("C^2_5", "10"),
    ("A^2_5", "20"),
]
DIFFERENT = [
    ("\\sin 2x", "x\\sin 2"),
    ("\\sin xy", "y\\sin x"),
    ("\\sin x^2", "\\sin^2 x"),
    ("\\sin^{-1}x", "\\frac{1}{\\sin x}"),
    ("\\sin x+y", "\\sin(x+y)"),
    ("\\ln x^2", "(\\ln x)^2"),
    ("\\log_2 x", "\\log_3 x"),
    ("\\sqrt[3]{x}", "3\\sqrt x"),
    ("2^{3^2}", "(2^3)^2"),
    ("-2^2", "(-2)^2"),
    ("3\\frac12", "\\frac32"),
    ("1/2x", "\\frac{1}{2x}"),
    ("\\max(2, 3)", "\\min(2, 3)"),
    ("5!", "5!!"),
    ("n!", "(n-1)!"),
    ("x^2", "x^2_n"),
    ("x^5", "x^{5}_{k}"),
]


@pytest.mark.parametrize(("reference", "answer"), SAME)
def test_notations_that_mean_the_same(finds, reference, answer):
    assert finds(reference, answer).equal is True
    assert finds(answer, reference).equal is True


@pytest.mark.parametrize(("reference", "answer"), DIFFERENT)
def test_notations_that_mean_something_else(finds, reference, answer):
    assert finds(reference, answer).equal is not True
    assert finds(answer, reference).equal is not True


@pytest.mark.parametrize("n", range(2, 41, 2))
def test_zeta_at_an_even_number_is_its_sum(expression, n):
    terms = sum(1 / k**n for k in range(1, 3000))
    rest = 3000 ** (1 - n) / (n - 1)
    assert math.isclose(value_of(expression(f"\\zeta({n})")), terms + rest, rel_tol=1e-6)


@pytest.mark.parametrize(
    ("text", "why", "beyond"),
    [
        ("\\zeta(1)", "the zeta function", True),
        ("\\zeta(42)", "the zeta function", True),
        ("\\zeta(\\frac12)", "the zeta function", True),
        ("\\lim_{x\\to0} x", "\\lim is left to the last rung", True),
        ("\\erf 1", "\\erf is not known", True),
        ("101!!", "a double factorial", True),
        ("2 3", "two numbers side by side", False),
        ("5\\%\\%x", "two percent signs", False),
        ("\\frac{1}{", "the text ends too early", False),
        ("(1+2", "the text ends too early", False),
        ("(1+2]", "')' is missing", False),
        ("1+2)", "')' is not expected here", False),
        ("\\circ", "a degree sign without a number", False),
        ("3+", "the text ends too early", False),
        ("1+*2", "'*' is no math", False),
        ("\\sum_{k=1} k", "'^' is missing", False),
        ("8_2", "8 is no number in base 2", False),
    ],
)
def test_what_cannot_be_read_says_why(text, why, beyond):
    assert read(text) == Opaque(why, beyond)


@pytest.mark.parametrize("mark", ["\x00", "\x01", "\x02", "\x03", "\x04", "\u200b", "\u2060", "\ufeff"])
def test_the_marks_of_the_reader_cannot_be_written(mark):
    """What is hidden in a text is no sign of ours: it neither makes words of letters nor ends a row."""
    for text in ("1\\text{ cm}", "\\begin{pmatrix}1&2\\end{pmatrix}", "\\$5", "abc 12"):
        for place in itertools.chain(range(0, len(text), 3), [len(text)]):
            if not text[:place].endswith("\\") and "\\" not in text[place - 6 : place]:
                hidden = text[:place] + mark + text[place:]
                assert spell(hidden) == spell(text), repr(hidden)
