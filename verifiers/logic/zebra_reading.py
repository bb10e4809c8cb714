"""What an answer says of the houses of a zebra puzzle: JSON of several shapes, tables, lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from rewardry.text.signs import plain_signs
from rewardry.text.strict_json import JsonError, load_json
from rewardry.text.unreadable import UnreadableAnswerError

Facts: TypeAlias = Iterator[tuple[int, str, Any]]

_HOUSE = re.compile(r"(?:the\s)?(?:house|home|no\.?|number|#|房子|房屋|第)?\s?#?(\d{1,2})(?:\s?号?(?:房子|房屋|房)?)?")
_HOUSE_NAMES = {"house", "houses", "house number", "number", "no", "#", "position", "id", "房子", "房屋"}
_RULE = re.compile(r"[\s|:+=-]+")


def plain_name(said: object) -> str:
    """A name for comparison: casefolded, single spaces, without marks around it."""
    return " ".join(plain_signs(str(said)).strip(" \t\"'`*.").replace("_", " ").casefold().split())


def read_street(
    answer: str, houses: int, attributes: Sequence[str], owners: Mapping[str, str] | None = None
) -> dict[tuple[int, str], str]:
    """The values that an answer gives to the houses, from 0, and their attributes; names are plain.

    Args:
        answer: the answer as it is written.
        houses: how many there are.
        attributes: the attributes' plain names.
        owners: the attribute of each value that only one attribute has, so that it may stand alone.

    Raises:
        UnreadableAnswerError: something else stands in it, or a house has two values of an attribute.
    """
    plain = plain_signs(answer).strip()
    found: dict[tuple[int, str], str] = {}
    for house, attribute, value in _facts(plain, attributes, owners or {}):
        if not 0 <= house < houses or attribute not in attributes:
            raise UnreadableAnswerError("unreadable", f"no {attribute[:30]!r} of house {house + 1}")
        if isinstance(value, (list, dict)) or value is None:
            raise UnreadableAnswerError("unreadable", f"{attribute} of house {house + 1} is no single value")
        if (house, attribute) in found:
            raise UnreadableAnswerError("ambiguous", f"{attribute} of house {house + 1} is given twice")
        found[house, attribute] = plain_name(value)
    return found


def _facts(plain: str, attributes: Sequence[str], owners: Mapping[str, str]) -> Facts:
    if plain[:1] in ("{", "["):
        try:
            yield from _facts_of_json(load_json(plain), attributes)
            return
        except JsonError as error:
            reason = "unreadable" if error.reason == "not-json" else error.reason
            raise UnreadableAnswerError(reason, str(error)) from None
    lines = [line.strip() for line in plain.splitlines() if line.strip()]
    if lines and all(line.startswith("|") for line in lines):
        rows = [
            [plain_name(cell) for cell in line.strip("|").split("|")] for line in lines if not _RULE.fullmatch(line)
        ]
        yield from _facts_of_rows(rows[0] if rows else [], rows[1:], attributes)
    else:
        yield from _facts_of_lines(lines, owners)


def _house(said: object) -> int:
    """The number of a house, from 0."""
    found = _HOUSE.fullmatch(plain_name(said))
    if found is None:
        raise UnreadableAnswerError("unreadable", f"no house: {str(said)[:40]!r}")
    return int(found[1]) - 1


def _facts_of_json(found: Any, attributes: Sequence[str]) -> Facts:
    if isinstance(found, dict) and len(found) == 1 and isinstance(next(iter(found.values())), (dict, list)):
        only, inside = next(iter(found.items()))
        if plain_name(only) not in attributes and _HOUSE.fullmatch(plain_name(only)) is None:
            found = inside  # {"solution": ...}
    if isinstance(found, list):
        yield from _facts_of_objects(found)
    elif isinstance(found, dict) and set(found) == {"header", "rows"}:
        yield from _facts_of_rows(_texts(found["header"]), map(_texts, _listed(found["rows"])), attributes)
    elif isinstance(found, dict):
        for key, value in found.items():
            if isinstance(value, list) and plain_name(key) in attributes:
                yield from ((house, plain_name(key), one) for house, one in enumerate(value))
            elif isinstance(value, dict):
                house = _house(key)
                yield from ((house, plain_name(attribute), one) for attribute, one in value.items())
            else:
                raise UnreadableAnswerError("unreadable", f"no house and no attribute: {key[:40]!r}")
    else:
        raise UnreadableAnswerError("unreadable", "an object is wanted")


def _facts_of_objects(found: list[Any]) -> Facts:
    """Facts of a list of houses, each with its number, or all in order."""
    for place, one in enumerate(found):
        if not isinstance(one, dict):
            raise UnreadableAnswerError("unreadable", "a list of objects is wanted")
        named = {plain_name(key): value for key, value in one.items()}
        if len(named) < len(one):
            raise UnreadableAnswerError("ambiguous", "an attribute stands twice in a house")
        number = next((name for name in named if name in _HOUSE_NAMES), None)
        house = place if number is None else _house(named.pop(number))
        yield from ((house, attribute, value) for attribute, value in named.items())


def _listed(found: Any) -> list[Any]:
    if not isinstance(found, list):
        raise UnreadableAnswerError("unreadable", "a list is wanted")
    return found


def _texts(found: Any) -> list[str]:
    cells = _listed(found)
    if any(isinstance(cell, (list, dict)) for cell in cells):
        raise UnreadableAnswerError("unreadable", "a cell is no single value")
    return [plain_name(cell) for cell in cells]


def _facts_of_rows(header: list[str], rows: Iterable[list[str]], attributes: Sequence[str]) -> Facts:
    """Facts of a table: a row a house below the attributes, or a row an attribute below the houses."""
    by_attribute = len(header) > 1 and header[1] not in attributes
    for row in rows:
        if len(row) != len(header) or len(row) < 2:
            raise UnreadableAnswerError("unreadable", f"a row has {len(row)} cells, the header {len(header)}")
        for name, value in zip(header[1:], row[1:], strict=True):
            yield (_house(name), row[0], value) if by_attribute else (_house(row[0]), name, value)


_HEAD = re.compile(r"(?:[-*•]\s+|\d{1,2}[.)]\s+|#{1,6}\s+)?\**(?P<house>[^:=,;]{1,30}?)\**\s?(?::|\s-\s|$)\**\s*")
_PAIR = re.compile(
    r"\s*(?:[-*•]\s+)?\**(?P<attribute>[^:=,;]{1,60}?)\**\s*(?:[:=]|\bis\b|->)\s*\**\s*(?P<value>[^:=,;]{1,80})"
)


_NUMBERED = re.compile(r"(\d{1,2})[.)]\s+(?![^,]*(?:[:=]|\bhouse\b))", re.IGNORECASE)
_SENTENCE = re.compile(
    r"[A-Za-z][\w' -]*\b(?:has|is|owns|lives|drinks|likes|keeps|eats|plays|drives|wears)\b[\w', -]*\.?", re.IGNORECASE
)
_UNSURE = re.compile(
    r"\b(?:not|no|never|or|nor|either|neither|if|unless|maybe|perhaps|but|might|may|could|other)\b|n't", re.I
)


def _values_in(sentence: str, owners: Mapping[str, str]) -> list[tuple[str, str]]:
    """The values that a sentence about one house names, with their attributes; none where it is unsure of something."""
    if not _SENTENCE.fullmatch(sentence) or _UNSURE.search(sentence):
        return []
    said, found = plain_name(sentence), []
    for value in sorted(owners, key=len, reverse=True):
        pattern = rf"(?<![\w-]){re.escape(value)}(?![\w-])"
        said, count = re.subn(pattern, " ", said)
        found += [(owners[value], value)] * count
    return found


_NEXT_HOUSE = re.compile(r"(?<=[.;])\s+(?=(?:the\s)?house\s?#?\d)", re.IGNORECASE)
_BULLET = re.compile(r"^\s*[-*•]\s+")


def _facts_of_lines(lines: list[str], owners: Mapping[str, str]) -> Facts:
    """``House 1: Name = Eva, Pet = cat``, or a house above a line for each attribute."""
    house = -1
    lines = [part for line in lines for part in _NEXT_HOUSE.split(line)]
    if owners and len(lines) > 1 and all(_NUMBERED.match(line) for line in lines):
        lines = [_NUMBERED.sub(r"House \1: ", line) for line in lines]
    for line in lines:
        head = _HEAD.match(line)
        if head and (named := _HOUSE.fullmatch(plain_name(head["house"]))):
            house = int(named[1]) - 1
            line = line[head.end() :]
        if house >= 0 and (values := _values_in(line, owners)):
            yield from ((house, owner, value) for owner, value in values)
            continue
        for said in re.split(r"[,;]", line):
            if not said.strip(" .*"):
                continue
            if house >= 0 and (owner := owners.get(plain_name(_BULLET.sub("", said)))):
                yield house, owner, _BULLET.sub("", said)
                continue
            pair = _PAIR.fullmatch(said.strip())
            if pair is None or house < 0:
                raise UnreadableAnswerError("unreadable", f"no attribute of a house: {said.strip()[:40]!r}")
            yield house, plain_name(pair["attribute"]), pair["value"]
