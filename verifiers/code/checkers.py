"""When an output counts as the expected one: by bytes, lines, tokens, numbers, as a multiset, or by a program."""

from __future__ import annotations

import math
import re
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, get_args

from rewardry.errors import nearest

from .languages import language_named
from .values import same

CheckerName: TypeAlias = Literal["exact", "lines", "tokens", "floats", "unordered", "yes-no", "program"]
NAMES = get_args(CheckerName)
_NUMBER = re.compile(rb"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_WHOLE = re.compile(rb"[+-]?\d{1,309}")  # of more digits none is a finite float
TOLERANCE = 1e-6


class CheckerError(ValueError):
    """A checker of a reference that does not exist or cannot be read."""


@dataclass(frozen=True, slots=True)
class Checker:
    """How outputs are compared.

    Attributes:
        name: the kind of comparison; ``program`` asks `source`.
        absolute, relative: of ``floats``: a number may differ by the larger of `absolute` and `relative` times the
            expected one's size.
        source, language: of ``program``: a program of the reference's, which the sandbox runs. It is started with the
            names of three files, input, output and expected output, and accepts with exit status 0 (as testlib's do).
    """

    name: CheckerName = "lines"
    absolute: float = TOLERANCE
    relative: float = TOLERANCE
    source: str = ""
    language: str = "python"

    def near(self, expected: float, found: float) -> bool:
        """Whether a finite number is within the tolerance."""
        try:
            distance = abs(found - expected)
            return bool(distance <= max(self.absolute, self.relative * abs(expected)))
        except OverflowError:
            return False


def read_checker(given: Any) -> Checker:
    """The checker that a reference names.

    Args:
        given: a name; ``{"floats": {"abs": 1e-6, "rel": 1e-6}}``; ``{"program": text, "language": "python"}``; None for
            ``lines``.

    Raises:
        CheckerError: it is none of these.
    """
    if given is None:
        return Checker()
    if given == "floats":
        return Checker("floats")
    if isinstance(given, str) and given in NAMES and given != "program":
        return Checker(given)  # type: ignore[arg-type]
    if isinstance(given, Mapping) and "floats" in given:
        return _floats(given["floats"])
    if isinstance(given, Mapping) and isinstance(given.get("program"), str):
        language = language_named(str(given.get("language", "python")))
        if language is None:
            raise CheckerError(f"the checker's language is {given.get('language')!r}, which is not known")
        return Checker("program", source=given["program"], language=language)
    if given == "program":
        raise CheckerError('the checker program needs its text: {"program": text, "language": "python"}')
    offer = nearest(given, NAMES) if isinstance(given, str) else f"Known: {', '.join(NAMES)}."
    raise CheckerError(f"there is no checker {given!r}. {offer}")


def _floats(given: Any) -> Checker:
    if not isinstance(given, Mapping) or set(given) - {"abs", "rel"}:
        raise CheckerError(f"the checker floats takes abs and rel, not {given!r}")
    tolerances = [given.get(name, TOLERANCE) for name in ("abs", "rel")]
    for number in tolerances:
        if isinstance(number, bool) or not isinstance(number, (int, float)) or not 0 <= number <= sys.float_info.max:
            raise CheckerError(f"a tolerance is {number!r}; it must be a finite number, at least 0")
    return Checker("floats", float(tolerances[0]), float(tolerances[1]))


def accepts_output(checker: Checker, expected: bytes, found: bytes) -> bool:
    """Whether a program's output is the expected one. Never for ``program``, which a sandbox has to run."""
    if checker.name == "exact":
        return found == expected
    if checker.name == "lines":
        return _lines(found) == _lines(expected)
    if checker.name == "unordered":
        return Counter(_lines(found)) == Counter(_lines(expected))
    wanted, tokens = expected.split(), found.split()
    if len(wanted) != len(tokens):
        return False
    if checker.name == "tokens":
        return tokens == wanted
    if checker.name == "yes-no":
        return all(map(_same_word, wanted, tokens))
    return checker.name == "floats" and all(_near(checker, *pair) for pair in zip(wanted, tokens, strict=True))


def accepts_value(checker: Checker, expected: Any, found: Any) -> bool:
    """Whether a function's result is the expected one: the same JSON value.

    ``floats`` lets its numbers differ by the tolerance, ``unordered`` the items of a list come in any order, and
    ``tokens`` and ``yes-no`` compare two texts as they compare outputs. The others change nothing.
    """
    if checker.name == "floats":
        return same(expected, found, checker.near)
    if checker.name == "unordered" and isinstance(expected, list):
        return type(found) is list and _same_items(expected, found)
    if checker.name in ("tokens", "yes-no") and isinstance(expected, str):
        return isinstance(found, str) and accepts_output(checker, _bytes(expected), _bytes(found))
    return same(expected, found)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _lines(text: bytes) -> list[bytes]:
    """The lines, without white space at their ends and without blank lines at the end."""
    lines = [line.rstrip() for line in text.split(b"\n")]
    while lines and not lines[-1]:
        lines.pop()
    return lines


def _same_word(expected: bytes, found: bytes) -> bool:
    folded = expected.lower()
    return found.lower() == folded if folded in (b"yes", b"no") else found == expected


def _near(checker: Checker, expected: bytes, found: bytes) -> bool:
    """Whether two tokens are numbers within the tolerance, or the same word or number, however large."""
    if found == expected:
        return True
    if not _NUMBER.fullmatch(expected) or not _NUMBER.fullmatch(found):
        return False
    if _WHOLE.fullmatch(expected) and _WHOLE.fullmatch(found):  # beyond the precision of floats
        return checker.near(int(expected), int(found))
    numbers = float(expected), float(found)
    return all(map(math.isfinite, numbers)) and checker.near(*numbers)


def _same_items(expected: list[Any], found: list[Any]) -> bool:
    """Whether two lists hold the same values in some order."""
    if len(expected) != len(found):
        return False
    left = Counter(map(_key, expected))
    left.subtract(map(_key, found))
    return not any(left.values())


def _key(value: Any) -> Any:
    """What is equal for two values that are the same, and hashable."""
    if isinstance(value, list):
        return ("list", *map(_key, value))
    if isinstance(value, dict):
        return ("object", frozenset((key, _key(item)) for key, item in value.items()))
    return ("number", value) if type(value) in (int, float) else (type(value).__name__, value)
