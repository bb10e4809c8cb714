"""Units as people write them: products and powers beside pint's own reading of them, and what is no unit."""

import math
from fractions import Fraction

import pint
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewardry.verifiers.units.dimensions import UnknownUnitError, same_dimensions
from rewardry.verifiers.units.expressions import NotAUnitError, read_units
from rewardry.verifiers.units.notation import plain
from rewardry.verifiers.units.numbers import TooLargeError, read_number


@pytest.fixture(scope="module")
def registry():
    return pint.UnitRegistry()


NAMES = [
    "m",
    "kg",
    "s",
    "A",
    "K",
    "mol",
    "N",
    "J",
    "W",
    "Pa",
    "V",
    "ohm",
    "km",
    "ms",
    "mg",
    "hour",
    "inch",
    "lb",
    "eV",
    "L",
]
FACTORS = st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from([-3, -2, -1, 1, 2, 3])), min_size=1, max_size=4)


@settings(deadline=None, max_examples=200)
@given(FACTORS)
def test_products_of_powers_are_what_pint_makes_of_them(registry, factors):
    written = " ".join(f"{name}^{power}" for name, power in factors)
    theirs = registry.Quantity(1, " * ".join(f"{name}**{power}" for name, power in factors)).to_root_units()
    ours = read_units(written)[0]
    assert math.isclose(ours.factor, theirs.magnitude, rel_tol=1e-9)
    dimensions = {str(name): Fraction(power) for name, power in theirs.unit_items()}
    assert dict(ours.dimensions) == dimensions


@settings(deadline=None, max_examples=100)
@given(FACTORS)
def test_every_way_to_write_a_product_is_the_same(factors):
    above = [(name, power) for name, power in factors if power > 0]
    below = [(name, -power) for name, power in factors if power < 0]
    with_line = "·".join(f"{n}^{p}" for n, p in above) or "1"
    with_line += "/(" + " ".join(f"{n}^{p}" for n, p in below) + ")" if below else ""
    dotted = " \\cdot ".join(f"\\mathrm{{{n}}}^{{{p}}}" for n, p in factors)
    hyphens = " ".join(f"{n}{p}" for n, p in factors)
    first = read_units(" ".join(f"{n}^{p}" for n, p in factors))[0]
    for other in (with_line, dotted, hyphens):
        found = read_units(plain(other))[0]
        assert same_dimensions(first, found), other
        assert math.isclose(first.factor, found.factor, rel_tol=1e-9), other


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "/",
        "*m",
        "m/",
        "m//s",
        "(m",
        "m)",
        "m^",
        "m^x",
        "^2",
        "m^13",
        "m^1/0",
        "m^(99)",
        "2 m",
        "m 2 s",
        "m{s}",
        "m;s",
    ],
)
def test_what_is_no_product_of_units_is_refused(text):
    with pytest.raises(NotAUnitError):
        read_units(text)


@pytest.mark.parametrize("text", ["wobble", "m wobble", "x" * 100, "km.registry", "import os"])
def test_words_that_are_no_units_are_refused(text):
    with pytest.raises(UnknownUnitError):
        read_units(text)


@pytest.mark.parametrize(
    ("text", "value", "rest"),
    [
        ("75 km", 75, " km"),
        ("-7.5e3m", -7500, "m"),
        ("1,234,567.5 m", Fraction("1234567.5"), " m"),
        ("12 345 m", 12345, " m"),
        ("20,83 m", Fraction("20.83"), " m"),
        (".5 m", Fraction(1, 2), " m"),
        ("3/4 m", Fraction(3, 4), " m"),
        ("2 1/2 m", Fraction(5, 2), " m"),
        ("(3)/(4) m", Fraction(3, 4), " m"),
        ("7.2*10^6 J", 7200000, " J"),
        ("7.2 · 10^(-6) J", Fraction("0.0000072"), " J"),
        ("10^6 J", 1000000, " J"),
        ("- 5 m", -5, " m"),
        ("5 1/s", None, None),
    ],
)
def test_numbers_in_front_of_a_unit(text, value, rest):
    found = read_number(text)
    if value is None:  # a mixed number lacks its denominator
        assert found is not None
        assert text[found[1] :].strip() != ""
        return
    assert found == (value, len(text) - len(rest))


@pytest.mark.parametrize("text", ["1" * 61, "1e301", "1e-301", "10^999", "1/0", "(1)/(0)"])
def test_numbers_beyond_the_limits_are_refused(text):
    with pytest.raises(TooLargeError):
        read_number(text)


@pytest.mark.parametrize("text", ["", "m", "-", "+ m", "nan", "inf", "e5", "x1"])
def test_where_there_is_no_number_there_is_none(text):
    assert read_number(text) is None
