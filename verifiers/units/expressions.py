"""Products, quotients and powers of units as people write them: ``J/(kg K)``, ``m s^-2``, ``square metres``."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import NamedTuple

from .dimensions import Unit, product

_MOST_TOKENS = 60
_DEEPEST = 10
_LARGEST_POWER = 12

_WHOLE = r"[-+]?\d{1,2}"
_TOKEN = re.compile(
    r"\s*(?:"
    rf"\^\s?(?:\(\s?(?P<power>{_WHOLE}(?:/\d{{1,2}}|\.\d{{1,3}})?)\s?\)|(?P<bare>{_WHOLE}(?:\.\d{{1,3}}|/\d(?!\w))?))"
    r"|(?P<sign>[/*·()])"
    r"|(?P<hyphen>[-.])(?=[^\W\d])"
    r"|(?P<nothing>1(?=\s?/)|\.(?=[\s/)]))"
    r"|(?P<odd>(?:cm|mm|in|ft|m)H2O|foot_H2O)(?!\w)"
    rf"|(?P<name>°[CF]?|[%‰'\"$€£¥₹¢]|[^\W\d_][^\W\d]*)(?:(?P<index>{_WHOLE})(?![\d.]))?"
    r")"
)
_BEFORE = {"square": 2, "sq": 2, "cubic": 3, "cu": 3, "inverse": -1, "reciprocal": -1}
_BEHIND = {"squared": 2, "cubed": 3}


class NotAUnitError(ValueError):
    """A text that is no product of units."""


class _Token(NamedTuple):
    """A token: its kind (name, power, or a sign itself), and its text or power."""

    kind: str
    text: str = ""
    power: Fraction = Fraction(1)


def read_units(text: str) -> list[Unit]:
    """The units that a text may stand for: one, or two where what is below the line is not clear.

    ``J/kg·K`` is read from left to right, and as ``J/(kg·K)``, which is what most people mean by it.

    Args:
        text: a unit as `notation.plain` writes it.

    Raises:
        NotAUnitError: it is no product of units, or beyond the limits.
        UnknownUnitError: it names something that is no unit.
        OverflowError: its size is beyond the floats.
    """
    tokens = _tokens(text)
    readings = []
    for loose in (False, True):
        parser = _Parser(tokens, loose)
        powers = parser.parse(0)
        if parser.at != len(tokens):
            raise NotAUnitError("a bracket is closed that was not opened")
        if powers not in readings:
            readings.append(powers)
    return [product(powers) for powers in readings]


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    at = 0
    text = text.strip().rstrip(".,;")
    while at < len(text):
        token = _TOKEN.match(text, at)
        if token is None or len(found) > _MOST_TOKENS:
            raise NotAUnitError(f"{text[at : at + 20]!r} is no part of a unit")
        found.extend(_of_match(token))
        at = token.end()
    return found


def _of_match(token: re.Match[str]) -> list[_Token]:
    if power := token["power"] or token["bare"]:
        return [_Token("power", power=_bounded(power))]
    if token["sign"]:
        return [_Token(token["sign"])]
    if token["hyphen"]:
        return [_Token("·")]
    if token["nothing"]:
        return []
    name = _Token("name", token["odd"] or token["name"])
    return [name, _Token("power", power=_bounded(token["index"]))] if token["index"] else [name]


def _bounded(power: str) -> Fraction:
    above, _, below = power.partition("/")
    if below and not int(below):
        raise NotAUnitError("a power with the denominator 0")
    value = Fraction(above) / (int(below) if below else 1)
    if abs(value) > _LARGEST_POWER:
        raise NotAUnitError(f"a power of {power}; up to {_LARGEST_POWER} are read")
    return value


class _Parser:
    """A reader of tokens; `loose` puts all that is joined by a dot or a space behind a slash below the line."""

    def __init__(self, tokens: list[_Token], loose: bool) -> None:
        self.tokens = tokens
        self.loose = loose
        self.at = 0

    def _peek(self) -> str:
        return self.tokens[self.at].kind if self.at < len(self.tokens) else ""

    def _take(self) -> _Token:
        self.at += 1
        return self.tokens[self.at - 1]

    def parse(self, depth: int) -> dict[str, Fraction]:
        """The powers of the product up to a closing bracket or the end."""
        if depth > _DEEPEST:
            raise NotAUnitError("brackets too deep")
        powers: dict[str, Fraction] = {}
        below, first = False, True
        while (kind := self._peek()) not in ("", ")"):
            if kind in ("/", "*", "·"):
                self._take()
                if first and kind != "/":
                    raise NotAUnitError("a product begins with its sign")
            below = kind == "/" or (self.loose and below and kind != "*")
            for name, power in self._factor(depth).items():
                powers[name] = powers.get(name, Fraction(0)) + (-power if below else power)
            first = False
        if first:
            raise NotAUnitError("there is no unit")
        return {name: power for name, power in powers.items() if power}

    def _factor(self, depth: int) -> dict[str, Fraction]:
        """A unit or a bracket with its power."""
        raised = Fraction(1)
        while self._peek() == "name" and (word := self.tokens[self.at].text.lower().rstrip(".")) in _BEFORE:
            self._take()
            raised *= _BEFORE[word]
        kind = self._peek()
        if kind == "(":
            self._take()
            powers = self.parse(depth + 1)
            if self._peek() != ")":
                raise NotAUnitError("a bracket is not closed")
            self._take()
        elif kind == "name":
            powers = {self._take().text: Fraction(1)}
        else:
            raise NotAUnitError("a unit is missing")
        raised *= self._powers()
        if abs(raised) > _LARGEST_POWER:
            raise NotAUnitError(f"a power of {raised}; up to {_LARGEST_POWER} are read")
        return {name: power * raised for name, power in powers.items()}

    def _powers(self) -> Fraction:
        raised = Fraction(1)
        if self._peek() == "power":
            raised *= self._take().power
        while self._peek() == "name" and (word := self.tokens[self.at].text.lower()) in _BEHIND:
            self._take()
            raised *= _BEHIND[word]
        return raised
