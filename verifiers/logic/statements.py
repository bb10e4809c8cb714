"""What a person says of others: statements as nested tuples, their truth, their truth tables, their words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from .connectives import as_nested, column, joined

TELLS = ("telling-truth", "lying")


def as_statement(given: Any, most_parts: int) -> Any:
    """A statement as nested tuples.

    Raises:
        ValueError: it is none, or has more than `most_parts` parts.
    """
    return as_nested(given, _leaf, most_parts)


def _leaf(given: Any) -> Any:
    if not isinstance(given, (list, tuple)) or not given or given[0] not in TELLS:
        return None
    if len(given) != 2 or isinstance(given[1], bool) or not isinstance(given[1], int) or given[1] < 0:
        raise ValueError(f"{given[0]} takes the number of a person")
    return (given[0], given[1])


def people_in(statement: Any) -> Iterator[int]:
    """The people that a statement is about, as often as it names them."""
    operator, *parts = statement
    if operator in TELLS:
        yield parts[0]
    else:
        for part in parts:
            yield from people_in(part)


def is_true(statement: Any, truthful: Sequence[bool]) -> bool:
    """Whether a statement is true where these people are truthful."""
    return bool(_table(statement, truthful, 1))


def truth_table(statements: Sequence[Any]) -> int:
    """The choices of roles that fit what everybody says, as bits: bit b stands for the roles that are b's bits."""
    lines = 1 << len(statements)
    everything = (1 << lines) - 1
    roles = [column(person, lines) for person in range(len(statements))]
    fits = everything
    for role, statement in zip(roles, statements, strict=True):
        fits &= role ^ _table(statement, roles, everything) ^ everything
    return fits


def _table(statement: Any, roles: Sequence[int], everything: int) -> int:
    """A statement's truth table from those of "person i is truthful"."""
    operator, *parts = statement
    if operator in TELLS:
        return int(roles[parts[0]]) ^ (0 if operator == "telling-truth" else everything)
    return joined(operator, [_table(part, roles, everything) for part in parts], everything)


def in_words(statement: Any, names: Sequence[str], truth: str, lie: str) -> str:
    """A statement as a sentence without its full stop; parts of parts are in brackets."""
    operator, *parts = statement
    if operator in TELLS:
        return f"{names[parts[0]]} is a {truth if operator == 'telling-truth' else lie}"
    words = [in_words(part, names, truth, lie) for part in parts]
    inner = [word if part[0] in TELLS else f"({word})" for word, part in zip(words, parts, strict=True)]
    if operator == "not":
        return f"it is not the case that {inner[0]}"
    if operator == "->":
        return f"if {inner[0]} then {inner[1]}"
    return {"and": " and ", "or": " or ", "<=>": " if and only if "}[operator].join(inner)
