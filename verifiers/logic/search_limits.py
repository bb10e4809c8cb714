"""Searches that end: the steps that one may take, solutions counted up to a limit, and whether there is just one."""

from __future__ import annotations

import itertools
from collections.abc import Iterable


class SearchLimitError(RuntimeError):
    """Raised when a search takes more steps than it may; nothing is known then."""


class Steps:
    """The steps that a search may still take.

    Args:
        most: how many.
    """

    def __init__(self, most: int) -> None:
        self._left = most

    def take(self) -> None:
        """Take one.

        Raises:
            SearchLimitError: none is left.
        """
        self._left -= 1
        if self._left < 0:
            raise SearchLimitError("the search was given up")


def count_up_to(limit: int, solutions: Iterable[object]) -> int:
    """How many solutions there are; no more than `limit` of them are looked for."""
    return sum(1 for _ in itertools.islice(solutions, limit))


def is_one(solutions: Iterable[object]) -> bool:
    """Whether it is proved that there is exactly one; False too where the search is given up."""
    try:
        return count_up_to(2, solutions) == 1
    except SearchLimitError:
        return False
