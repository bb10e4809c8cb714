"""Bounds that are written out are the relations and intervals that they say, and nothing else."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewardry.verifiers.math.bounds_in_words import bound_in_symbols
from rewardry.verifiers.math.spelling import spell

PHRASES = {
    "at least": "\\ge",
    "no less than": "\\ge",
    "greater than or equal to": "\\ge",
    "greater than": ">",
    "strictly greater than": ">",
    "more than": ">",
    "above": ">",
    "at most": "\\le",
    "no more than": "\\le",
    "not greater than": "\\le",
    "less than or equal to": "\\le",
    "less than": "<",
    "smaller than": "<",
    "strictly less than": "<",
    "below": "<",
}
OPPOSITE = {"\\ge": "<", ">": "\\le", "\\le": ">", "<": "\\ge"}
VALUES = ["5", "-5", "0", "0.25", "3/4", "\\frac{1}{2}", "-\\frac{1}{2}", "\\sqrt{2}", "2\\sqrt{3}", "\\pi", "2\\pi"]


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("phrase", PHRASES)
def test_a_bound_is_the_relation_that_it_says(finds, phrase, value):
    answer = rf"x \text{{ is {phrase} }} {value}"
    assert finds(f"x {PHRASES[phrase]} {value}", answer).equal is True
    assert finds(f"x {OPPOSITE[PHRASES[phrase]]} {value}", answer).equal is False


@pytest.mark.parametrize(
    ("reference", "answer"),
    [
        ("[5,\\infty)", "all real numbers at least 5"),
        ("[5,\\infty)", r"\text{all real numbers greater than or equal to } 5"),
        ("(-\\infty,5)", "any real number less than 5"),
        ("(-\\infty, 5]", "the set of all real numbers at most 5"),
        ("(4,5]", r"x \text{ is greater than } 4 \text{ and less than or equal to } 5"),
        ("(4,5)", "all real numbers less than 5 and greater than 4"),
        ("4 \\le x < 5", r"x \text{ is at least 4 but less than 5}"),
        ("[4,5]", "all real numbers between 4 and 5, inclusive"),
        ("(4,5)", "all real numbers between 4 and 5 (exclusive)"),
        ("n > 3", "n must be greater than 3"),
        ("n > 3", "all values of n greater than 3"),
        ("k \\ge 5", "at least 5"),
    ],
)
def test_intervals_and_relations_may_be_written_out(finds, reference, answer):
    assert finds(reference, answer).equal is True


@pytest.mark.parametrize(
    ("reference", "answer"),
    [
        ("(5,\\infty)", "all real numbers at least 5"),
        ("[4,5)", "all real numbers between 4 and 5, inclusive"),
        ("(4,5)", "all real numbers greater than 4 or less than 5"),
        ("(4,5)", "all real numbers greater than 5 and less than 4"),
        ("[4,5]", "all real numbers between 5 and 4, inclusive"),
        ("x \\ge 5", "x is at least 5 or 6"),
        ("x \\ge 5", "x is at least 6"),
        ("x \\ge 5", "x is not at least 5"),
        ("x \\ge 5", "maybe x is at least 5"),
        ("x < 5", "x is not less than 5"),
        ("x = 5", "x is at least 5"),
        ("5", "at least 5"),
        ("5", "x is at least 5"),
        ("n > 3", "all integers greater than 3"),
        ("x \\ne 5", "x is greater than 5"),
    ],
)
def test_what_is_bounded_otherwise_is_wrong(finds, reference, answer):
    assert finds(reference, answer).equal is not True


@pytest.mark.parametrize(
    "text",
    [
        *("", "5", "x > 5", "between 4 and 5", "at least", "more than that", "greater than 4 and greater than 5"),
        *("at least x", "at least 5 and", "at least 5 apples", "x is at least 5 if y is at most 3", "at least " * 20),
    ],
)
def test_other_texts_are_no_bounds(text):
    assert bound_in_symbols(spell(text)) is None


def test_a_bound_names_its_letter_or_is_given_one():
    assert bound_in_symbols("y is at least 5", "n").replace(" ", "") == "y\\ge5"
    assert bound_in_symbols("at least 5", "n").replace(" ", "") == "n\\ge5"


@given(
    low=st.fractions(min_value=-99, max_value=99, max_denominator=9),
    width=st.fractions(min_value=Fraction(1, 9), max_value=99, max_denominator=9),
    has_low=st.booleans(),
    has_high=st.booleans(),
    turned=st.booleans(),
)
def test_two_bounds_are_an_interval(finds, low, width, has_low, has_high, turned):
    high = low + width
    bounds = [f"{'at least' if has_low else 'greater than'} {low}", f"{'at most' if has_high else 'less than'} {high}"]
    answer = "all real numbers " + " and ".join(reversed(bounds) if turned else bounds)

    def interval(first, last):
        return f"{first}{low}, {high}{last}"

    right = interval("[" if has_low else "(", "]" if has_high else ")")
    wrong = interval("(" if has_low else "[", "]" if has_high else ")")
    assert finds(right, answer).equal is True
    assert finds(wrong, answer).equal is not True
