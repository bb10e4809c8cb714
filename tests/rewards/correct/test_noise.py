"""Backward and forward correction: the values, and that they do what the paper says of them."""

import random

import pytest

from rewardry import get
from rewardry.engine.runtime import Runtime
from rewardry.errors import ParameterError
from rewardry.types import Batch, Sample

RATES = [(0.0, 0.0), (0.1, 0.3), (0.25, 0.0), (0.0, 0.4)]


def values(reward):
    with Runtime("inline") as runtime:
        samples = [Sample(completion=f"<answer>{text}</answer>", reference="4") for text in ("4", "5")]
        samples.append(Sample(completion="<answer>4</answer>"))
        return runtime.open(reward).score(Batch(samples))


@pytest.mark.parametrize(("r0", "r1"), RATES)
def test_backward_is_unbiased(r0, r1):
    settings = {"false_positive_rate": r0, "false_negative_rate": r1, "verifier": "text.exact"}
    right, wrong, _ = (score.value for score in values(get("correct.backward", **settings)))
    # The mean over the verifier's errors is the true reward: 1 for a right completion, 0 for a wrong one.
    assert (1 - r1) * right + r1 * wrong == pytest.approx(1)
    assert r0 * right + (1 - r0) * wrong == pytest.approx(0)


@pytest.mark.parametrize(("r0", "r1"), RATES)
def test_forward_keeps_the_direction_whatever_r0(r0, r1):
    reward = get("correct.forward", false_negative_rate=r1, verifier="text.exact")
    right, wrong, _ = (score.value for score in values(reward))
    assert (right, wrong) == (r1, r1 - 1)
    assert (1 - r1) * right + r1 * wrong == pytest.approx(0)
    assert r0 * right + (1 - r0) * wrong == pytest.approx(-(1 - r0 - r1))


@pytest.mark.parametrize("id_", ["correct.backward", "correct.forward"])
def test_an_undecided_verdict_stays_undecided(id_):
    *_, undecided = values(get(id_, verifier="text.exact", false_negative_rate=0.2))
    assert (undecided.value, undecided.status) == (None, "abstain")
    assert undecided.details["reason"] == "no-reference"


def test_the_mean_of_a_noisy_batch_is_the_pass_rate():
    reward = get("correct.backward", false_positive_rate=0.2, false_negative_rate=0.3, verifier="text.exact")
    correct, incorrect = reward.values()
    draw = random.Random(0)
    paid = [draw.random() < (0.7 if i % 4 == 0 else 0.2) for i in range(40_000)]
    mean = sum(correct if yes else incorrect for yes in paid) / len(paid)
    assert mean == pytest.approx(0.25, abs=0.02)


def test_the_advantages_of_a_normalised_group_do_not_change():
    """What the documentation says of GRPO: an affine change is taken off again."""
    reward = get("correct.backward", false_positive_rate=0.1, false_negative_rate=0.2, verifier="text.exact")
    correct, incorrect = reward.values()
    raw = [1.0, 0.0, 0.0, 1.0, 0.0]

    def normalised(rewards):
        mean = sum(rewards) / len(rewards)
        deviation = (sum((one - mean) ** 2 for one in rewards) / len(rewards)) ** 0.5
        return [(one - mean) / deviation for one in rewards]

    assert normalised([correct if one else incorrect for one in raw]) == pytest.approx(normalised(raw))


def test_rates_that_leave_nothing_are_refused():
    with pytest.raises(ParameterError, match="no better than chance"):
        get("correct.backward", false_positive_rate=0.6, false_negative_rate=0.4)
    with pytest.raises(ParameterError, match="false_negative_rate"):
        get("correct.forward", false_negative_rate=1.0)
