"""How values make one reward and one advantage."""

import itertools
import math
import statistics

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([[1], [2]], [1], 0), "^2 rows are no whole groups of 0$"),
        (([[1], [2]], [1], -2), "^2 rows are no whole groups of -2$"),
        (([[1], [2]], [1], 2, "normalise_then_sum"), "no mode 'normalise_then_sum'. Did you mean 'normalize_then_sum'"),
        (([[1], [2]], [1], 2, "sum_then_normalize", "std"), "^scale_rewards is not 'std'. Known: batch, group, none"),
        (([[1, 5], [2, 5]], [1], 2, "normalize_then_sum"), "^a row has 2 values for 1 weights$"),
        (([[1, 5], [2]], [1, 1], 2, "normalize_then_sum"), "^a row has 1 values for 2 weights$"),
        (([[1], [2]], [1, 1], 2), "^a row has 1 values for 2 weights$"),
    ],
    ids=range(7),
)
def test_what_is_misspelt_or_uneven_is_not_taken_for_something_else(arguments, message):
    with pytest.raises(ValueError, match=message):
        combine.group_advantage(*arguments)


def test_weights_that_add_up_to_nothing_divide_nothing():
    with pytest.raises(ValueError, match=r"the weights \[1, -1\] add up to 0"):
        combine.weighted_sum([2, 3, None], [1, -1, 5], normalize_weights=True)
    assert combine.weighted_sum([None, None], [1, -1], normalize_weights=True) is None
    assert combine.weighted_sum([2, 3], [1, -1]) == -1.0


def deviation(values):
    return statistics.stdev(values) if len(values) > 1 else 0.0


def by_definition(rewards, weights, group, mode, scale, eps):
    """The advantages, from the definition of each mode, with None for what has none."""

    def of_groups(values, divided):
        found = []
        for start in range(0, len(values), group):
            members = values[start : start + group]
            known = [value for value in members if value is not None]
            mean = statistics.fmean(known) if known else 0.0
            by = deviation(known) + eps if divided else 1.0
            found += [None if value is None else (value - mean) / by for value in members]
        return found

    def summed(row):
        known = [(value, weight) for value, weight in zip(row, weights, strict=True) if value is not None]
        return sum(value * weight for value, weight in known) if known else None

    if mode == "normalize_then_sum":
        columns = [of_groups([row[i] for row in rewards], True) for i in range(len(weights))]
        sums = [summed(row) for row in zip(*columns, strict=True)]
        known = [value for value in sums if value is not None]
        found = [None if v is None else (v - statistics.fmean(known)) / (deviation(known) + eps) for v in sums]
    else:
        sums = [summed(row) for row in rewards]
        found = of_groups(sums, scale == "group")
        if scale == "batch":
            by = deviation([value for value in sums if value is not None]) + eps
            found = [None if value is None else value / by for value in found]
    return [0.0 if value is None else value for value in found]


VALUES = st.none() | st.integers(-8, 8).map(lambda number: number / 4)


@given(
    st.integers(1, 4).flatmap(
        lambda group: st.tuples(
            st.just(group), st.lists(st.lists(st.tuples(VALUES, VALUES), min_size=group, max_size=group), max_size=3)
        )
    ),
    st.sampled_from(["sum_then_normalize", "normalize_then_sum"]),
    st.sampled_from(["group", "batch", "none"]),
    st.sampled_from([1e-4, 0.5]),
)
@settings(max_examples=60, deadline=None)
def test_advantages_are_those_of_the_definition(drawn, mode, scale, eps):
    group, groups = drawn
    rewards = [row for members in groups for row in members]
    found = combine.group_advantage(rewards, [1.0, -0.5], group, mode, scale, eps)
    assert found == pytest.approx(by_definition(rewards, [1.0, -0.5], group, mode, scale, eps), abs=1e-9)
