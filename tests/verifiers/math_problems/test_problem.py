"""How numbers and formulas are written, read back by another program; which kinds there are at a difficulty."""

import math
import random
import re
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewardry.generator import EASIEST, HARDEST
from rewardry.verifiers.math_problems.generator import Algebra, Geometry, NumberTheory
from rewardry.verifiers.math_problems.problem import (
    SIZES,
    Size,
    fraction,
    linear,
    pick,
    polynomial,
    times_pi,
    times_root,
)

COEFFICIENTS = st.lists(st.integers(-12, 12), min_size=1, max_size=6)
TERM = re.compile(r"(?P<sign>-| - | \+ |)(?P<size>\d*)(?P<letter>[a-z]?)(?:\^\{(?P<power>\d+)\})?")


def terms(text):
    """What stands at each letter and power of a formula; of each a term at most, and a sign between any two."""
    found, at = {}, 0
    while at < len(text):
        term = TERM.match(text, at)
        assert term.end() > at, text[at:]
        assert term["sign"] in ((" - ", " + ") if at else ("", "-"))
        assert term["size"] != "1" or not term["letter"], "a factor of one is not written"
        place = (term["letter"], int(term["power"] or bool(term["letter"])))
        assert place not in found
        found[place] = int(term["size"] or 1) * (-1 if "-" in term["sign"] else 1)
        at = term.end()
    return found


@given(COEFFICIENTS)
def test_a_polynomial_is_read_back_as_its_coefficients(coefficients):
    powers = dict(zip(range(len(coefficients) - 1, -1, -1), coefficients, strict=True))
    text = polynomial(coefficients, "t")
    if not any(coefficients):
        assert text == "0"
    else:
        wanted = {("t" if power else "", power): size for power, size in powers.items() if size}
        assert terms(text) == wanted
        assert [power for _, power in terms(text)] == sorted((p for p, size in powers.items() if size), reverse=True)


@given(st.lists(st.integers(-12, 12), min_size=3, max_size=3))
def test_a_linear_form_is_read_back_as_its_coefficients(coefficients):
    text = linear(coefficients, "xyz")
    wanted = {(letter, 1): size for letter, size in zip("xyz", coefficients, strict=True) if size}
    assert text == "0" if not wanted else terms(text) == wanted


LATEX = re.compile(r"(?P<sign>-?)(?:\\frac\{(?P<top>[^/]*?)\}\{(?P<below>\d+)\}|(?P<alone>[^{}]*(?:\{\d+\})?))")
PRODUCT = re.compile(r"(?P<size>-?\d*)(?P<root>\\sqrt\{(?P<radicand>\d+)\})?(?P<pi>\\pi)?")


def factors(text):
    """The rational factor, the radicand and whether there is a pi."""
    parts = LATEX.fullmatch(text)
    product = PRODUCT.fullmatch(parts["top"] or parts["alone"])
    size = Fraction(int(product["size"] or 1), int(parts["below"] or 1))
    return -size if parts["sign"] else size, int(product["radicand"] or 1), bool(product["pi"])


RATIONALS = st.fractions(min_value=-50, max_value=50, max_denominator=60)


@given(RATIONALS)
def test_a_fraction_is_read_back_and_in_lowest_terms(value):
    text = fraction(value)
    found = re.fullmatch(r"(-?)(?:(\d+)|\\frac\{(\d+)\}\{(\d+)\})", text)
    top, below = int(found[2] or found[3]), int(found[4] or 1)
    assert Fraction(-top if found[1] else top, below) == value
    assert math.gcd(top, below) == 1
    assert (below == 1) == ("frac" not in text)


@settings(max_examples=50)
@given(RATIONALS.filter(lambda value: value > 0), st.integers(1, 5000))
def test_a_root_is_read_back_without_a_square_in_it(factor, radicand):
    found, left, pi = factors(times_root(factor, radicand))
    assert found**2 * left == factor**2 * radicand
    assert not pi
    assert all(left % (prime * prime) for prime in range(2, 72))


@settings(max_examples=40)
@given(RATIONALS.filter(lambda value: value > 0))
def test_a_multiple_of_pi_is_read_back(factor):
    assert factors(times_pi(factor)) == (factor, 1, True)


def test_every_way_of_asking_comes_up_and_is_filled_in():
    asked = {pick(random.Random(seed), "one {a}", "two {a} $x^{{{a}}}$", a=3) for seed in range(40)}
    assert asked == {"one 3", "two 3 $x^{3}$"}


@given(st.integers(1, 50), st.integers(1, 60), st.integers(0, 10**6))
def test_numbers_are_of_the_size(largest, least, seed):
    size = Size(largest=largest, length=2, easiest=0, hardest=4)
    assert least <= size.number(random.Random(seed), least) <= max(least, largest)
    assert 1 <= abs(size.signed(random.Random(seed))) <= largest


@pytest.mark.parametrize("area", [Algebra, NumberTheory, Geometry])
@pytest.mark.parametrize(
    ("difficulty", "first", "last"), [(EASIEST, 0, 4), (1, 0, 6), (4, 0, 12), (5, 0, None), (6, 1, None), (10, 5, None)]
)
def test_kinds_are_those_of_the_difficulty(area, difficulty, first, last):
    rows = area(unsolvable_share=0.5).rows(1, 800, difficulty)
    kinds = {row["problem_kind"] for row in rows if row["solvable"]}
    assert kinds == {maker.__name__ for maker in area.kinds[first:last]}
    assert len(SIZES) == HARDEST + 1
