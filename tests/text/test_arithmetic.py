"""Arithmetic in a text: what is found, what holds, and what is never worked out."""

import operator
import time
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewardry.text.arithmetic import equalities, evaluate


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2+2", 4),
        ("2 + 3 * 4", 14),
        ("(2 + 3) * 4", 20),
        ("-3 + 5", 2),
        ("2 - -3", 5),
        ("2^10", 1024),
        ("2**3**2", 512),
        ("-2^2", -4),
        ("2^{-1}", Fraction(1, 2)),
        ("1/3", Fraction(1, 3)),
        ("12 ÷ 4 × 2 · 5", 30),
        ("\\frac{1}{2} \\times 4", 2),
        ("\\frac12", Fraction(1, 2)),
        ("\\dfrac{2+4}{3}", 2),
        ("1,234 + 1", 1235),
        ("3.50", Fraction(7, 2)),
        (".5 * 2", 1),
        ("10% * 50", 5),
        ("(2)(3)", 6),
        ("7 − 2", 5),
        ("\\left(1 + 2\\right) 3", None),
    ],
)
def test_values(text, value):
    assert evaluate(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "x",
        "2+",
        "*2",
        "1/0",
        "2^0.5",
        "(1",
        "1)",
        "2 3",
        "1..2",
        "0^-1",
        "9^9^9",
        "2^100000",
        "1e5",
        "()",
        "--",
    ],
)
def test_what_is_no_expression_or_is_not_worked_out(text):
    assert evaluate(text) is None


OPERATIONS = {"+": operator.add, "-": operator.sub, "*": operator.mul}


def joined(parts):
    (left, one), sign, (right, other) = parts
    return f"({left}) {sign} ({right})", OPERATIONS[sign](one, other)


numbers = st.integers(-50, 50).map(lambda number: (str(number), number))


@settings(deadline=None, max_examples=200)
@given(st.recursive(numbers, lambda inner: st.tuples(inner, st.sampled_from("+-*"), inner).map(joined), max_leaves=8))
def test_sums_and_products_in_brackets(made):
    text, value = made
    assert evaluate(text) == value


def stated(text, **options):
    return [(one.left, one.right, one.holds) for one in equalities(text, **options)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2+2=4", [("2+2", "4", True)]),
        ("We get 2 + 2 = 5.", [("2+2", "5", False)]),
        ("3*8=24=4*6", [("3*8", "24", True), ("24", "4*6", True)]),
        ("12/4=3; 3-5=-2, 7*7=48", [("12/4", "3", True), ("3-5", "-2", True), ("7*7", "48", False)]),
        ("1/3 = 0.333", [("1/3", "0.333", True)]),
        ("1/3 = 0.4", [("1/3", "0.4", False)]),
        ("1/3 ≈ 0.33", [("1/3", "0.33", True)]),
        ("x = 3 + 4 = 7", [("3+4", "7", True)]),
        ("$\\frac{1}{2} \\times 4 = 2$", [("\\frac{1}{2}\\times4", "2", True)]),
        ("(so 2+3 = 5)", [("2+3", "5", True)]),
        ("17乘以23等于340+51=391", [("340+51", "391", True)]),
        ("3 + 4 = 7 apples", [("3+4", "7", True)]),
        ("Step 1: 2+2=4\n2. 3+3=6", [("2+2", "4", True), ("3+3", "6", True)]),
        ("2+2=4 2+2=4 2 + 2 = 4", [("2+2", "4", True)]),
    ],
)
def test_equalities_of_a_text(text, found):
    assert stated(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "no equations",
        "x=4",
        "0=0 1=1 5 = 5",
        "4=4",
        "7 = 7.0",
        "x + 2 = 4 - 1",
        "2x = 4*2",
        "5! = 120",
        "half of 8 = 2+2",
        "17 mod 5 = 1+1",
        "17乘以23=340+51",
        "√(9 + 16) = 5",
        "log(8)=3*1",
        "a_1 + 2 = 3",
        "2024-01-02",
        "1/0 = 5",
    ],
)
def test_what_states_nothing_between_numbers(text):
    assert stated(text) == []


def test_decimals_hold_within_the_tolerance_and_fractions_exactly():
    assert stated("22/7 = 3.1416", rel_tol=0.001) == [("22/7", "3.1416", True)]
    assert stated("22/7 = 3.1416", rel_tol=0.0001) == [("22/7", "3.1416", False)]
    assert stated("22/7 = 3", rel_tol=0.5) == [("22/7", "3", False)]


def test_no_more_are_read_than_asked_for():
    text = ". ".join(f"{i} + 1 = {i + 1}" for i in range(500))
    assert len(equalities(text)) == 200
    assert len(equalities(text, most=7)) == 7


@pytest.mark.parametrize("piece", ["1+", "(", "9^", "1=", "1 1 ", "{}=", "1.", "a=", "=", "1,"])
def test_hostile_texts_are_read_in_linear_time(piece):
    text = piece * (100_000 // len(piece)) + "1=1"
    start = time.process_time()
    equalities(text)
    assert time.process_time() - start < 10
