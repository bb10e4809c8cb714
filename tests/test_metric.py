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


@pytest.mark.parametrize("end", [",", " ", "\n", "\r\n", "\t", "\x0b", "\u2028", "\u00a0", "\u3000"], ids=repr)
def test_a_word_is_counted_under_one_name_whatever_follows_it(end):
    assert metric.reflection(f"Let me recheck{end}this") == {"recheck": 1}


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("", {}),
        ("wait for it; however it goes, alternatively so", {}),  # without the comma they turn back on nothing
        ("WAIT, Wait, wait,", {"wait": 3}),
        ("retry, retry retrying", {"retry": 3}),
        ("await, rechecking, precheck ", {}),
        ("However, Alternatively, recheck,", {"however": 1, "alternatively": 1, "recheck": 1}),
    ],
)
def test_words_are_counted_as_open_reasoner_zero_writes_them(text, counts):
    assert metric.reflection(text) == counts


@pytest.mark.parametrize(
    ("answers", "ignore_none", "winner"),
    [
        ([], True, None),
        ([None, None], True, None),
        ([None, None, "4"], True, "4"),
        ([None, None, "4"], False, None),
        ([None, "4", "4"], False, "4"),
        (["4", None], False, "4"),  # of equally many the one that came first
        ([None, "4"], False, None),
        (["a", "b", "b", "a"], True, "a"),
        (["b", "a", "a ", " a"], True, "a"),
        (["", " ", "x"], True, ""),
    ],
)
def test_a_majority_of_texts(answers, ignore_none, winner):
    assert metric.majority(answers, "text", ignore_none) == winner


def test_an_answer_is_compared_with_the_first_of_each_kind_alone():
    asked = []

    def same(one, other):
        asked.append((one, other))
        return abs(float(one) - float(other)) < 0.5

    assert metric.majority(["1", "1.4", "1.8", "1.8"], same) == "1"
    assert asked == [("1.4", "1"), ("1.8", "1"), ("1.8", "1")]  # what is written alike is not asked for
