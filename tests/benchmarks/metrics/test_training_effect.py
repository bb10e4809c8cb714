"""What errors do to a group's rewards, by simulation."""

import numpy as np
import pytest

from rewardry.benchmarks.metrics.training_effect import signal

R0, R1, P, G = 0.1, 0.25, 0.4, 8


@pytest.fixture(scope="module")
def groups():
    """Groups of right and wrong completions, and what a verifier with these errors pays them."""
    random = np.random.default_rng(0)
    right = random.random((40_000, G)) < P
    paid = np.where(right, random.random(right.shape) >= R1, random.random(right.shape) < R0)
    return right, paid


def test_the_signal_is_what_a_simulation_finds(groups):
    right, paid = groups
    found = signal(R0, R1, P, G)
    assert found.mean_reward == pytest.approx(paid.mean(), abs=0.005)
    assert found.silent == pytest.approx((paid.all(1) | ~paid.any(1)).mean(), abs=0.005)
    assert found.silent_when_exact == pytest.approx((right.all(1) | ~right.any(1)).mean(), abs=0.005)
    assert found.precision == pytest.approx(right[paid].mean(), abs=0.005)
    apart = (paid[right].mean() - paid[~right].mean()) / paid.std()
    assert found.right_above_wrong == pytest.approx(apart, abs=0.01)


def test_a_verifier_of_no_information_teaches_nothing():
    assert signal(0.5, 0.5, 0.3, 8).right_above_wrong == 0.0
    assert signal(0.0, 1.0, 0.3, 8).precision is None


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((-0.1, 0, 0.5, 8), "false_positive_rate is -0.1"),
        ((0, 1.5, 0.5, 8), "false_negative_rate is 1.5"),
        ((0, 0, 2, 8), "pass_rate is 2"),
        ((0, 0, 0.5, 0), "group_size is 0"),
    ],
)
def test_numbers_out_of_their_range_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        signal(*arguments)
