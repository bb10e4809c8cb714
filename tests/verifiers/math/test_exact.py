"""Exact evaluation: what is rational has its value, what is not has none, and nothing grows beyond the limits."""

import math
from fractions import Fraction

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from rewardry.verifiers.math.exact import integer_root, rational
from rewardry.verifiers.math.expressions import number
from rewardry.verifiers.math.limits import OverLimitError, UndecidedError

SMALL = st.fractions(-20, 20, max_denominator=12)


def pairs(depth):
    """An expression with the value that Python's fractions give it, or None where it has none."""
    if not depth:
        return SMALL.map(lambda value: (number(value), value))
    smaller = pairs(depth - 1)
    return st.one_of(
        smaller,
        st.lists(smaller, min_size=1, max_size=3).map(lambda parts: _folded("+", parts, sum)),
        st.lists(smaller, min_size=1, max_size=3).map(lambda parts: _folded("*", parts, math.prod)),
        st.tuples(smaller, smaller).map(lambda two: _of_two("/", *two)),
        st.tuples(smaller, st.integers(-3, 3)).map(lambda two: _power(*two)),
        smaller.map(lambda one: (("f", "abs", one[0]), None if one[1] is None else abs(one[1]))),
    )


def _folded(sign, parts, by):
    values = [value for _, value in parts]
    return (sign, tuple(a for a, _ in parts)), None if None in values else by(values, start=Fraction(sign == "*"))


def _of_two(sign, a, b):
    return (sign, a[0], b[0]), None if a[1] is None or not b[1] else a[1] / b[1]


def _power(a, exponent):
    has_none = a[1] is None or (a[1] == 0 and exponent <= 0)
    return ("^", a[0], number(exponent)), None if has_none else a[1] ** exponent


@settings(max_examples=50)
@given(pair=pairs(2))
def test_the_value_is_that_of_fractions(pair):
    expression, value = pair
    assume(value is None or max(abs(value.numerator), value.denominator).bit_length() < 30_000)
    if value is None:
        with pytest.raises(UndecidedError, match=r"^(a division by zero|zero to a power that is not positive)$"):
            rational(expression)
    else:
        assert rational(expression) == value


@settings(max_examples=80)
@given(value=st.integers(0, 3000), index=st.integers(1, 7))
@example(value=0, index=3)
@example(value=1, index=63)
@example(value=2, index=63)
def test_an_integer_root_is_the_one_that_counting_finds(value, index):
    counted = next((root for root in range(value + 1) if root**index >= value), None)
    assert integer_root(value, index) == (counted if counted**index == value else None)


@settings(max_examples=40)
@given(root=st.integers(2, 10**30), index=st.integers(2, 20))
def test_a_large_power_has_its_root_and_its_neighbours_none(root, index):
    assert integer_root(root**index, index) == root
    assert integer_root(root**index + 1, index) is None
    assert integer_root(root**index - 1, index) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("(-8)^{1/3}", -2),
        ("(-8)^{2/3}", 4),
        ("(-8)^{-1/3}", Fraction(-1, 2)),
        ("4^{-1/2}", Fraction(1, 2)),
        ("(\\frac{4}{9})^{3/2}", Fraction(8, 27)),
        ("\\sqrt[4]{\\frac{16}{81}}", Fraction(2, 3)),
        ("(-1)^{1001}", -1),
        ("(-1)^{10^{30}}", 1),
        ("1^{10^{30}}", 1),
        ("0^{5}", 0),
        ("0^{10^{9}}", 0),
        ("0!", 1),
        ("\\binom{5}{0}", 1),
        ("\\binom{3}{5}", 0),
        ("\\binom{200}{198}", 19900),
        ("\\sum_{k=3}^{2} k", 0),
        ("\\prod_{k=3}^{2} k", 1),
        ("\\sum_{k=-2}^{2} k^2", 10),
        ("\\sum_{i=1}^{3} i^2", 14),
        ("\\prod_{k=1}^{3} \\frac{k}{2}", Fraction(3, 4)),
        ("\\min(3, -7, 5)", -7),
        ("\\sum_{i=1}^{2}\\sum_{j=1}^{3} ij", 18),
        ("\\gcd(0, 6)", 6),
        ("\\gcd(-4, 6)", 2),
        ("\\lcm(4, 6)", 12),
        ("\\max(\\frac12, \\frac13)", Fraction(1, 2)),
        ("\\lfloor \\frac{-7}{2} \\rfloor", -4),
        ("7!!", 105),
        ("8!!", 384),
        ("\\lceil \\frac{-7}{2} \\rceil", -3),
        ("|\\frac{-7}{2}|", Fraction(7, 2)),
    ],
)
def test_values_at_the_edges(expression, text, value):
    assert rational(expression(text)) == value


