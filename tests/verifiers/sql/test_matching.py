"""Rows that are equal only within the tolerance: paired so that each has one of its own, where that can be done."""

import itertools
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewardry.verifiers.sql.comparison import has_perfect_matching, same_multiset, same_result, same_row
from rewardry.verifiers.sql.database import Result

# Multiples of 1/8, and a tolerance of 1/8: sums and differences are exact, and many pairs lie just at the tolerance.
EIGHTHS = st.integers(-4, 4).map(lambda n: n / 8)
CELLS = st.one_of(EIGHTHS, st.integers(-1, 1), st.sampled_from([None, "a"]))


def by_trying_all(one, other, tolerance):
    """Whether some order of the other list equals the first, row by row."""
    return len(one) == len(other) and any(
        all(same_row(a, b, tolerance) for a, b in zip(one, order, strict=True))
        for order in itertools.permutations(other)
    )


@given(st.lists(st.tuples(EIGHTHS, EIGHTHS), max_size=5), st.lists(st.tuples(EIGHTHS, EIGHTHS), max_size=5))
def test_two_lists_of_numbers_are_the_same_where_some_pairing_is(one, other):
    assert same_multiset(one, other, 0.125) is by_trying_all(one, other, 0.125)


@given(st.lists(st.tuples(CELLS, CELLS), max_size=5), st.lists(st.tuples(CELLS, CELLS), max_size=5))
def test_two_lists_of_any_cells_are_the_same_where_some_pairing_is(one, other):
    assert same_multiset(one, other, 0.125) is by_trying_all(one, other, 0.125)


@given(st.lists(st.tuples(st.integers(0, 5)), max_size=6), st.lists(st.tuples(st.integers(0, 5)), max_size=6))
def test_one_column_of_close_numbers_is_the_same_where_some_pairing_is(one, other):
    """Rows that are equal to the letter are not always those to pair: 0, 1 with 1, 2."""
    one, other = ([(n / 8,) for (n,) in rows] for rows in (one, other))
    assert same_multiset(one, other, 0.125) is by_trying_all(one, other, 0.125)
    assert same_multiset([(0.0, 0.0), (0.125, 0.0)], [(0.125, 0.0), (0.25, 0.0)], 0.125)


@given(
    st.lists(st.tuples(EIGHTHS, CELLS, EIGHTHS), max_size=12),
    st.lists(st.tuples(st.integers(-1, 1), st.integers(-1, 1)), min_size=12, max_size=12),
    st.randoms(use_true_random=False),
)
def test_rows_moved_by_no_more_than_the_tolerance_are_the_same_in_any_order(rows, moves, chance):
    moved = [(a + x / 8, b, c + y / 8) for (a, b, c), (x, y) in zip(rows, moves, strict=False)]
    chance.shuffle(moved)
    assert same_multiset(rows, moved, 0.125)
    assert same_multiset(moved, rows, 0.125)


def test_the_first_row_that_fits_is_not_always_the_one_to_take():
    """The row at 1 fits both, the row at 2 only the one that the row at 1 would have taken."""
    assert same_multiset([(1.0, 0.0), (2.0, 0.0)], [(1.5, 0.0), (0.5, 0.0)], 0.5)
    assert same_multiset([(2.0, 0.0), (1.0, 0.0)], [(0.5, 0.0), (1.5, 0.0)], 0.5)


def test_rows_whose_order_by_the_first_number_says_nothing_are_paired_by_the_second():
    one = [(1.0, 5.0), (1.1, 3.0)]
    assert same_multiset(one, [(1.1, 5.0), (1.0, 3.0)], 0.125)
    assert not same_multiset(one, [(1.1, 5.0), (1.0, 4.0)], 0.125)


def test_two_rows_that_fit_the_same_one_alone_are_too_many():
    assert not same_multiset([(1.0, 0), (1.1, 0)], [(1.05, 0), (3.0, 0)], 0.125)
    assert not same_multiset([(1.0, 0), (1.1, 0), (3.0, 0)], [(1.05, 0), (3.05, 0), (2.95, 0)], 0.125)


@pytest.mark.parametrize("count", [2, 50, 300, 3000])
def test_noise_in_one_column_does_not_hide_which_row_is_which(count):
    """A mean that sums in another order differs in its last digits, and stands before what tells the rows apart."""
    chance = random.Random(count)
    rows = [(0.1 + chance.choice((-1, 1)) * 1e-13, float(i), f"n{i % 3}") for i in range(count)]
    other = [(0.1 + chance.choice((-1, 1)) * 1e-12, number, text) for _, number, text in rows]
    chance.shuffle(other)
    assert same_multiset(rows, other, 1e-9)
    (mean, number, text), *rest = other
    assert not same_multiset(rows, [(mean, number + 0.5, text), *rest], 1e-9)


