"""Search for satisfying assignments by branching and unit propagation (Davis, Logemann and Loveland, 1962)."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from typing import TypeAlias

from .search_limits import SearchLimitError

Clauses: TypeAlias = Sequence[tuple[int, ...]]

# Clauses looked at before the search gives up: some tens of milliseconds.
_MOST_WORK = 100_000


@functools.lru_cache(maxsize=256)
def find_assignment(n: int, clauses: tuple[tuple[int, ...], ...]) -> dict[int, bool] | None:
    """A satisfying assignment of x1 to xn, or None where there is none.

    Raises:
        SearchLimitError: it takes too long to tell.
    """
    for literals in _Search().models(list(clauses), ()):
        return {variable: variable in literals for variable in range(1, n + 1)}
    return None


def count_assignments(n: int, clauses: Clauses, limit: int) -> int:
    """How many assignments of x1 to xn satisfy the clauses, counted up to `limit`.

    Raises:
        SearchLimitError: it takes too long to tell.
    """
    count = 0
    for literals in _Search().models(list(clauses), ()):
        count += 2 ** (n - len({abs(literal) for literal in literals}))
        if count >= limit:
            return limit
    return count


class _Search:
    def __init__(self) -> None:
        self._work = 0

    def models(self, clauses: list[tuple[int, ...]], chosen: tuple[int, ...]) -> Iterator[frozenset[int]]:
        """Sets of literals that satisfy the clauses, no two of which have a common assignment."""
        literals = list(chosen)
        while True:
            if () in clauses:
                return
            unit = next((clause[0] for clause in clauses if len(set(clause)) == 1), 0)
            if not unit:
                break
            literals.append(unit)
            clauses = self._assume(clauses, unit)
        if not clauses:
            yield frozenset(literals)
            return
        literal = min(clauses, key=len)[0]
        for choice in (literal, -literal):
            yield from self.models(self._assume(clauses, choice), (*literals, choice))

    def _assume(self, clauses: list[tuple[int, ...]], literal: int) -> list[tuple[int, ...]]:
        self._work += len(clauses)
        if self._work > _MOST_WORK:
            raise SearchLimitError("too many clauses were looked at")
        return [
            tuple(other for other in clause if other != -literal) if -literal in clause else clause
            for clause in clauses
            if literal not in clause
        ]
