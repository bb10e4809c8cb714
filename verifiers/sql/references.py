"""A reference made ready: the states of its database, and what its query gives on each."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from rewardry.component import UnreadableReferenceError

from .comparison import blocks, same_result
from .database import QueryError, Result, Tables, backwards, build, contents, quoted, run
from .queries import Query, RefusedQueryError, dialects, read_query, written_for_sqlite
from .states import smaller

_MOST_STATES = 16
# What only a table has, and not the view that reads it backwards.
_ROWID = re.compile(r"\b(?:rowid|oid|_rowid_)\b", re.IGNORECASE)
_MOST_SEEDS = 20


class Limits(NamedTuple):
    """What a query may take; see the parameters of `Sql`."""

    max_steps: int
    max_rows: int
    mutations: int


class State(NamedTuple):
    """A state of the database, and what the reference's query gives on it.

    Attributes:
        database: the database as bytes.
        result: what is wanted.
        ends: the ends of the runs of rows whose order is arbitrary; None where no order is asked for.
    """

    database: bytes
    result: Result
    ends: tuple[int, ...] | None


class Prepared(NamedTuple):
    """A reference that a query can be compared with.

    Attributes:
        states: the states that the reference gives, and smaller ones made of them.
        dialect: the dialect of the answer.
    """

    states: tuple[State, ...]
    dialect: str


class UndistinguishingError(UnreadableReferenceError):
    """A reference whose query gives the same on all states, so that a constant would be right."""


def prepare(reference: Any, limits: Limits) -> Prepared:
    """The reference made ready; kept, since all completions of a prompt are compared with the same.

    Raises:
        UnreadableReferenceError: it lacks something, or something of it does not run.
        UndistinguishingError: see there.
    """
    if not isinstance(reference, Mapping):
        raise UnreadableReferenceError("the reference is no object with `schema`, `states` and `query`")
    try:
        written = json.dumps(reference, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise UnreadableReferenceError(f"the reference cannot be written as JSON: {error}") from None
    found = _prepared(written, limits)
    if isinstance(found, UnreadableReferenceError):
        raise found
    return found


@functools.lru_cache(maxsize=32)
def _prepared(written: str, limits: Limits) -> Prepared | UnreadableReferenceError:
    try:
        return _made(json.loads(written), limits)
    except UnreadableReferenceError as error:
        return error.with_traceback(None)


def _made(reference: Mapping[str, Any], limits: Limits) -> Prepared:
    dialect = reference.get("dialect") or "sqlite"
    if not isinstance(dialect, str) or dialect not in dialects():
        raise UnreadableReferenceError(f"the reference's `dialect` {dialect!r} is none that sqlglot reads")
    text = reference.get("query")
    if not isinstance(text, str) or not text.strip():
        raise UnreadableReferenceError("the reference has no `query`")
    try:
        query = read_query(text, dialect)
    except RefusedQueryError as error:
        raise UnreadableReferenceError(
            f"the reference's `query` is not one SELECT that can be read ({error})"
        ) from None
    ordered = reference.get("ordered")
    if not isinstance(ordered, bool | None):
        raise UnreadableReferenceError(f"the reference's `ordered` is {ordered!r}; true, false or null is wanted")
    if ordered is not None:
        query = query._replace(ordered=ordered)
    schema = _schema(reference.get("schema"), dialect)
    given = [_state(_built(schema, filling, dialect), query, limits) for filling in _fillings(reference)]
    states = [state for state in given if state is not None]
    if not states:
        raise UnreadableReferenceError(
            "what the reference's `query` gives depends on the order in which rows are stored"
        )
    states += _mutated(schema, states, query, limits)
    _refuse_undistinguishing(states, limits)
    return Prepared(tuple(states), dialect)


def _schema(schema: Any, dialect: str) -> str:
    """The script that makes the tables."""
    if isinstance(schema, str) and schema.strip():
        try:
            return written_for_sqlite(schema, dialect)
        except RefusedQueryError:
            raise UnreadableReferenceError(f"the reference's `schema` cannot be read as {dialect}") from None
    tables = schema.get("tables") if isinstance(schema, Mapping) else None
    if not isinstance(tables, Mapping) or not tables:
        raise UnreadableReferenceError("the reference's `schema` is neither a script nor {tables: {name: columns}}")
    return ";\n".join(f"CREATE TABLE {quoted(str(name))} ({_columns(columns)})" for name, columns in tables.items())


def _columns(columns: Any) -> str:
    if isinstance(columns, Mapping) and columns:
        # A type is a word or two of SQL, which SQLite reads, or none; what else it would be, the authorizer refuses.
        return ", ".join(f"{quoted(str(name))} {kind or ''}" for name, kind in columns.items())
    if isinstance(columns, Sequence) and not isinstance(columns, str) and columns:
        return ", ".join(quoted(str(name)) for name in columns)
    raise UnreadableReferenceError("a table of the reference's `schema` has no columns")


def _fillings(reference: Mapping[str, Any]) -> Iterator[Any]:
    states = reference.get("states")
    if not isinstance(states, Sequence) or isinstance(states, str) or not 0 < len(states) <= _MOST_STATES:
        raise UnreadableReferenceError(f"the reference's `states` are no list of 1 to {_MOST_STATES} states")
    yield from states


def _built(schema: str, filling: Any, dialect: str) -> bytes:
    """The database of a state as the reference gives it: a script, or rows a table.

    Raises:
        UnreadableReferenceError: it cannot be built.
    """
    try:
        if isinstance(filling, str):
            return build(schema, written_for_sqlite(filling, dialect))
        if not isinstance(filling, Mapping):
            raise UnreadableReferenceError("a state of the reference is neither a script nor {table: rows}")
        return build(schema, {str(name): _rows(rows) for name, rows in filling.items()})
    except (QueryError, RefusedQueryError) as error:
        raise UnreadableReferenceError(f"a state of the reference cannot be built ({error})") from None


def _rows(rows: Any) -> list[tuple[Any, ...]]:
    if not isinstance(rows, Sequence) or isinstance(rows, str):
        raise UnreadableReferenceError("the rows of a table in a state of the reference are no list")
    for row in rows:
        if not isinstance(row, Sequence) or isinstance(row, str) or len(row) != len(rows[0]) or not row:
            raise UnreadableReferenceError(f"{row!r} in a state of the reference is no row: a list of values is wanted")
    return [tuple(row) for row in rows]


def _state(database: bytes, query: Query, limits: Limits) -> State | None:
    """A state with what is wanted on it; None where that depends on how the rows are stored.

    Raises:
        UnreadableReferenceError: the query fails on it.
    """
    try:
        one = run(database, query.sql, limits.max_steps, limits.max_rows)
    except QueryError as error:
        raise UnreadableReferenceError(f"the reference's `query` does not run on its states ({error})") from None
    try:
        turned = None if _ROWID.search(query.sql) else backwards(database)
        other = one if turned is None else run(turned, query.sql, limits.max_steps, limits.max_rows)
    except QueryError:  # it takes longer without an index, or a table has no order to turn round
        other = one
    ends = blocks(one.rows, other.rows)
    if ends is None:
        return None
    return State(database, one, tuple(ends) if query.ordered else None)


def _mutated(schema: str, states: Sequence[State], query: Query, limits: Limits) -> list[State]:
    """Smaller states on which the query gives something else than on the one that they are made of."""
    found: list[State] = []
    for seed in range(_MOST_SEEDS if limits.mutations else 0):
        original = states[seed % len(states)]
        tables: Tables
        for tables in smaller(contents(original.database), seed):
            try:
                state = _state(build(schema, tables), query, limits)
            except (QueryError, UnreadableReferenceError):
                continue
            if state is not None and not any(_same(state, other) for other in (original, *found)):
                found.append(state)
            if len(found) == limits.mutations:
                return found
    return found


def _same(one: State, other: State) -> bool:
    return same_result(one.result, other.result, None, 0.0, column_order=True)


def _refuse_undistinguishing(states: Sequence[State], limits: Limits) -> None:
    if not any(state.result.rows for state in states):
        raise UndistinguishingError("the reference's `query` gives no rows on any state; add a state where it does")
    alike = all(_same(states[0], state) for state in states[1:])
    if limits.mutations and alike:
        raise UndistinguishingError(
            "the reference's `query` gives the same on every state, and on smaller ones, so that a constant would be "
            "right; add a state on which it gives something else, or set `mutations` to 0"
        )
