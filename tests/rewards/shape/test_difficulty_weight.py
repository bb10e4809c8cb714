"""The reward `shape.difficulty_weight`: GRPO-LEAD's logistic weight."""

import pytest

import rewardry
from rewardry.errors import ParameterError


@pytest.mark.parametrize(("rate", "weight"), [(0, 1.499392), (0.25, 1.492638), (0.75, 0.95), (1, 0.483444)])
def test_the_weight_at_a_pass_rate(rate, weight):
    assert rewardry.get("shape.difficulty_weight").weight(rate) == pytest.approx(weight, abs=1e-6)
    assert rewardry.get("shape.difficulty_weight", A=0.4, B=1.5, x0=0.75, k=10).weight(rate) == pytest.approx(
        weight, abs=1e-6
    )


def test_rare_answers_weigh_most(score_group):
    use = "shape.difficulty_weight"
    component = rewardry.get(use, verifier="text.exact")
    found = score_group(use, [1] * 4, [True, False, False, False], wrong=-1)
    assert [score.value for score in found] == pytest.approx([component.weight(0.25), *[-component.weight(0.75)] * 3])
    assert [score.details["pass_rate"] for score in score_group(use, [1, 1], [True, False])] == [0.5, 0.5]


def test_far_from_the_middle_the_weight_is_one_of_the_two():
    assert rewardry.get("shape.difficulty_weight", middle=-1e6).weight(0.5) == 0.4
    assert rewardry.get("shape.difficulty_weight", middle=1e6).weight(0.5) == 1.5


def test_wrong_parameters():
    with pytest.raises(ParameterError, match="steepness"):
        rewardry.get("shape.difficulty_weight", steepness=1e9)
