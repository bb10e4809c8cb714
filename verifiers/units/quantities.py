"""What an answer says in the end: one quantity, perhaps in two units that must agree, perhaps in parts (1 h 30 min)."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction

from rewardry.text.denials import denied_before, is_struck
from rewardry.text.reported import is_anothers, is_told

from .dimensions import OFFSETS, Unit, UnknownUnitError, same_dimensions
from .expressions import NotAUnitError, read_units
from .notation import plain
from .numbers import TooLargeError, read_number

LONGEST = 400
_MOST_PARTS = 4


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number and what its unit may be.

    Attributes:
        value: the number.
        units: the readings of the unit, the strict one first; empty where none is given.
    """

    value: Fraction
    units: tuple[Unit, ...]


class NoQuantityError(ValueError):
    """A text that is no quantity; the message is a verdict's reason."""


_BEFORE_NUMBER = r"(?=[-+]?[\d.(π√$€£¥₹])"
_WORD = r"[^\W\d]{1,20}"
_ABOUT = r"(?:about|approximately|roughly|around|circa|nearly|exactly|therefore|thus|then|hence)"
# What may stand before a quantity and says nothing of its own.
_LEAD = re.compile(
    rf"(?:{_WORD}\s){{1,8}}(?:is|was|equals|=)\s(?:{_ABOUT}\s)?{_BEFORE_NUMBER}"  # the mean speed is about
    rf"|{_WORD}(?:\s{_WORD}){{0,7}}\s?:\s?{_BEFORE_NUMBER}"  # mean speed:
    rf"|(?:(?:the|my|final|correct|answer|result|value|it|is|was|approx\.?|equals?|so|{_ABOUT})[\s:,]{{1,3}}"
    r"|[≈=]\s?){1,8}",
    re.IGNORECASE,
)
# Other words for "this or that", for a range, and for "not this": an answer with one of them says nothing for sure.
_HEDGE = re.compile(
    r"[<>≤≥≠±?|]|!=|\+-|\+/-|\\|\b(?:or|not|no|never|nor|but|except|cannot|unsure|doubt|either|neither|if|unless"
    r"|between|at least|at most|maybe|perhaps|possibly|false|wrong|incorrect|isn't|pm|geq?|leq?|neq?|versus|vs)\b"
    r"|[或不非]",
    re.IGNORECASE,
)
_EQUALS = re.compile(r"[=≈]")
# One of several that are named: "x = 3 m, x = 5 m", "x_1 = 3 m and x_2 = 5 m"; the letter says of what.
_NAMED = re.compile(
    r"(?:^|[,;]|\band)\s{0,3}(?P<letter>[^\W\d_])(?:_?\(?\w{1,3}\)?)?\s?[=≈]\s?(?P<value>[^=≈;]{1,100}?)"
    r"(?=$|;|(?:,|\sand)\s{0,3}[^\W\d_](?:_?\(?\w{1,3}\)?)?\s?[=≈])"
)
_RESTATED = re.compile(
    r"(?P<first>.*\S)\s?\(\s?(?:i\.e\.|that is|=|≈)?[\s,]*(?P<again>[-+]?[\d.π√][^()]*)\)", re.IGNORECASE
)
# The unit in words with its sign behind: 75 kilometres per hour (km/h).
_UNIT_AGAIN = re.compile(r"(?P<first>.*\S)\s\((?P<again>[^()\d][^()]*)\)")
_CURRENCY_FIRST = re.compile(r"([-+]?)\s?([$€£¥₹])\s?([-+]?)(?=[\d.])")
_CURRENCY = re.compile(r"([-+]?)([$€£¥₹])\s?")
# A quotient of numbers with the unit above: (150 km)/(2 h).
_DIVIDED = re.compile(r"(?P<sign>[-+]?)\(\s?(?P<above>\d[^()]*[^\W\d][^()]*)\)\s?/\s?\(?(?P<below>[^()]*)\)?")
_FEET_AND_INCHES = re.compile(r"^(\d{1,4})'\s?(\d{1,2}(?:\.\d{1,4})?)\"$")
# Two quantities set apart by a wide space or a line, which are no parts of one; and a range: 3 m to 5 m.
_LISTED = re.compile(
    r"\d[^=\n]{0,40}(?:\\q?quad|\n)[\s$\\(*]{0,8}[-+]?\d|\d\s?[A-Za-z]{1,14}\s(?:to|till|until)\s[-+]?\d"
)
# At the end: a quantity that it is not.
_NOT_ANOTHER = re.compile(r",?\s(?:and\snot|not|rather than|instead of)\s(?P<other>[-+]?\d[^,;]{0,40})$")
_ANSWER = re.compile(r"\banswer\b|答案", re.IGNORECASE)
_FIRST_NUMBER = re.compile(r"[-+]?[\d.π√$€£¥₹]")
# What is given or asked for is not found: "the given width is 3 m", "Write 3/2 in lowest terms", "Example: 3 m".
_NOT_FOUND = re.compile(
    r"\W*(?:suppose|assum(?:e|ing)|let|given|example|format|write|express|simplify|convert|compute|calculate|find"
    r"|evaluate|round|grade|ignore)\b|[^\d]{0,60}\b(?:given|example)\b[^\d]{0,40}\b(?:is|was)\s",
    re.IGNORECASE,
)


