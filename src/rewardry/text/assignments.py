"""Assignments: what a text gives to each of some keys, in JSON, pairs, sentences, bullets or a table."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import Any, Generic, NamedTuple, TypeAlias, TypeVar

from rewardry.text.signs import ARROW, plain_signs, without_latex
from rewardry.text.strict_json import JsonError, load_json
from rewardry.text.unreadable import UnreadableAnswerError

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")

MOST_PAIRS = 2000


class Reading(NamedTuple, Generic[Key, Value]):
    """How keys and values are written.

    Each function gets a text, casefolded and with single spaces, or a number or boolean of JSON, and returns what it
    names, or None. A `dict.get` is such a function.
    """

    key: Callable[[Any], Key | None]
    value: Callable[[Any], Value | None]


def parse_assignment(text: str, reading: Reading[Key, Value], grouped: bool = False) -> dict[Key, Value]:
    """What a text gives to each key; all of it must be pairs of a key and its value.

    Args:
        text: such as ``A=1, B=2``, ``{"A": 1}``, ``[["A", 1]]``, ``A -> 1``, ``Alice is a knight``, ``- **A**: 1``, a
            Markdown table of two columns, or of a row of keys above a row of values.
        reading: how keys and values are written.
        grouped: ``Knights: Alice, Bob`` and ``Alice and Bob are knights`` are read too.

    Returns:
        The pairs; whether keys lack is for the caller to see.

    Raises:
        UnreadableAnswerError: something else stands in it; or a key is given twice, which is ambiguous.

    >>> parse_assignment("A: 1; B -> 2", Reading({"a": "A", "b": "B"}.get, {"1": 1, "2": 2}.get))
    {'A': 1, 'B': 2}
    """
    plain = without_latex(plain_signs(text)).strip()
    found: dict[Key, Value] = {}
    for key, value in _pairs(plain, reading, grouped):
        if key in found:
            raise UnreadableAnswerError("ambiguous", f"{key!s} is given twice")
        found[key] = value
        if len(found) > MOST_PAIRS:
            raise UnreadableAnswerError("over-limit", f"more than {MOST_PAIRS} pairs")
    if not found:
        raise UnreadableAnswerError("unreadable", "no key is given a value")
    return found


_Pairs: TypeAlias = Iterator[tuple[Key, Value]]


def _pairs(plain: str, reading: Reading[Key, Value], grouped: bool) -> _Pairs[Key, Value]:
    if plain[:1] in ("{", "["):
        try:
            yield from _pairs_of_json(load_json(plain), reading, grouped)
            return
        except JsonError as error:
            if error.reason != "not-json":
                raise UnreadableAnswerError(error.reason, str(error)) from None
        inside = plain[1:-1]
        if plain[-1:] in ("}", "]") and not set(inside) & set("{}[]"):
            plain = inside  # as Python writes it
    lines = [line.strip() for line in plain.splitlines() if line.strip()]
    if lines and _is_heading(lines[0], reading):
        lines, plain = lines[1:], "\n".join(lines[1:])
    if lines and all("|" in line for line in lines) and (rows := _rows(lines)):
        yield from _pairs_of_table(rows, reading)
        return
    yield from _Sentences(reading, grouped).pairs(_BULLETS.sub("", plain))


_HEADING = re.compile(r"#{1,6}\s+([^:\n]{1,60}?)\s*:?")


def _is_heading(line: str, reading: Reading[Key, Value]) -> bool:
    """Whether a first line only heads what follows: ``### Conclusion:``."""
    heading = _HEADING.fullmatch(line.replace("**", ""))
    if heading is None or _CONNECTOR.search(heading[1]) or _IN_BRACKETS.fullmatch(heading[1]):
        return False
    return _named(reading.key, heading[1]) is None and _named(reading.value, heading[1]) is None


def _pairs_of_json(found: Any, reading: Reading[Key, Value], grouped: bool) -> _Pairs[Key, Value]:
    if isinstance(found, dict) and len(found) == 1 and isinstance(only := next(iter(found.values())), dict):
        found = only  # {"assignment": {...}}
    if isinstance(found, dict):
        pairs = list(found.items())
    elif isinstance(found, list):
        pairs = [_pair_of_json(item) for item in found]
    else:
        raise UnreadableAnswerError("unreadable", "an object is wanted")
    for one, other in pairs:
        if grouped and isinstance(other, list) and (value := _named(reading.value, one)) is not None:
            yield from ((_wanted(reading.key, key, "key"), value) for key in other)
        else:
            yield _wanted(reading.key, one, "key"), _wanted(reading.value, other, "value")


def _pair_of_json(item: Any) -> tuple[Any, Any]:
    """A pair of a JSON list: a list of two, an object of one pair, or one of two fields."""
    if isinstance(item, list) and len(item) == 2:
        return item[0], item[1]
    if isinstance(item, dict) and len(item) == 1:
        return next(iter(item.items()))
    if isinstance(item, dict) and len(item) == 2:
        first, second = item.values()
        return first, second
    raise UnreadableAnswerError("unreadable", f"no pair of a key and a value: {str(item)[:40]}")


_RULE = re.compile(r"[\s|:+=-]+")


