"""A database in memory: what is built is read back, backwards too, and what may not be done is named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewardry.verifiers.sql.database import QueryError, backwards, build, contents, quoted, run

TABLES = "CREATE TABLE t (a, b); CREATE TABLE u (c INTEGER PRIMARY KEY, d TEXT);"
ROWS = {"t": [(1, "x"), (2, None), (3, b"\0")], "u": [(7, "y"), (9, "z")]}
CELL = st.one_of(
    st.none(), st.integers(-(2**63), 2**63 - 1), st.floats(allow_nan=False), st.text("ab'\";é"), st.binary()
)


@pytest.fixture
def database():
    return build(TABLES, ROWS)


def rows(database, sql, max_steps=1_000_000, max_rows=1000):
    return list(run(database, sql, max_steps, max_rows).rows)


def test_rows_and_a_script_of_the_same_rows_build_the_same():
    script = "INSERT INTO t VALUES (1, 'x'), (2, NULL), (3, x'00'); INSERT INTO u VALUES (7, 'y'), (9, 'z');"
    assert contents(build(TABLES, script)) == contents(build(TABLES, ROWS)) == {k: tuple(v) for k, v in ROWS.items()}
    assert contents(build(TABLES, "")) == contents(build(TABLES, {"t": []})) == {"t": (), "u": ()}


@given(st.lists(st.tuples(CELL, CELL), max_size=6))
def test_every_value_comes_back_as_it_was(given_rows):
    database = build("CREATE TABLE t (a, b)", {"t": given_rows})
    assert contents(database) == {"t": tuple(given_rows)}
    assert rows(database, "SELECT * FROM t") == given_rows
    assert rows(backwards(database), "SELECT * FROM t") == given_rows[::-1]


@given(st.text(min_size=1, max_size=12).filter(lambda name: "\0" not in name and name.isprintable()))
def test_names_of_every_kind_can_be_quoted(name):
    table = "sqlite" + name.lstrip("_") if name.lstrip("_") else "x"
    database = build(f"CREATE TABLE {quoted(table)} ({quoted(name)})", {table: [(1,)]})
    assert contents(database) == {table: ((1,),)}
    assert rows(database, f"SELECT {quoted(name)} FROM {quoted(table)}") == [(1,)]


def test_a_database_backwards_is_read_from_its_last_row_on(database):
    turned = backwards(database)
    assert rows(turned, "SELECT a FROM t") == [(3,), (2,), (1,)]
    assert rows(turned, "SELECT d FROM u LIMIT 1") == [("z",)]
    assert rows(turned, "SELECT a FROM t ORDER BY a") == [(1,), (2,), (3,)]
    assert rows(turned, "SELECT COUNT(*), SUM(c) FROM t, u") == [(6, 48)]
    assert contents(database)["t"] == tuple(ROWS["t"])


def test_views_over_a_table_are_read_backwards_too():
    database = build(TABLES + "CREATE VIEW v AS SELECT a FROM t WHERE b IS NOT NULL; CREATE INDEX i ON t (a)", ROWS)
    assert rows(database, "SELECT * FROM v") == [(1,), (3,)]
    assert rows(backwards(database), "SELECT * FROM v") == [(3,), (1,)]


def test_a_table_without_an_order_of_its_rows_cannot_be_turned_round():
    with pytest.raises(QueryError, match="no such column: rowid"):
        backwards(build("CREATE TABLE t (a PRIMARY KEY) WITHOUT ROWID", {"t": [(1,)]}))


@pytest.mark.parametrize(
    ("schema", "filling", "what"),
    [
        ("CREATE TABLE t (a", "", "incomplete input"),
        ("PRAGMA user_version = 3", "", "not authorized"),
        ("ATTACH ':memory:' AS x", "", "not authorized"),
        ("CREATE VIRTUAL TABLE t USING fts5(a)", "", "not authorized"),
        ("CREATE TABLE t (a); CREATE TRIGGER x AFTER INSERT ON t BEGIN SELECT 1; END", "", "not authorized"),
        (TABLES, {"t": [(1,)]}, "table t has 2 columns but 1 values were supplied"),
        (TABLES, {"w": [(1,)]}, "no such table: w"),
        (TABLES, {"u": [(1, "a"), (1, "b")]}, "UNIQUE constraint failed: u.c"),
        (TABLES, {"t": [(1, [2])]}, "type 'list' is not supported"),
        (TABLES, {"t": [(1, "\ud800")]}, "surrogates not allowed"),
        (TABLES, "INSERT INTO t SELECT 1", "has 2 columns but 1 values"),
    ],
)
def test_what_cannot_be_built_says_why(schema, filling, what):
    with pytest.raises(QueryError) as raised:
        build(schema, filling)
    assert raised.value.reason == "query-fails"
    assert what in raised.value.what
    assert str(raised.value) == f"query-fails: {raised.value.what}"


@pytest.mark.parametrize(
    ("sql", "reason", "what"),
    [
        ("", "refused", "it gives no rows"),
        ("-- nothing", "refused", "it gives no rows"),
        ("INSERT INTO t VALUES (1, 2)", "refused", "not permitted: t"),
        ("UPDATE t SET a = 1", "refused", "not permitted: t"),
        ("DROP TABLE t", "refused", "not permitted: sqlite_master"),
        ("CREATE TEMP TABLE x (a)", "refused", "not permitted: sqlite_temp_master"),
        ("BEGIN", "refused", "not permitted: BEGIN"),
        ("PRAGMA table_info(t)", "refused", "not permitted: table_info"),
        ("ATTACH 'x' AS y", "refused", "not permitted: x"),
        ("SELECT name FROM SQLITE_MASTER", "refused", "not permitted: sqlite_master"),
        ("SELECT * FROM pragma_table_info('t')", "refused", "not permitted: sqlite_master"),
        ("SELECT changes()", "refused", "not permitted: changes"),
        ("SELECT * FROM missing", "query-fails", "no such table: missing"),
        ("SELECT 1; SELECT 2", "query-fails", "You can only execute one statement at a time."),
        ("SELECT ?", "over-limit", "too many SQL variables"),
        ("SELECT replace(printf('%09999d', 1), '0', printf('%020d', 1))", "over-limit", "string or blob too big"),
        ("SELECT abs(-9223372036854775808)", "query-fails", "integer overflow"),
        ("SELECT json('{')", "query-fails", "malformed JSON"),
    ],
)
def test_what_does_not_end_well_is_named(database, sql, reason, what):
    with pytest.raises(QueryError) as raised:
        rows(database, sql)
    assert (raised.value.reason, raised.value.what) == (reason, what)
    assert contents(database)["t"] == tuple(ROWS["t"])


def test_a_number_that_sqlite_cannot_hold_is_beyond_the_limits():
    with pytest.raises(QueryError, match="over-limit: Python int too large"):
        build(TABLES, {"t": [(1, 2**63)]})


def test_a_result_has_its_columns_even_without_rows(database):
    assert run(database, "SELECT a, b, 1 FROM t WHERE 0", 1000, 1) == (3, ())
    assert run(database, "VALUES (1, 2), (3, 4)", 1000, 2) == (2, ((1, 2), (3, 4)))


def test_so_many_rows_may_be_given_and_no_more(database):
    assert len(rows(database, "SELECT * FROM t", max_rows=3)) == 3
    with pytest.raises(QueryError, match="more than 2 rows"):
        rows(database, "SELECT * FROM t", max_rows=2)


NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {}) "


@pytest.mark.parametrize(
    ("sql", "fits"),
    [
        (NUMBERS.format(1000) + f"SELECT {', '.join(['i'] * 200)} FROM n", True),
        (NUMBERS.format(1001) + f"SELECT {', '.join(['i'] * 200)} FROM n", False),
        (NUMBERS.format(50) + "SELECT printf('%080000d', i) FROM n", True),
        (NUMBERS.format(51) + "SELECT printf('%080000d', i) FROM n", False),
    ],
)
def test_cells_and_bytes_of_a_result_are_limited(database, sql, fits):
    if fits:
        assert rows(database, sql, 10_000_000, 5000)
    else:
        with pytest.raises(QueryError, match="over-limit: more than 5000 rows, 200000 cells or 4000000 bytes"):
            rows(database, sql, 10_000_000, 5000)


def test_a_query_ends_after_the_same_number_of_steps_every_time(database):
    def ends(steps):
        try:
            return bool(rows(database, NUMBERS.format(2000) + "SELECT SUM(i) FROM n", steps))
        except QueryError as error:
            return error.reason != "over-limit"

    found = [ends(steps) for steps in range(1000, 60_000, 2000)]
    assert found == sorted(found) == [ends(steps) for steps in range(1000, 60_000, 2000)]
    assert {*found} == {False, True}
