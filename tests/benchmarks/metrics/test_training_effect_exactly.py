"""What errors do to a group's rewards, against fractions that are counted out, and at the ends of all ranges."""

import itertools
from fractions import Fraction

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rewardry.benchmarks.metrics.training_effect import signal

RATES = st.floats(0, 1, allow_subnormal=False)


def counted(r0, r1, p, size):
    """The mean reward and the chance of a silent group, from every way in which a group can come out."""
    mean = silent = Fraction(0)
    for group in itertools.product((True, False), repeat=2 * size):
        right, paid = group[:size], group[size:]
        chance = Fraction(1)
        for is_right, is_paid in zip(right, paid, strict=True):
            chance *= p if is_right else 1 - p
            pays = 1 - r1 if is_right else r0
            chance *= pays if is_paid else 1 - pays
        mean += chance * sum(paid) / size
        silent += chance * (len(set(paid)) == 1)
    return mean, silent


@pytest.mark.parametrize(
    ("r0", "r1", "p", "size"),
    [("1/10", "1/4", "2/5", 3), ("0", "1/2", "1/2", 4), ("1/3", "0", "1/20", 4), ("9/10", "9/10", "3/4", 2)],
)
def test_a_group_is_silent_as_often_as_counting_says(r0, r1, p, size):
    r0, r1, p = map(Fraction, (r0, r1, p))
    mean, silent = counted(r0, r1, p, size)
    _, exact = counted(Fraction(0), Fraction(0), p, size)
    found = signal(float(r0), float(r1), float(p), size)
    assert found.mean_reward == pytest.approx(float(mean))
    assert found.silent == pytest.approx(float(silent))
    assert found.silent_when_exact == pytest.approx(float(exact))
    paid_right = p * (1 - r1)
    assert found.precision == pytest.approx(float(paid_right / mean))
    # The mean reward of a right one less that of a wrong one, in standard deviations of a reward that is 0 or 1.
    assert found.right_above_wrong == pytest.approx(float(1 - r1 - r0) / float(mean * (1 - mean)) ** 0.5)


@settings(max_examples=40)
@given(RATES, RATES, RATES, st.integers(1, 64))
@example(0.3, 1.0, 1.0, 8)
@example(0.9, 1.0, 1.0, 8)
@example(1.0, 0.0, 0.5, 8)
def test_every_figure_is_a_number_in_its_range(r0, r1, p, size):
    found = signal(r0, r1, p, size)
    assert 0 <= found.mean_reward <= 1
    assert 0 <= found.silent <= 1
    assert 0 <= found.silent_when_exact <= 1
    assert found.precision is None or 0 <= found.precision <= 1
    assert isinstance(found.right_above_wrong, float)
    if found.mean_reward in (0, 1):
        assert (found.silent, found.right_above_wrong) == (1, 0)


def test_a_group_of_one_is_always_silent():
    assert signal(0.1, 0.2, 0.5, 1).silent == pytest.approx(1.0)


def test_a_verifier_that_is_wrong_throughout_puts_wrong_above_right():
    assert signal(1.0, 1.0, 0.5, 8).right_above_wrong == -2.0  # -1 of a deviation of 1/2
