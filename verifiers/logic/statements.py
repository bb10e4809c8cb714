"""What a person says of others: statements as nested tuples, their truth, their truth tables, their words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

TELLS = ("telling-truth", "lying")
_ARITY = {"not": (1, 1), "and": (1, 20), "or": (1, 20), "->": (2, 2), "<=>": (2, 2)}
_DEEPEST = 12


def as_statement(given: Any, largest: int) -> Any:
    """A statement as nested tuples.

    Raises:
        ValueError: it is none, or has more than `largest` parts.
    """
    left = [largest]
    return _statement(given, left, 0)


def _statement(given: Any, left: list[int], depth: int) -> Any:
    left[0] -= 1
    if left[0] < 0 or depth > _DEEPEST:
        raise ValueError("a statement is too long or too deep")
    if not isinstance(given, (list, tuple)) or not given or not isinstance(given[0], str):
        raise ValueError(f"no statement: {str(given)[:60]}")
    operator, *parts = given
    if operator in TELLS:
        if len(parts) != 1 or isinstance(parts[0], bool) or not isinstance(parts[0], int) or parts[0] < 0:
            raise ValueError(f"{operator} takes the number of a person")
        return (operator, parts[0])
    if operator not in _ARITY or not _ARITY[operator][0] <= len(parts) <= _ARITY[operator][1]:
        raise ValueError(f"no statement: {operator[:40]!r} with {len(parts)} parts")
    return (operator, *(_statement(part, left, depth + 1) for part in parts))


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
    operator, *parts = statement
    if operator in TELLS:
        return bool(truthful[parts[0]] == (operator == "telling-truth"))
    values = [is_true(part, truthful) for part in parts]
    if operator == "not":
        return not values[0]
    if operator in ("and", "or"):
        return all(values) if operator == "and" else any(values)
    return values[0] <= values[1] if operator == "->" else values[0] == values[1]


def truth_table(statements: Sequence[Any]) -> int:
    """The choices of roles that fit what everybody says, as bits: bit b stands for the roles that are b's bits."""
    people = len(statements)
    lines = 1 << people
    everything = (1 << lines) - 1
    roles = [column(person, lines) for person in range(people)]

    def table(statement: Any) -> int:
        operator, *parts = statement
        if operator in TELLS:
            said: int = roles[parts[0]]
            return said if operator == "telling-truth" else said ^ everything
        first, *others = map(table, parts)
        if operator == "not":
            return first ^ everything
        for other in others:
            if operator == "and":
                first &= other
            elif operator == "or":
                first |= other
            else:
                first = (first ^ everything) | other if operator == "->" else first ^ other ^ everything
        return first

    fits = everything
    for role, statement in zip(roles, statements, strict=True):
        fits &= role ^ table(statement) ^ everything
    return fits


def column(person: int, lines: int) -> int:
    """A column of a table of so many lines: runs of 2**person lines without and with the role, by turns."""
    run = 1 << person
    column = ((1 << run) - 1) << run
    width = 2 * run
    while width < lines:
        column |= column << width
        width *= 2
    return column


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
