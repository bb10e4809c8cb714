"""How steps make a score."""

import math

import pytest

from rewardry.rewards.prm.aggregation import aggregate, step_rewards

SCORES = [0.9, 0.5, 0.8]


@pytest.mark.parametrize(("strategy", "value"), [("min", 0.5), ("prod", 0.36), ("mean", 2.2 / 3), ("last", 0.8)])
def test_strategies(strategy, value):
    assert aggregate(SCORES, strategy) == pytest.approx(value)
    assert step_rewards(SCORES, strategy) == SCORES
    assert aggregate([], strategy) is None


def test_the_hardened_default_is_the_worst_step():
    assert aggregate(SCORES) == 0.5


def test_min_form_is_the_sum_of_pures_credit_and_nears_the_worst_step():
    weights = [math.exp(-score / 0.1) for score in SCORES]
    credit = [weight / sum(weights) * score for weight, score in zip(weights, SCORES, strict=True)]
    assert step_rewards(SCORES, "min_form") == pytest.approx(credit)
    assert aggregate(SCORES, "min_form") == pytest.approx(sum(credit))
    assert aggregate(SCORES, "min_form", 0.001) == pytest.approx(0.5, abs=1e-6)
    assert aggregate([], "min_form") is None


def test_what_is_no_strategy_is_refused():
    with pytest.raises(ValueError, match="no strategy 'max'; there are last, mean, min, prod"):
        aggregate(SCORES, "max")
    with pytest.raises(ValueError, match="temperature is 0; it must be above 0"):
        aggregate(SCORES, "min_form", 0)
