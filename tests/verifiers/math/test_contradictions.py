"""Answers that say that different numbers are the same, beside those that say one number in several ways."""

import pytest


@pytest.mark.parametrize(
    ("answer", "reference"),
    [
        ("5000 = 5050", "5050"),
        ("2+i = 1+3i", "1+3i"),
        ("1+3i \\approx 2+i", "1+3i"),
        ("(2+i)(1+i) = 2+i = 1+3i", "1+3i"),
        ("y=2x-1 = y=2x+1", "y=2x+1"),
        ("19厘米或19米", "19"),
        ("19 cm, 19 m", "19"),
    ],
)
def test_different_numbers_that_are_said_to_be_one(finds, answer, reference):
    assert finds(reference, answer).equal is False


@pytest.mark.parametrize(
    ("answer", "reference"),
    [
        ("17 \\cdot 23 = 391", "391"),
        ("(2+i)(1+i) = 2+3i+i^2 = 1+3i", "1+3i"),
        ("\\frac{6}{4} = \\frac{3}{2} \\approx 1.5", "3/2"),
        ("\\sqrt[3]{-8} = -2", "-2"),
        ("3 ft 2 in = 38 in", "38 in"),
        ("1 hr = 60 min = 3600 s", "3600 s"),
        ("\\sqrt{2} \\approx 1.41", "\\sqrt{2}"),
        ("100 = 64_{16}", "100"),
        ("1/2 or 0.5", "1/2"),
        ("x = 5+5+1 = 7 = 11", "11"),  # a slip on the way to what x is
        ("y = 2x - 1 + 2 = 2x + 1", "y=2x+1"),
    ],
)
def test_one_number_in_several_ways(finds, answer, reference):
    assert finds(reference, answer).equal is True
