"""What a watched run looks like: its figures in their order, their curves, and how completions were spread."""

import statistics

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewardry.curation.watching.alarms import History
from rewardry.curation.watching.distributions import SHARES, cuts_of, distributions, spreads_of
from rewardry.curation.watching.signals import Record
from rewardry.curation.watching.table import Figure, cells, figures, spark, spread_cells

BARS = "▁▂▃▄▅▆▇█"


@pytest.mark.parametrize(
    ("values", "width", "curve"),
    [
        ([1.0], 24, "▁"),
        ([3.0, 3.0, 3.0], 24, "▁▁▁"),
        ([0.0, 7.0], 24, "▁█"),
        ([-1.0, 0.0, 1.0], 24, "▁▅█"),
        (list(range(8)), 24, BARS),
        (list(range(16)), 8, BARS),  # each bar the mean of two
        ([0, 0, 0, 9, 9, 9, 0, 0, 0], 3, "▁█▁"),
        ([5.0] * 100, 4, "▁▁▁▁"),
    ],
)
def test_a_curve_goes_from_the_lowest_bar_to_the_highest(values, width, curve):
    assert spark(values, width) == curve


@settings(max_examples=50)
@given(st.lists(st.floats(-1e59, 1e59), min_size=1, max_size=60), st.integers(1, 30))
def test_a_curve_has_a_bar_for_each_value_up_to_its_width_and_rises_where_they_do(values, width):
    curve = spark(values, width)
    assert len(curve) == min(len(values), width)
    assert set(curve) <= set(BARS)
    if len(values) <= width:
        ordered = sorted(values)
        assert sorted(curve) == list(spark(ordered, width))


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ([0.5], ("0.5", "0.5", "-")),
        ([1.0] * 20, ("1", "1", "-")),
        ([0.0] * 1 + [1.0] * 20, ("1", "1", "+1")),
        ([2.0] * 20 + [1.0] * 19 + [3.0], ("3", "1.1", "-0.9")),
        ([9.0] * 30 + [2.0] * 20 + [1.0] * 20, ("1", "1", "-1")),  # of the 20 before, no others
        ([123456.789], ("1.235e+05", "1.235e+05", "-")),
    ],
)
def test_a_row_holds_the_last_value_the_mean_of_the_last_20_and_the_change_against_those_before(values, told):
    name, part, *numbers, curve = cells(Figure("reward", "total", range(len(values)), values))
    assert (name, part, tuple(numbers), len(curve)) == ("reward", "total", told, min(len(values), 24))


def watched(*lines, **samples):
    history = History()
    for step, line in enumerate(lines):
        history.add(Record(step, dict(line), {name: list(values) for name, values in samples.items()}))
    return history


def test_figures_stand_in_the_order_of_what_they_mean_and_each_once():
    keys = ("undecided", "entropy", "canaries_paid", "repetition", "length", "reward", "loss")
    line = dict.fromkeys((*keys, "rewards/format/mean", "rewards/right/mean", "rewards/right/undecided"), 0.0)
    assert [(one.name, one.part) for one in figures(watched(line, line))] == [
        ("reward", "reward"),
        ("rewards/right/mean", "trusted"),  # and not again among the components
        ("rewards/format/mean", "form"),
        ("length", "length"),
        ("repetition", "repetition"),
        ("canaries_paid", "canaries"),
        ("entropy", "entropy"),
        ("undecided", "undecided"),
    ]
    line["rewards/right/undecided"] = 0.25  # shown where it ever happened
    assert [one.name for one in figures(watched(line, line))][-1] == "rewards/right/undecided"


def test_a_figure_holds_the_steps_that_have_it():
    found = {one.name: one for one in figures(watched({"reward": 1.0}, {"length": 5.0}, {"reward": 2.0}))}
    assert (list(found["reward"].steps), list(found["reward"].values)) == ([0, 2], [1.0, 2.0])
    assert (list(found["length"].steps), found["length"].last) == ([1], 5.0)


@settings(max_examples=40)
@given(st.lists(st.floats(-100, 100), min_size=2, max_size=30))
def test_the_cuts_are_quantiles_with_both_ends_among_the_values(values):
    numpy = pytest.importorskip("numpy")
    assert cuts_of(values) == pytest.approx(numpy.percentile(values, SHARES), abs=1e-9)
    assert cuts_of(values)[2] == pytest.approx(statistics.median(values), abs=1e-9)


def test_one_completion_alone_has_no_spread():
    assert spreads_of(Record(1, {}, {"reward": [1.0], "length": [2.0, 4.0]})) == {"length": (2.2, 2.5, 3.0, 3.5, 3.8)}


def test_spreads_are_followed_over_the_steps_that_have_them():
    history = watched({}, {}, reward=[0.0, 1.0])
    history.add(Record(7, {}, {"reward": [1.0, 3.0], "length": [5.0, 5.0]}))
    reward, length = distributions(history)
    assert (reward.name, list(reward.steps), reward.over_time(50)) == ("reward", [0, 1, 7], [0.5, 0.5, 2.0])
    assert (length.name, list(length.steps), length.over_time(90)) == ("length", [7], [5.0])
    assert spread_cells(reward) == ("reward", "7", "1.2", "1.5", "2", "2.5", "2.8", "▁▁█", "▁▁█", "▁▁█")