def is_of_another(text: str) -> bool:
    """Whether a text tells, supposes, denies or asks for its first number instead of giving it."""
    number = _FIRST_NUMBER.search(text)
    if number is None or not number.start():
        return False
    place = number.start()
    return (
        is_told(text, place)
        or is_anothers(text, place)
        or denied_before(text, place)
        or ((word := _ANSWER.search(text, 0, place)) is not None and is_anothers(text, word.start()))
        or _NOT_FOUND.match(text) is not None
    )


def read_answer(text: str) -> list[Quantity]:
    """The quantities of an answer, all of which have to be right; the last one is the final form.

    ``v = 75 km/h`` is one quantity; ``75 km/h = 20.8 m/s`` and ``75 km/h (20.8 m/s)`` are two.

    Args:
        text: the answer as it is written.

    Raises:
        NoQuantityError: ``over-limit``, ``ambiguous`` (a hedge, a range, a denial), ``unknown-unit``, ``no-quantity``.
    """
    if len(text) > LONGEST:
        raise NoQuantityError("over-limit")
    refused = _NOT_ANOTHER.search(text)
    if refused is not None and (other := _side(plain(refused["other"]))) is not None and other.units:
        found = read_answer(text[: refused.start()])
        if other in found:
            raise NoQuantityError("ambiguous")
        return found
    struck, listed = is_struck(text), _LISTED.search(text) is not None
    text = plain(text)
    if struck or listed or _HEDGE.search(text) or is_of_another(text):
        raise NoQuantityError("ambiguous")
    *sides, last = _EQUALS.split(text)
    found = [quantity for side in sides if (quantity := _side(side)) is not None and quantity.units]
    return [*_said_of_one(text), *found, *_with_restatement(last)]


def _said_of_one(text: str) -> list[Quantity]:
    """What is said of a letter of which several things are said, such as the two roots ``x_1 = 3 m, x_2 = 5 m``."""
    named = [(found["letter"], quantity) for found in _NAMED.finditer(text) if (quantity := _side(found["value"]))]
    letters = [letter for letter, _ in named]
    return [quantity for letter, quantity in named if letters.count(letter) > 1]


def read_quantity(text: str) -> Quantity:
    """The one quantity of a text, such as a reference's.

    Raises:
        NoQuantityError: see `read_answer`.
    """
    if len(text) > LONGEST:
        raise NoQuantityError("over-limit")
    return _quantity(plain(text))


def _side(text: str) -> Quantity | None:
    """The quantity of one side of an equation, which may be a name or a calculation instead."""
    try:
        return _quantity(text)
    except NoQuantityError:
        return None


def _with_restatement(text: str) -> list[Quantity]:
    named = _UNIT_AGAIN.fullmatch(text)
    if named and (first := _side(named["first"])) is not None and first.units:
        with suppress(NotAUnitError, UnknownUnitError, OverflowError):
            if read_units(named["again"])[0] == first.units[0]:
                return [first]
    try:
        return [_quantity(text)]
    except NoQuantityError:
        restated = _RESTATED.fullmatch(text)
        if restated is None:
            raise
        return [_quantity(restated["first"]), _quantity(restated["again"])]


