"""Rounding, percentages, proportions and times of day: what may stand for a number, and what only looks like it."""

import math
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

WORDS = {1: "one decimal place", 2: "two decimal places", 3: "three decimal places", 4: "4 decimal places"}
# Numbers of which none is a short decimal.
VALUES = st.builds(
    lambda n, d: Fraction(n, d), st.integers(100, 99_999), st.sampled_from([7, 13, 37, 127, 991])
).filter(lambda value: value.denominator > 1)


def rounded(value, places, how=ROUND_HALF_UP):
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(Decimal(1).scaleb(-places), how)


def latex(value):
    return f"\\frac{{{value.numerator}}}{{{value.denominator}}}"


@settings(max_examples=40)
@given(value=VALUES, places=st.integers(1, 4), more=st.integers(1, 3))
def test_a_value_may_be_rounded_as_the_question_asks_and_no_further(finds, value, places, more):
    question = f"Round your answer to {WORDS[places]}."
    unit = Decimal(1).scaleb(-places)
    right = rounded(value, places)
    assert finds(latex(value), str(right), question).equal is True
    assert finds(latex(value), str(rounded(value, places + more)), question).equal is True, "more digits that are right"
    assert finds(latex(value), str(rounded(value, places + more, ROUND_DOWN)), question).equal is True, "cut off"
    assert finds(latex(value), str(right + unit), question).equal is False
    assert finds(latex(value), str(right - unit), question).equal is False
    assert finds(latex(value), str(-right), question).equal is False
    off = rounded(value, places + 1) + unit / 5
    assert finds(latex(value), str(off), question).equal is (off == right), "more, and wrong"
    assert finds(latex(value), str(right)).equal is False, "nobody asked for rounding"


@settings(max_examples=40)
@given(value=VALUES, places=st.integers(1, 4))
def test_a_decimal_reference_stands_for_what_rounds_to_it(finds, value, places):
    reference = rounded(value, places)
    assume(len(str(reference).replace(".", "").lstrip("0")) >= 3)
    step = Fraction(1, 10**places)
    assert finds(str(reference), latex(value)).equal is True
    assert finds(str(reference), latex(value + 2 * step)).equal is False
    assert finds(str(reference), str(rounded(value, places + 2))).equal is (rounded(value, places + 2) == reference)
    assert finds(str(reference), latex(value), rounding="never").equal is False
    assert finds(str(reference), latex(value), rounding="question").equal is False


