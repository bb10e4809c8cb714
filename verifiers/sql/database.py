"""A small database in memory, on which a query of anyone can be run: it reads, and it ends.

What is covered: SQLite's authorizer lets a query read tables and call functions of a list, and nothing else (no
ATTACH, PRAGMA, writes, extensions, files); it ends after a number of steps of SQLite's machine, which is the same on
every machine; lengths of values, texts and results are limited. What is not: time within one step (a LIKE pattern made
to be slow) and memory in all, which are the worker's deadline and limit.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from typing import Any, NamedTuple, TypeAlias

Row: TypeAlias = tuple[Any, ...]
Tables: TypeAlias = Mapping[str, Sequence[Row]]

_STEP = 1000
_MOST_BUILDING_STEPS = 20_000_000
_LONGEST_VALUE = 100_000
_MOST_CELLS = 200_000
_LARGEST_RESULT = 4_000_000
_FUNCTION_NAMES = """
-> ->> abs acos acosh asin asinh atan atan2 atanh avg ceil ceiling char coalesce concat concat_ws cos cosh count
cume_dist date datetime degrees dense_rank exp first_value floor format glob group_concat hex if ifnull iif
instr json json_array json_array_length json_extract json_group_array json_group_object json_object json_type
json_valid julianday lag last_value lead length like likelihood likely ln log log10 log2 lower ltrim max min mod
nth_value ntile nullif octet_length percent_rank pi pow power printf quote radians rank replace round row_number
rtrim sign sin sinh sqrt strftime string_agg substr substring sum tan tanh time timediff total trim trunc typeof
unicode unixepoch unlikely upper
"""
# What a query may call.
_FUNCTIONS = frozenset(_FUNCTION_NAMES.split())
_LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: _LONGEST_VALUE,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 50_000,
    sqlite3.SQLITE_LIMIT_COLUMN: 200,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 200,
    sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 50,
    sqlite3.SQLITE_LIMIT_VDBE_OP: 100_000,
    sqlite3.SQLITE_LIMIT_FUNCTION_ARG: 20,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
    sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: 100,
    sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER: 0,
    sqlite3.SQLITE_LIMIT_WORKER_THREADS: 0,
}
# What a script that makes and fills tables does.
_BUILDS = frozenset({
    sqlite3.SQLITE_CREATE_TABLE, sqlite3.SQLITE_CREATE_INDEX, sqlite3.SQLITE_CREATE_VIEW, sqlite3.SQLITE_ALTER_TABLE,
    sqlite3.SQLITE_DROP_TABLE, sqlite3.SQLITE_INSERT, sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_DELETE, sqlite3.SQLITE_READ,
    sqlite3.SQLITE_SELECT, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE, sqlite3.SQLITE_REINDEX,
    sqlite3.SQLITE_TRANSACTION,
})  # fmt: skip


class QueryError(ValueError):
    """A query that did not end well.

    Attributes:
        reason: a verdict's reason: ``refused``, ``query-fails`` or ``over-limit``.
        what: what SQLite says, for the details.
    """

    def __init__(self, reason: str, what: str = "") -> None:
        super().__init__(f"{reason}: {what}" if what else reason)
        self.reason = reason
        self.what = what


class Result(NamedTuple):
    """What a query gave: so many columns, and the rows."""

    width: int
    rows: tuple[Row, ...]


def build(schema: str, filling: str | Tables) -> bytes:
    """A database as bytes.

    Args:
        schema: a script that makes tables.
        filling: a script that fills them, or each table's rows.

    Raises:
        QueryError: a statement fails, does something else than make and fill tables, or does not end.
    """
    with _opened() as connection:
        connection.set_authorizer(lambda action, *_: sqlite3.SQLITE_OK if action in _BUILDS else sqlite3.SQLITE_DENY)
        with _bounded(connection, _MOST_BUILDING_STEPS), _named():
            connection.executescript(schema)
            if isinstance(filling, str):
                connection.executescript(filling)
            else:
                _fill(connection, filling)
            connection.commit()
            connection.set_authorizer(None)  # serializing asks for the number of pages, which is a PRAGMA
            return bytes(connection.serialize())


def _fill(connection: sqlite3.Connection, tables: Tables) -> None:
    for table, rows in tables.items():
        if rows:
            marks = ", ".join("?" * len(rows[0]))
            connection.executemany(f"INSERT INTO {quoted(table)} VALUES ({marks})", rows)


def quoted(name: str) -> str:
    """A name of a table or column as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def contents(database: bytes) -> dict[str, tuple[Row, ...]]:
    """Each table's rows, in the order of the tables' creation."""
    with _opened(database) as connection:
        own = "name NOT LIKE 'sqlite$_%' ESCAPE '$'"  # SQLite's own tables, which no other's name may begin like
        names = connection.execute(f"SELECT name FROM sqlite_master WHERE type = 'table' AND {own}")
        return {name: tuple(connection.execute(f"SELECT * FROM {quoted(name)}")) for (name,) in list(names)}


