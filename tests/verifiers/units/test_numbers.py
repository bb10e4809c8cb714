"""A number in front of a unit is read in every notation that it may have, up to where its unit begins."""

import math
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewardry.verifiers.units.numbers import TooLargeError, read_number

SIGNS = st.sampled_from(["", "-", "+"])
BEHIND = st.sampled_from(["", " m", " km/h", "kg", " m^2", " %"])


def read(text, rest):
    value, end = read_number(text + rest)
    assert (text + rest)[end:].strip() == rest.strip()
    return value


def signed(sign, value):
    return -value if sign == "-" else value


@settings(max_examples=60)
@given(whole=st.integers(0, 10**9), digits=st.text("0123456789", max_size=6), sign=SIGNS, rest=BEHIND)
def test_decimals_with_points_commas_and_parted_thousands(whole, digits, sign, rest):
    value = signed(sign, Fraction(f"{whole}.{digits or 0}"))
    point = f".{digits}" if digits else ""
    for text in (f"{whole}{point}", f"{whole:,}{point}", f"{whole:,}".replace(",", " ") + point):
        assert read(f"{sign}{text}", rest) == value, text
    if digits and len(digits) != 3:
        assert read(f"{sign}{whole},{digits}", rest) == value


@settings(max_examples=60)
@given(mantissa=st.decimals(0, 1000, places=3), power=st.integers(-40, 40), sign=SIGNS, rest=BEHIND)
def test_powers_of_ten(mantissa, power, sign, rest):
    value = signed(sign, Fraction(mantissa) * Fraction(10) ** power)
    forms = (f"e{power}", f"E{power:+}", f" * 10^{power}", f"x10^({power})", f"·10 ^ ({power})")
    for form in forms:
        assert read(f"{sign}{mantissa}{form}", rest) == value, form
    assert read(f"{sign}10^{power}", rest) == signed(sign, Fraction(10) ** power)


@settings(max_examples=60)
@given(whole=st.integers(1, 999), above=st.integers(0, 999), below=st.integers(1, 999), sign=SIGNS, rest=BEHIND)
def test_fractions_and_mixed_numbers(whole, above, below, sign, rest):
    assert read(f"{sign}{above}/{below}", rest) == signed(sign, Fraction(above, below))
    assert read(f"{sign}({above})/({below})", rest) == signed(sign, Fraction(above, below))
    assert read(f"{sign}{whole} {above}/{below}", rest) == signed(sign, whole + Fraction(above, below))


@settings(max_examples=30)
@given(
    times=st.integers(1, 99),
    below=st.integers(1, 99),
    inside=st.integers(0, 99),
    rest=st.sampled_from(["", " m", " rad"]),
)
def test_multiples_of_pi_and_of_roots(times, below, inside, rest):
    assert math.isclose(read(f"{times}π/{below}", rest), times * math.pi / below, rel_tol=1e-15)
    assert math.isclose(read(f"{times} * π", rest), times * math.pi, rel_tol=1e-15)
    assert math.isclose(read(f"{times}√{inside}", rest), times * math.sqrt(inside), rel_tol=1e-15)
    assert math.isclose(read(f"{times}π√({inside}.5)", rest), times * math.pi * math.sqrt(inside + 0.5), rel_tol=1e-15)
    assert math.isclose(read("π", rest), math.pi, rel_tol=1e-15)
    assert math.isclose(read(f"{times}√({inside})/{below}", rest), times * math.sqrt(inside) / below, rel_tol=1e-15)
    assert math.isclose(read(f"√{inside}/{below}", rest), math.sqrt(inside) / below, rel_tol=1e-15)


@pytest.mark.parametrize(
    ("within", "beyond", "why"),
    [
        ("1" * 60, "1" * 61, "a number of 61 characters"),
        ("1e300", "1e301", "ten to the power of 301"),
        ("10^-300", "10^-301", "ten to the power of -301"),
        ("2*10^(300)", "2*10^(-999999)", "ten to the power of -999999"),
        ("1/1", "1/0", "a division by zero"),
        ("2 1/3", "2 1/0", "a division by zero"),
        ("(1)/(2)", "(1)/(0)", "a division by zero"),
        ("π/1", "π/0", "a division by zero"),
        ("2√3/1", "2√3/0", "a division by zero"),
    ],
)
def test_a_limit_holds_from_the_first_number_beyond_it(within, beyond, why):
    assert read_number(within) is not None
    with pytest.raises(TooLargeError, match=f"^{why}$"):
        read_number(beyond)


@pytest.mark.parametrize("text", ["", "m", "-", "+ m", "x5", ".", ",5", "ten m", "^2"])
def test_a_text_that_begins_with_no_number(text):
    assert read_number(text) is None


@pytest.mark.parametrize(
    ("text", "value", "rest"),
    [
        ("1,234,56 m", Fraction(1234), None),
        ("12,345 m", 12_345, " m"),
        ("12,34 m", Fraction(1234, 100), " m"),
        ("0,125 m", Fraction(1, 8), " m"),
        ("0,125,5 m", 0, ",125,5 m"),
        ("0,5 m", Fraction(1, 2), " m"),
        ("0,1250 m", Fraction(1, 8), " m"),
        ("012,345 m", 12, ",345 m"),
        ("10,125 m", 10_125, " m"),
        ("0 125 m", 0, " 125 m"),
        ("π/2/s", Fraction(math.pi) / 2, "/s"),
        ("√4/s", 2, "/s"),
        ("√4/2/s", 1, "/s"),
        ("1 000 m", 1000, " m"),
        ("1 00 m", 1, " 00 m"),
        ("5. m", 5, " m"),
        (".5 m", Fraction(1, 2), " m"),
        ("5 m/s", 5, " m/s"),
        ("5/s", 5, "/s"),
        ("5 10 m", 5, " 10 m"),
    ],
)
def test_where_a_number_ends(text, value, rest):
    found, end = read_number(text)
    if rest is not None:
        assert (found, text[end:]) == (value, rest)
    else:
        assert found != Fraction(123_456)
