"""Points at which expressions are compared that are no rational functions.

Each lies a little beside a number that is written here, by an amount that hangs on what is compared: nobody can write
an answer that is right at the very points at which it will be looked at, and every verdict is the same again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import count

from .expressions import Expression

_PRIME = 10**9 + 7  # odd, as most denominators: the odd root of a negative number stays one
_FARTHEST = 10**6  # in shares of the prime


def nudges(*compared: object) -> Iterator[Fraction]:
    """Small positive numbers without end, which hang on some expressions or values."""
    salt = repr(compared).encode()
    for block in count():
        digest = hashlib.blake2b(salt, salt=block.to_bytes(4, "big")).digest()
        for place in range(0, len(digest), 4):
            yield Fraction(1 + int.from_bytes(digest[place : place + 4], "big") % _FARTHEST, _PRIME)


def points_beside(
    rows: Sequence[Sequence[Fraction]], names: Sequence[str], *compared: Expression
) -> Iterator[dict[str, Fraction]]:
    """A value of each name for each row, beside what the row has for it.

    Args:
        rows: numbers; where there are more names than a row has numbers, it begins again one higher.
        names: of the variables.
        compared: the expressions that will be evaluated there.
    """
    moves = nudges(*compared)
    for row in rows:
        yield {name: row[i % len(row)] + i // len(row) + next(moves) for i, name in enumerate(names)}
