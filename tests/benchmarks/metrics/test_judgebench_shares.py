"""Each way in which a pair can be judged, told by hand."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewardry.benchmarks.metrics.judgebench import Pair, pair_figures

DECISIONS = ("A>B", "B>A", "A=B", None)
PAIRS = st.builds(Pair, st.sampled_from(DECISIONS[:2]), *[st.sampled_from(DECISIONS)] * 2)


@pytest.mark.parametrize(
    ("first", "second", "came_out", "alike", "both_right", "missing"),
    [
        # A is better. The second decision is about (B, A): there "B>A" says that A is better.
        ("A>B", "B>A", "right", True, True, False),
        ("A>B", "A=B", "right", False, False, False),
        ("A>B", None, "right", False, False, True),
        ("A=B", "B>A", "right", False, False, False),
        (None, "B>A", "right", False, False, True),
        ("A>B", "A>B", "tied", False, False, False),
        ("B>A", "B>A", "tied", False, False, False),
        ("A=B", "A=B", "tied", True, False, False),
        ("A=B", None, "tied", False, False, True),
        (None, None, "tied", True, False, True),
        ("B>A", "A>B", "wrong", True, False, False),
        ("B>A", "A=B", "wrong", False, False, False),
        ("A=B", "A>B", "wrong", False, False, False),
        (None, "A>B", "wrong", False, False, True),
        ("B>>A", "A>>B", "wrong", True, False, False),
        ("A>>B", "B>A", "right", True, True, False),
    ],
)
def test_a_pair_comes_out_as_its_two_decisions_say(first, second, came_out, alike, both_right, missing):
    found = pair_figures([Pair("A>B", first, second)])
    assert {"right": found.accuracy, "wrong": found.wrong, "tied": found.tied} == {
        "right": 100.0 * (came_out == "right"),
        "wrong": 100.0 * (came_out == "wrong"),
        "tied": 100.0 * (came_out == "tied"),
    }
    assert (found.consistent, found.inconsistent) == ((100.0, 0.0) if alike else (0.0, 100.0))
    assert (found.both_right, found.missing) == (100.0 * both_right, 100.0 * missing)


@settings(max_examples=40)
@given(st.lists(PAIRS, min_size=1, max_size=20), st.randoms())
def test_the_figures_are_means_over_pairs_in_any_order(pairs, chance):
    each = [pair_figures([pair]) for pair in pairs]
    means = [sum(column) / len(pairs) for column in zip(*each, strict=True)]
    assert list(pair_figures(pairs)) == pytest.approx(means)
    mixed = list(pairs)
    chance.shuffle(mixed)
    assert pair_figures(mixed) == pair_figures(pairs)


def other_way_round(pair):
    """The same judgement of the same answers, given in the other order."""
    return Pair({"A>B": "B>A", "B>A": "A>B"}[pair.label], pair.second, pair.first)


@settings(max_examples=40)
@given(st.lists(PAIRS, min_size=1, max_size=20))
def test_which_answer_is_called_a_does_not_matter(pairs):
    assert pair_figures([other_way_round(pair) for pair in pairs]) == pair_figures(pairs)


def test_a_judge_of_coins_is_right_as_often_as_wrong():
    pairs = [Pair("A>B", *both) for both in itertools.product(DECISIONS, repeat=2)]
    found = pair_figures(pairs)
    # Of 16 ways 5 are right: both right, and one right beside a tie or nothing, on either side.
    assert (found.accuracy, found.wrong, found.tied) == (31.25, 31.25, 37.5)
    assert (found.both_right, found.missing, found.consistent) == (6.25, 43.75, 25.0)
