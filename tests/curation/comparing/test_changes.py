"""What changes inside a group between two recipes, beside the same counted by hand."""

import itertools
import statistics

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewardry.curation.comparing.changes import changes, standings, summary

TOTALS = st.lists(st.tuples(*[st.none() | st.sampled_from([0.0, 0.5, 1.0, 0.1 + 0.2, 0.3, -2.0])] * 2), max_size=6)
SOME = settings(max_examples=40)


def one_group(both):
    [found] = changes([tuple(range(len(both)))], [a for a, _ in both], [b for _, b in both])
    return found


def sign(value):
    return (value > 1e-9) - (value < -1e-9)


@SOME
@given(TOTALS)
def test_pairs_turn_as_often_as_comparing_each_two_says(both):
    found = one_group(both)
    decided = [pair for pair in both if None not in pair]
    turned = [abs(sign(a - c) - sign(b - d)) / 2 for (a, b), (c, d) in itertools.combinations(decided, 2)]
    assert (found.turned, found.pairs) == (sum(turned), len(turned))


@SOME
@given(TOTALS)
def test_backwards_the_same_changes_with_gained_and_lost_swapped(both):
    there, back = one_group(both), one_group([(b, a) for a, b in both])
    assert (there.moved, there.flipped, there.turned) == (back.moved, back.flipped, back.turned)
    assert there.weight == pytest.approx(back.weight)
    one, other = summary([there]), summary([back])
    for name, mirrored in (
        ("gained_sign", "lost_sign"),
        ("became_decided", "became_undecided"),
        ("without_signal_after", "without_signal_before"),
    ):
        assert (one[name], one[mirrored]) == (other[mirrored], other[name])


@SOME
@given(TOTALS)
def test_the_same_totals_change_nothing(both):
    same = [(a, a) for a, _ in both]
    found = summary([one_group(same)])
    changed = ("groups_changed", "moved", "flipped", "lost_sign", "gained_sign", "became_undecided", "became_decided")
    assert [found[name] for name in changed] == [0] * 7
    assert found["pairs_turned"] in (0.0, None)


@SOME
@given(st.lists(st.sampled_from([0.0, 0.25, 1.0, -3.0, None]), min_size=1, max_size=7), st.randoms())
def test_where_a_completion_stands_does_not_hang_on_its_place(totals, chance):
    order = list(range(len(totals)))
    chance.shuffle(order)
    straight, mixed = standings(totals), standings([totals[i] for i in order])
    for place, i in enumerate(order):
        assert mixed[place].rank == straight[i].rank
        assert mixed[place].advantage == pytest.approx(straight[i].advantage)
    known = [one.rank for one in straight if one.rank is not None]
    assert sum(known) == len(known) * (len(known) + 1) / 2


@pytest.mark.parametrize(
    ("totals", "ranks", "signs"),
    [
        ([], [], []),
        ([1.0], [1.0], [0]),
        ([None], [None], [0]),
        ([1.0, None], [1.0, None], [0, 0]),
        ([2.0, 2.0, 2.0], [2.0, 2.0, 2.0], [0, 0, 0]),
        ([0.0, 1.0, 0.5], [3.0, 1.0, 2.0], [-1, 1, 0]),
        ([0.0, 0.0, 1.0], [2.5, 2.5, 1.0], [-1, -1, 1]),
        ([1e9, 1e9 + 0.5], [1.5, 1.5], [0, 0]),  # rounding, at this size
    ],
)
def test_standings_by_hand(totals, ranks, signs):
    found = standings(totals)
    assert [one.rank for one in found] == ranks
    assert [one.sign for one in found] == signs


@pytest.mark.parametrize(
    ("before", "after", "counted"),
    [
        ([1.0, 0.0], [0.0, 1.0], {"moved": 2, "flipped": 2, "groups_changed": 1}),
        ([1.0, 0.0], [5.0, 5.0], {"moved": 2, "flipped": 0, "lost_sign": 2, "without_signal_after": 1}),
        ([5.0, 5.0], [1.0, 0.0], {"moved": 2, "gained_sign": 2, "without_signal_before": 1}),
        ([1.0, None], [None, 1.0], {"became_undecided": 1, "became_decided": 1, "without_signal_before": 1}),
        ([0.0, 0.4, 1.0], [0.0, 0.6, 1.0], {"moved": 0, "flipped": 1, "groups_changed": 1}),
    ],
)
def test_each_kind_of_change_is_counted(before, after, counted):
    found = summary(changes([tuple(range(len(before)))], before, after))
    assert {name: found[name] for name in counted} == counted
    assert (found["rows"], found["groups"]) == (len(before), 1)


def test_what_changes_most_weighs_most():
    most, less, none = (one_group(both) for both in ([(1, 0), (0, 1)], [(1, 1), (0, 0.9), (0, 0)], [(1, 2), (0, 0)]))
    assert most.weight > less.weight > none.weight
    assert most.weight == pytest.approx(4 * 0.5 / (statistics.stdev([0, 1]) + 1e-4))