def _quantity(text: str) -> Quantity:
    """The quantity of a text in plain notation, its parts added up.

    Raises:
        NoQuantityError: see `read_answer`.
    """
    text = _FEET_AND_INCHES.sub(r"\1 ft \2 in", text.strip())
    lead = _LEAD.match(text)
    text = text[lead.end() :] if lead else text
    text = _DIVIDED.sub(r"\g<sign>\g<above>/(\g<below>)", text) if text.startswith(("(", "-(", "+(")) else text
    try:
        parts = _parts(_with_currency_behind(text))
        return parts[0] if len(parts) == 1 else _summed(parts)
    except (TooLargeError, OverflowError):
        raise NoQuantityError("over-limit") from None
    except UnknownUnitError:
        raise NoQuantityError("unknown-unit") from None
    except NotAUnitError:
        raise NoQuantityError("no-quantity") from None


def _with_currency_behind(text: str) -> str:
    """A sum of money with its currency where units stand: ``-$5`` and ``$-5`` as ``-5 $``."""
    text = _CURRENCY_FIRST.sub(r"\1\3\2 ", text).strip()
    currency = _CURRENCY.match(text)
    number = None if currency is None else read_number(currency[1] + text[currency.end() :])
    if currency is None or number is None:
        return text
    end = number[1] - len(currency[1]) + currency.end()
    return f"{currency[1]}{text[currency.end() : end]} {currency[2]}{text[end:]}"


_NEXT_PART = re.compile(
    r"(?:(?<=[^\W\d_])(?=\s|,\s)|(?<=['\"°]))"  # a unit ends: 1 h 30 min, 5°30'
    r"(?:\s?(?P<comma>,)|\sand(?=\s))?\s?(?=\d)"
)


def _parts(text: str, before: int = 0) -> list[Quantity]:
    """The quantities that stand one after the other, such as ``1 h 30 min``.

    A comma joins the parts of what is told in such parts alone: ``5 ft, 6 in``. ``3 m, 3 cm`` are two answers.
    """
    number = read_number(text)
    if number is None:
        raise NotAUnitError("there is no number")
    rest = text[number[1] :]
    cut = _NEXT_PART.search(rest)
    unit, others = (rest, "") if cut is None else (rest[: cut.start()], rest[cut.end() :])
    own = Quantity(number[0], _readings(unit) if unit.strip(" .,;") else ())
    if cut is None or not others:
        return [own]
    if before + 1 >= _MOST_PARTS:
        raise NotAUnitError("too many parts")
    following = _parts(others, before + 1)
    if cut["comma"] and _are_decimal(own, following[0]):
        raise NoQuantityError("ambiguous")
    return [own, *following]


def _are_decimal(one: Quantity, other: Quantity) -> bool:
    """Whether the units of two quantities differ by a power of ten, as those of the metric system do."""
    if not one.units or not other.units:
        return False
    power = math.log10(one.units[0].factor / other.units[0].factor)
    return abs(power - round(power)) < 1e-9


# What else may be meant by a unit: degrees by a lone C or F, feet and inches by strokes.
_ALSO = {"C": "°C", "F": "°F", "'": "ft", '"': "in"}
_RUN_TOGETHER = re.compile(r"\bms(?=\s?\^?\(?\s?-)")


def _readings(text: str) -> tuple[Unit, ...]:
    """What a unit may stand for, as it is written first: the reading whose dimensions are the reference's counts."""
    others = [_ALSO.get(text.strip(" .,;"), ""), _RUN_TOGETHER.sub("m s", text), text.lower() if text.isupper() else ""]
    readings = read_units(text)
    for other in others:
        with suppress(UnknownUnitError):
            readings += read_units(other) if other and other != text else []
    return tuple(readings)


def _is_simple(unit: Unit) -> bool:
    """Whether a unit is one of time, length, mass or the like, or of an angle: these are told in parts."""
    return unit.angle if not unit.dimensions else list(unit.dimensions.values()) == [Fraction(1)]


def _summed(parts: Sequence[Quantity]) -> Quantity:
    """Parts as one quantity in the unit of the first: each less than one of the unit before, all but the last whole."""
    first = parts[0].units[0] if parts[0].units else None
    total, before = abs(parts[0].value), first
    for whole, part in itertools.pairwise(parts):
        unit = part.units[0] if part.units else None
        if before is None or unit is None or first is None or before.offset in OFFSETS or part.value < 0:
            raise NoQuantityError("no-quantity")
        if not same_dimensions(first, unit) or not _is_simple(first) or whole.value.denominator != 1:
            raise NoQuantityError("ambiguous")
        if float(part.value) * unit.factor >= before.factor * (1 - 1e-9):
            raise NoQuantityError("ambiguous")
        total += part.value * Fraction(unit.factor / first.factor)
        before = unit
    return Quantity(-total if parts[0].value < 0 else total, parts[0].units)
