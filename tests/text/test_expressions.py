"""Expressions: their numbers and signs can be counted, their value is exact."""

import time
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewardry.text.arithmetic import evaluate
from rewardry.text.expressions import evaluate_expression, numbers_of, parse_expression, signs_of
from rewardry.text.unreadable import UnreadableAnswerError

HANG_SECONDS = 10.0  # a guard against what does not end, on a machine with other work


@pytest.mark.parametrize(
    ("text", "value", "numbers", "signs"),
    [
        ("(5-3)*7", 14, "5 3 7", "-*"),
        ("5 - 3 - 1", 1, "5 3 1", "-"),
        ("8/4/2", 1, "8 4 2", "/"),
        ("2+3*4", 14, "2 3 4", "+*"),
        ("-5+3", -2, "5 3", "-+"),
        ("-2^2", -4, "2 2", "-^"),
        ("2^3^2", 512, "2 3 2", "^"),
        ("5 − 3 × 2 ÷ 1", -1, "5 3 2 1", "-*/"),
        ("（５－３）×７", 14, "5 3 7", "-*"),
        (r"\frac{8}{3-\frac{8}{3}}", 24, "8 3 8 3", "-/"),
        (r"\frac12", Fraction(1, 2), "1 2", "/"),
        (r"\left(5-3\right)\cdot 7", 14, "5 3 7", "-*"),
        ("$5 \\times 3$", 15, "5 3", "*"),
        ("3 x 5", 15, "3 5", "*"),
        ("2(3+1)(1+1)", 16, "2 3 1 1 1", "*+"),
        ("[3+{4}]*2", 14, "3 4 2", "+*"),
        ("1.5*4", 6, "1.5 4", "*"),
        ("1,000-1", 999, "1,000 1", "-"),
        ("2**3", 8, "2 3", "^"),
    ],
)
def test_an_expression_has_numbers_signs_and_a_value(text, value, numbers, signs):
    expression = parse_expression(text)
    assert evaluate_expression(expression) == value
    assert [number.text for number in numbers_of(expression)] == numbers.split()
    assert signs_of(expression) == set(signs)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "+",
        "5+",
        "(5",
        "5)",
        "(5]",
        "5 3",
        "2_4",
        "7//2",
        "5!",
        "5%",
        "abs(5)",
        "len('a')",
        "x",
        "5*x",
        "5=5",
        "5;5",
        "5 # hi",
        "5\n3",
        "0b11",
        "1e5",
        "5..3",
        "5.3.1",
        "S.One",
        "__import__('os')",
        "lambda: 5",
        r"\sqrt{4}",
        r"\frac{1}",
        "五",
    ],
)
def test_what_is_no_arithmetic_is_refused(text):
    with pytest.raises(UnreadableAnswerError) as raised:
        parse_expression(text)
    assert raised.value.reason == "unreadable"
    assert raised.value.where


@pytest.mark.parametrize("text", ["1+" * 65 + "11", "(" * 51 + "1" + ")" * 51, "-" * 60 + "1", "1" + " " * 2000])
def test_what_is_too_much_is_refused(text):
    with pytest.raises(UnreadableAnswerError) as raised:
        parse_expression(text)
    assert raised.value.reason == "over-limit"


@pytest.mark.parametrize(
    "text", ["10^13", "9^9^9^9", "2^0.5", "999999999999999*9999999999999999", "10**12*10**12*10**12"]
)
def test_numbers_have_a_bound(text):
    with pytest.raises(OverflowError):
        evaluate_expression(parse_expression(text))


def test_dividing_by_zero_is_an_error():
    with pytest.raises(ZeroDivisionError):
        evaluate_expression(parse_expression("5/(3-3)"))


@given(
    st.recursive(
        st.integers(0, 99).map(str),
        lambda inner: st.tuples(inner, st.sampled_from("+-*/"), inner).map(
            lambda parts: f"({parts[0]}{parts[1]}{parts[2]})"
        ),
        max_leaves=12,
    )
)
def test_the_value_is_that_of_another_evaluation(text):
    expected = evaluate(text)
    try:
        assert evaluate_expression(parse_expression(text)) == expected
    except ZeroDivisionError:
        assert expected is None


@given(st.text("0123456789+-*/^(){}[] .,x\\frac", max_size=40))
def test_any_text_is_an_expression_or_unreadable(text):
    try:
        expression = parse_expression(text)
    except UnreadableAnswerError:
        return
    assert list(numbers_of(expression))


@pytest.mark.parametrize(
    "hostile", ["(" * 2000, "1" * 2000, "-" * 2000, "\\frac" * 300, " " * 1999 + "x", "1+" * 999 + "1"]
)
def test_hostile_text_takes_no_time(hostile):
    start = time.process_time()
    with pytest.raises(UnreadableAnswerError):
        parse_expression(hostile)
    assert time.process_time() - start < HANG_SECONDS
