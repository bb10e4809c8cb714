"""Squares put together row by row from the rows that are allowed, column by column kept in check."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from .boards import Board
from .search_limits import Steps

Row = tuple[int, ...]


def stacked(
    rows: Sequence[Sequence[Row]], may_stand: Callable[[Sequence[Row]], bool], most_steps: int = 100_000
) -> Iterator[Board]:
    """Every choice of one row each, from above, of which each beginning may stand.

    Args:
        rows: the rows that are allowed in each place.
        may_stand: whether the rows chosen so far, the last one new, break no rule.
        most_steps: how many rows may be tried.

    Raises:
        SearchLimitError: there are more rows to try.
    """
    steps = Steps(most_steps)

    def search(chosen: list[Row]) -> Iterator[Board]:
        if len(chosen) == len(rows):
            yield tuple(chosen)
            return
        for row in rows[len(chosen)]:
            steps.take()
            chosen.append(row)
            if may_stand(chosen):
                yield from search(chosen)
            chosen.pop()

    yield from search([])