def test_whole_numbers_are_paired_to_the_letter_among_floats():
    """1e15 as a float is near both whole numbers, which are not near each other."""
    big = 10**15
    assert same_multiset([(big,), (float(big),)], [(float(big + 1),), (big,)], 1e-6)
    assert same_multiset([(big,), (big + 1,)], [(float(big),), (big,)], 1e-6)
    assert not same_multiset([(big,), (big,)], [(big + 1,), (big,)], 1e-6)


def test_very_many_nearly_equal_rows_are_compared_in_bounded_time():
    """A long ladder whose steps are within the tolerance: no cell tells rows apart, and the sorted lists still fit."""
    ladder = [(i / 8, 0.0) for i in range(5000)]
    raised = [(number + 1 / 8, zero) for number, zero in reversed(ladder)]
    assert same_multiset(ladder, raised, 0.125)
    assert not same_multiset(ladder, [(0.0, 1.0), *raised[1:]], 0.125)


def test_a_few_rows_among_very_many_equal_ones_are_matched():
    many = [(1.0, 1.0)] * 5000
    one, other = [(1.1, 1.2), (1.2, 1.1)], [(1.1, 1.1), (1.2, 1.3)]
    assert same_multiset([*many, *one], [*other, *many], 0.125)
    assert not same_multiset([*many, (1.1, 1.3)], [(1.3, 1.1), *many], 0.125)


@pytest.mark.parametrize("value", [float("inf"), -float("inf"), 1.7e308, 5e-324, 2**63 - 1, -(2**63)])
def test_numbers_at_the_ends_of_what_sqlite_holds_equal_themselves_alone(value):
    assert same_multiset([(value, 1), (0, 2)], [(0, 2), (value, 1)], 1e-6)
    assert not same_multiset([(value, 1.0)], [(value, 1.1)], 1e-6)
    assert not same_multiset([(value, 1)], [("x", 1)], 1e-6)


def test_a_tolerance_of_zero_asks_for_equal_numbers():
    assert same_multiset([(1, 2.0)], [(1.0, 2)], 0.0)
    assert not same_multiset([(0.1 + 0.2,)], [(0.3,)], 0.0)


def test_nothing_is_the_same_as_nothing_alone():
    assert same_multiset([], [], 0.0)
    assert not same_multiset([], [(None,)], 0.0)


# ---- matchings -------------------------------------------------------------------------------------------------------


@given(st.lists(st.lists(st.integers(0, 5), max_size=4), max_size=6))
def test_a_matching_is_found_where_halls_condition_holds(choices):
    """Hall 1935: each has one of its own exactly where any k of them have k choices between them."""
    halls = all(
        len(set().union(*some)) >= len(some)
        for k in range(1, len(choices) + 1)
        for some in itertools.combinations(choices, k)
    )
    assert has_perfect_matching(choices) is halls


def test_a_long_chain_of_moves_is_found_without_recursion():
    count = 5000
    chain = [[i, i + 1] for i in range(count)]
    assert has_perfect_matching([*chain, [0]])
    assert not has_perfect_matching([*chain, [0], [count]])


# ---- columns ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [8, 30, 100])
def test_columns_that_all_fit_everywhere_are_exchanged_in_bounded_time(width):
    """As many arrangements as there are would take for ever."""
    rows = tuple((i,) * width for i in range(3))
    assert same_result(Result(width, rows[::-1]), Result(width, rows), None, 0.0, column_order=False)
    other = ((0,) * width, (1,) * width, (*(2,) * (width - 1), 3))
    assert not same_result(Result(width, other), Result(width, rows), None, 0.0, column_order=False)


def test_two_columns_that_fit_the_same_one_are_not_both_put_there():
    """The sums of both columns fit, each alone; together they are no exchange."""
    wanted = Result(3, ((1, 1, 2), (1, 1, 2)))
    assert not same_result(Result(3, ((1, 2, 2), (1, 2, 2))), wanted, None, 0.0, column_order=False)
    assert same_result(Result(3, ((2, 1, 1), (2, 1, 1))), wanted, None, 0.0, column_order=False)


@given(
    st.lists(st.tuples(*[st.integers(0, 1)] * 4), min_size=1, max_size=3),
    st.lists(st.tuples(*[st.integers(0, 1)] * 4), min_size=1, max_size=3),
)
def test_an_exchange_of_columns_is_found_where_there_is_one(found, wanted):
    orders = itertools.permutations(range(4))
    there_is = any(sorted(tuple(row[i] for i in order) for row in found) == sorted(wanted) for order in orders)
    got = same_result(Result(4, tuple(found)), Result(4, tuple(wanted)), None, 0.0, column_order=False)
    assert got is there_is
