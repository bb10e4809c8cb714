"""Equal results: cells, rows, multisets, runs of ties."""

import itertools
import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewardry.verifiers.sql.comparison import blocks, same_multiset, same_result, same_value
from rewardry.verifiers.sql.database import Result


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (None, None, True),
        (None, 0, False),
        (None, "", False),
        (1, 1.0, True),
        (1, 1.0000001, True),
        (1, 2, False),
        (10**15, 10**15 + 1, False),
        (0.1 + 0.2, 0.3, True),
        (0.0, 1e-9, True),
        ("1", 1, False),
        ("a", "A", False),
        ("a", b"a", False),
        (b"a", b"a", True),
        (float("inf"), float("inf"), True),
        (float("inf"), 1e308, False),
    ],
)
def test_cells(one, other, same):
    assert same_value(one, other, 1e-6) is same
    assert same_value(other, one, 1e-6) is same


CELLS = st.one_of(st.none(), st.integers(0, 3), st.sampled_from(["a", "b"]), st.floats(0, 1))
ROWS = st.lists(st.tuples(CELLS, CELLS), max_size=12)


@given(ROWS, st.randoms())
def test_a_multiset_has_no_order_but_counts(rows, chance):
    mixed = list(rows)
    chance.shuffle(mixed)
    assert same_multiset(rows, mixed, 0.0)
    assert not same_multiset([*rows, ("x", 0)], [*mixed, ("y", 0)], 0.0)
    assert not same_multiset([*rows, ("x", 0)], mixed, 0.0)


def test_many_rows_are_compared_with_their_tolerance():
    rows = [(i, i / 7) for i in range(2000)]
    assert same_multiset(rows, [(i, x * (1 + 1e-9)) for i, x in reversed(rows)], 1e-6)
    assert not same_multiset(rows, [(i, x + 1e-3) for i, x in rows], 1e-6)


def test_runs_of_ties_end_where_both_orders_hold_the_same():
    assert blocks([(1,), (2,), (3,)], [(1,), (2,), (3,)]) == [1, 2, 3]
    assert blocks([(1,), (2,), (3,), (4,)], [(2,), (1,), (3,), (4,)]) == [2, 3, 4]
    assert blocks([(1,), (2,)], [(1,), (3,)]) is None
    assert blocks([], []) == []


def test_order_counts_between_runs_and_not_within():
    wanted = Result(1, ((1,), (2,), (3,)))
    assert same_result(Result(1, ((2,), (1,), (3,))), wanted, [2, 3], 0.0, True)
    assert not same_result(Result(1, ((1,), (3,), (2,))), wanted, [2, 3], 0.0, True)
    assert same_result(Result(1, ((3,), (2,), (1,))), wanted, None, 0.0, True)


@given(st.lists(st.tuples(CELLS), max_size=8), st.lists(st.tuples(CELLS), max_size=8), st.randoms())
def test_runs_end_wherever_the_beginnings_hold_the_same_rows(one, more, chance):
    other = list(one)
    chance.shuffle(other)

    def counted(rows):
        return Counter((type(cell) in (int, float), cell) for (cell,) in rows)

    ends = [at for at in range(1, len(one) + 1) if counted(one[:at]) == counted(other[:at])]
    assert blocks(one, other) == ends
    assert blocks(one, [*other, *more]) == (None if more else ends)


@given(st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=5), st.permutations([0, 1, 2]))
def test_columns_may_be_exchanged_where_their_order_is_free(rows, order):
    wanted = Result(3, tuple(rows))
    found = Result(3, tuple(tuple(row[i] for i in order) for row in reversed(rows)))
    assert same_result(found, wanted, None, 0.0, column_order=False)


@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=5), st.integers(0, 4), st.integers(0, 1))
def test_one_other_cell_makes_another_result(rows, row, column):
    changed = [list(one) for one in rows]
    changed[row % len(rows)][column] = "another"
    other = Result(2, tuple(map(tuple, changed)))
    for ends, order in itertools.product((None, list(range(1, len(rows) + 1))), (True, False)):
        assert same_result(Result(2, tuple(rows)), Result(2, tuple(rows)), ends, 0.0, order)
        assert not same_result(other, Result(2, tuple(rows)), ends, 0.0, order)
        assert not same_result(Result(2, tuple(rows)), other, ends, 0.0, order)


def test_columns_must_be_exchanged_in_all_rows_alike():
    wanted = Result(2, ((1, 2), (3, 4)))
    assert same_result(Result(2, ((2, 1), (4, 3))), wanted, None, 0.0, column_order=False)
    assert not same_result(Result(2, ((2, 1), (3, 4))), wanted, None, 0.0, column_order=False)
    assert not same_result(Result(2, ((1, 4), (3, 2))), wanted, None, 0.0, column_order=False)
    assert not same_result(Result(2, ((1, 1), (3, 3))), wanted, None, 0.0, column_order=False)


@pytest.mark.parametrize("count", [299, 300, 301, 302])
def test_rows_within_the_tolerance_are_the_same_whether_few_or_many(count):
    rows = [(i % 7, None, i / 7, "x") for i in range(count)]
    near = [(i, none, value * (1 + 1e-9), text) for i, none, value, text in rows]
    assert same_multiset(rows, near[::-1], 1e-6)
    assert not same_multiset(rows, [*near[1:], (0, None, 0.5, "x")], 1e-6)


@pytest.mark.parametrize("count", [299, 301, 900])
def test_many_rows_are_paired_by_what_is_exact_where_their_numbers_are_about_to_round_otherwise(count):
    chance = random.Random(1)
    rows = [(12_345.675, None, f"name {i}", b"%d" % (i % 3)) for i in range(count)]
    near = [(value * (1 + chance.choice((-1, 1)) * 1e-12), *rest) for value, *rest in rows]
    mixed = chance.sample(near, len(near))
    assert same_multiset(rows, mixed, 1e-9)
    assert same_multiset(mixed, rows, 1e-9)
    renamed = [(value, none, "name 0" if text == "name 1" else text, blob) for value, none, text, blob in mixed]
    assert not same_multiset(rows, renamed, 1e-9)


def test_many_whole_numbers_equal_the_floats_next_to_them():
    rows = [(i, f"name {i}") for i in range(1, 900)]
    assert same_multiset(rows, [(i * (1 + 1e-12), text) for i, text in reversed(rows)], 1e-9)
    assert not same_multiset(rows, [(i * (1 + 1e-6), text) for i, text in reversed(rows)], 1e-9)
    assert not same_multiset(rows, [(str(i), text) for i, text in reversed(rows)], 1e-9)
