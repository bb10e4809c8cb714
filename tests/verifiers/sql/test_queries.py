"""What a text has to be before it is run: one query, small enough, and whether it asks for an order."""

import pytest

pytest.importorskip("sqlglot")

from rewardry.verifiers.sql.queries import RefusedQueryError, dialects, read_query, written_for_sqlite


@pytest.mark.parametrize(
    ("sql", "ordered"),
    [
        ("SELECT a FROM t", False),
        ("SELECT a FROM t ORDER BY a", True),
        ("SELECT * FROM (SELECT a FROM t ORDER BY a)", False),
        ("SELECT * FROM (SELECT a FROM t ORDER BY a) ORDER BY 1", True),
        ("SELECT a, RANK() OVER (ORDER BY b) FROM t", False),
        ("SELECT GROUP_CONCAT(a ORDER BY a) FROM t", False),
        ("SELECT a FROM t UNION SELECT b FROM t ORDER BY 1", True),
        ("WITH x AS (SELECT a FROM t ORDER BY a) SELECT * FROM x", False),
        ("WITH x AS (SELECT a FROM t) SELECT * FROM x ORDER BY a", True),
        ("VALUES (1), (2)", False),
        ("(SELECT a FROM t)", False),
    ],
)
def test_an_order_is_asked_for_outside_of_subqueries(sql, ordered):
    assert read_query(sql).ordered is ordered


@pytest.mark.parametrize(
    "sql", ["SELECT 1", "  SELECT 1 ;\n", ";;SELECT 1;;", "-- so\nSELECT 1 -- it is", 'select [a], `b` from "t"']
)
def test_a_query_in_sqlites_own_dialect_is_run_as_it_is_written(sql):
    assert read_query(sql).sql == sql.strip()


@pytest.mark.parametrize(
    ("dialect", "sql", "written"),
    [
        ("mysql", "SELECT `a` FROM `t` LIMIT 2, 3", 'SELECT "a" FROM "t" LIMIT 3 OFFSET 2'),
        ("postgres", "SELECT a::text FROM t", "SELECT CAST(a AS TEXT) FROM t"),
        ("tsql", "SELECT TOP 2 a FROM t", "SELECT a FROM t LIMIT 2"),
    ],
)
def test_another_dialect_is_written_anew_for_sqlite(dialect, sql, written):
    assert read_query(sql, dialect).sql == written


@pytest.mark.parametrize(
    ("sql", "reason"),
    [
        ("", "not-a-query"),
        (" ; ", "not-a-query"),
        ("-- nothing", "not-a-query"),
        ("SELECT 1; SELECT 2", "not-a-query"),
        ("SELEC 1", "not-a-query"),
        ("DESCRIBE t", "not-a-query"),
        ("SET x = 1", "not-a-query"),
        ("INSERT INTO t VALUES (1)", "not-a-query"),
        ("REPLACE INTO t VALUES (1)", "not-a-query"),
        ("MERGE INTO t USING u ON 1 WHEN MATCHED THEN DELETE", "not-a-query"),
        ("WITH x AS (INSERT INTO t VALUES (1) RETURNING *) SELECT * FROM x", "not-a-query"),
        ("SELECT a INTO x FROM t", "not-a-query"),
        ("SELECT '\0'", "not-a-query"),
    ],
)
def test_what_is_no_one_query_is_refused(sql, reason):
    with pytest.raises(RefusedQueryError, match=reason):
        read_query(sql)


def deep(depth):
    return "SELECT " + "(" * depth + "1" + ")" * depth


@pytest.mark.parametrize(
    ("largest", "too_large"),
    [
        ("SELECT 1 AS " + "a" * (10_000 - 12), "SELECT 1 AS " + "a" * (10_000 - 11)),
        (deep(40), deep(41)),
        ("SELECT 1" + "+1" * 399, "SELECT 1" + "+1" * 400),
        ("SELECT 1" + " UNION SELECT 1" * 24, "SELECT 1" + " UNION SELECT 1" * 200),
    ],
    ids=["length", "depth", "operators", "unions"],
)
def test_a_query_may_be_so_large_and_no_larger(largest, too_large):
    assert read_query(largest).sql == largest
    with pytest.raises(RefusedQueryError, match="over-limit"):
        read_query(too_large)


def test_a_script_is_written_for_sqlite_unless_it_is():
    script = "CREATE TABLE t (a INT); INSERT INTO t VALUES (1);"
    assert written_for_sqlite(script, "sqlite") == script
    assert written_for_sqlite("CREATE TABLE `t` (a INT)", "mysql") == 'CREATE TABLE "t" (a INTEGER)'
    with pytest.raises(RefusedQueryError, match="not-a-query"):
        written_for_sqlite("CREATE TABLE t (a INT", "mysql")


def test_dialects_have_names():
    assert {"sqlite", "mysql", "postgres", "tsql"} <= dialects()
    assert "" not in dialects()
