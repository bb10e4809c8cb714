"""Metrics over the completions of a prompt."""

import itertools

import pytest

from rewardry import metric


@pytest.mark.parametrize(("n", "c", "k"), [(4, 1, 1), (4, 1, 2), (5, 2, 3), (6, 0, 2), (6, 6, 6), (7, 3, 4)])
def test_pass_at_k_is_the_share_of_draws_with_a_right_one(n, c, k):
    draws = list(itertools.combinations([True] * c + [False] * (n - c), k))
    assert metric.pass_at_k(n, c, k) == pytest.approx(sum(map(any, draws)) / len(draws))


@pytest.mark.parametrize(("n", "c", "k"), [(4, 5, 1), (4, -1, 1), (4, 1, 5), (4, 1, 0)])
def test_pass_at_k_of_what_cannot_be_is_refused(n, c, k):
    with pytest.raises(ValueError, match="0 <= c <= n and 1 <= k <= n"):
        metric.pass_at_k(n, c, k)


@pytest.mark.parametrize(
    ("answers", "winner"),
    [
        ([], None),
        ([None, None], None),
        (["4", "4", "5"], "4"),
        (["5", "4"], "5"),
        (["1/2", "0.5", "3"], "1/2"),
        (["3", "1/2", "\\frac12"], "1/2"),
        ([None, None, "7"], "7"),
        (["x+1", "1+x", "2", "2"], "x+1"),
    ],
)
def test_majority_over_answers_that_are_mathematically_equal(answers, winner):
    assert metric.majority(answers) == winner


def test_majority_with_other_equivalences():
    assert metric.majority(["a", "A", "b", "b"], "text") == "b"
    assert metric.majority(["a", "A", "b"], lambda one, other: one.lower() == other.lower()) == "a"
    assert metric.majority([None, None, "7"], "text", ignore_none=False) is None


def test_avg_at_k():
    assert metric.avg_at_k([1.0, 0.0, 1.0, 0.0]) == 0.5
    assert metric.avg_at_k([]) is None


def test_reflection_is_counted_and_not_paid():
    assert metric.reflection("Wait, wait, no. However, I must retry; alternatively, recheck it.") == {
        "wait": 2,
        "however": 1,
        "retry": 1,
        "alternatively": 1,
        "recheck": 1,
    }
    assert metric.reflection("waiting, howeverer") == {}
