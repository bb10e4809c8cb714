"""JudgeBench's figures beside a reference computation, written here after utils/metrics.py of the original."""

import itertools
import random

import pytest

from rewardry.benchmarks.metrics.judgebench import Pair, pair_figures

DECISIONS = ("A>B", "B>A", "A=B", None)


def flipped(decision):
    return {"A>B": "B>A", "B>A": "A>B"}.get(decision, decision)


def original(pairs):
    """Accuracy, and pairs whose decisions differ, in percent, as the original counts them."""
    right = inconsistent = 0
    for label, first, second in pairs:
        counter = 0
        for decision in (first, flipped(second)):
            counter += (decision == label) - (decision == flipped(label))
        right += counter > 0
        inconsistent += first != flipped(second)
    return 100 * right / len(pairs), 100 * inconsistent / len(pairs)


@pytest.mark.parametrize("seed", range(5))
def test_the_figures_are_the_originals(seed):
    chance = random.Random(seed)
    pairs = [Pair(chance.choice(DECISIONS[:2]), chance.choice(DECISIONS), chance.choice(DECISIONS)) for _ in range(97)]
    figures = pair_figures(pairs)
    assert (figures.accuracy, figures.inconsistent) == pytest.approx(original(pairs))
    assert figures.accuracy + figures.wrong + figures.tied == pytest.approx(100)
    assert figures.consistent + figures.inconsistent == pytest.approx(100)


@pytest.mark.parametrize(
    ("first", "second", "accuracy"),
    [
        ("A>B", "B>A", 100.0),
        ("A>B", "A=B", 100.0),
        ("A>B", "A>B", 0.0),
        ("A=B", "A=B", 0.0),
        ("A>B", None, 100.0),
        (None, None, 0.0),
        ("A>>B", "B>>A", 100.0),
    ],
)
def test_one_right_decision_and_a_tie_are_right(first, second, accuracy):
    assert pair_figures([Pair("A>B", first, second)]).accuracy == accuracy


def test_every_kind_of_pair_is_counted_once():
    pairs = [Pair("A>B", *both) for both in itertools.product(DECISIONS, repeat=2)]
    figures = pair_figures(pairs)
    assert figures.missing == pytest.approx(100 * 7 / 16)
    assert figures.both_right == pytest.approx(100 / 16)


def test_no_pairs_have_no_figures():
    with pytest.raises(ValueError, match="no pair"):
        pair_figures([])
