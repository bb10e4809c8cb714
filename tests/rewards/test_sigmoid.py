"""The logistic function beside its definition, and where that overflows."""

import math

import pytest

from rewardry.rewards.sigmoid import sigmoid


@pytest.mark.parametrize("x", [-30.0, -1.5, -1e-9, 0.0, 0.25, 8.0, 40.0])
def test_it_is_its_definition(x):
    assert sigmoid(x) == pytest.approx(1 / (1 + math.exp(-x)), rel=1e-14)
    assert sigmoid(x) + sigmoid(-x) == pytest.approx(1.0)


def test_it_does_not_overflow_and_hides_no_nan():
    assert (sigmoid(1e9), sigmoid(-1e9), sigmoid(math.inf), sigmoid(-math.inf)) == (1.0, 0.0, 1.0, 0.0)
    assert math.isnan(sigmoid(math.nan))
