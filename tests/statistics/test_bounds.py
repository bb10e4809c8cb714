"""What holds of every figure, whatever the counts: order, ends, and what changing one count does."""

import itertools
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewardry.statistics.best_of_n import MOST_SUBSETS, best_of_n, weighted_majority
from rewardry.statistics.intervals import Interval, wilson, wilson_of_mean, wilson_of_ratio
from rewardry.statistics.pass_at_k import avg_at_k, cons_at_k, maj_at_k, pass_at_k

SOME = settings(max_examples=40)
COUNTS = st.integers(1, 40).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n)))
COMPLETIONS = st.lists(
    st.tuples(
        st.sampled_from(["4", "5", "6", None]), st.sampled_from([None, -1.0, 0.0, 0.25, 0.5, 2.0]), st.booleans()
    ),
    min_size=1,
    max_size=7,
)


@SOME
@given(COUNTS)
def test_more_looks_find_more_and_one_look_finds_the_mean(counts):
    n, c = counts
    figures = [pass_at_k(n, c, k) for k in range(1, n + 1)]
    assert figures == sorted(figures)
    assert figures[0] == pytest.approx(avg_at_k(n, c, 1)) == pytest.approx(c / n)
    assert figures[-1] == float(c > 0)
    assert all(0.0 <= figure <= 1.0 for figure in figures)


@SOME
@given(COUNTS, st.sampled_from([0.5, 0.9, 0.95, 0.999]))
def test_an_interval_holds_its_rate_mirrors_and_narrows(counts, confidence):
    n, c = counts
    found = wilson(c, n, confidence)
    assert c / n in found
    assert 0.0 <= found.low < found.high <= 1.0
    assert (found.low == 0.0, found.high == 1.0) == (c == 0, c == n)
    mirrored = wilson(n - c, n, confidence)
    assert (1 - mirrored.high, 1 - mirrored.low) == (pytest.approx(found.low), pytest.approx(found.high))
    more = wilson(4 * c, 4 * n, confidence)
    assert more.high - more.low < found.high - found.low
    wider = wilson(c, n, 0.9999)
    assert wider.low <= found.low
    assert found.high <= wider.high


@pytest.mark.parametrize(
    ("value", "inside"), [(0.25, True), (0.75, True), (0.2, False), (1, False), (None, False), ("0.5", False)]
)
def test_an_interval_holds_numbers_with_both_ends(value, inside):
    assert (value in Interval(0.25, 0.75)) == inside


@SOME
@given(st.lists(st.tuples(st.integers(0, 6), st.integers(1, 6)).map(lambda p: (min(p), p[1])), min_size=1, max_size=8))
def test_clusters_are_worth_at_least_themselves_and_at_most_their_trials(drawn):
    parts, wholes = zip(*drawn, strict=True)
    found, rate = wilson_of_ratio(parts, wholes), sum(parts) / sum(wholes)
    most = wilson(sum(parts), sum(wholes))
    assert found.low <= most.low + 1e-12
    assert most.high <= found.high + 1e-12
    assert rate in Interval(found.low - 1e-12, found.high + 1e-12)
    order = sorted(range(len(drawn)), key=lambda i: (wholes[i], parts[i]))
    assert wilson_of_ratio([parts[i] for i in order], [wholes[i] for i in order]) == pytest.approx(found)


@SOME
@given(st.lists(st.sampled_from([0.0, 0.25, 0.5, 1.0]), min_size=1, max_size=9), st.integers(1, 8))
def test_shares_of_questions_are_worth_no_more_than_all_their_completions(shares, completions):
    n, mean = len(shares), math.fsum(shares) / len(shares)
    variance = math.fsum((share - mean) ** 2 for share in shares) / n
    found, most = wilson_of_mean(mean, variance, n, n * completions), wilson(mean * n * completions, n * completions)
    assert found.low <= most.low + 1e-9
    assert most.high <= found.high + 1e-9


