"""References of SQL rows as people write them, damaged ones too: each is read, or abstains and says why."""

import pytest

import rewardry

pytest.importorskip("sqlglot")

GOOD = {
    "schema": {"tables": {"t": {"a": "INTEGER", "b": "TEXT"}}},
    "states": [{"t": [[1, "x"], [2, "y"], [3, None]]}],
    "query": "SELECT a FROM t WHERE a > 1",
}


def verdict_of(**changed):
    reference = {**GOOD, **changed}
    return rewardry.verify("sql", f"<answer>{GOOD['query']}</answer>", reference, "Which?")


def test_the_reference_that_the_others_differ_from_is_read():
    assert verdict_of().status == "correct"


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("query", None, "the reference has no `query`"),
        ("query", "", "the reference has no `query`"),
        ("query", " \n", "the reference has no `query`"),
        ("query", 7, "the reference has no `query`"),
        ("query", ["SELECT 1"], "the reference has no `query`"),
        ("query", "DELETE FROM t", "is not one SELECT that can be read"),
        ("query", "SELECT a FROM t; SELECT b FROM t", "is not one SELECT that can be read"),
        ("query", "SELECT a FROM nowhere", "does not run on its states"),
        ("query", "SELECT load_extension('x') FROM t", "does not run on its states"),
        ("query", "SELECT a FROM t\x00", "is not one SELECT that can be read"),
        ("dialect", "klingon", "`dialect` 'klingon' is none that sqlglot reads"),
        ("dialect", 7, "`dialect` 7 is none that sqlglot reads"),
        ("dialect", ["sqlite"], "is none that sqlglot reads"),
        ("ordered", 1, "`ordered` is 1; true, false or null is wanted"),
        ("ordered", "yes", "`ordered` is 'yes'; true, false or null is wanted"),
        ("schema", None, "`schema` is neither a script nor"),
        ("schema", "", "`schema` is neither a script nor"),
        ("schema", {}, "`schema` is neither a script nor"),
        ("schema", {"tables": {}}, "`schema` is neither a script nor"),
        ("schema", {"tables": ["t"]}, "`schema` is neither a script nor"),
        ("schema", {"tables": {"t": {}}}, "has no columns"),
        ("schema", {"tables": {"t": "a"}}, "has no columns"),
        ("schema", "CREATE TABLE t (a", "cannot be built"),
        ("schema", "ATTACH 'x.db' AS x; CREATE TABLE t (a, b)", "cannot be built"),
        ("schema", "PRAGMA writable_schema = 1; CREATE TABLE t (a, b)", "cannot be built"),
        ("states", None, "`states` are no list of 1 to 16 states"),
        ("states", [], "`states` are no list of 1 to 16 states"),
        ("states", "INSERT INTO t VALUES (1, 'x')", "`states` are no list of 1 to 16 states"),
        ("states", [{"t": [[1, "x"]]}] * 17, "`states` are no list of 1 to 16 states"),
        ("states", [7], "a state of the reference is neither a script nor {table: rows}"),
        ("states", [{"t": "rows"}], "the rows of a table in a state of the reference are no list"),
        ("states", [{"t": [7]}], "7 in a state of the reference is no row"),
        ("states", [{"t": ["ab"]}], "'ab' in a state of the reference is no row"),
        ("states", [{"t": [[]]}], "[] in a state of the reference is no row"),
        ("states", [{"t": [[1, "x"], [2]]}], "[2] in a state of the reference is no row"),
        ("states", [{"t": [[1]]}], "cannot be built"),
        ("states", [{"nowhere": [[1, "x"]]}], "cannot be built"),
        ("states", [{"t": [[2**63, "x"]]}], "cannot be built"),
        ("states", [{"t": [[{"a": 1}, "x"]]}], "cannot be built"),
        ("states", [{"t": [[[1], "x"]]}], "cannot be built"),
        ("states", [{"t": [["\ud800", "x"]]}], "cannot be built"),
        ("states", [{"t": [["x" * 200_000, "x"]]}], "over-limit"),
        ("states", ["INSERT INTO t VALUES (1"], "cannot be built"),
        ("states", ["SELECT load_extension('x')"], "cannot be built"),
        ("states", [{"t": [[float("nan"), "x"]]}], "cannot be written as JSON"),
    ],
    ids=lambda value: str(value)[:40].encode("ascii", "backslashreplace").decode(),
)
def test_what_cannot_be_read_abstains_and_says_why(name, value, why):
    verdict = verdict_of(**{name: value})
    assert (verdict.status, verdict.reason) == ("abstain", "reference-unparseable"), verdict
    assert why in verdict.details["why"]


@pytest.mark.parametrize(
    ("query", "states"),
    [
        ("SELECT a FROM t WHERE a > 99", GOOD["states"]),
        ("SELECT 7", GOOD["states"]),
        ("SELECT a FROM t", [{"t": []}]),
        ("SELECT COUNT(*) FROM t WHERE b = 'nobody'", GOOD["states"]),
    ],
)
def test_a_query_that_a_constant_would_equal_decides_nothing(query, states):
    verdict = verdict_of(query=query, states=states)
    assert (verdict.status, verdict.reason) == ("abstain", "reference-undistinguishing")


@pytest.mark.parametrize(
    "name", ["order", "a b", 'a"b', "a;b", "a]b", "数", "'", "select", "a--b", "/*", "%s", "{0}"], ids=ascii
)
def test_tables_and_columns_may_have_any_name(name):
    quoted = '"' + name.replace('"', '""') + '"'
    reference = {
        "schema": {"tables": {name: {name: "INTEGER"}}},
        "states": [{name: [[1], [2], [3]]}],
        "query": f"SELECT {quoted} FROM {quoted} WHERE {quoted} > 1",
    }
    right = f"```sql\nSELECT {quoted} FROM {quoted} WHERE NOT {quoted} <= 1\n```"
    wrong = f"```sql\nSELECT {quoted} FROM {quoted}\n```"
    assert rewardry.verify("sql", right, reference).status == "correct"
    assert rewardry.verify("sql", wrong, reference).status == "incorrect"
