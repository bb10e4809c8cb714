"""The verifier `sql`: equal results, order, ties, columns, references, and queries that mean harm."""

import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import rewardry

pytest.importorskip("sqlglot")

SPENT = "SELECT c.name, SUM(o.price) FROM customers c JOIN orders o ON o.customer = c.id GROUP BY c.id"


@pytest.mark.parametrize(
    ("answer", "query"),
    [
        (SPENT, SPENT),
        (f"{SPENT};", SPENT),
        (f"{SPENT} -- done", SPENT),
        (f"/* so */ {SPENT.lower()}", SPENT),
        (f"{SPENT} ORDER BY 2", SPENT),
        ("SELECT name, (SELECT SUM(price) FROM orders WHERE customer = c.id) FROM customers c "
         "WHERE EXISTS (SELECT 1 FROM orders WHERE customer = c.id)", SPENT),
        ("WITH s AS (SELECT customer, TOTAL(price) t FROM orders GROUP BY 1) SELECT name, t FROM s JOIN customers "
         "ON id = customer", SPENT),
        ("SELECT name FROM customers WHERE city IS 'Oslo'", "SELECT name FROM customers WHERE city = 'Oslo'"),
        ("SELECT name AS who FROM customers", "SELECT name FROM customers"),
        ("SELECT 1.0 * id FROM customers", "SELECT id FROM customers"),
        ("SELECT city FROM customers", "SELECT city FROM customers ORDER BY id LIMIT 100"),
        ("SELECT COUNT(*) FROM orders", "SELECT COUNT(id) FROM orders"),
        ("SELECT price FROM orders UNION ALL SELECT price FROM orders",
         "SELECT o.price FROM orders o, (SELECT 1 UNION ALL SELECT 2)"),
        ("SELECT AVG(price) FROM orders", "SELECT SUM(price) / COUNT(price) FROM orders"),
    ],
)  # fmt: skip
def test_a_query_with_the_same_results_is_right(judge, answer, query):
    verdict = judge(answer, query, ordered=False)
    assert (verdict.status, verdict.reason) == ("correct", "equal.result")


@pytest.mark.parametrize(
    ("answer", "query", "reason"),
    [
        ("SELECT name FROM customers", "SELECT name, city FROM customers", "other-columns"),
        ("SELECT city, name FROM customers", "SELECT name, city FROM customers", "not-equal"),
        ("SELECT DISTINCT city FROM customers", "SELECT city FROM customers", "not-equal"),
        ("SELECT city FROM customers WHERE city IS NOT NULL", "SELECT city FROM customers", "not-equal"),
        ("SELECT COALESCE(city, '') FROM customers", "SELECT city FROM customers", "not-equal"),
        ("SELECT CAST(id AS TEXT) FROM customers", "SELECT id FROM customers", "not-equal"),
        ("SELECT price + 0.01 FROM orders", "SELECT price FROM orders", "not-equal"),
        ("SELECT id + 1 FROM orders", "SELECT id FROM orders", "not-equal"),
        ("SELECT name FROM customers WHERE id < 5", "SELECT name FROM customers", "not-equal"),  # right on the first
        ("SELECT 5", "SELECT COUNT(*) FROM orders", "not-equal"),
        ("SELECT 5 FROM orders LIMIT 1", "SELECT COUNT(*) FROM orders", "not-equal"),
        ("SELECT * FROM clients", "SELECT * FROM customers", "query-fails"),
        ("SELECT name FROM", "SELECT name FROM customers", "not-a-query"),
        ("the names of all customers", "SELECT name FROM customers", "not-a-query"),
        ("SELECT name FROM customers; SELECT name FROM customers", "SELECT name FROM customers", "not-a-query"),
        ("DELETE FROM customers RETURNING name", "SELECT name FROM customers", "not-a-query"),
    ],
)
def test_the_reason_says_why_a_query_is_wrong(judge, answer, query, reason):
    verdict = judge(answer, query)
    assert (verdict.status, verdict.reason) == ("incorrect", reason)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT name FROM customers WHERE city GLOB 'O*'",
        "SELECT strftime('%Y', day) AS year, COUNT(*) FROM orders GROUP BY year",
        "SELECT id, RANK() OVER (PARTITION BY customer ORDER BY price DESC) FROM orders",
        "SELECT name FROM customers EXCEPT SELECT name FROM customers WHERE city = 'Oslo'",
        "SELECT o.id, j.value FROM orders o, json_each('[1, 2]') j",
        "SELECT name FROM customers ORDER BY city NULLS LAST, name LIMIT 2 OFFSET 1",
        "SELECT COUNT(*) FILTER (WHERE price > 5), GROUP_CONCAT(DISTINCT customer) FROM orders",
        "WITH RECURSIVE d(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM d WHERE n < 3) SELECT n, id FROM d, orders",
        "SELECT a.name, b.name FROM customers a LEFT JOIN customers b ON a.city = b.city AND a.id < b.id",
        'SELECT [name], `city` FROM "customers"',
        "SELECT rowid, printf('%.2f', price) FROM orders",
        "SELECT IIF(price > 5, 'much', 'little'), julianday(day) FROM orders",
        "SELECT LAG(price) OVER (ORDER BY id), price FROM orders",
    ],
)
def test_what_sqlite_offers_for_reading_may_be_used(judge, query):
    assert judge(query, query).status == "correct"


