"""More states of a database, made of a given one: smaller ones, in which all that held still holds.

A query that repeats what it saw of one state must fail on another. Rows are taken away from a table, and then from
others until every column whose values all occurred in another column is within it again: so foreign keys hold, declared
or not, and so do keys, checks and dependencies, which no smaller set of rows can break.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

from .database import Row

_MOST_TRIES = 12
_MOST_INCLUSIONS = 400
Contents = dict[str, tuple[Row, ...]]
Column = tuple[str, int]


def smaller(tables: Contents, seed: int) -> Iterator[Contents]:
    """Smaller states, each a different one, in which no table that had rows is empty.

    Args:
        tables: each table's rows.
        seed: of the choice of rows.
    """
    chance = random.Random(seed)
    within = inclusions(tables)
    filled = sorted(name for name, rows in tables.items() if len(rows) > 1)
    seen = [tables]
    for _ in range(_MOST_TRIES if filled else 0):
        name = chance.choice(filled)
        share = chance.choice((0.2, 0.5, 0.7))
        kept = tuple(row for row in tables[name] if chance.random() > share)
        found = _closed({**tables, name: kept or tables[name][:1]}, within)
        if found not in seen and all(found[name] for name, rows in tables.items() if rows):
            seen.append(found)
            yield found


def inclusions(tables: Contents) -> list[tuple[Column, Column]]:
    """The pairs of columns of different tables of which the first one's values all occur in the second."""
    values = {
        (name, i): {row[i] for row in rows} - {None}
        for name, rows in tables.items()
        if rows
        for i in range(len(rows[0]))
    }
    return [
        (one, other)
        for one, own in values.items()
        for other, others in values.items()
        if one[0] != other[0] and own and own <= others
    ][:_MOST_INCLUSIONS]


def _closed(tables: Contents, within: list[tuple[Column, Column]]) -> Contents:
    """The tables without the rows that an inclusion no longer holds for, and so on until all hold."""
    changed = True
    while changed:
        changed = False
        for (name, i), (other, j) in within:
            there = {row[j] for row in tables[other]}
            kept = tuple(row for row in tables[name] if row[i] is None or row[i] in there)
            if len(kept) < len(tables[name]):
                tables, changed = {**tables, name: kept}, True
    return tables
