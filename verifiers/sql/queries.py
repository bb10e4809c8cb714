"""What a query has to be before it meets a database: one SELECT, read by sqlglot, in SQLite's dialect."""

from __future__ import annotations

import logging
import re
from typing import Any, NamedTuple

LONGEST = 10_000
_DEEPEST = 40
_MOST_JOINED = 400
# What may stand many times in a row and makes a deep tree of a flat text.
_JOINING = re.compile(r"\b(?:and|or|not|case|union|intersect|except|select)\b|\|\||[-+*/~]", re.IGNORECASE)


class RefusedQueryError(ValueError):
    """A text that is not run; the message is a verdict's reason: ``not-a-query`` or ``over-limit``."""


class Query(NamedTuple):
    """A query that may be run.

    Attributes:
        sql: the query as SQLite takes it.
        ordered: whether it has an ORDER BY of its own, outside of subqueries.
    """

    sql: str
    ordered: bool


def dialects() -> frozenset[str]:
    """The dialects that can be read, by name."""
    from sqlglot.dialects.dialect import Dialects

    return frozenset(dialect.value for dialect in Dialects if dialect.value)


def read_query(text: str, dialect: str = "sqlite") -> Query:
    """The one SELECT (or VALUES, or compound, or WITH ... SELECT) of a text.

    SQLite's own dialect is run as it is written; any other is written anew for SQLite.

    Args:
        text: a query, perhaps with a semicolon and comments.
        dialect: a name out of `dialects`.

    Raises:
        RefusedQueryError: it is no query, more than one statement, or beyond the limits.
    """
    _refuse_large(text)
    tree = _tree(text, dialect)
    try:
        written = text.strip() if dialect == "sqlite" else tree.sql(dialect="sqlite", unsupported_level=_ignored())
    except RecursionError:
        raise RefusedQueryError("over-limit") from None
    except Exception:
        raise RefusedQueryError("not-a-query") from None
    return Query(written, tree.args.get("order") is not None)


def _refuse_large(text: str) -> None:
    depth = deepest = 0
    for sign in re.findall(r"[()\[\]]", text[: LONGEST + 1]):
        depth += 1 if sign in "([" else -1
        deepest = max(deepest, depth)
    if len(text) > LONGEST or deepest > _DEEPEST or len(_JOINING.findall(text)) > _MOST_JOINED:
        raise RefusedQueryError("over-limit")
    if "\0" in text:
        raise RefusedQueryError("not-a-query")


def _ignored() -> Any:
    from sqlglot import ErrorLevel

    return ErrorLevel.IGNORE


def _tree(text: str, dialect: str) -> Any:
    """The tree of the one query in a text."""
    import sqlglot
    from sqlglot import expressions

    logging.getLogger("sqlglot").setLevel(logging.CRITICAL)  # it warns of what it does not know, once a row
    try:
        statements = [one for one in sqlglot.parse(text, read=dialect) if not _says_nothing(one)]
    except RecursionError:
        raise RefusedQueryError("over-limit") from None
    except Exception:  # its own errors, and what a tokenizer raises on a text that is no SQL
        raise RefusedQueryError("not-a-query") from None
    if len(statements) != 1:
        raise RefusedQueryError("not-a-query")
    tree: Any = statements[0]
    changes = (expressions.DML, expressions.DDL, expressions.Command, expressions.Into, expressions.Pragma)
    is_query = isinstance(tree, (expressions.Query, expressions.Values)) and not isinstance(tree, changes)
    if not is_query or any(
        isinstance(node, changes) and not isinstance(node, expressions.Query) for node in tree.walk()
    ):
        raise RefusedQueryError("not-a-query")
    return tree


def _says_nothing(statement: Any) -> bool:
    """Whether a statement is what stands behind the last semicolon: nothing, or a comment."""
    return statement is None or type(statement).__name__ == "Semicolon"


def written_for_sqlite(script: str, dialect: str) -> str:
    """A script of definitions and rows as SQLite takes it.

    Raises:
        RefusedQueryError: it cannot be read.
    """
    if dialect == "sqlite":
        return script
    import sqlglot

    logging.getLogger("sqlglot").setLevel(logging.CRITICAL)
    try:
        return ";\n".join(sqlglot.transpile(script, read=dialect, write="sqlite", unsupported_level=_ignored()))
    except Exception:
        raise RefusedQueryError("not-a-query") from None