# Order


def test_order_counts_where_the_reference_asks_for_it(judge):
    ordered = "SELECT name FROM customers ORDER BY name DESC"
    assert judge("SELECT name FROM customers ORDER BY name DESC", ordered).status == "correct"
    assert judge("SELECT name FROM customers ORDER BY name", ordered).reason == "not-equal"
    assert judge("SELECT name FROM customers ORDER BY name", ordered, ordered=False).status == "correct"
    assert judge("SELECT name FROM customers ORDER BY name DESC", "SELECT name FROM customers").status == "correct"


def test_an_order_by_in_a_subquery_asks_for_nothing(judge):
    query = "SELECT name FROM customers WHERE id IN (SELECT customer FROM orders ORDER BY price LIMIT 100)"
    assert judge(query + " ORDER BY name DESC", query).status == "correct"


def test_rows_that_tie_may_stand_in_any_order(judge):
    query = "SELECT city, name FROM customers ORDER BY city"
    for answer in (query, query + ", name", query + ", name DESC"):
        assert judge(answer, query).status == "correct", answer
    assert judge("SELECT city, name FROM customers ORDER BY city DESC", query).status == "incorrect"
    assert judge("SELECT city, name FROM customers ORDER BY name", query).status == "incorrect"


def test_a_state_on_which_ties_are_cut_is_left_out(judge):
    query = "SELECT name FROM customers ORDER BY city = 'Oslo' DESC LIMIT 1"  # the first state has two in Oslo
    for last in ("id", "id DESC"):
        answer = query.replace(" LIMIT", f", {last} LIMIT")
        assert judge(answer, query).status == "correct", answer
    verdict = judge("SELECT name FROM customers LIMIT 1", query)
    assert verdict.status == "incorrect"


# Parameters


def test_columns_may_stand_in_another_order_where_the_parameter_says_so(judge):
    query = "SELECT name, city, id FROM customers"
    free = {"column_order": False}
    assert judge("SELECT id, name, city FROM customers", query, free).status == "correct"
    assert judge("SELECT id, name, name FROM customers", query, free).status == "incorrect"
    assert judge("SELECT id, city, UPPER(name) FROM customers", query, free).status == "incorrect"


def test_the_tolerance_is_of_numbers_that_are_not_whole(judge):
    query = "SELECT price FROM orders"
    near = "SELECT price * (1 + 1e-9) FROM orders"
    assert judge(near, query).status == "correct"
    assert judge(near, query, {"tolerance": 0}).status == "incorrect"


def test_steps_and_rows_are_limited_by_parameters(judge):
    query = "SELECT COUNT(*) FROM orders"
    many = "SELECT COUNT(*) FROM orders a, orders b, orders c, orders d, orders e, orders f"
    assert judge(many, query, {"max_steps": 10_000}).reason == "over-limit"
    assert judge(many, query).reason == "not-equal"
    assert judge("SELECT 1 FROM orders a, orders b", query, {"max_rows": 10}).reason == "over-limit"


