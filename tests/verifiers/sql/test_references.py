"""References made ready: which states there are, what is wanted on each, and where order counts."""

import pytest

pytest.importorskip("sqlglot")

from rewardry.component import UnreadableReferenceError
from rewardry.verifiers.sql.comparison import same_result
from rewardry.verifiers.sql.database import contents
from rewardry.verifiers.sql.references import Limits, UndistinguishingError, prepare

LIMITS = Limits(max_steps=1_000_000, max_rows=1000, mutations=3)
PETS = {"tables": {"pets": {"id": "INTEGER PRIMARY KEY", "kind": "TEXT", "age": "INTEGER"}}}
ROWS = [[1, "cat", 3], [2, "dog", 5], [3, "cat", 5], [4, "eel", None], [5, "dog", 1]]


def pets(query, states=(ROWS,), **more):
    return {"schema": PETS, "states": [{"pets": rows} for rows in states], "query": query, **more}


@pytest.mark.parametrize("mutations", [0, 1, 3, 8])
def test_smaller_states_are_made_on_which_something_else_is_given(mutations):
    given, *made = prepare(pets("SELECT kind FROM pets"), LIMITS._replace(mutations=mutations)).states
    assert len(contents(given.database)["pets"]) == 5
    assert len(made) <= mutations
    assert not mutations or made
    for state in made:
        assert set(contents(state.database)["pets"]) < set(contents(given.database)["pets"])
        others = [other for other in (given, *made) if other is not state]
        assert not any(same_result(state.result, other.result, None, 0.0, True) for other in others)


def test_what_is_made_of_a_reference_is_kept():
    assert prepare(pets("SELECT id FROM pets"), LIMITS) is prepare(pets("SELECT id FROM pets"), LIMITS)


@pytest.mark.parametrize(
    ("query", "ordered", "ends"),
    [
        ("SELECT kind FROM pets", None, None),
        ("SELECT kind FROM pets ORDER BY kind", None, (1, 2, 3, 4, 5)),  # rows that tie and are the same
        ("SELECT kind, id FROM pets ORDER BY kind", None, (2, 4, 5)),
        ("SELECT kind, id FROM pets ORDER BY kind, id", None, (1, 2, 3, 4, 5)),
        ("SELECT age FROM pets ORDER BY age", None, (1, 2, 3, 4, 5)),
        ("SELECT kind FROM pets ORDER BY kind", False, None),
        ("SELECT kind FROM pets", True, (5,)),
        ("SELECT id FROM (SELECT id FROM pets ORDER BY id DESC)", None, None),
    ],
)
def test_order_counts_between_the_runs_that_tie(query, ordered, ends):
    (state,) = prepare(pets(query, ordered=ordered), LIMITS._replace(mutations=0)).states
    assert state.ends == ends


def test_a_state_whose_result_is_left_to_chance_is_left_out():
    cut = "SELECT id FROM pets ORDER BY age DESC LIMIT 1"
    single = [[7, "cat", 9], [8, "dog", 2]]
    prepared = prepare(pets(cut, (ROWS, single)), LIMITS._replace(mutations=0))
    assert [state.result.rows for state in prepared.states] == [((7,),)]
    with pytest.raises(UnreadableReferenceError, match="depends on the order in which rows are stored"):
        prepare(pets(cut), LIMITS)


def test_a_query_about_row_numbers_of_the_table_is_not_read_backwards():
    (state,) = prepare(pets("SELECT rowid FROM pets LIMIT 2"), LIMITS._replace(mutations=0)).states
    assert state.result.rows == ((1,), (2,))


@pytest.mark.parametrize(
    ("reference", "error", "why"),
    [
        ("SELECT 1", UnreadableReferenceError, "no object with `schema`, `states` and `query`"),
        (pets("SELECT id FROM pets", note={1, 2}), UnreadableReferenceError, "cannot be written as JSON"),
        (pets("SELECT id FROM pets", note=float("nan")), UnreadableReferenceError, "cannot be written as JSON"),
        (pets("SELECT id FROM pets", (ROWS,) * 17), UnreadableReferenceError, "no list of 1 to 16 states"),
        (pets("SELECT id FROM pets", [[[1, "cat", 3], [2, "dog"]]]), UnreadableReferenceError, "is no row"),
        (pets("SELECT id FROM pets", [["cat"]]), UnreadableReferenceError, "'cat' in a state"),
        (pets("SELECT id FROM pets", [[[]]]), UnreadableReferenceError, "is no row"),
        (pets("SELECT id FROM pets", ["pets"]), UnreadableReferenceError, "are no list"),
        (pets("SELECT COUNT(*) FROM pets a, pets b, pets c", [[[i, "", i] for i in range(200)]]),
         UnreadableReferenceError, r"does not run on its states \(over-limit"),
        (pets("SELECT id FROM pets WHERE age > 90"), UndistinguishingError, "gives no rows on any state"),
        (pets("SELECT 1 WHERE (SELECT COUNT(*) FROM pets) > 0"), UndistinguishingError, "set `mutations` to 0"),
    ],
)  # fmt: skip
def test_a_reference_that_cannot_be_made_ready_says_why(reference, error, why):
    with pytest.raises(error, match=why):
        prepare(reference, LIMITS)


def test_sixteen_states_and_columns_without_types_are_taken():
    reference = {
        "schema": {"tables": {"t": ["a", "b"]}},
        "states": [{"t": [[n, "x"]]} for n in range(16)],
        "query": "SELECT a FROM t",
    }
    prepared = prepare(reference, LIMITS._replace(mutations=0))
    assert [state.result.rows for state in prepared.states] == [((n,),) for n in range(16)]
    assert prepared.dialect == "sqlite"


def test_a_column_whose_type_is_null_keeps_values_as_they_are():
    reference = {
        "schema": {"tables": {"t": {"code": None, "size": ""}}},
        "states": [{"t": [["007", "1.0"], [7, 1.0]]}],
        "query": "SELECT code, size FROM t",
    }
    (state,) = prepare(reference, LIMITS._replace(mutations=0)).states
    assert state.result.rows == (("007", "1.0"), (7, 1.0))
