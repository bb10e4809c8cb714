"""How values make one reward and one advantage."""

import itertools
import math

import pytest

from rewardry import combine


@pytest.mark.parametrize(
    ("values", "options", "total"),
    [
        ([1, 1, 1], {}, 1.0),
        ([1, 0, 0.5], {}, 0.65),
        ([1, None, 1], {}, 0.7),
        ([1, None, 1], {"normalize_weights": True}, 1.0),
        ([None, None, None], {}, None),
        ([None, 0, None], {}, 0.0),
    ],
)
def test_weighted_sum(values, options, total):
    assert combine.weighted_sum(values, [0.6, 0.3, 0.1], **options) == (None if total is None else pytest.approx(total))


def test_a_sum_of_unequal_lengths_is_refused():
    with pytest.raises(ValueError, match=r"longer|shorter"):
        combine.weighted_sum([1, 2], [1.0])


@pytest.mark.parametrize(
    ("subject", "value", "result"), [(1, 0.3, 0.3), (0, 0.3, 0.0), (0.99, 1, 0.0), (None, 1, None), (1, None, None)]
)
def test_gate(subject, value, result):
    assert combine.gate(subject, value) == result


@pytest.mark.parametrize(
    ("reason", "correct", "value"),
    [("stop", True, 1.0), ("stop", False, 0.0), ("length", True, 0.0), ("length", False, 0.0), (None, True, None)],
)
def test_stop_gate(reason, correct, value):
    assert combine.stop_gate(reason, correct) == value


def test_tables_of_form_and_answer():
    independent = [combine.format_accuracy_table(*key) for key in ((True, True), (False, True), (True, False))]
    assert independent == [1.0, 0.5, -0.5]
    assert combine.format_accuracy_table(False, True, "simplerl_mix", format_penalty=-2.0) == -2.0
    with pytest.raises(LookupError, match="there are simplerl_independent, simplerl_mix"):
        combine.format_accuracy_table(True, True, "simpler")


def test_lexicographic_breaks_ties_only():
    better, tied, worse = (combine.lexicographic(row) for row in ([1, 0, 0], [1, 0, 5], [0, 9, 9]))
    assert tied > better > worse
    assert combine.lexicographic([1, None]) is None
    assert combine.lexicographic([]) is None


def test_shaping_by_a_potential_sums_to_its_ends():
    potentials = [0.0, 0.3, 0.1, 1.0]
    steps = [combine.shaping(a, b) for a, b in itertools.pairwise(potentials)]
    assert math.fsum(steps) == pytest.approx(1.0)


def test_components_that_disagree_cancel_in_both_modes():
    for mode in ("sum_then_normalize", "normalize_then_sum"):
        assert combine.group_advantage([[1, 0], [0, 1]], [1, 1], 2, mode) == [0.0, 0.0]


def test_the_modes_differ_where_a_component_is_undecided():
    rewards = [[1, None], [0, 1], [0, 0], [1, 1]]
    by_sum = combine.group_advantage(rewards, [1, 1], 4, "sum_then_normalize")
    by_part = combine.group_advantage(rewards, [1, 1], 4, "normalize_then_sum")
    assert by_sum[0] == pytest.approx(0.0)
    assert by_part[0] > 0.3


def test_a_row_without_any_value_has_no_advantage_and_moves_no_mean():
    found = combine.group_advantage([[1], [0], [None], [1]], [1], 4, scale_rewards="none")
    assert found == pytest.approx([1 / 3, -2 / 3, 0, 1 / 3])


@pytest.mark.parametrize("mode", ["sum_then_normalize", "normalize_then_sum"])
def test_advantages_are_those_of_torch(mode):
    torch = pytest.importorskip("torch")
    rewards = [[1.0, 0.2], [0.0, 0.7], [1.0, 0.1], [0.0, 0.0], [1.0, 1.0], [1.0, 0.5], [0.0, 0.5], [1.0, 0.9]]
    weights = [1.0, 0.5]
    found = combine.group_advantage(rewards, weights, 4, mode)
    table = torch.tensor(rewards, dtype=torch.float64).view(2, 4, 2)
    if mode == "sum_then_normalize":
        sums = (table * torch.tensor(weights)).sum(2)
        wanted = (sums - sums.mean(1, keepdim=True)) / (sums.std(1, keepdim=True) + 1e-4)
    else:
        parts = (table - table.mean(1, keepdim=True)) / (table.std(1, keepdim=True) + 1e-4)
        sums = (parts * torch.tensor(weights)).sum(2)
        wanted = (sums - sums.mean()) / (sums.std() + 1e-4)
    assert found == pytest.approx(wanted.flatten().tolist())


def test_scales_of_a_sum():
    rewards = [[1.0], [0.0], [3.0], [0.0]]
    assert combine.group_advantage(rewards, [1], 2, scale_rewards="none") == [0.5, -0.5, 1.5, -1.5]
    by_batch = combine.group_advantage(rewards, [1], 2, scale_rewards="batch")
    assert by_batch[2] == pytest.approx(3 * by_batch[0])
    by_group = combine.group_advantage(rewards, [1], 2)
    assert by_group[2] == pytest.approx(by_group[0], rel=1e-3)


def test_rows_that_are_no_whole_groups_are_refused():
    with pytest.raises(ValueError, match="3 rows are no whole groups of 2"):
        combine.group_advantage([[1], [2], [3]], [1], 2)
