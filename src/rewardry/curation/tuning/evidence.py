"""What a recipe's order of completions is held against: a trusted label, pairs of which one is better, known hacks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import Any, NamedTuple

from rewardry.curation.kept_rows import KeptRow
from rewardry.curation.logged_scores import LoggedScores
from rewardry.curation.numbers import finite
from rewardry.errors import ConfigError, DataError, nearest
from rewardry.rows import read_objects

_WORDS = {"correct": 1.0, "incorrect": 0.0, "right": 1.0, "wrong": 0.0, "true": 1.0, "false": 0.0}
_UNDECIDED = ("abstain", "timeout", "error")
# Of a very large group not every pair is needed.
_MOST_PAIRS = 2_000


class Pair(NamedTuple):
    """The positions of two rows, the better one first, and the group it counts for."""

    better: int
    worse: int
    group: int


class Evidence(NamedTuple):
    """What is held against.

    Attributes:
        pairs: pairs of rows of which one is known to be better.
        hacks: the positions of rows that ought not to be paid.
        labels: the label of each row where labels say how much better one is: more than two values; else None.
    """

    pairs: Sequence[Pair]
    hacks: frozenset[int]
    labels: Sequence[float | None] | None = None


def ids(logged: LoggedScores) -> dict[Any, int]:
    """The position of each row, by its id.

    Raises:
        DataError: an id stands twice.
    """
    found: dict[Any, int] = {}
    for position, row in enumerate(logged.rows):
        key = _key(row.id, row.place)
        if key in found:
            raise DataError(f"{row.place}: field 'id': {key!r} stands twice; to join by id each row needs its own")
        found[key] = position
    return found


def labels_of_column(logged: LoggedScores, column: str) -> list[float | None]:
    """What a column says of each row: a column of the input or its `meta`, or a component that is in the log.

    Raises:
        DataError: no row has it, or a value is no label.
    """
    if column in logged.columns and not any(column in row.input for row in logged.rows):
        return [None if score is None else score.value for score in logged.columns[column]]
    found = [label(row.column(column), f"{row.place}: {column!r}") for row in logged.rows]
    if all(value is None for value in found):
        known = sorted({key for row in logged.rows[:1000] for key in (*row.input, *_meta(row))} | set(logged.columns))
        raise DataError(f"no row has a label in {column!r}. {nearest(column, known)}")
    return found


def _meta(row: KeptRow) -> Iterable[str]:
    meta = row.input.get("meta")
    return meta if isinstance(meta, dict) else ()


def labels_of_file(logged: LoggedScores, file: str) -> list[float | None]:
    """What `rewardry verify` said of each row, joined by id.

    Raises:
        DataError: no id is in both, or a status is no label.
    """
    positions = ids(logged)
    found: list[float | None] = [None] * len(logged.rows)
    joined = 0
    for data, place, _ in read_objects([file]):
        position = positions.get(_key(data.get("id"), place))
        if position is not None:
            joined += 1
            value = data.get("status", data.get("label", data.get("score")))
            found[position] = label(value, place)
    if not joined:
        raise DataError(f"{file}: no id of it is in the log; name what `rewardry verify` wrote of the same rows")
    return found


def label(value: Any, place: str) -> float | None:
    """A label as a number; None of an undecided one.

    Raises:
        DataError: it is none.
    """
    if value is None or (isinstance(value, str) and value in _UNDECIDED):
        return None
    number = float(value) if isinstance(value, bool) else finite(value)
    if number is not None:
        return number
    if isinstance(value, str) and value.lower() in _WORDS:
        return _WORDS[value.lower()]
    raise DataError(f"{place}: {value!r} is no label; true, false, a number, correct or incorrect is wanted")


def pairs_of_labels(logged: LoggedScores, labels: Sequence[float | None]) -> list[Pair]:
    """Pairs of a group whose labels differ.

    Raises:
        DataError: there is none.
    """
    found = []
    for number, group in enumerate(logged.groups):
        known = [(value, i) for i in group if (value := labels[i]) is not None]
        ordered = [Pair(*((i, j) if a > b else (j, i)), number) for (a, i), (b, j) in combinations(known, 2) if a != b]
        found += ordered[:: -(-len(ordered) // _MOST_PAIRS) or 1]
    if not found:
        raise DataError("no group has two completions that the labels tell apart, so that nothing can be learnt")
    return found


def graded(labels: Sequence[float | None]) -> Sequence[float | None] | None:
    """The labels if they say how much better a row is, with more than two values; else None."""
    return labels if len({value for value in labels if value is not None}) > 2 else None


def pairs_of_file(logged: LoggedScores, file: str) -> list[Pair]:
    """Pairs that somebody judged: objects with the ids of the ``chosen`` and the ``rejected`` row.

    Raises:
        DataError: an id is missing or not in the log, or the two rows are the same or of different groups.
    """
    positions, number_of = ids(logged), {i: number for number, group in enumerate(logged.groups) for i in group}
    found = []
    for data, place, _ in read_objects([file]):
        better, worse = (_position(data, name, positions, place) for name in ("chosen", "rejected"))
        if better == worse:
            raise DataError(f"{place}: row {logged.rows[better].id!r} is chosen and rejected at once; name two rows")
        if number_of[better] != number_of[worse]:
            raise DataError(f"{place}: the two rows are of different groups; only completions of one prompt compare")
        found.append(Pair(better, worse, number_of[better]))
    if not found:
        raise DataError(f"{file}: there are no pairs")
    return found


def _position(data: Mapping[str, Any], name: str, positions: Mapping[Any, int], place: str) -> int:
    found = data.get(name)
    found = found.get("id") if isinstance(found, dict) else found
    key = _key(found, f"{place}: field {name!r}") if found is not None else None
    if key is None or key not in positions:
        raise DataError(f"{place}: field {name!r}: {found!r} is no id of the log")
    return positions[key]


def hacks_of(logged: LoggedScores, given: str, is_file: bool) -> frozenset[int]:
    """The rows that are hacks: those whose column says so, or whose ids stand in a file.

    Raises:
        ConfigError: there is none.
        DataError: a value is no label, or no id.
    """
    if is_file:
        positions = ids(logged)
        named = (positions.get(_key(data.get("id"), place)) for data, place, _ in read_objects([given]))
        found = frozenset(position for position in named if position is not None)
    else:
        found = frozenset(i for i, value in enumerate(labels_of_column(logged, given)) if value)
    if not found:
        raise ConfigError(f"{given}: none of the log's rows is a hack by it")
    return found


def _key(value: Any, place: str) -> Any:
    if isinstance(value, (dict, list)):
        raise DataError(f"{place}: field 'id': a text or a number is wanted, not {value!r}")
    return value