def backwards(database: bytes) -> bytes:
    """A database whose tables are read from their last row to their first, which shows what a query leaves to chance.

    Each table becomes a view of the same name. The LIMIT keeps SQLite from leaving out the view's order.

    Raises:
        QueryError: a table has no order to turn round (WITHOUT ROWID).
    """
    with _opened(database, writable=True) as connection, _named():
        connection.execute("PRAGMA legacy_alter_table = ON")  # or views would follow the tables to their new names
        for name in contents(database):
            table, hidden = quoted(name), quoted(f"rewardry backwards {name}")
            connection.execute(f"ALTER TABLE {table} RENAME TO {hidden}")
            connection.execute(f"CREATE VIEW {table} AS SELECT * FROM {hidden} ORDER BY rowid DESC LIMIT -1")
            connection.execute(f"SELECT 1 FROM {table}")
        connection.commit()
        return bytes(connection.serialize())


def run(database: bytes, sql: str, max_steps: int, max_rows: int) -> Result:
    """The result of a query, which can only read.

    Args:
        database: what `build` made; it is not changed.
        sql: one statement of anyone.
        max_steps: so many steps of SQLite's machine it may take.
        max_rows: so many rows it may give.

    Raises:
        QueryError: it fails, asks for more than to read, or goes beyond a limit.
    """
    with _opened(database) as connection:
        denied: list[str] = []
        for table in ("json_each", "json_tree"):  # made known now: making them is more than to read
            connection.execute(f"SELECT 1 FROM {table}('[]')").fetchall()
        for limit, value in _LIMITS.items():
            connection.setlimit(limit, value)
        connection.set_authorizer(_reader(denied))
        with _bounded(connection, max_steps), _named(denied):
            cursor = connection.execute(sql)
            if cursor.description is None:
                raise QueryError("refused", "it gives no rows")
            return Result(len(cursor.description), tuple(_taken(cursor, max_rows)))


def _taken(cursor: sqlite3.Cursor, max_rows: int) -> Iterator[Row]:
    """The rows of a cursor, up to the limits."""
    cells = size = 0
    for count, row in enumerate(cursor, start=1):
        cells += len(row)
        size += sum(len(value) for value in row if isinstance(value, (str, bytes)))
        if count > max_rows or cells > _MOST_CELLS or size > _LARGEST_RESULT:
            raise QueryError("over-limit", f"more than {max_rows} rows, {_MOST_CELLS} cells or {_LARGEST_RESULT} bytes")
        yield row


def _reader(denied: list[str]) -> Any:
    """An authorizer that permits reading, and notes what it refuses."""

    def authorize(action: int, first: str | None, second: str | None, *_: str | None) -> int:
        if action in (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_RECURSIVE):
            return sqlite3.SQLITE_OK
        if action == sqlite3.SQLITE_READ and not (first or "").lower().startswith(("sqlite_", "pragma_")):
            return sqlite3.SQLITE_OK
        if action == sqlite3.SQLITE_FUNCTION and (second or "").lower() in _FUNCTIONS:
            return sqlite3.SQLITE_OK
        denied.append(second if action == sqlite3.SQLITE_FUNCTION and second else first or "a statement that changes")
        return sqlite3.SQLITE_DENY

    return authorize


@contextmanager
def _opened(database: bytes | None = None, writable: bool = False) -> Iterator[sqlite3.Connection]:
    """A connection to a new database in memory, or to a copy of one."""
    with closing(sqlite3.connect(":memory:", check_same_thread=False)) as connection:
        connection.execute("PRAGMA temp_store = MEMORY")
        if database is not None:
            connection.deserialize(database)
            connection.execute(f"PRAGMA query_only = {'OFF' if writable else 'ON'}")
        yield connection


@contextmanager
def _bounded(connection: sqlite3.Connection, max_steps: int) -> Iterator[None]:
    """A connection whose statements are interrupted after so many steps in all."""
    left = max_steps // _STEP + 1

    def tick() -> bool:
        nonlocal left
        left -= 1
        return left <= 0

    connection.set_progress_handler(tick, _STEP)
    yield


@contextmanager
def _named(denied: Sequence[str] = ()) -> Iterator[None]:
    """SQLite's errors as ours."""
    try:
        yield
    except MemoryError:
        raise QueryError("over-limit", "out of memory") from None
    except (sqlite3.Error, sqlite3.Warning, OverflowError, UnicodeError, ValueError) as error:
        if isinstance(error, QueryError):
            raise
        raise _query_error(str(error)[:200], denied) from None


_OF_LIMITS = re.compile("interrupted|too (?:big|many|large|deep|complex)|out of memory|maximum depth")


def _query_error(said: str, denied: Sequence[str]) -> QueryError:
    if denied:
        return QueryError("refused", f"not permitted: {denied[0][:60]}")
    return QueryError("over-limit" if _OF_LIMITS.search(said) else "query-fails", said)
