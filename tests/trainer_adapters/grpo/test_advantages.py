"""Advantages, against published numbers and plain Python."""

import math
import statistics

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from rewardry.trainer_adapters.grpo.advantages import ADVANTAGES, Rewards
from rewardry.trainer_adapters.grpo.config import LossConfig

NAN = float("nan")


def advantages(name, totals, size, **more):
    return ADVANTAGES[name](Rewards(torch.tensor(totals, dtype=torch.float64), size, **more)).tolist()


@pytest.mark.parametrize(
    ("name", "oracle"),
    [
        ("group_std", "grpo_std_ddof1_eps1e-4"),
        ("group_mean", "dr_grpo_no_std"),
        ("batch_std", "batch_std_ddof1_eps1e-4"),
        ("rloo", "rloo"),
        ("reinforce_baseline", "reinforce_baseline_then_batch_norm"),
    ],
)
def test_advantages_are_the_published_ones(name, oracle, oracles):
    found = advantages(name, oracles["inputs"]["rewards"], 3)
    assert found == pytest.approx(oracles["advantages"][oracle], abs=1e-7 if name == "reinforce_baseline" else 1e-12)


@pytest.mark.parametrize("name", sorted(set(ADVANTAGES) - {"gdpo"}))
@pytest.mark.parametrize("value", [0.1, 0.0, -3.3])
def test_equal_rewards_teach_nothing(name, value):
    assert advantages(name, [value] * 3 + [value] * 3, 3) == [0.0] * 6


def test_an_undecided_completion_has_no_part_in_the_baseline():
    found = advantages("group_std", [1.0, NAN, 0.0], 3)
    assert found == pytest.approx([0.7070067953266834, 0.0, -0.7070067953266834], abs=1e-12)
    assert advantages("group_mean", [1.0, NAN, 0.0], 3) == [0.5, 0.0, -0.5]
    assert advantages("rloo", [1.0, NAN, 0.0], 3) == [1.0, 0.0, -1.0]


@pytest.mark.parametrize("name", sorted(set(ADVANTAGES) - {"gdpo"}))
@pytest.mark.parametrize("totals", [[NAN] * 4, [NAN, NAN, 2.0, NAN]])
def test_a_group_without_two_decided_completions_teaches_nothing(name, totals):
    assert advantages(name, totals, 4) == [0.0] * 4


@given(st.lists(st.floats(-5, 5), min_size=4, max_size=4), st.lists(st.floats(-5, 5), min_size=4, max_size=4))
def test_group_std_in_plain_python(first, second):
    expected = []
    for group in (first, second):
        mean = math.fsum(group) / 4
        deviation = statistics.stdev(group)
        expected += [(value - mean) / (deviation + 1e-4) for value in group]
    assert advantages("group_std", first + second, 4) == pytest.approx(expected, abs=1e-6)


def test_gpg_makes_up_for_groups_without_gradient():
    assert advantages("gpg", [1.0, 0.0, 1.0, 1.0], 2) == [1.0, -1.0, 0.0, 0.0]


def test_gdpo_keeps_rewards_apart_that_cancel_in_the_total():
    components = torch.tensor([[1.0, 0.0], [0.0, 10.0], [1.0, 10.0], [0.0, 0.0]], dtype=torch.float64)
    weights = torch.tensor([1.0, 1.0], dtype=torch.float64)
    found = advantages("gdpo", components.sum(1).tolist(), 4, components=components, weights=weights)
    assert found[0] == pytest.approx(0, abs=1e-3)
    assert found[1] == pytest.approx(0, abs=1e-3)
    assert found[2] == pytest.approx(-found[3])
    assert found[2] == pytest.approx(math.sqrt(1.5), abs=1e-3)


def test_gdpo_is_the_formula_of_the_core():
    from rewardry.combine import group_advantage

    rows = [[1.0, 0.3], [0.0, None], [None, 0.2], [1.0, 0.9], [0.0, 0.1], [0.5, 0.1]]
    components = torch.tensor([[NAN if v is None else v for v in row] for row in rows], dtype=torch.float64)
    weights = torch.tensor([1.0, 0.5], dtype=torch.float64)
    expected = group_advantage(rows, [1.0, 0.5], 3, mode="normalize_then_sum")
    found = advantages("gdpo", components.nansum(1).tolist(), 3, components=components, weights=weights)
    assert found == pytest.approx(expected, abs=1e-12)


def test_gdpo_without_components_says_what_it_needs():
    with pytest.raises(ValueError, match="needs `components` and `weights`"):
        advantages("gdpo", [1.0, 0.0], 2)


def test_the_configuration_knows_every_advantage():
    named = set(LossConfig.model_fields["advantage"].annotation.__args__)
    assert named == {*ADVANTAGES, "given"}
