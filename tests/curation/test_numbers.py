"""Numbers that a file holds: what a computation could not go on with is none."""

import math
from decimal import Decimal
from fractions import Fraction

import pytest

from rewardry.curation.numbers import LARGEST, finite


@pytest.mark.parametrize("value", [0, -0.0, 1, -1, 0.1, 2**53, 5e-324, LARGEST, -LARGEST, 10**59])
def test_a_number_is_itself_as_a_float(value):
    found = finite(value)
    assert type(found) is float
    assert found == float(value)


@pytest.mark.parametrize(
    "value",
    [
        *(None, True, False, "", "1", "nan", b"1", [], [1], {}, {"value": 1}),
        *(math.nan, math.inf, -math.inf, math.nextafter(LARGEST, math.inf), 2 * 10**60, -(10**400)),
        *(1j, Decimal(1), Fraction(1, 2)),
    ],
    ids=repr,
)
def test_what_is_no_number_of_a_result_is_none(value):
    assert finite(value) is None


def test_products_of_four_of_the_largest_stay_finite():
    assert math.isfinite(LARGEST**4 * 1e50)
