"""Equal results: cells, rows, multisets, runs of ties."""

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
