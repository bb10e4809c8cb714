"""From texts to typed values."""

from fractions import Fraction

import pytest

from rewardry.verifiers.math.limits import OverLimitError
from rewardry.verifiers.math.question import understand
from rewardry.verifiers.math.reading import read
from rewardry.verifiers.math.spelling import spell
from rewardry.verifiers.math.tokens import tokenize
from rewardry.verifiers.math.units import combined, named

TYPES = [
    ("7", "Scalar"),
    ("x^2+1", "Scalar"),
    ("5\\text{ cm}", "Scalar"),
    ("\\{1,2\\}", "Items"),
    ("1, 2", "Items"),
    ("(1,2)", "Items"),
    ("\\pm 3", "Items"),
    ("[1,2]", "Interval"),
    ("(-\\infty, 3)", "Interval"),
    ("\\mathbb{R}", "Interval"),
    ("(0,1)\\cup(2,3)", "Combined"),
    ("\\mathbb{R}\\setminus\\{0\\}", "Combined"),
    ("y=2x", "Relation"),
    ("1<x<2", "Relation"),
    ("\\begin{pmatrix}1\\\\2\\end{pmatrix}", "Matrix"),
    ("\\begin{cases}1&x>0\\\\0&x\\le0\\end{cases}", "Piecewise"),
    ("2:3", "Ratio"),
    ("\\text{Monday}", "Words"),
    ("\\text{no solution}", "Nothing"),
    ("\\emptyset", "Nothing"),
    ("\\lim_{x\\to0}x", "Opaque"),
    ("\\frac{1}{", "Opaque"),
]


@pytest.mark.parametrize(("text", "kind"), TYPES)
def test_types(text, kind):
    assert type(read(text)).__name__ == kind


def test_what_is_broken_and_what_is_beyond_us_are_told_apart():
    assert read("\\lim_{x\\to0}x").beyond
    assert read("\\int_0^1 x dx").beyond
    assert not read("\\frac{1}{").beyond
    assert not read("(1+2").beyond


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        ("\\dfrac12", "\\frac12"),
        ("\\left( 1 \\right)", "( 1  )"),
        ("$5$", "5"),
        ("−5", "-5"),
        ("１２", "12"),
        ("x²", "x^{2}"),
        ("1{,}000", "1,000"),
        ("1\\,000", "1000"),
        ("\\mathbf{3}", "3"),
        ("\\boxed{\\frac{1}{2}}", "\\frac{1}{2}"),
        ("\\phantom{5}6", "6"),
        ("3<sup>2</sup>", "3^{2}"),
        ("\\\\frac{1}{2}", "\\frac{1}{2}"),
        ("12^{\\text{th}}", "12"),
        ("\x0crac{1}{2}", "\\frac{1}{2}"),
    ],
)
def test_one_spelling(text, spelled):
    assert spell(text).split() == spelled.split()


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("12,500", ["12500"]),
        ("(100,200)", ["(", "100", ",", "200", ")"]),
        ("32, 349", ["32", ",", "349"]),
        ("3 1/2", ["#7/2"]),
        ("0.(3)", ["#1/3"]),
        ("0.333...", ["#1/3"]),
        ("1 000 000", ["1000000"]),
        ("5cm", ["5", '"cm']),
        ("abc", ["a", "b", "c"]),
        ("hello", ['"hello']),
        ("2e5", ["2e5"]),
        ("sin x", ["\\sin", "x"]),
        ("1011_2", ["1011_2"]),
        ("1 or 2", ["1", "or", "2"]),
        ("5 percent", ["5", "\\%"]),
        ("#5/0", ["5", "/", "0"]),
    ],
)
def test_tokens(text, tokens):
    assert tokenize(spell(text)) == tokens


