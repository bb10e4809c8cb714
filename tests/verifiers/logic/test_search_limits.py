"""Searches that end."""

import itertools

import pytest

from rewardry.verifiers.logic.search_limits import SearchLimitError, Steps, count_up_to, is_one


def solutions(*found, most):
    steps = Steps(most)
    for one in found:
        steps.take()
        yield one
    steps.take()


def test_so_many_steps_can_be_taken_and_no_more():
    steps = Steps(2)
    steps.take()
    steps.take()
    for _ in range(2):
        with pytest.raises(SearchLimitError, match="given up"):
            steps.take()


def test_no_more_solutions_are_looked_for_than_are_counted():
    looked_at = itertools.count()
    assert count_up_to(3, looked_at) == 3
    assert next(looked_at) == 3
    assert count_up_to(3, "ab") == 2


@pytest.mark.parametrize(
    ("found", "most", "one"), [((), 9, False), ("a", 9, True), ("ab", 9, False), ("a", 1, False), ("ab", 2, False)]
)
def test_one_is_proved_only_where_the_search_comes_to_its_end(found, most, one):
    assert is_one(solutions(*found, most=most)) is one