@pytest.mark.parametrize(
    "text",
    [
        *("2^{1/2}", "(-4)^{1/2}", "(-8)^{1/6}", "2^{1/64}", "1^{1/64}", "x^2", "2^x", "x+1", "2x", "x/2", "2/x"),
        *(
            "\\sqrt[64]{1}",
            "\\sqrt[0]{1}",
            "\\sqrt[-2]{4}",
            "\\sqrt[1/2]{4}",
            "\\sqrt{x}",
            "(-3)!",
            "(\\frac12)!",
            "x!",
        ),
        *("\\binom{-3}{2}", "\\binom{3}{-2}", "\\binom{\\frac12}{2}", "\\gcd(\\frac12, 3)", "\\max(\\pi, 3)", "|x|"),
        *("\\sin 0", "\\sum_{k=1}^{n} k", "\\sum_{k=1}^{3} \\sqrt{k}", "\\lfloor \\pi \\rfloor"),
    ],
)
def test_what_has_no_rational_value_by_rational_operations(expression, text):
    assert rational(expression(text)) is None


def test_variables_have_the_values_that_are_given(expression):
    assert rational(expression("x^2+\\sum_{k=1}^{2} kx"), {"x": Fraction(1, 2)}) == Fraction(7, 4)
    assert rational(expression("\\sum_{k=1}^{2} k"), {"k": Fraction(50)}) == 3
    assert rational(expression("x+y"), {"x": Fraction(1)}) is None


@pytest.mark.parametrize(
    ("within", "beyond", "why"),
    [
        ("2^{20000}", "2^{20001}", "a power is too large"),
        ("2^{-20000}", "2^{-20001}", "a power is too large"),
        ("\\frac{1}{2^{20000}}", "\\frac{1}{2^{20000}}\\cdot\\frac{1}{2^{20000}}", "a number grows too large"),
        ("2^{20000}+1", "2^{20000}\\cdot 2^{20000}", "a number grows too large"),
        ("3000!", "3001!", "a factorial above that of 3000"),
        ("\\binom{8000}{3}", "\\binom{8000}{4000}", "a binomial coefficient is too large"),
        ("\\sum_{k=0}^{200} 1", "\\sum_{k=0}^{201} 1", "a sum has too many terms"),
        ("\\sum_{k=500}^{700} 1", "\\sum_{k=-200}^{1} 1", "a sum has too many terms"),
        ("\\sum_{k=0}^{30}\\sum_{j=0}^{200} 1", "\\sum_{k=0}^{31}\\sum_{j=0}^{30} 1", "a sum has too many terms"),
        ("\\prod_{k=0}^{5}\\sum_{j=0}^{5} 1", "\\sum_{k=0}^{1}\\sum_{j=0}^{1}\\sum_{i=0}^{1} 1", "too many terms"),
        ("\\prod_{k=1}^{2} 2^{19999}", "\\prod_{k=1}^{3} 2^{19999}", "a number grows too large"),
    ],
)
def test_a_limit_holds_from_the_first_number_beyond_it(expression, within, beyond, why):
    assert rational(expression(within)) is not None
    with pytest.raises(OverLimitError, match=why):
        rational(expression(beyond))


@pytest.mark.parametrize("text", ["\\sum_{k=\\frac12}^{3} k", "\\sum_{k=1}^{\\frac72} k"])
def test_bounds_of_a_sum_are_whole(expression, text):
    with pytest.raises(UndecidedError, match=r"^a sum without integer bounds$"):
        rational(expression(text))
