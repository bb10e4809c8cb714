"""pass@k, avg@k, maj@k and cons@k are what counting all draws gives, and scipy where it has them."""

import itertools
import json
import random
import statistics
from collections import Counter

import numpy as np
import pytest
from scipy.stats import binomtest, hypergeom

from rewardry.statistics import pass_at_k as module
from rewardry.statistics.intervals import Interval, wilson_of_mean
from rewardry.statistics.pass_at_k import OverQuestions, avg_at_k, cons_at_k, maj_at_k, pass_at_k


@pytest.mark.parametrize(("n", "c"), [(1, 0), (1, 1), (8, 3), (16, 1), (64, 7), (64, 63), (1000, 12)])
def test_pass_at_k_is_that_of_scipy(n, c):
    for k in {1, n // 2 or 1, n - 1 or 1, n}:
        assert pass_at_k(n, c, k) == pytest.approx(hypergeom.sf(0, n, c, k), abs=1e-12)
        drawn = np.arange(k + 1)
        assert avg_at_k(n, c, k) == pytest.approx(drawn @ hypergeom.pmf(drawn, n, c, k) / k, abs=1e-12)


@pytest.mark.parametrize("figure", [pass_at_k, avg_at_k])
@pytest.mark.parametrize(("n", "c", "k"), [(4, 5, 1), (4, -1, 1), (4, 1, 5), (4, 1, 0)])
def test_what_cannot_be_is_refused(figure, n, c, k):
    with pytest.raises(ValueError, match="0 <= c <= n and 1 <= k <= n are wanted"):
        figure(n, c, k)


def by_all_draws(right, wrong, k, silent):
    answers = ["right"] * right + [i for i, count in enumerate(wrong) for _ in range(count)] + [None] * silent
    won = []
    for draw in itertools.combinations(answers, k):
        votes = Counter(answer for answer in draw if answer is not None)
        level = [answer for answer, count in votes.items() if count == max(votes.values())]
        won.append(("right" in level) / len(level) if level else 0.0)
    return statistics.fmean(won)


@pytest.mark.parametrize(
    ("right", "wrong", "silent"),
    [(1, [], 0), (0, [2], 1), (2, [1], 0), (3, [3], 0), (2, [2, 2, 1], 1), (4, [1, 1, 1, 1], 2), (1, [3, 2], 3)],
)
def test_maj_at_k_is_the_share_of_all_draws(right, wrong, silent):
    for k in range(1, right + sum(wrong) + silent + 1):
        found = maj_at_k(right, wrong, k, silent)
        assert found.exact
        assert found.value == pytest.approx(by_all_draws(right, wrong, k, silent), abs=1e-12), k


@pytest.mark.parametrize(("right", "wrong", "silent"), [(1, [], 0), (9, [], 0), (3, [], 5), (40, [], 24)])
def test_where_nothing_wrong_is_said_a_vote_fails_by_silence_alone(right, wrong, silent):
    n = right + silent
    for k in range(1, n + 1):
        assert maj_at_k(right, wrong, k, silent).value == pytest.approx(pass_at_k(n, right, k), abs=1e-12)
        assert pass_at_k(n, right, k) <= 1.0


@pytest.mark.parametrize(("counts", "silent"), [([5, 5, 5, 5], 0), ([7, 3, 3, 1, 1], 4), ([1] * 12, 2)])
def test_some_answer_wins_unless_nobody_votes(counts, silent):
    n = sum(counts) + silent
    for k in range(1, n + 1):
        chances = [maj_at_k(own, counts[:i] + counts[i + 1 :], k, silent).value for i, own in enumerate(counts)]
        nobody = hypergeom.pmf(k, n, silent, k)
        assert sum(chances) == pytest.approx(1 - nobody, abs=1e-9)


def test_a_majority_over_too_many_answers_is_estimated_and_says_so(monkeypatch):
    exact = maj_at_k(9, [6, 5, 4], 8)
    assert exact.exact
    monkeypatch.setattr(module, "MOST_STEPS", 10)
    module._majority.cache_clear()
    drawn = maj_at_k(9, [6, 5, 4], 8)
    module._majority.cache_clear()
    assert not drawn.exact
    assert drawn.value == pytest.approx(exact.value, abs=0.1)


def test_impossible_votes_are_refused():
    with pytest.raises(ValueError, match="counts are 0 or more"):
        maj_at_k(1, [-1], 1)
    with pytest.raises(ValueError, match=r"maj@3 of 1 right ones in 2 completions"):
        maj_at_k(1, [1], 3)


@pytest.mark.parametrize(
    ("answers", "rights", "k", "won"),
    [
        (["4", "5", "5"], [1, 0, 0], 1, 1.0),
        (["4", "5", "5"], [1, 0, 0], 2, 1.0),
        (["4", "5", "5"], [1, 0, 0], 3, 0.0),
        ([None, "5"], [0, 1], 2, 1.0),
        ([None, None], [0, 0], 2, 0.0),
    ],
)
def test_consensus_is_one_vote_of_the_first_completions(answers, rights, k, won):
    assert cons_at_k(answers, [bool(right) for right in rights], k) == won


def test_consensus_needs_a_label_for_each_answer():
    with pytest.raises(ValueError, match="cons@1 of 2 answers and 1 labels"):
        cons_at_k(["4", "5"], [True], 1)


@pytest.mark.parametrize(("right", "n"), [(0, 5), (5, 5), (3, 10), (700, 1000)])
def test_over_questions_that_are_right_or_wrong_the_interval_is_scipys_wilson(right, n):
    figure = OverQuestions()
    figure.add(1.0, 4, right)
    figure.add(0.0, 4, n - right)
    value, interval, questions = figure.estimate()
    expected = binomtest(right, n).proportion_ci(method="wilson")
    assert (value, questions) == (pytest.approx(right / n, abs=1e-12), n)
    assert tuple(interval) == pytest.approx((expected.low, expected.high), abs=1e-12)


def test_figures_of_parts_add_up_to_those_of_the_whole():
    whole, parts = OverQuestions(), OverQuestions()
    for i in range(30):
        part = OverQuestions()
        for figure in (whole, part):
            figure.add(avg_at_k(7, i % 8, 3), 7)
        parts.merge(json.loads(json.dumps(part.to_json())))
    assert parts.estimate() == whole.estimate()


def test_a_mean_of_nothing_is_none():
    assert OverQuestions().estimate() == (None, None, 0)


def test_shares_without_spread_are_worth_one_trial_each():
    assert wilson_of_mean(0.5, 0.0, 4, 32) == wilson_of_mean(0.5, 0.25, 4, 32)
    assert wilson_of_mean(1.0, 0.0, 4, 32).high == 1.0


def test_spread_below_that_of_independent_completions_is_never_worth_more_than_all_of_them():
    assert wilson_of_mean(0.5, 1e-9, 10, 80) == wilson_of_mean(0.5, 0.25, 80, 80)
    assert isinstance(wilson_of_mean(0.5, 1e-9, 10, 80), Interval)


def test_the_interval_covers_the_mean_of_the_questions_as_often_as_it_says():
    chance = np.random.default_rng(0)
    covered, runs = 0, 1000
    for _ in range(runs):
        figure = OverQuestions()
        for right in chance.binomial(8, chance.beta(0.8, 1.2, 100)):
            figure.add(avg_at_k(8, int(right), 8), 8)
        covered += 0.4 in figure.estimate().interval
    assert 0.92 <= covered / runs <= 0.98


def test_many_answers_take_no_time_worth_mentioning():
    chance = random.Random(0)
    answers = [chance.randrange(40) for _ in range(128)]
    counts = Counter(answers)
    assert 0 <= maj_at_k(counts.pop(0, 1), list(counts.values()), 64).value <= 1
