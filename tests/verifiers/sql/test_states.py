"""Smaller states: what holds of a state holds of those made of it."""

from hypothesis import given, settings
from hypothesis import strategies as st

from rewardry.verifiers.sql.states import inclusions, smaller

ROWS = st.lists(st.tuples(st.integers(0, 6), st.one_of(st.none(), st.integers(0, 6))), min_size=1, max_size=8)


@settings(deadline=None, max_examples=100)
@given(ROWS, ROWS, st.integers(0, 5))
def test_what_was_within_another_column_stays_within_it(one, other, seed):
    tables = {"one": tuple(one), "other": tuple(other)}
    for found in smaller(tables, seed):
        assert set(inclusions(tables)) <= set(inclusions(found)) | {
            pair for pair in inclusions(tables) if not {row[pair[0][1]] for row in found[pair[0][0]]} - {None}
        }
        assert all(set(found[name]) <= set(tables[name]) and found[name] for name in tables)
        assert found != tables


def test_they_are_the_same_for_the_same_seed():
    tables = {"t": tuple((i, i % 3) for i in range(20)), "u": ((0,), (1,), (2,))}
    assert list(smaller(tables, 3)) == list(smaller(tables, 3)) != list(smaller(tables, 4))


def test_of_single_rows_there_is_none_smaller():
    assert list(smaller({"t": ((1,),), "u": ()}, 0)) == []
