"""Smaller states: what holds of a state holds of those made of it."""

import itertools

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


@given(ROWS, ROWS)
def test_a_column_is_within_another_where_all_its_values_occur_there(one, other):
    tables = {"one": tuple(one), "other": tuple(other), "empty": ()}
    columns = {(name, i): [row[i] for row in rows] for name, rows in tables.items() for i in (0, 1) if rows}
    wanted = {
        (a, b)
        for a, b in itertools.permutations(columns, 2)
        if a[0] != b[0]
        and any(value is not None for value in columns[a])
        and all(value is None or value in columns[b] for value in columns[a])
    }
    assert set(inclusions(tables)) == wanted


def test_rows_that_are_pointed_at_take_those_that_point_with_them():
    people = tuple((i, None) for i in range(12))
    tables = {"people": people, "pets": tuple((100 + i, i % 12) for i in range(24)), "toys": ((7, 123), (8, None))}
    made = [state for seed in range(12) for state in smaller(tables, seed)]
    assert len(made) > 20
    for state in made:
        assert {owner for _, owner in state["pets"]} <= {person for person, _ in state["people"]}
        assert {pet for _, pet in state["toys"]} - {None} <= {pet for pet, _ in state["pets"]}
        assert all(state[name] for name in tables)
        assert all([row for row in tables[name] if row in state[name]] == list(state[name]) for name in tables)
    assert any(len(state["people"]) < 12 for state in made)


def test_a_table_without_rows_stays_without_any():
    made = list(smaller({"t": ((1,), (2,), (3,)), "empty": ()}, 1))
    assert made
    assert all(state["empty"] == () and 0 < len(state["t"]) < 3 for state in made)
    assert all(one != other for one, other in itertools.combinations(made, 2))
