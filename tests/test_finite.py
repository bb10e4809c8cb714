"""Which numbers can be reckoned with as floats."""

import math
import sys
from fractions import Fraction

import pytest

from rewardry.finite import is_finite


@pytest.mark.parametrize(
    "value", [0, -0.0, True, 1e308, -1e308, 5e-324, 10**308, -(10**308), sys.float_info.max, Fraction(1, 3)], ids=str
)
def test_what_a_float_can_hold_is_finite(value):
    assert is_finite(value) is True


@pytest.mark.parametrize(
    "value",
    [math.nan, math.inf, -math.inf, 10**309, -(10**309), 1 << 1024, Fraction(10**400)],
    ids=lambda v: repr(v)[:9],
)
def test_what_no_float_can_hold_is_not(value):
    assert is_finite(value) is False


def test_the_largest_integer_that_rounds_to_a_float_is_the_border():
    border = int(sys.float_info.max) + 2**970  # half way to what would be the next one
    assert is_finite(border - 1)
    assert not is_finite(border)