def _rows(lines: Sequence[str]) -> list[list[str]]:
    """The cells of a Markdown table, its header apart from it by nothing; empty where lines differ in length."""
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if not _RULE.fullmatch(line)]
    return rows if rows and len({len(row) for row in rows}) == 1 else []


def _pairs_of_table(rows: list[list[str]], reading: Reading[Key, Value]) -> _Pairs[Key, Value]:
    """Rows of a key and a value below a header, or keys above values."""
    across = len(rows) == 2 and all(_named(reading.value, cell) is not None for cell in rows[1])
    if across and all(_named(reading.key, cell) is not None for cell in rows[0]):
        rows = [[key, value] for key, value in zip(*rows, strict=True)]
    elif rows and (_named(reading.key, rows[0][0]) is None or _named(reading.value, rows[0][-1]) is None):
        rows = rows[1:]
    for row in rows:
        if len(row) != 2:
            raise UnreadableAnswerError("unreadable", f"a row of two cells is wanted: {' | '.join(row)[:60]}")
        yield _wanted(reading.key, row[0], "key"), _wanted(reading.value, row[1], "value")


# Weak separators part the members of a group, strong ones end it.
_SEPARATOR = re.compile(
    r"(?P<strong>[;\n]+|,?\s+(?:while|whereas)(?=\s)|\.(?=\s|$))|,\s*(?:and\b|&)?|(?<=\s)(?:and|&)(?=\s)|(?<=\S)\s*[和与](?=\S)",
    re.IGNORECASE,
)
_BULLETS = re.compile(r"^[ \t]*(?:[-*•][ \t]+|\(?\d{1,3}[.)][ \t]+)", re.MULTILINE)
_CONNECTOR = re.compile(
    rf"\s*(?::=|:|{ARROW}|={{1,2}})\s*|\s+(?:is|are|gets|has|takes)(?:\s*:)?\s+(?:both\s+|all\s+)?|\s+-\s+|\s*[是为]\s*",
    re.IGNORECASE,
)
_IN_BRACKETS = re.compile(r"(?P<key>.*[^\s(])\s*\((?P<value>[^()]*)\)", re.DOTALL)


class _Sentences(Generic[Key, Value]):
    """Pairs that are written one after the other."""

    def __init__(self, reading: Reading[Key, Value], grouped: bool) -> None:
        self._reading = reading
        self._grouped = grouped
        self._waiting: list[Key] = []  # Alice, Bob ... are knights
        self._group: list[Value] = []  # Knights: Alice ...; at most one

    def pairs(self, text: str) -> _Pairs[Key, Value]:
        """The pairs of a text, in order."""
        at = 0
        for separator in _SEPARATOR.finditer(text):
            yield from self._item(text[at : separator.start()])
            at = separator.end()
            if separator["strong"]:
                self._refuse_waiting()
                self._group = []
        yield from self._item(text[at:])
        self._refuse_waiting()

    def _item(self, item: str) -> _Pairs[Key, Value]:
        item = " ".join(item.replace("**", "").split())
        if not item:
            return
        one, other = _split(item)
        if other is None and self._grouped and (key := _named(self._reading.key, one)) is not None:
            if self._group:
                yield key, self._group[0]
            else:
                self._waiting.append(key)
        elif other is None:
            raise UnreadableAnswerError("unreadable", f"no key with a value: {item[:40]!r}")
        elif self._grouped and (value := _named(self._reading.value, one)) is not None:
            self._refuse_waiting()
            self._group = [value]
            if other.casefold() not in ("none", "nobody", "no one", "-", ""):
                yield _wanted(self._reading.key, other, "key"), value
        else:
            key, value = _wanted(self._reading.key, one, "key"), _wanted(self._reading.value, other, "value")
            yield from ((before, value) for before in self._waiting)
            self._waiting, self._group = [], []
            yield key, value

    def _refuse_waiting(self) -> None:
        if self._waiting:
            raise UnreadableAnswerError("unreadable", f"{self._waiting[0]!s} is given no value")


def _split(item: str) -> tuple[str, str | None]:
    """The two sides of the first connector."""
    if connector := _CONNECTOR.search(item):
        return item[: connector.start()], item[connector.end() :]
    if bracketed := _IN_BRACKETS.fullmatch(item):
        return bracketed["key"], bracketed["value"]
    return item, None


_ARTICLE = re.compile(r"(?:an?|the)\s+(?:only\s+)?(?=\S)", re.IGNORECASE)
_DRESS = " \t\r\n\"'`*_$"


def _named(read: Callable[[Any], Value | None], said: Any) -> Value | None:
    """What a text or a JSON value names, or None; an article in front and quotes around it are no part of it."""
    if not isinstance(said, str):
        return None if said is None or isinstance(said, (list, dict)) else read(said)
    text = " ".join(said.strip(_DRESS).casefold().split())
    found = read(text)
    if found is None and (article := _ARTICLE.match(text)):
        found = read(text[article.end() :])
    return found


def _wanted(read: Callable[[Any], Value | None], said: Any, what: str) -> Value:
    found = _named(read, said)
    if found is None:
        raise UnreadableAnswerError("unreadable", f"no {what}: {str(said).strip()[:40]!r}")
    return found