# References


def test_a_reference_survives_json(shop):
    reference = shop(SPENT)
    again = json.loads(json.dumps(reference))
    assert rewardry.get("sql").check(SPENT, again, "").status == "correct"


def test_tables_may_be_given_by_name(shop):
    tables = {"tables": {"t": {"b": "TEXT", "a": "INTEGER PRIMARY KEY"}, 'odd "name"': ["x y", "z"]}}
    states = [{"t": [["one", 1], ["two", 2]], 'odd "name"': [[1, None], [2, "z"]]}]
    reference = {"schema": tables, "states": states, "query": 'SELECT b, "x y" FROM t JOIN "odd ""name""" ON a = "x y"'}
    assert rewardry.get("sql").check("SELECT b, a FROM t", reference, "").status == "correct"
    assert rewardry.get("sql").check("SELECT b, 1 FROM t", reference, "").status == "incorrect"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"query": ""}, "no `query`"),
        ({"query": "DELETE FROM orders"}, "not one SELECT"),
        ({"query": "SELECT missing FROM orders"}, "does not run on its states (query-fails: no such column: missing)"),
        ({"query": "SELECT randomblob(9) FROM orders"}, "not permitted: randomblob"),
        ({"schema": ""}, "neither a script nor"),
        ({"schema": {"tables": {"t": []}}}, "has no columns"),
        ({"schema": "ATTACH 'x.db' AS x"}, "cannot be built"),
        ({"schema": "PRAGMA writable_schema = ON"}, "cannot be built"),
        ({"states": []}, "no list of 1 to 16 states"),
        ({"states": ["SELECT"]}, "cannot be built"),
        ({"states": [7]}, "neither a script nor {table: rows}"),
        ({"states": [{"customers": [1]}]}, "is no row"),
        ({"states": [{"customers": [[1, "a"]]}]}, "cannot be built"),
        ({"dialect": "klingon"}, "none that sqlglot reads"),
        ({"dialect": ["mysql"]}, "none that sqlglot reads"),
        ({"ordered": "yes"}, "true, false or null"),
        ({"query": "SELECT name FROM customers LIMIT 1"}, "order in which rows are stored"),
    ],
    ids=str,
)
def test_a_reference_that_cannot_be_read_abstains(shop, change, why):
    reference = shop(SPENT, **{k: v for k, v in change.items() if k != "query"})
    reference["query"] = change.get("query", reference["query"])
    sample = rewardry.Sample(completion=f"<answer>{SPENT}</answer>", reference=reference)
    verdict = rewardry.get("sql").verify([sample])[0]
    assert (verdict.status, verdict.reason) == ("abstain", "reference-unparseable")
    assert why in verdict.details["why"]


def test_a_reference_without_rows_decides_nothing(judge):
    verdict = judge("SELECT name FROM customers WHERE 1 = 2", "SELECT name FROM customers WHERE city = 'Paris'")
    assert (verdict.status, verdict.reason) == ("abstain", "reference-undistinguishing")


def test_a_reference_that_gives_the_same_on_all_states_decides_nothing(judge, shop):
    verdict = judge("SELECT 3", "SELECT 1 + 2")
    assert (verdict.status, verdict.reason) == ("abstain", "reference-undistinguishing")
    assert judge("SELECT 3", "SELECT 1 + 2", {"mutations": 0}).status == "correct"


def test_one_state_is_enough_for_a_constant_to_fail(shop):
    reference = shop("SELECT COUNT(*), MAX(price) FROM orders")
    reference["states"] = reference["states"][:1]
    check = rewardry.get("sql").check
    assert check("SELECT COUNT(*), MAX(price) FROM orders", reference, "").status == "correct"
    assert check("SELECT 5, 20.25", reference, "").status == "incorrect"
    assert rewardry.get("sql", mutations=0).check("SELECT 5, 20.25", reference, "").status == "correct"


