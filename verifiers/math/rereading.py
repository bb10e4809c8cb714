"""A second reading of a text, in the light of what it is compared with: letters that are units, digits or options."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .bounds_in_words import bound_in_symbols
from .expressions import IMAGINARY, contains, replaced, variables
from .phrases import words_of
from .question import understand
from .reading import read_spelled
from .spelling import CLOSE, OPEN
from .units import named
from .values import Interval, Items, Opaque, Relation, Scalar, Value, Words

if TYPE_CHECKING:
    from .ladder import Reference

_LAST_LETTERS = re.compile(r"(?<=[\d)}\s])([A-Za-z]{1,2}(?:\s*/\s*[A-Za-z])?(?:\s*\^\s*\{?-?\d\}?)?)$")
_DIGITS = re.compile(rf"[\s{{{OPEN}]*([\dA-Fa-f]{{1,60}})[\s}}{CLOSE}]*\.?")
_LETTERS = re.compile(r"[A-J]{2,10}")
_POINT = re.compile(r"\s*[A-Z]\s*(\([^()]{1,80}\))\s*")  # C(3, -4), a point with its name
_OPTIONS = frozenset("ABCDEFGHIJ")
_NAME = re.compile(r"\s*[A-Z][a-z]{2,14}\s*")  # Bob, whose letters could be a product
_DECIMAL_COMMA = re.compile(r"[{\s]*(-?\d+),(\d+)((?:\s*[^\d\s}].*)?)[}\s.]*", re.DOTALL)


def readings(reference: Reference, value: Value, spelled: str, question: str) -> list[tuple[Value, Value]]:
    """The pairs of readings to compare.

    What a text is may hang on the other side: a comma is a decimal one where the other is a single number, a last
    letter a unit where the other bears one, ``2A`` a number where the other is written in base 16.
    """
    assert reference.value is not None
    ours, theirs = isinstance(reference.value, Items), isinstance(value, Items)
    if understand(question).comma and (ours or theirs):
        return _with_decimal_commas(reference, value, spelled)
    pairs = [(reference.value, value)]
    if ours != theirs:
        text = reference.spelled if ours else spelled
        number = _DECIMAL_COMMA.fullmatch(text.strip())
        if number:
            other = read_spelled(f"{number[1]}.{number[2]}{number[3]}")
            pairs.append((other, value) if ours else (reference.value, other))
    if not isinstance(value, (Interval, Relation)) and (letter := _bounded(reference.value)):
        bound = bound_in_symbols(spelled, letter)
        if bound is not None:
            return [(reference.value, read_spelled(bound))]
    if isinstance(value, Words) and _NAME.fullmatch(reference.text):
        pairs.append((Words(words_of(reference.text)), value))
    left = _reread(reference.spelled, reference.value, value, alone=False)
    right = _reread(spelled, value, reference.value, alone=True)
    if left is not None or right is not None:
        pairs.append((left or reference.value, right or value))
    return pairs


def _with_decimal_commas(reference: Reference, value: Value, spelled: str) -> list[tuple[Value, Value]]:
    """Both sides with a comma within digits read as a decimal one, where the question writes numbers so."""
    assert reference.value is not None
    left, right = (_DECIMAL_COMMA.fullmatch(text.strip()) for text in (reference.spelled, spelled))
    ours = read_spelled(f"{left[1]}.{left[2]}{left[3]}") if left else reference.value
    theirs = read_spelled(f"{right[1]}.{right[2]}{right[3]}") if right else value
    return [(ours, theirs)]


def _reread(spelled: str, value: Value, other: Value, alone: bool) -> Value | None:
    """Another reading of a text that the other side suggests, or None.

    Args:
        spelled: the text, in our spelling.
        value: its first reading.
        other: what it is compared with.
        alone: whether a unit is read even where the other side bears none; so for answers, ``5m`` for 5.
    """
    if isinstance(other, Items) and _are_options(other) and _LETTERS.fullmatch(spelled.strip()):
        return Items("list", tuple(Scalar(("v", letter)) for letter in spelled.strip()))
    if isinstance(other, Items) and other.kind == "tuple" and isinstance(value, (Scalar, Opaque)):
        point = _POINT.fullmatch(spelled)
        return read_spelled(point[1]) if point else None
    if isinstance(value, Relation) and value.signs == ("=",) and isinstance(other, Scalar):  # z = 3 + 4j
        right = value.sides[-1]
        return _complex(right, other) if isinstance(right, Scalar) else None
    if not isinstance(value, Scalar) or not isinstance(other, Scalar):
        return None
    if other.base is not None and value.base is None:
        digits = _DIGITS.fullmatch(spelled)
        return read_spelled(f"{digits[1]}_{{{other.base}}}") if digits and not digits[1].isdigit() else None
    return _complex(value, other) or _measured(spelled, value, other, alone)


def _bounded(reference: Value) -> str:
    """The letter that a reference bounds, "x" where it names none, or "" where it is no bound."""
    if isinstance(reference, Relation):
        letters = [
            side.expression[1] for side in reference.sides if isinstance(side, Scalar) and side.expression[0] == "v"
        ]
        return str(letters[0]) if len(letters) == 1 else ""
    pair = isinstance(reference, Items) and reference.kind == "tuple" and len(reference.items) == 2
    return "x" if pair or isinstance(reference, Interval) else ""


def _are_options(value: Items) -> bool:
    return len(value.items) > 1 and all(
        isinstance(item, Scalar) and item.expression[0] == "v" and item.expression[1] in _OPTIONS
        for item in value.items
    )


def _measured(spelled: str, value: Scalar, other: Scalar, alone: bool) -> Scalar | None:
    """A value whose last letters are a unit rather than variables, where the other is a number: 5m, 12 m^2, 20 N."""
    bears = other.unit is not None and bool(other.unit.dimension)
    if not (bears or alone) or variables(other.expression) or not variables(value.expression) or value.unit is not None:
        return None
    letters = _LAST_LETTERS.search(spelled)
    if letters is None or value.expression[0] == "+" or named(letters[1][:1]) is None:
        return None
    found = read_spelled(f"{spelled[: letters.start()]} {OPEN}{letters[1]}{CLOSE}")
    return found if isinstance(found, Scalar) and found.unit is not None else None


def _complex(value: Scalar, other: Scalar) -> Scalar | None:
    """A complex number with j for the imaginary unit, where the other is written with i."""
    if variables(value.expression) != {"j"} or contains(value.expression, "i") or variables(other.expression):
        return None
    return (
        value._replace(expression=replaced(value.expression, "j", IMAGINARY))
        if contains(other.expression, "i")
        else None
    )
