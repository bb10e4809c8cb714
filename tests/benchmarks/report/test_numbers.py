"""How numbers are written: every figure that people quote goes through these."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rewardry.benchmarks.report import numbers


def plain(text):
    """A text with spaces that break."""
    return text.replace("\xa0", " ")


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (None, "–"),
        (0.0, "0 µs"),
        (0.000_000_5, "0.5 µs"),
        (0.000_999_4, "999 µs"),
        (0.000_999_6, "1,000 µs"),
        (0.001, "1 ms"),
        (0.012_345, "12.3 ms"),
        (0.9996, "1,000 ms"),
        (1.0, "1 s"),
        (119.94, "120 s"),
        (120.0, "2 min"),
        (3_599.0, "60 min"),
        (86_400.0, "1,440 min"),
        (1e6, "16,667 min"),
    ],
)
def test_a_time_stands_in_the_unit_in_which_it_is_read(seconds, text):
    assert plain(numbers.duration(seconds)) == text


@settings(max_examples=40)
@given(st.floats(1e-9, 1e9))
@example(0.9996)
@example(59_999.0)
def test_a_time_is_the_number_that_is_written_to_three_digits(seconds):
    value, unit = plain(numbers.duration(seconds)).split()
    assert re.fullmatch(r"[\d,.]+", value)  # no power of ten
    size = {"µs": 1e-6, "ms": 1e-3, "s": 1.0, "min": 60.0}[unit]
    assert float(value.replace(",", "")) * size == pytest.approx(seconds, rel=0.005)


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [(None, 3, "–"), (0.12345, 3, "0.123"), (-0.5, 2, "−0.50"), (1, 3, "1.000"), (0.9996, 3, "1.000")],
)
def test_a_figure(value, digits, text):
    assert numbers.figure(value, digits) == text


@pytest.mark.parametrize(
    ("value", "digits", "text"), [(None, 1, "–"), (0.1234, 1, "12.3 %"), (0.05, 0, "5 %"), (1.0, 2, "100.00 %")]
)
def test_a_share_in_percent(value, digits, text):
    assert plain(numbers.percent(value, digits)) == text


@pytest.mark.parametrize(
    ("p", "text"),
    [(0.0, "p < 0.0001"), (0.000_099, "p < 0.0001"), (0.0001, "p = 0.0001"), (0.0123, "p = 0.012"), (1.0, "p = 1")],
)
def test_a_p_value_as_people_read_it(p, text):
    assert numbers.p_value(p) == text


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ((1, "row"), "1 row"),
        ((0, "row"), "0 rows"),
        ((12_345, "row"), "12,345 rows"),
        ((2, "family", "families"), "2 families"),
        ((1, "family", "families"), "1 family"),
    ],
)
def test_things_are_counted(arguments, text):
    assert numbers.of_things(*arguments) == text


def test_the_ends_of_an_interval():
    assert numbers.ends((0.1, -0.25), 2) == "[0.10, −0.25]"
    assert numbers.ends(None) == numbers.ends(()) == ""
    assert numbers.estimate({"value": 0.5, "interval": [0.25, 0.75]}) == ("0.500", "[0.250, 0.750]")
    assert numbers.estimate({"value": None}) == ("–", "")


@pytest.mark.parametrize(
    ("metric", "name"),
    [
        ("fpr", "FPR"),
        ("f1", "F1"),
        ("balanced_accuracy", "Balanced accuracy"),
        ("youden_j", "Youden J"),
        ("mcc", "MCC"),
    ],
)
def test_metrics_have_names(metric, name):
    assert numbers.named(metric) == name


@pytest.mark.parametrize(("size", "text"), [(0, "0 kB"), (1_499, "1 kB"), (250_000, "250 kB"), (1_234_567, "1.23 MB")])
def test_bytes_stand_in_the_unit_in_which_they_are_read(size, text):
    assert numbers.sized(size) == text
