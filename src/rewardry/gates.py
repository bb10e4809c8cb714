"""Gates: ``when: accuracy == correct and format >= 0.5``."""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from rewardry.errors import nearest
from rewardry.types import Score

_OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<=": operator.le,
    ">=": operator.ge,
    "<": operator.lt,
    ">": operator.gt,
}
_NAME = r"[^\s=!<>]+"
_CLAUSE = re.compile(rf"(?P<name>{_NAME})\s*(?P<sign>==|!=|<=|>=|<|>)\s*(?P<value>\S+)")
STATUSES = ("correct", "incorrect")


@dataclass(frozen=True, slots=True)
class Clause:
    """One comparison of a gate: the component ``name``, a sign, and a status or a number."""

    name: str
    sign: str
    value: str | float

    def holds(self, score: Score) -> bool | None:
        """Whether the comparison holds for a score; None when the score is undecided."""
        if score.value is None:
            return None
        found = score.reported_status if isinstance(self.value, str) else score.value
        return _OPERATORS[self.sign](found, self.value)

    def __str__(self) -> str:
        return f"{self.name} {self.sign} {self.value}"


@dataclass(frozen=True, slots=True)
class Gate:
    """A condition on other components: all clauses must hold."""

    clauses: tuple[Clause, ...]

    @property
    def names(self) -> frozenset[str]:
        """The components that it names."""
        return frozenset(clause.name for clause in self.clauses)

    def is_open(self, scores: Mapping[str, Score]) -> bool | None:
        """Whether all clauses hold; None as soon as one subject is undecided."""
        found = [clause.holds(scores[clause.name]) for clause in self.clauses]
        return None if None in found else all(found)

    def __str__(self) -> str:
        return " and ".join(map(str, self.clauses))


def can_be_named(name: str) -> bool:
    """Whether a gate can name a component of that name: it has no white space and none of ``= ! < >``."""
    return re.fullmatch(_NAME, name) is not None


def parse_gate(text: str) -> Gate:
    """Read a gate.

    Args:
        text: ``NAME OP VALUE`` joined by ``and``; OP is one of == != <= >= < >; VALUE is a finite number, or
            ``correct`` or ``incorrect``.

    Raises:
        ValueError: the text is no gate; says where and how one is written.
    """
    clauses = []
    for part in re.split(r"\s+and\s+", text.strip()):
        match = _CLAUSE.fullmatch(part)
        if match is None:
            raise ValueError(
                f"{part!r} is no comparison; write NAME OP VALUE, for example `accuracy == correct`, and join several "
                f"with `and`"
            )
        clauses.append(Clause(match["name"], match["sign"], _value(match["value"], match["sign"])))
    return Gate(tuple(clauses))


def _value(text: str, sign: str) -> str | float:
    if text in STATUSES:
        if sign not in ("==", "!="):
            raise ValueError(f"a status is compared with == or !=, not with {sign}")
        return text
    try:
        number = float(text)
    except ValueError:
        raise ValueError(
            f"{text!r} is neither a number nor a status to ask for. {nearest(text.lower(), STATUSES)}"
        ) from None
    if not math.isfinite(number):
        raise ValueError(f"{text!r} is no finite number")
    return number