@settings(max_examples=30)
@given(value=st.integers(10_000, 99_999), name=st.sampled_from([("ten", 10), ("hundred", 100), ("thousand", 1000)]))
def test_a_whole_number_may_be_rounded_to_tens_and_beyond(finds, value, name):
    word, size = name
    assume(value % size not in (0, size // 2))
    question = f"Round to the nearest {word}."
    nearest = round(Fraction(value, size)) * size
    assert finds(str(value), str(nearest), question).equal is True
    assert finds(str(value), str(nearest + size), question).equal is False
    assert finds(str(value), str(nearest + size // 2 - 1), question).equal is (nearest + size // 2 - 1 == value)


@settings(max_examples=30)
@given(value=VALUES, digits=st.integers(2, 5))
def test_significant_figures_are_counted_from_the_first(finds, value, digits):
    question = f"Give your answer to {digits} significant figures."
    shift = math.floor(math.log10(value)) - digits + 1
    nearest = round(value / Fraction(10) ** shift) * Fraction(10) ** shift
    step = Fraction(10) ** shift
    for number, right in ((nearest, True), (nearest + step, False), (nearest - step, False)):
        text = str(number) if number.denominator == 1 else str(rounded(number, -shift))
        assert (finds(latex(value), text, question).equal is True) is right, text


@pytest.mark.parametrize(
    ("reference", "answer", "question", "right"),
    [
        ("\\sqrt2", "1.418", "Round to two decimal places.", False),
        ("\\sqrt2", "1.4", "Round to two decimal places.", False),
        ("\\sqrt5", "2.236067", "Round to two decimal places.", True),
        ("\\frac{100}{3}", "33.4", "Round to the nearest integer.", False),
        ("\\frac{100}{3}", "\\frac{67}{2}", "Round to the nearest integer.", False),
        ("12345", "12390.5", "Give three significant figures.", False),
        ("12345", "12300", "Give three significant figures.", True),
        ("12345", "12346", "to the nearest ten", False),
        ("12", "11.7", "to the nearest integer", True),
        ("12", "11.4", "to the nearest integer", False),
        ("\\frac23", "66.7\\%", "Give three significant figures.", True),
        ("\\frac23", "66.9\\%", "Give three significant figures.", False),
        ("\\frac13", "0.333333333333", "", True),
        ("\\frac13", "0.33333333333", "", False),
        ("\\frac13", "0.333333333334", "", False),
        ("\\frac13", "0.333333333333", "Give the exact value.", False),
        ("1.4", "\\sqrt2", "", False),
        ("1.41", "\\sqrt2", "", True),
        ("1.41", "\\sqrt2", "Round to two decimals.", False),
        ("1.602\\times10^{-19}", "1.6\\times10^{-19}", "", False),
        ("1.602\\times10^{-19}", "1.60\\times10^{-19}", "", True),
        ("119.7", "120", "", True),
        ("119.7", "119", "", False),
        ("119.7", "120", "Give the exact value.", False),
        ("0", "-0.001", "Round to two decimal places.", True),
        ("0", "0.001", "Round to two decimal places.", True),
        ("0", "0.006", "Round to two decimal places.", False),
        ("0.001", "-0.001", "Round to two decimal places.", False),
        ("10^{2000}", "10^{2000}+1", "Round to the nearest integer.", False),
    ],
)
def test_what_may_be_rounded(finds, reference, answer, question, right):
    assert (finds(reference, answer, question).equal is True) is right


@pytest.mark.parametrize("hour", range(24))
def test_an_hour_is_the_same_by_twelve_and_by_twenty_four(finds, hour):
    half = "am" if hour < 12 else "pm"
    by_twelve = f"{hour % 12 or 12}:07"
    asked = "At what time does it start?"
    assert finds(f"{by_twelve} {half}", f"{hour}:07", asked).equal is True
    assert finds(f"{hour}:07", f"{by_twelve} {half.upper()[0]}.M.", asked).equal is True
    other = "pm" if half == "am" else "am"
    assert finds(f"{by_twelve} {half}", f"{by_twelve} {other}", asked).equal is False
    assert finds(f"{hour}:07", f"{(hour + 1) % 24}:07", asked).equal is False
    assert finds(f"{hour}:07", f"{hour}:08", asked).equal is False


@settings(max_examples=40)
@given(parts=st.lists(st.integers(1, 60), min_size=2, max_size=4), factor=st.integers(2, 9), place=st.integers(0, 3))
def test_a_ratio_is_the_same_with_every_part_multiplied(finds, parts, factor, place):
    written = " : ".join(map(str, parts))
    asked = "What is the ratio?"
    assert finds(written, ":".join(str(factor * part) for part in parts), asked).equal is True
    assert finds(written, " to ".join(f"\\frac{{{part}}}{{{factor}}}" for part in parts), asked).equal is True
    parts[place % len(parts)] += 1
    assert finds(written, ":".join(map(str, parts)), asked).equal is False


@pytest.mark.parametrize(
    ("reference", "answer", "question", "right"),
    [
        ("2:3", "\\frac23", "", True),
        ("\\frac23", "2:3", "What is the ratio?", True),
        ("\\frac23", "2:3", "What is the probability?", False),
        ("\\frac23", "2:3", "What are the odds?", True),
        ("2:3", "3:2", "", False),
        ("2:3:4", "\\frac23", "", False),
        ("2:3:4", "2:3", "", False),
        ("0:3", "0:5", "", False),
        ("1:\\sqrt2", "\\sqrt2:2", "", True),
        ("2:30", "4:60", "At what time?", False),
        ("2:30", "1:15", "At what time?", False),
        ("1:10", "10:100", "When it is mixed, what is the ratio of oil to water?", True),
        ("2:30 pm", "2:30", "At what time?", True),
        ("2:30 pm", "2.5", "At what time?", False),
        ("\\text{Maximum: }3", "3", "", True),
    ],
)
def test_proportions_and_times_are_told_apart(finds, reference, answer, question, right):
    assert (finds(reference, answer, question).equal is True) is right
