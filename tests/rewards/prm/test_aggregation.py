"""How steps make a score."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

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


STEPS = st.lists(st.floats(0, 1), min_size=1, max_size=12)


@given(STEPS)
def test_each_strategy_is_what_its_name_says(scores):
    """So that a strategy can be exchanged for another without a value out of its range."""
    found = {strategy: aggregate(scores, strategy) for strategy in ("min", "prod", "mean", "last")}
    assert found["min"] == min(scores)
    assert found["last"] == scores[-1]
    assert found["prod"] <= found["min"] + 1e-12
    assert found["min"] - 1e-12 <= found["mean"] <= max(scores) + 1e-12
    assert found["prod"] == pytest.approx(math.prod(scores), abs=1e-12)


@given(STEPS, st.sampled_from([0.01, 0.1, 1.0, 100.0]))
def test_min_form_lies_between_the_worst_step_and_the_mean(scores, temperature):
    value = aggregate(scores, "min_form", temperature)
    assert min(scores) - 1e-9 <= value <= sum(scores) / len(scores) + 1e-9
    assert sum(step_rewards(scores, "min_form", temperature)) == pytest.approx(value, abs=1e-9)


@given(STEPS, st.randoms())
def test_the_order_of_steps_counts_for_the_last_alone(scores, chance):
    mixed = list(scores)
    chance.shuffle(mixed)
    for strategy in ("min", "prod", "mean", "min_form"):
        assert aggregate(mixed, strategy) == pytest.approx(aggregate(scores, strategy), abs=1e-9)


@pytest.mark.parametrize("temperature", [1e-300, 1e-9, 1e300])
def test_min_form_holds_at_the_ends_of_its_temperature(temperature):
    credit = step_rewards([0.9, 0.2, 0.7], "min_form", temperature)
    assert all(map(math.isfinite, credit))
    assert sum(credit) == pytest.approx(0.2 if temperature < 1 else 0.6, abs=1e-6)


@pytest.mark.parametrize("strategy", ["min", "prod", "mean", "last", "min_form"])
def test_one_step_is_its_own_score(strategy):
    assert aggregate([0.625], strategy) == pytest.approx(0.625)
    assert step_rewards([0.625], strategy) == pytest.approx([0.625])
    assert step_rewards([], strategy) == []