@SOME
@given(COMPLETIONS, st.data())
def test_the_best_of_n_depends_on_the_order_of_values_alone(completions, data):
    n = data.draw(st.integers(1, len(completions)))
    _, values, rights = (list(column) for column in zip(*completions, strict=True))
    found = best_of_n(values, rights, n)
    assert best_of_n([None if value is None else 3 * value + 7 for value in values], rights, n) == pytest.approx(found)
    order = data.draw(st.permutations(range(len(values))))
    assert best_of_n([values[i] for i in order], [rights[i] for i in order], n) == pytest.approx(found)
    wrong = best_of_n(values, [not right for right in rights], n)
    assert found + wrong == pytest.approx(1.0)


@SOME
@given(COMPLETIONS, st.data())
def test_a_weighted_majority_is_the_mean_over_all_draws(completions, data):
    k = data.draw(st.integers(1, len(completions)))
    answers, values, _ = (list(column) for column in zip(*completions, strict=True))
    rights = [answer == "4" for answer in answers]
    won = []
    for draw in itertools.combinations(range(len(answers)), k):
        votes = {answers[i]: 0.0 for i in draw if answers[i] is not None}
        for i in draw:
            if answers[i] is not None:
                votes[answers[i]] += values[i] or 0.0
        best = [answer for answer, weight in votes.items() if weight == max(votes.values())]
        won.append(("4" in best) / len(best) if best else 0.0)
    assert weighted_majority(answers, rights, values, k) == (pytest.approx(math.fsum(won) / len(won)), True)


def test_up_to_so_many_draws_each_is_looked_at():
    assert math.comb(64, 2) == 2016 > MOST_SUBSETS >= math.comb(63, 2)
    answers, rights = ["a"] * 3 + ["b"] * 60, [True] * 3 + [False] * 60
    assert weighted_majority(answers, rights, [1.0] * 63, 2).exact
    assert not weighted_majority([*answers, "b"], [*rights, False], [1.0] * 64, 2).exact
    assert weighted_majority([*answers, "b"], [False] * 64, [1.0] * 64, 2) == (0.0, True)  # nothing to draw for


@pytest.mark.parametrize(
    ("answers", "rights", "values", "won"),
    [
        (["4", "5"], [True, False], [1.0, 1.0], 0.5),
        (["4", "5"], [True, False], [1.0, 1.0 + 1e-12], 0.5),  # level, but for rounding
        (["4", "5"], [True, False], [1.0, 1.0 + 1e-6], 0.0),
        (["4", "5"], [True, False], [1e9, 1e9 + 0.5], 0.5),
        (["4", "5", "4"], [True, False, False], [1.0, 2.0, 1.5], 1.0),  # the first of an answer decides for all of it
        (["4", "5"], [True, False], [-1.0, -2.0], 1.0),
        (["4", "5"], [True, False], [-1.0, None], 0.0),
    ],
)
def test_all_votes_by_hand(answers, rights, values, won):
    assert weighted_majority(answers, rights, values, len(answers)).value == won


@pytest.mark.parametrize(
    ("answers", "rights", "won"),
    [
        (["4", "5", "5", "4"], [1, 0, 0, 1], 1.0),  # level: that which came first
        (["5", "4", "4", "5"], [0, 1, 1, 0], 0.0),
        (["4", "5", "4"], [0, 0, 1], 0.0),  # the first of an answer decides for all of it
        ([None, None, "4"], [0, 0, 1], 1.0),  # silence is no vote
    ],
)
def test_a_consensus_by_hand(answers, rights, won):
    assert cons_at_k(answers, [bool(right) for right in rights], len(answers)) == won


@SOME
@given(st.integers(0, 6), st.lists(st.integers(0, 4), max_size=4), st.integers(0, 3), st.data())
def test_a_majority_hangs_on_counts_alone_and_gains_by_another_right_one(right, wrong, silent, data):
    n = right + sum(wrong) + silent
    if not n:
        return
    k = data.draw(st.integers(1, n))
    found = maj_at_k(right, wrong, k, silent)
    assert found.exact
    assert maj_at_k(right, [*data.draw(st.permutations(wrong)), 0], k, silent) == found
    assert found.value <= pass_at_k(n, right, k) + 1e-12
    if k == n:
        assert maj_at_k(right + 1, wrong, k + 1, silent).value >= found.value
