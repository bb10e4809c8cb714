"""Functions by cases: compared row by row, or at points on both sides of every end of a case."""

import pytest

from rewardry.verifiers.math.limits import UndecidedError
from rewardry.verifiers.math.piecewise import same_piecewise
from rewardry.verifiers.math.reading import read


def cases(*rows):
    return "\\begin{cases}" + "\\\\".join(row.replace(" : ", " & ") for row in rows) + "\\end{cases}"


ABSOLUTE = cases("x : x \\ge 0", "-x : x < 0")
STEP = cases("1 : x > 0", "-1 : x \\le 0")
SAME = [
    (ABSOLUTE, "|x|"),
    (ABSOLUTE, cases("-x : x \\le 0", "x : x > 0")),
    (ABSOLUTE, cases("-x : x < 0", "0 : x = 0", "x : x > 0")),
    (ABSOLUTE, cases("x : 0 \\le x", "-x : \\text{otherwise}")),
    (ABSOLUTE, "f(x) = " + ABSOLUTE),
    (cases("x : x < 10", "10 : x \\ge 10"), "\\min(x, 10)"),
    (cases("x : x < 10", "10 : x \\ge 10"), cases("10 : x > 10", "x : x \\le 10")),
    (cases("x^2 : x < \\sqrt{2}", "2 : x \\ge \\sqrt 2"), cases("2 : x > \\sqrt 2", "x^2 : x \\le \\sqrt 2")),
    (STEP, cases("-1 : x \\le 0", "1 : x > 0")),
    (STEP, cases("-1 : x < 0", "-1 : x = 0", "1 : x > 0")),
    (cases("t : t > 3", "3 : t \\le 3"), "\\max(t, 3)"),
    (cases("e^{x^3} : x > 0", "1 : x \\le 0"), cases("1 : x < 0", "e^{x^3} : x \\ge 0")),
    (cases("x : 1 \\le x \\le 5"), cases("x : 1 \\le x < 3", "x : 3 \\le x \\le 5")),
]
DIFFERENT = [
    (ABSOLUTE, "x"),
    (ABSOLUTE, cases("x : x \\ge 0.1", "-x : x < 0.1")),
    (ABSOLUTE, cases("x : x \\ge 0", "-x : -100 < x < 0", "5 : x \\le -100")),
    (ABSOLUTE, cases("x : x \\ge 0", "-x : x < 0", "7 : x = 50")),
    (ABSOLUTE, cases("x : x \\ge 0", "-x : x < 0", "2x : x > 3")),
    (cases("x : x < 10", "0 : x \\ge 10"), "x"),
    ("x", cases("x : x < 10", "0 : x \\ge 10")),
    (cases("x : x < 10", "10 : x \\ge 10"), cases("x : x < 11", "10 : x \\ge 11")),
    (cases("x^2 : x < \\sqrt{2}", "2 : x \\ge \\sqrt 2"), cases("x^2 : x < \\sqrt 3", "2 : x \\ge \\sqrt 3")),
    (STEP, cases("1 : x \\ge 0", "-1 : x < 0")),
    (STEP, cases("1 : x > 1", "-1 : x \\le 1")),
    (STEP, cases("1 : x > 0", "0 : x = 0", "-1 : x < 0")),
    (STEP, "1"),
    (STEP, "(1, -1)"),
    (cases("t : t > 3", "3 : t \\le 3"), "\\min(t, 3)"),
    (cases("x : x < 0", "\\frac{1}{x} : x > 0"), cases("x : x < 0", "\\frac{2}{x} : x > 0")),
    (cases("x : 1 \\le x \\le 5"), cases("x : 1 \\le x < 3", "2x : 3 \\le x \\le 5")),
]


@pytest.mark.parametrize(("reference", "answer"), SAME)
def test_cases_that_say_the_same(finds, reference, answer):
    assert finds(reference, answer).equal is True


@pytest.mark.parametrize(("reference", "answer"), DIFFERENT)
def test_cases_that_say_something_else_somewhere(finds, reference, answer):
    assert finds(reference, answer).equal is False


@pytest.mark.parametrize(
    ("reference", "answer", "why"),
    [
        (cases("x : x > 0", "y : x \\le 0"), cases("x : x > 0", "y + 0y : x \\le 1"), "cases of several variables"),
        (cases("x : x > 0"), "x", "a function that is defined where the other is not"),
        (cases("1 : x \\text{ is even}", "1 : x > 0"), "1 + 0x", "cases that cannot be told"),
        (cases("2 : x \\ne 5", "1 : x = 5"), cases("2 : x \\ne 5", "\\frac{1}{x-5} : x = 5"), "a division by zero"),
    ],
)
def test_what_cannot_be_told_is_undecided(reference, answer, why):
    with pytest.raises(UndecidedError, match=why):
        same_piecewise(read(reference), read(answer))


def test_a_difference_that_is_found_counts_though_another_place_is_undecided(finds):
    """At 5 nothing can be told of 1/(x - 5), but at 6 the functions differ."""
    reference = cases("x : x \\ne 5", "\\frac{1}{x-5} : x = 5")
    assert finds(reference, cases("x : x < 5", "2x : x > 5", "\\frac{1}{x-5} : x = 5")).equal is False