def test_smaller_states_keep_what_joins_rely_on(judge):
    inner = "SELECT o.id, c.name FROM orders o JOIN customers c ON c.id = o.customer"
    assert judge(inner.replace("JOIN", "LEFT JOIN"), inner, {"mutations": 10}).status == "correct"


# Dialects


@pytest.mark.parametrize(
    ("dialect", "query"),
    [
        ("postgres", "SELECT name || '!' FROM customers WHERE name ILIKE 'a%'"),
        ("mysql", "SELECT CONCAT(name, '!') FROM customers WHERE LOWER(name) LIKE 'a%'"),
        ("tsql", "SELECT TOP 1 name + '' FROM customers ORDER BY name"),
    ],
)
def test_another_dialect_is_written_anew(shop, dialect, query):
    answer = {"tsql": "SELECT TOP 1 name + '' FROM customers ORDER BY name"}.get(dialect, query)
    verdict = rewardry.get("sql").check(answer, shop(query, dialect=dialect), "")
    assert verdict.status in ("correct", "abstain")
    if dialect != "tsql":  # whose + of texts is a sum in SQLite
        assert verdict.status == "correct"


# Extraction


@pytest.mark.parametrize(
    "text",
    [
        f"<answer>{SPENT}</answer>",
        f"<answer>```sql\n{SPENT}\n```</answer>",
        f"<answer>`{SPENT}`</answer>",
        f"Here it is:\n```sql\n{SPENT}\n```\nIt sums.",
        f"First I had\n```sql\nSELECT 1\n```\nbut it is\n```SQL\n{SPENT}\n```",
        f"```\n{SPENT}\n```",
        SPENT,
        f"Answer: {SPENT}",
    ],
)
def test_the_query_is_found_where_models_put_it(text):
    assert rewardry.get("sql").extract(text, "sqlite").answer == SPENT


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "no-answer"),
        ("<answer></answer>", "no-answer"),
        ("<answer>SELECT 1</answer><answer>SELECT 2</answer>", "ambiguous"),
    ],
)
def test_where_there_is_no_query_the_reason_says_so(text, reason):
    found = rewardry.get("sql").extract(text, "sqlite")
    assert (found.answer, found.reason) == (None, reason)


# Harm

ENDLESS = "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) "
HOSTILE = [
    (ENDLESS + "SELECT n FROM t", "over-limit"),
    (ENDLESS + "SELECT COUNT(*) FROM t", "over-limit"),
    (ENDLESS + "SELECT n FROM t ORDER BY n DESC", "over-limit"),
    ("WITH RECURSIVE t(s) AS (SELECT 'aaaaaaaa' UNION ALL SELECT s || s FROM t) SELECT LENGTH(s) FROM t", "over-limit"),
    ("SELECT * FROM " + ", ".join(f"orders o{i}" for i in range(12)), "over-limit"),
    ("SELECT COUNT(*) FROM " + ", ".join(f"orders o{i}" for i in range(12)), "over-limit"),
    ("SELECT REPLACE(REPLACE(HEX(PRINTF('%09999d', 1)), '0', PRINTF('%0999d', 0)), '0', 'aaaaaaaaaa')", "over-limit"),
    ("SELECT RANDOMBLOB(1000000000)", "refused"),
    ("SELECT ZEROBLOB(1000000000)", "refused"),
    ("SELECT PRINTF('%1000000000d', 1)", "not-equal"),
    ("SELECT LOAD_EXTENSION('evil')", "refused"),
    ("SELECT FTS3_TOKENIZER('simple')", "refused"),
    ("SELECT SQLITE_VERSION()", "refused"),
    ("SELECT sql FROM sqlite_master", "refused"),
    ("SELECT * FROM pragma_database_list", "refused"),
    ("SELECT WRITEFILE('/tmp/rewardry-sql', 'x')", "query-fails"),
    ("SELECT READFILE('/etc/passwd')", "query-fails"),
    ("SELECT * FROM '/etc/passwd'", "query-fails"),
    ("ATTACH '/tmp/rewardry-sql.db' AS y", "not-a-query"),
    ("VACUUM INTO '/tmp/rewardry-sql.db'", "not-a-query"),
    ("PRAGMA query_only = OFF", "not-a-query"),
    ("SELECT 1; DROP TABLE orders", "not-a-query"),
    ("INSERT INTO orders SELECT * FROM orders", "not-a-query"),
    ("UPDATE orders SET price = 0 RETURNING price", "not-a-query"),
    ("WITH x AS (DELETE FROM orders RETURNING *) SELECT * FROM x", "not-a-query"),
    ("CREATE TABLE x AS SELECT 1", "not-a-query"),
    ("SELECT price INTO y FROM orders", "not-a-query"),
    ("EXPLAIN SELECT 1", "not-a-query"),
    ("BEGIN", "not-a-query"),
    ("SELECT " + "(" * 4000 + "1" + ")" * 4000, "over-limit"),
    ("SELECT " + "1+" * 3000 + "1", "over-limit"),
    ("SELECT " + "NOT " * 2000 + "1", "over-limit"),
    ("SELECT " + "CASE WHEN 1 THEN " * 450, "over-limit"),
    ("SELECT 1" + " UNION SELECT 1" * 500, "over-limit"),
    ("SELECT '" + "a" * 20_000 + "'", "over-limit"),
    ("SELECT \0", "not-a-query"),
    ("'" * 3000, "not-a-query"),
    ("import os; os.system('id')", "not-a-query"),
]