@pytest.mark.parametrize(
    ("words", "dimension", "size"),
    [
        (["cm"], {"length": 1}, Fraction(1, 100)),
        (["square", "feet"], {"length": 2}, Fraction(381, 1250) ** 2),
        (["cm", "^", "3"], {"length": 3}, Fraction(1, 10**6)),
        (["km", "/", "h"], {"length": 1, "time": -1}, Fraction(1000, 3600)),
        (["miles", "per", "hour"], {"length": 1, "time": -1}, Fraction(201168, 125 * 3600)),
        (["mph"], {"length": 1, "time": -1}, Fraction(201168, 125 * 3600)),
        (["liters"], {"length": 3}, Fraction(1, 1000)),
        (["cents"], {"money": 1}, Fraction(1, 100)),
        (["apples"], {}, Fraction(1)),
        (["square", "units"], {}, Fraction(1)),
        (["m", "squared"], {"length": 2}, Fraction(1)),
        (["m", "per", "s", "squared"], {"length": 1, "time": -2}, Fraction(1)),
        (["m", "s", "^", "-", "2"], {"length": 1, "time": -2}, Fraction(1)),
        (["cubic", "in"], {"length": 3}, Fraction(127, 5000) ** 3),
        (["in", "^", "2"], {"length": 2}, Fraction(127, 5000) ** 2),
        (["liters", "of", "water", "per", "minute"], {"length": 3, "time": -1}, Fraction(1, 60000)),
        (["N"], {"length": 1, "mass": 1, "time": -2}, Fraction(1)),
    ],
)
def test_units(words, dimension, size):
    unit = combined(words)
    assert (dict(unit.dimension), unit.size) == (dimension, size)


def test_unknown_units():
    assert named("apple") is None
    assert named("Centimeters").size == Fraction(1, 100)
    assert combined(["cm", "^", "x"]) is None
    assert combined(["^", "2"]) is None


@pytest.mark.parametrize(
    ("question", "name", "value"),
    [
        ("What percent of them are red?", "percent", True),
        ("Round to the nearest hundredth.", "places", 2),
        ("Give your answer to three decimal places.", "places", 3),
        ("to 4 decimal places", "places", 4),
        ("correct to 3 significant figures", "significant", 3),
        ("保留两位小数", "places", 2),
        ("to the nearest integer", "places", 0),
        ("Give the exact value.", "exact", True),
        ("Find the angle in degrees.", "degrees", True),
        ("Berechnen Sie mit Komma", "comma", True),
        ("At what time", "clock", True),
        ("Find x+y.", "rounds", False),
        ("", "known", False),
    ],
)
def test_what_a_question_asks_for(question, name, value):
    assert getattr(understand(question), name) == value


@pytest.mark.parametrize(
    ("question", "unit"),
    [
        ("How many minutes does it take?", "minute"),
        ("What is the side, in cm?", "cm"),
        ("How many square inches?", "square inches"),
        ("Find the speed in $\\mathrm{km/h}$.", "km"),
        ("Find x in terms of y.", None),
    ],
)
def test_the_unit_that_a_question_asks_for(question, unit):
    found = understand(question).unit
    assert found is None if unit is None else unit.split()[0] in found.name


def test_a_text_over_the_limit_is_refused():
    with pytest.raises(OverLimitError, match="characters"):
        read("1+" * 3000)


@pytest.mark.parametrize(
    ("answer", "plain"),
    [
        (r"\begin{pmatrix}1\\[2pt]2\end{pmatrix}", r"\begin{pmatrix}1\\2\end{pmatrix}"),
        (r"\begin{bmatrix} \frac12 & 1 \\[0.5em] 3 & 4 \end{bmatrix}", r"\begin{bmatrix}1/2&1\\3&4\end{bmatrix}"),
        (r"\begin{pmatrix}1\\*[-1.5ex] 2\\[\baselineskip] 3\end{pmatrix}", r"\begin{pmatrix}1\\2\\3\end{pmatrix}"),
        (r"\begin{cases} x & x>1 \\[3pt] -x & x\le 1 \end{cases}", r"\begin{cases}x&x>1\\-x&x\le 1\end{cases}"),
    ],
)
def test_space_below_a_row_is_no_entry(finds, verifies, answer, plain):
    assert finds(plain, answer).equal is True
    assert verifies(f"So it is \\boxed{{{answer}}}.", plain).status == "correct"
    assert verifies(f"So it is \\boxed{{{plain}}}.", answer).status == "correct"
    assert verifies(f"So it is \\boxed{{{answer.replace('1', '7', 1)}}}.", plain).status != "correct"
