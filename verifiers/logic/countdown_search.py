"""All ways to combine numbers to a target, simple ones first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

# Combinations looked at before the search gives up: a second or so.
_MOST_NODES = 200_000


def find_expressions(numbers: Sequence[int], target: int, ops: Sequence[str], use: str) -> Iterator[str]:
    """Expressions that use the numbers and equal the target; those with whole numbers on the way come first.

    Args:
        numbers: the numbers that may be used.
        target: the value to reach.
        ops: the operations that may be used.
        use: ``each exactly once``, or some of them.

    Yields:
        The expressions; each may come more than once in other spellings. It ends early where numbers are many.
    """
    for whole in (True, False) if "/" in ops else (False,):
        search = _Search(target, frozenset(ops), use != "each exactly once", whole)
        yield from search.run([(Fraction(number), str(number)) for number in numbers])


class _Search:
    def __init__(self, target: int, ops: frozenset[str], some: bool, whole: bool) -> None:
        self._target = target
        self._ops = ops
        self._some = some
        self._whole = whole
        self._nodes = 0
        self._seen: set[tuple[Fraction, ...]] = set()

    def run(self, pool: list[tuple[Fraction, str]]) -> Iterator[str]:
        """What combining the numbers of a pool gives."""
        if len(pool) == 1 or self._some:
            yield from (text for value, text in pool if value == self._target)
        key = tuple(sorted(value for value, _ in pool))
        if len(pool) == 1 or (len(pool) > 2 and key in self._seen):
            return
        self._seen.add(key)
        for i, one in enumerate(pool):
            for j in range(i):
                rest = [item for place, item in enumerate(pool) if place not in (i, j)]
                for combined in self._combined(one, pool[j]):
                    self._nodes += 1
                    if self._nodes > _MOST_NODES:
                        return
                    yield from self.run([*rest, combined])

    def _combined(self, one: tuple[Fraction, str], other: tuple[Fraction, str]) -> Iterator[tuple[Fraction, str]]:
        if one[0] < other[0]:
            one, other = other, one
        (a, left), (b, right) = one, other
        if "+" in self._ops:
            yield a + b, f"({left} + {right})"
        if "-" in self._ops:
            yield a - b, f"({left} - {right})"
        if "*" in self._ops:
            yield a * b, f"({left} * {right})"
        if "/" not in self._ops:
            return
        for (x, over), (y, under) in ((one, other), (other, one)):
            if y and (not self._whole or (x / y).denominator == 1):
                yield x / y, f"({over} / {under})"