@pytest.mark.parametrize(("answer", "reason"), HOSTILE, ids=[one[:40] for one, _ in HOSTILE])
def test_a_hostile_query_ends_and_does_nothing(judge, answer, reason):
    start = time.monotonic()
    verdict = judge(answer, "SELECT COUNT(*) FROM orders")
    assert (verdict.status, verdict.reason) == ("incorrect", reason)
    assert time.monotonic() - start < 30  # a guard against what does not end
    assert not list(Path("/tmp").glob("rewardry-sql*"))


def test_a_query_changes_no_state_for_the_next(judge):
    query = "SELECT COUNT(*) FROM orders"
    judge("SELECT 1; DELETE FROM orders", query)
    judge("PRAGMA query_only = OFF; DELETE FROM orders", query)
    assert judge(query, query).status == "correct"


WORDS = [
    *("SELECT", " * ", "FROM", " orders ", " customers ", "WHERE", "(", ")", ",", "1", "'", '"', ";", "--", "/*"),
    *("UNION", "id", "=", "WITH", "AS", "JOIN", " ", "\n", "`", "["),
]


@settings(deadline=None, max_examples=200)
@given(st.one_of(st.text(max_size=200), st.lists(st.sampled_from(WORDS), max_size=30).map("".join)))
def test_any_text_gets_a_verdict(text):
    reference = {
        "schema": "CREATE TABLE orders (id INTEGER); CREATE TABLE customers (id INTEGER)",
        "states": ["INSERT INTO orders VALUES (1), (2), (3)"],
        "query": "SELECT SUM(id) * 1234567 FROM orders",
    }
    assert rewardry.get("sql").check(text, reference, "").status == "incorrect"


def test_it_runs_in_a_worker(shop):
    samples = [rewardry.Sample(completion=f"<answer>{q}</answer>", reference=shop(SPENT)) for q in (SPENT, "SELECT 1")]
    with rewardry.Runtime("local", workers=1) as runtime:
        verdicts = runtime.open(rewardry.get("sql")).verify(samples)
    assert [verdict.status for verdict in verdicts] == ["correct", "incorrect"]


def test_it_abstains_without_its_extra(monkeypatch, shop):
    monkeypatch.setattr("rewardry.engine.opened._importable", lambda name: name != "sqlglot")
    with rewardry.Runtime("inline") as runtime:
        sample = rewardry.Sample(completion=SPENT, reference=shop(SPENT))
        verdict = runtime.open(rewardry.get("sql")).verify([sample])[0]
    assert (verdict.status, verdict.reason) == ("abstain", "needs-extra")
